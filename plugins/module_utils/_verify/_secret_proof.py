# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what has the form of a secret is one: what decodes, what is random; no I/O (private to the collection)."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from typing import Match

_SMALLEST_KEY = 32  # bytes of a private key, which is Ed25519's without any wrapping
_RANDOM = 3.0  # bits per character; English has about 2.5 in short words, 16 random hexadecimal digits about 3.2
# Between the kinds of characters; a capital before small letters begins a word, and is no change.
_CHANGE = re.compile(rb"(?=[a-z][A-Z0-9]|[A-Z][0-9]|[0-9][A-Za-z])")
_REFERENCE = re.compile(
    rb"(?s)\$\{[^}]*\}?|\$[A-Za-z_]\w*|\$\(.*|`.*|%\(\w+\)s|%[sdrv]|%\w+%|\{+[^{}]*\}+|<[^<>]*>|\[+[^\[\]]*\]+|\*+|x{3,}|X{3,}|\.{3,}|\xe2\x80\xa6"
)
_DOCUMENTED = re.compile(rb"(?i)example|placeholder|dummy|your[-_ ]?|xxxx|redacted|changeme|sample")
_STAND_INS = frozenset(
    b"pass passw passwd password pwd passphrase pw secret token key user username mypassword mypass changeit "
    b"proxy_pass dbpass dbpassword db_password some_password the_password api_key apikey none null string x".split()
)
_LOCAL_HOST = re.compile(
    rb"(?i)(localhost|127\.|0\.0\.0\.0|\[?::1|(host(name)?|server|domain|ip|address|hub|proxy|foo|bar|site|x)\b|"
    rb"(.*\.)?(example|test|invalid|local(host)?)(\.(com|org|net))?\b|.*\bdomain\.(com|tld)|.*\bexample\b)"
)


def entropy(value: bytes) -> float:
    """Return Shannon's entropy of `value`, in bits per byte."""
    counts = [value.count(byte) for byte in set(value)]
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def is_random(value: bytes) -> bool:
    """Whether `value` looks drawn by chance: characters change their kind far more often than in names and words."""
    changes = len(_CHANGE.findall(value))
    return changes >= max(3, (len(value) - 1) / 4) and entropy(value) >= min(_RANDOM, math.log2(len(value)) - 0.6)


def is_reference(value: bytes) -> bool:
    """Whether `value` says where a secret comes from, such as ${NAME}, %(name)s, <password> or ***, and holds none."""
    return _REFERENCE.fullmatch(value) is not None


def is_documented(value: bytes) -> bool:
    """Whether `value` stands for a secret in a text: EXAMPLE in it, or hardly any two characters that differ."""
    return bool(_DOCUMENTED.search(value)) or len(set(value)) < min(6, len(value) // 2)


def is_token(found: Match[bytes]) -> bool:
    """Whether a match is a token and none of those that documentation shows."""
    return not is_documented(found.group())


def is_private_key(found: Match[bytes]) -> bool:
    """Whether the body of a PEM block, the group `body`, decodes to as many bytes as a key has.

    Line ends may be written as in JSON and in source code. https://www.rfc-editor.org/rfc/rfc7468
    """
    body = re.sub(rb"\\+[rn]|[\s\"'+,\\]", b"", re.sub(rb"(?m)^[\s\"']*[A-Za-z-]+: .*$", b"", found.group("body")))
    body = re.sub(rb"=[A-Za-z0-9+/]{4}\Z", b"", body)  # the checksum of OpenPGP's armor
    whole = body[: len(body) // 4 * 4]
    try:
        key = base64.b64decode(whole, validate=True)
    except (binascii.Error, ValueError):
        return False
    mixed = all(re.search(kind, body) for kind in (rb"[a-z]", rb"[A-Z]", rb"[0-9]"))
    return mixed and len(key) >= _SMALLEST_KEY and len(set(key)) > _SMALLEST_KEY // 2


def is_packed_key(found: Match[bytes]) -> bool:
    """Whether a match is the beginning of a private key in PEM, packed once more in Base64."""
    text = found.group().replace(b"\n", b"").rstrip(b"=")
    return b"PRIVATE KEY-----" in base64.b64decode(text[: len(text) // 4 * 4])


def is_json_web_token(found: Match[bytes]) -> bool:
    """Whether head and claims of a JWT decode, and it is not the one that everybody shows.

    https://www.rfc-editor.org/rfc/rfc7519
    """
    try:
        head, claims = (json.loads(_base64url(part)) for part in found.group().split(b".")[:2])
    except ValueError:
        return False
    shown = {"sub": "1234567890", "some": "payload", "name": "John Doe"}
    return (
        isinstance(head, dict)
        and "alg" in head
        and isinstance(claims, dict)
        and not any(claims.get(name) == value for name, value in shown.items())
    )


def _base64url(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def is_login(encoded: bytes) -> bool:
    """Whether `encoded` is a user and a password in Base64, as Docker keeps them for a registry."""
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).partition(b":")
    except ValueError:
        return False
    return bool(user and colon and password) and (user + password).isascii() and not is_stand_in(password)


def is_stand_in(password: bytes) -> bool:
    """Whether a password is a word that forms have in its place."""
    return password.lower() in _STAND_INS


def is_password(found: Match[bytes]) -> bool:
    """Whether the group `password` of a URL or option is a password: no reference, no mask."""
    return not is_reference(found.group("password"))


def is_real_password(user: bytes, password: bytes, host: bytes) -> bool:
    """Whether a URL in a file gives away a password, and shows neither a form nor a default for one's own machine."""
    return not (
        is_reference(password)
        or is_reference(user)
        or is_documented(password)
        or is_stand_in(password)
        or password.lower() == user.lower()
        or _LOCAL_HOST.match(host)
    )
