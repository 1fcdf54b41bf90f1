"""Recognise values that were copied from an example and never replaced."""

import re

_PLACEHOLDER = re.compile(
    r"""
    change[-_ ]?(me|this|it|in) | replace[-_ ]?(me|this|with) | place[-_ ]?holder
    | ^(your|some)[-_ ] | ^(super[-_ ]?)?secret | ^pass(word|wd)? | ^(example|sample|dummy|insert|xxxx)
    | ^<.*>$ | ^\$?\{.*\}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FEWEST_DIFFERENT_CHARACTERS = 8


def is_placeholder(value: str) -> bool:
    """Tell whether `value` reads like the stand-in of an example file, as `changeme` or `your-secret-here` do."""
    return _PLACEHOLDER.search(value) is not None


def is_monotonous(value: str) -> bool:
    """Tell whether `value` repeats so few characters that it cannot have been drawn at random."""
    return len(set(value)) < _FEWEST_DIFFERENT_CHARACTERS
