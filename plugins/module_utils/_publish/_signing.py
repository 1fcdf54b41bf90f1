# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who signs what is published, and what is signed already; asks cosign and a registry (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Sequence

from .._buildkit._errors import ImageError
from .._registry._cosign import Cosign, Signer
from .._registry._repository import Repository


@dataclass
class Signing:
    """The command that signs in a repository, and who signs with it. Each question is asked once."""

    cosign: Cosign
    signer: Signer
    repository: Repository
    _public_key: str | None = None
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Who signs."""
        return self.signer.name

    def prepare(self) -> None:
        """Read the key, so that one that nobody can read ends a publication before anything is sent."""
        if self._public_key is None:
            self._public_key = self.cosign.public_key(self.signer) if self.signer.key else ""

    def is_signed(self, digest: str) -> bool:
        """Tell whether a digest has a signature by the signer's identity, or where it has none, by its key."""
        self.prepare()
        if digest not in self._known:
            self._known[digest] = self._refusal(digest) is None
        return self._known[digest]

    def sign(self, digests: Sequence[str]) -> None:
        """Sign digests. Raises ImageError, also where what was made is no signature by who signs."""
        self.cosign.sign(digests, self.signer)
        for digest in digests:
            refusal = self._refusal(digest)
            self._known[digest] = refusal is None
            if refusal and self.signer.identity:
                raise ImageError(
                    "certificate_identity: the signature of {0} that was just made is none by {1} ({2}); see whom the "
                    "token or the certificate names, and who has issued the certificate. No tag was written".format(
                        digest, self.name, refusal
                    )
                )
            if refusal:
                raise ImageError(
                    "sign_key: the signature of {0} that {1} has just made is none by its own public key; see that the "
                    "KMS is sound and the key is one for signing. No tag was written".format(digest, self.name)
                )

    def _refusal(self, digest: str) -> ImageError | None:
        """Return why a digest does not count as signed."""
        try:
            self.cosign.check(self.repository, digest, self.signer, self._public_key or "")
        except ImageError as error:
            return error
        return None
