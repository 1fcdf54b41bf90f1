"""Find out why something failed, through all that was raised because of it."""

from asyncio import CancelledError


def root_cause(error: BaseException) -> str:
    """Return the name of the class of the first error in the chain, such as `ConnectionRefusedError`.

    Its message is left out: it may name addresses and users.
    """
    # A timeout is raised from the cancellation that it made, which says nothing.
    while error.__cause__ is not None and not isinstance(error.__cause__, CancelledError):
        error = error.__cause__
    return type(error).__name__
