# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the registry holds the tagged image, and the push where it does not (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._docker._image_name import ImageName
from .._docker._image_store import repo_digests
from .._docker._registry import RegistryAnswer, ask_registry, push_image
from ._outcome import Outcome
from ._reason import Reason

_ANSWER_TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class PushDecision:
    """Whether to push, the reason where the registry certainly lacks the image, the error where that is not known."""

    push: bool
    reason: Reason | None = None
    error: str = ""


def known_digests(repo_digests: list[str], name: ImageName) -> list[str]:
    """Return the digests by which the engine knows an image under this name, of those that it has for all names."""
    begin = name.familiar + "@"
    return [text[len(begin) :] for text in repo_digests if text.startswith(begin)]


def decide_push(reference: str, known: list[str], answer: RegistryAnswer) -> PushDecision:
    """Decide by the digests by which the engine knows the image, and by what the registry has.

    Without an answer the push itself has to tell; where the engine knows no digest, the image was never pushed.
    """
    if answer.digest in known:
        return PushDecision(push=False)
    lacking = answer.is_known or not known
    reason = Reason("push", reference, answer.digest, known[0] if known else None) if lacking else None
    return PushDecision(True, reason, "" if answer.is_known else answer.error)


def has_changed(pushed: str, known: list[str], answer: RegistryAnswer) -> bool:
    """Tell whether the push that gave the digest `pushed` changed what the registry holds."""
    return pushed != answer.digest if answer.is_known else pushed not in known


def publish(engine: Engine, name: ImageName, outcome: Outcome, timeout: int, check_mode: bool) -> Outcome:
    """Make the registry hold the image of the `outcome`, and return the outcome with what that changed.

    Nothing is pushed where the registry's digest is one by which the engine knows the image. `timeout` is in seconds.
    Raises ImageError when the registry refuses; the image then keeps its tag, and the next run tries again.
    """
    image = outcome.image
    if image is None or (check_mode and outcome.changed):
        return outcome  # what is built is pushed, and its digest is known only then
    known = known_digests(image.digests, name)
    answer = ask_registry(engine, name.reference, min(timeout, _ANSWER_TIMEOUT))
    decision = decide_push(name.reference, known, answer)
    if not decision.push:
        return outcome
    if decision.reason:
        outcome = outcome.with_push(decision.reason)
    if check_mode:
        return replace(
            outcome,
            changed=decision.reason is not None,
            warnings=(*outcome.warnings, *_uncertain(name.reference, decision)),
        )
    pushed = push_image(engine, name.reference, timeout)
    digests = repo_digests(engine, image.id)
    if pushed not in known_digests(digests, name):
        raise ImageError(
            "push: another task moved {0} to another image, which was pushed instead of {1}; run the task again, and "
            "let one task at a time push a tag".format(name.reference, image.id)
        )
    return replace(
        outcome,
        image=replace(image, digests=digests),
        changed=outcome.changed or has_changed(pushed, known, answer),
    )


def _uncertain(reference: str, decision: PushDecision) -> list[str]:
    # The engine may reach a registry that its command line does not, so this is no failure.
    if not decision.error:
        return []
    return [
        "push: the registry could not be asked for {0} ({1}), so this prediction goes by what the engine knows of "
        "the last push".format(reference, decision.error)
    ]
