# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with credentials by their names, and what in them shows that; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Pattern

LARGEST = 1 << 20  # bytes of such a file that are looked at
_TEXT = re.MULTILINE | re.IGNORECASE


@dataclass(frozen=True)
class CredentialFile:
    """A kind of file: its name, the form of its path, and what of its content shows that it holds a secret."""

    name: str
    path: Pattern[str]
    holds: Callable[[bytes], object]


def _line(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, _TEXT).search


def _anything(content: bytes) -> bool:
    return bool(content.strip())


def _key(content: bytes) -> bool:
    """Whether a file named as a key is none that all may read: no public key, certificate or archive."""
    public = re.search(rb"PUBLIC KEY|BEGIN CERTIFICATE|PRIVATE KEY", content) or content[:2] == b"PK"
    return not public and _anything(content)  # of a private key in PEM, the content tells


CREDENTIAL_FILES = tuple(
    CredentialFile(name, re.compile(path), holds)
    for name, path, holds in (
        (
            "environment file",
            r"/\.env(?!\.(example|sample|template|tmpl|dist|defaults?|schema|md|d\.ts|[jt]sx?|py)$)(\.[^/.]+)?$",
            _line(rb"^[ \t]*(export[ \t]+)?[A-Za-z_][\w.]*[ \t]*=[ \t]*\S"),
        ),
        ("netrc", r"/[._]netrc$", _line(rb"\bpassword\s+[^\s$]")),
        ("git's credentials", r"/\.git-credentials$", _line(rb"://[^\s@/$]+@")),
        ("npm's settings with a token", r"/\.?npmrc$", _line(rb"_(authToken|auth|password)\s*=\s*[^\s$]")),
        ("yarn's settings with a token", r"/\.yarnrc(\.yml)?$", _line(rb"npmAuth(Token|Ident)\"?:?\s+\"?[^\s\"$]")),
        ("PyPI's credentials", r"/\.pypirc$", _line(rb"^\s*password\s*[=:]\s*[^\s$%]")),
        ("PostgreSQL's passwords", r"/(\.pgpass|pgpass\.conf)$", _line(rb"^[^#\s:]+:[^:\s]*:[^:\s]*:[^:\s]*:\S+")),
        ("MySQL's passwords", r"/(\.my|\.mylogin|debian)\.cnf$", _line(rb"^\s*password\s*=\s*[^\s$]")),
        ("AWS credentials", r"/\.aws/(credentials|config)$",
         _line(rb"aws_(secret_access_key|session_token)\s*=\s*[^\s$]")),
        ("Google credentials", r"/(application_default_credentials|access_tokens|credentials)\.(json|db)$",
         _line(rb"\"(refresh_token|private_key|client_secret|access_token)\"\s*:\s*\"[^\"$<]")),
        ("Docker's credentials", r"/(\.docker/config\.json|\.dockercfg|\.dockerconfigjson)$",
         _line(rb"\"(auth|identitytoken|registrytoken|password)\"\s*:\s*\"[^\"$]")),
        ("credentials of a cluster", r"/(\.kube/config|kubeconfig[^/]*|[^/]+\.kubeconfig)$",
         _line(rb"\b(token|password|client-key-data)\"?:\s*\"?[^\s\"${]")),
        ("SSH's private key", r"/id_(dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|rsa)$", _anything),
        ("key", r"\.key$", _key),
        ("store of keys", r"\.(p12|pfx|jks|jceks|keystore|bcfks|kdbx?)$", _anything),
        ("mounted secret", r"^/(run|var/run)/secrets/", _anything),
        ("password hashes", r"/(shadow|shadow-|gshadow)$", _line(rb"^[^:\n]+:(\$[0-9a-z]+\$|_)[^:\n]{8,}")),
        ("password hashes", r"/\.?htpasswd[^/]*$", _line(rb"^[^:\n]+:(\$(apr1|2[abxy]|[156])\$|\{SHA)")),
        ("Vault's token", r"/\.vault[-_](token|pass(word)?)[^/]*$", _anything),
        ("Terraform's credentials", r"/(\.terraformrc|credentials\.tfrc\.json)$",
         _line(rb"\btoken\"?\s*[=:]\s*\"[^\"$]")),
        ("GitHub's credentials", r"/gh/hosts\.yml$", _line(rb"oauth_token:\s*\S")),
        ("Composer's credentials", r"/\.?composer/auth\.json$",
         _line(rb"\"(password|[a-z.]+\.(com|org))\"\s*:\s*\"[^\"$]")),
        ("RubyGems' credentials", r"/\.gem/credentials$", _line(rb"_(api_)?key:\s*\S")),
        ("Maven's credentials", r"/\.m2/settings\.xml$", _line(rb"<password>[^<$]")),
        ("Cargo's credentials", r"/\.cargo/credentials(\.toml)?$", _line(rb"\btoken\s*=\s*\"[^\"$]")),
        ("pip's settings with a password", r"/(pip\.conf|\.?pydistutils\.cfg|uv\.toml)$", _line(rb"://[^\s/:@$]*:[^\s/@$]+@")),
    )
)  # fmt: skip


_ANY = re.compile("|".join("(?:{0})".format(kind.path.pattern) for kind in CREDENTIAL_FILES))


def credential_file(path: str) -> list[CredentialFile]:
    """Return the kinds of files with credentials that the one at `path` may be by its name."""
    return [kind for kind in CREDENTIAL_FILES if kind.path.search(path)] if _ANY.search(path) else []
