# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures by the command cosign, without a transparency log (private to the collection).

They lie where cosign puts them, under the tag sha256-HEX.sig:
https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import Sequence

from .._buildkit._errors import ImageError
from ._certificate_identity import CertificateIdentity
from ._client import Client
from ._command import Command, write_private
from ._place import Place
from ._repository import Repository

_TIMEOUT = 300  # seconds
_ADVICE = "see the key, its password, the KMS and the registry"
_SLOW = "see whether the registry or the KMS is stuck"
_VERSION_3 = ("--new-bundle-format=false", "--use-signing-config=false")


def signature_tag(digest: str) -> str:
    """Return the tag under which the signatures of a digest lie."""
    return digest.replace(":", "-") + ".sig"


@dataclass(frozen=True)
class Signer:
    """Who signs: a `key` that is a file or the reference of a KMS, or none for a certificate of one's `identity`.

    `more` are arguments of `cosign sign` besides, such as --fulcio-url. With an identity a signature by the key alone
    does not count.
    """

    key: str | None
    password: str = ""
    more: tuple[str, ...] = ()
    identity: CertificateIdentity | None = None

    @property
    def name(self) -> str:
        """Whose signature it is."""
        return str(self.identity or self.key)

    def __repr__(self) -> str:
        """Show no password, wherever it is printed."""
        return "Signer({0})".format(self.name)


class Cosign:
    """The command cosign, logged in to the registry of a place.

    Signatures are written and read as cosign 2 has them, also by cosign 3.
    """

    def __init__(self, client: Client, place: Place, command: str = "cosign") -> None:
        """Take the client, whose login and trust it gets; nothing is started yet."""
        self._client = client
        self._place = place
        self._command = Command("cosign", command, _TIMEOUT, _ADVICE, _SLOW)
        self._of_version_3: list[str] | None = None

    def sign(self, digests: Sequence[str], signer: Signer) -> None:
        """Sign each digest of the place. Raises ImageError."""
        key = ["--key", signer.key] if signer.key else []
        arguments = ["sign", "--yes", "--tlog-upload=false", *self._format(), *key, *signer.more, *self._options()]
        self._run([*arguments, *map(self._reference, digests)], "signing {0}".format(digests[0]), signer.password)

    def public_key(self, signer: Signer) -> str:
        """Return the public half of a signer's key, as PEM. Raises ImageError."""
        arguments = ["public-key", "--key", signer.key or ""]
        return self._run(arguments, "reading the key {0}".format(signer.key), signer.password)

    def check(self, repository: Repository, digest: str, signer: Signer, public_key: str) -> None:
        """Raise ImageError where a digest has no signature by the signer's identity, or by its key without one."""
        if repository.manifest(signature_tag(digest)) is None:
            raise ImageError("found no signature")
        if signer.identity:
            self.verify(digest, signer.identity)
            return
        with tempfile.TemporaryDirectory(prefix="sovd.prod_images-") as folder:
            path = os.path.join(folder, "key.pub")
            with open(path, "w", encoding="ascii") as opened:
                opened.write(public_key)
            self.verify(digest, path)

    def verify(self, digest: str, by: str | CertificateIdentity, more: Sequence[str] = ()) -> str:
        """Return what cosign says, as JSON, of the signatures of a digest by a public key or by an identity.

        Raises ImageError, also where there is none.
        """
        whose = by.arguments if isinstance(by, CertificateIdentity) else ["--key", by]
        arguments = ["verify", *whose, "--insecure-ignore-tlog=true", "--output=json", *self._format()[:1]]
        arguments += [*more, *self._options(), self._reference(digest)]
        return self._run(arguments, "verifying {0}".format(digest))

    def _reference(self, digest: str) -> str:
        return "{0}@{1}".format(self._place.name, digest)

    def _format(self) -> list[str]:
        """Return the options without which cosign 3 writes a bundle, and wants a log; no version before knows them."""
        if self._of_version_3 is None:
            told = self._command.run(self._place.host, "asking for its options", ["sign", "--help"])
            self._of_version_3 = list(_VERSION_3) if "--use-signing-config" in told else []
        return self._of_version_3

    def _options(self) -> list[str]:
        options = ["--registry-cacert", self._client.ca_path] if self._client.ca_path else []
        return [*options, *(["--allow-http-registry"] if self._client.plain_http else [])]

    def _run(self, arguments: list[str], step: str, password: str = "") -> str:
        """Run it with a login in a private file that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="sovd.prod_images-") as folder:
            environment = {"COSIGN_PASSWORD": password}
            if self._client.credentials:
                config = self._client.credentials.to_config(self._place.host)
                write_private(os.path.join(folder, "config.json"), config)
                environment["DOCKER_CONFIG"] = folder
            return self._command.run(self._place.host, step, arguments, environment)
