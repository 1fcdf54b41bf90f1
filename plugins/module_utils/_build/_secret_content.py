# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file that has the name of a secret holds one; no I/O (private to the collection).

Whatever is not known for sure to be public counts as a secret.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase, translate
from typing import Any, Iterator

# What a PEM file may hold that is no secret: RFC 7468, and what OpenSSL and OpenSSH write.
_PUBLIC_BLOCKS = {
    "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE", "X509 CRL", "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST", "PUBLIC KEY", "RSA PUBLIC KEY", "EC PUBLIC KEY", "DSA PUBLIC KEY", "SSH2 PUBLIC KEY",
    "PGP PUBLIC KEY BLOCK", "PKCS7", "CMS", "DH PARAMETERS", "EC PARAMETERS", "DSA PARAMETERS",
}  # fmt: skip
_BLOCK = re.compile(r"^-{4,5} ?BEGIN ([^-\n]*?) ?-{4,5}", re.MULTILINE)
# As keys are written: long, of one piece, with letters and digits, or as a vault's lines with digits alone.
_TOKEN = re.compile(r"(?=[A-Za-z+/_.=~-]*[0-9])(?=[0-9+/_.=~-]*[A-Za-z])[A-Za-z0-9+/_.=~-]{20,}|[0-9]{32,}")
_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|pwd$|secret|token|credential|private|api_?key|access_?key|account_?key|auth$|^key$|_key$",
    re.IGNORECASE,
)
_YAML_PAIR = re.compile(r"^[\s-]*[\"']?([\w.-]+)[\"']?\s*:\s+(?!#)(\S.*)$")
_PUBLIC_KEY_PACKETS = (0x98, 0x99, 0x9A, 0xC6)  # OpenPGP's tag 6 in front: RFC 4880, 4.2 and 4.3


def holds_no_secret(name: str, content: bytes) -> bool:
    """Return whether the `content` of a file that is called `name` is known to be public."""
    return any(fnmatchcase(name, pattern) and judge(content) for pattern, judge in _JUDGES.items())


def is_judged(name: str) -> bool:
    """Return whether a file of this `name` can be judged by its content."""
    return _NAMES.match(name) is not None


def _is_public_pem(content: bytes) -> bool:
    text = _text(content)
    if text is None or "PRIVATE KEY" in text:
        return False
    blocks = _BLOCK.findall(text)
    return set(blocks) <= _PUBLIC_BLOCKS if blocks else _TOKEN.search(text) is None


def _is_public_keyring(content: bytes) -> bool:
    if content[:1] and content[0] in _PUBLIC_KEY_PACKETS:
        return True
    return b"BEGIN PGP PUBLIC KEY BLOCK" in content and _is_public_pem(content)


def _is_public_json(content: bytes) -> bool:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return not any(_is_secret(name, text) for name, text in _texts("", document))


def _is_public_yaml(content: bytes) -> bool:
    text = _text(content)
    if text is None or "PRIVATE KEY" in text or _TOKEN.search(re.sub(r"https?://\S+", "", text)):
        return False
    pairs = (found.groups() for found in map(_YAML_PAIR.match, text.split("\n")) if found)
    return not any(_is_secret(name, value.strip("\"' ")) for name, value in pairs)


def _is_secret(name: str, text: str) -> bool:
    return bool(_SECRET_NAME.search(name) and text) or "PRIVATE KEY" in text or _TOKEN.fullmatch(text) is not None


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each text in a document of JSON with the name that it has, in a list that of the list."""
    waiting = [(name, value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            # A word of a schema, such as a description, is no value of the property around it.
            waiting += value.items()
        elif isinstance(value, list):
            waiting += [("" if isinstance(item, str) else name, item) for item in value]
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            yield name, str(value)


def _text(content: bytes) -> str | None:
    """Return the content as a text, or nothing where it is none."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


_JUDGES = {
    "*.pem": _is_public_pem,
    "*.key": _is_public_pem,
    "*.gpg": _is_public_keyring,
    "credentials*.json": _is_public_json,
    "service-account*.json": _is_public_json,
    "secrets.json": _is_public_json,
    "secrets.yaml": _is_public_yaml,
    "secrets.yml": _is_public_yaml,
}
_NAMES = re.compile("|".join(map(translate, _JUDGES)))
