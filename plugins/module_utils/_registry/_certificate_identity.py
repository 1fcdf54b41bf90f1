# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose certificate a signature has to have, and who vouches for it (private to the collection).

The options have the names of those of `cosign verify`:
https://github.com/sigstore/cosign/blob/main/doc/cosign_verify.md
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from .._buildkit._errors import ImageError

_FILES = ("ca_roots", "ca_intermediates", "certificate_chain", "timestamp_certificate_chain")
_CLAIMS = ("certificate_identity", "certificate_identity_regexp", "certificate_oidc_issuer")
CERTIFICATE_OPTIONS: dict[str, dict[str, Any]] = {
    **{name: {"type": "str"} for name in _CLAIMS},
    **{name: {"type": "path"} for name in _FILES},
    "insecure_ignore_sct": {"type": "bool", "default": False},
}


@dataclass(frozen=True)
class CertificateIdentity:
    """The identity in a certificate, the `issuer` of the token that proved it, and `trust`, which are more arguments.

    `identity` is the whole name; with `matches` it is a regular expression of Go's for the whole name.
    """

    identity: str
    issuer: str
    matches: bool = False
    trust: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name who signs in messages."""
        return "{0} of {1}".format(self.identity, self.issuer)

    @property
    def arguments(self) -> list[str]:
        """The arguments of `cosign verify` by which nobody else's signature counts."""
        wanted = "--certificate-identity=" + self.identity
        if self.matches:  # cosign looks for it anywhere in the name
            wanted = "--certificate-identity-regexp=^(?:{0})$".format(self.identity)
        return [wanted, "--certificate-oidc-issuer=" + self.issuer, *self.trust]

    @classmethod
    def of(cls, options: Mapping[str, Any], prefix: str = "") -> CertificateIdentity | None:
        """Return what options of a module say, None where they say nothing; `prefix` stands before them in messages.

        Raises ImageError that names all that do not go together, or a file that is not there.
        """
        given = [name for name in CERTIFICATE_OPTIONS if options.get(name)]
        if not given:
            return None
        wrong = list(_conflicts(given, prefix))
        if wrong:
            raise ImageError("; ".join(wrong))
        for name in _FILES:
            if options.get(name) and not os.path.isfile(options[name]):
                found = "found no file {0!r}; put the certificates there, as PEM".format(options[name])
                raise ImageError("{0}{1}: {2}".format(prefix, name, found))
        trust = ["--{0}={1}".format(name.replace("_", "-"), options[name]) for name in _FILES if options.get(name)]
        trust += ["--insecure-ignore-sct=true"] if options["insecure_ignore_sct"] else []
        matches = not options.get("certificate_identity")
        identity = options["certificate_identity_regexp" if matches else "certificate_identity"]
        return cls(identity, options["certificate_oidc_issuer"], matches, tuple(trust))


def _conflicts(given: list[str], prefix: str) -> Iterator[str]:
    names = [name for name in ("certificate_identity", "certificate_identity_regexp") if name in given]
    if len(names) > 1:
        yield "{0}{1}: found beside {0}{2}; name one of them".format(prefix, *names)
    if not names or "certificate_oidc_issuer" not in given:
        lacking = "certificate_oidc_issuer" if names else "certificate_identity"
        told = "{0}{1}: found nothing beside {0}{2}; name whose certificate counts, and the issuer of the token for it"
        yield told.format(prefix, lacking, given[0])
    roots = [name for name in ("ca_roots", "ca_intermediates") if name in given]
    if roots and "certificate_chain" in given:
        told = "{0}certificate_chain: found beside {0}{1}; a chain holds the intermediates and the root, name it alone"
        yield told.format(prefix, " and {0}".format(prefix).join(roots))
    if roots == ["ca_intermediates"]:
        yield "{0}ca_roots: found nothing beside {0}ca_intermediates; name the roots that these lead to".format(prefix)
