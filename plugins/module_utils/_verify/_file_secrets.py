# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What in a file is a secret, by its name, its form, and its place in an image; reads a stream (private)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import IO, Iterator, Pattern

from . import _credential_files, _named_values
from ._secret_proof import is_random, is_real_password
from ._secret_search import WEBHOOK, Found, find_logins, find_private_keys, find_tokens, find_url_passwords

BLOCK = 1 << 20  # bytes of a file that are searched at once
OVERLAP = 1 << 14  # bytes that the end of a block and the next one are searched together with: the longest secret
# Where package managers put what others have published: a word and a value there are documentation, not a deployment.
_PUBLISHED = re.compile(
    r"/(site-packages|dist-packages|node_modules)/|/[^/]+\.dist-info/"
    r"|^/(usr/(local/)?)?(lib|lib32|lib64|libexec|share|include|src)/|^/var/(lib/(dpkg|apt|rpm|pacman)|cache)/"
)
_SHARED_LIBRARY = re.compile(r"\.so(\.[0-9]+)*$")
_TEXT = 8192  # bytes without a zero that make a file a text


@dataclass(frozen=True)
class SecretRules:
    """What makes a file a secret besides the known kinds: names and contents; and paths that hold none."""

    names: list[Pattern[str]] = field(default_factory=list)
    patterns: list[Pattern[bytes]] = field(default_factory=list)
    allowed: list[Pattern[str]] = field(default_factory=list)

    def allow(self, path: str) -> bool:
        """Whether the user says that the file at `path` holds no secret."""
        return any(pattern.search(path) for pattern in self.allowed)


@dataclass(frozen=True)
class FileSecrets:
    """The secrets of a file: the kind of each with the SHA-256 of the secret itself, and the SHA-256 of the file.

    The file's is empty for one of more than a block.
    """

    found: frozenset[tuple[str, str]] = frozenset()
    digest: str = ""


NO_SECRETS = FileSecrets()


def is_published(path: str) -> bool:
    """Whether a package manager puts files where `path` lies."""
    return _PUBLISHED.search(path) is not None


def read_secrets(content: IO[bytes], path: str, rules: SecretRules) -> FileSecrets:
    """Return the secrets in `content`, also where one lies across the border of two blocks."""
    found: set[tuple[str, str]] = set()
    block = content.read(BLOCK)
    whole, before = block if len(block) < BLOCK else b"", b""
    if _SHARED_LIBRARY.search(path) and block.startswith(b"\x7fELF"):
        return NO_SECRETS  # TLS libraries test themselves with keys of their own
    named = {
        (kind.name, "")
        for kind in _credential_files.credential_file(path)
        if kind.holds(block[: _credential_files.LARGEST])
    }
    while block:
        text = before + block if before else block
        found |= {(each.kind, hashlib.sha256(each.value).hexdigest()) for each in _in_place(text, path)}
        found |= {(pattern.pattern.decode(), "") for pattern in rules.patterns if pattern.search(text)}
        before = text[-OVERLAP:]
        block = content.read(BLOCK) if len(block) == BLOCK else b""
    # The name of a file says less than what was found in it.
    found = found or named
    return FileSecrets(frozenset(found), hashlib.sha256(whole).hexdigest() if found and whole else "")


def _in_place(text: bytes, path: str) -> Iterator[Found]:
    """Yield the secrets in `text` that are some in a file at `path`."""
    published, is_text = is_published(path), b"\0" not in text[:_TEXT]
    yield from find_tokens(text)
    yield from find_private_keys(text)
    for each in find_url_passwords(text):
        real = is_real_password(each.user, each.value, each.host) and (not published or is_random(each.value))
        if each.kind == WEBHOOK or real:
            yield each
    if is_text and not published:
        yield from find_logins(text)
        if len(text) <= _named_values.LARGEST:
            yield from _named_values.named_in_text(text, path)


def compile_rules(names: list[str], patterns: list[str], allowed: list[str]) -> SecretRules:
    """Return the rules of these regular expressions. Raises re.error for what is none."""
    return SecretRules(
        [re.compile(name) for name in names],
        [re.compile(pattern.encode()) for pattern in patterns],
        [re.compile(path) for path in allowed],
    )
