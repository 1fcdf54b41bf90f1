# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the name of a base image stands for when a build begins; asks the registry (private to the collection)."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Mapping

from .._buildkit._errors import ImageError
from .._docker._engine import Engine
from .._docker._image_name import repository_of, split_digest
from .._docker._registry import ask_registry

UNKNOWN = "not on this engine"
_AND = " and "  # between the engine's image and the registry's, where stages of two platforms use both
_ANSWER_TIMEOUT = 30  # seconds


class BaseIdentities:
    """The identity of each base image as a build would use it, whoever fetched it.

    With `pull: missing` BuildKit takes the image that the engine has under the name, if it is of the platform that is
    needed, and asks the registry for any other one each time (Docker's builder-next, adapters/containerimage/pull.go).
    `warnings` name those of which nobody could be asked: they are taken for unchanged.
    """

    def __init__(
        self, engine: Engine, pull: str, recorded: Mapping[str, str], uses: Callable[[str, Any], tuple[bool, bool]]
    ) -> None:
        """Take the `recorded` identities of the last build, by name.

        `uses` tells by the name and the engine's document whether that image is taken, and whether one is fetched.
        """
        self.warnings: list[str] = []
        self._engine = engine
        self._refresh = pull == "refresh"
        self._recorded = recorded
        self._uses = uses

    def of(self, bases: Iterable[str], documents: Mapping[str, Any]) -> dict[str, str]:
        """Return them by name; `documents` are the engine's, None where it has no such image. Raises ImageError."""
        return {base: self._identity(base, documents[base]) for base in bases}

    def _identity(self, base: str, document: dict[str, Any] | None) -> str:
        digest = split_digest(base)[1]
        if digest:
            return digest
        if document is None or self._refresh:
            return self._fetched(base)
        taken, fetched = self._uses(base, document)
        if not fetched:
            return self._local(base, document)
        return _AND.join([*([self._local(base, document)] if taken else []), self._fetched(base)])

    def _fetched(self, base: str) -> str:
        answer = ask_registry(self._engine, base, _ANSWER_TIMEOUT)
        if answer.digest is not None:
            return answer.digest
        if self._refresh:
            raise ImageError(
                "pull: refresh asks the registry for the base image {0}, which refused or did not answer ({1}); log "
                "in, or use pull: missing".format(base, answer.error)
            )
        self.warnings.append(
            "the base image {0} is not on this engine for the platform that is needed, and its registry refused or did "
            "not answer ({1}), so it is taken for unchanged; log in, or pull it".format(base, answer.error)
        )
        return self._recorded.get(base, UNKNOWN).rpartition(_AND)[2]

    def _local(self, base: str, document: dict[str, Any]) -> str:
        """Return the digest of an image that came from the registry, so that it has one identity wherever it lies."""
        begin = repository_of(base) + "@"
        digests = sorted(text[len(begin) :] for text in document.get("RepoDigests") or [] if text.startswith(begin))
        known = [*digests, document["Id"]]
        recorded = self._recorded.get(base, "").partition(_AND)[0]
        return recorded if recorded in known else str(known[0])


def created_of(identity: str, document: dict[str, Any] | None) -> str | None:
    """Return when the image of this `identity` was made, None where the engine's `document` is of another one."""
    if document is None:
        return None
    digests = [text.partition("@")[2] for text in document.get("RepoDigests") or []]
    return document.get("Created") if identity in (*digests, document["Id"]) else None
