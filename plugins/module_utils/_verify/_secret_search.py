# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in a text of any size, found at the speed of memory; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator

from ._secret_kinds import KINDS, Kind
from ._secret_proof import is_documented, is_login, is_password, is_private_key, is_reference, is_stand_in

_SHORTEST = 20  # characters of the run that each token has
_LEAD = 64  # bytes before a run that may belong to its token
_TOKEN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_SHAPE = bytes(b"a"[0] if byte in _TOKEN else b" "[0] for byte in range(256))
_RUN = b"a" * _SHORTEST
_BY_FIRST: dict[bytes, list[Kind]] = {}
for _kind in KINDS:
    for _pair in _kind.first.split():
        _BY_FIRST.setdefault(_pair, []).append(_kind)
_LED = [kind for kind in KINDS if kind.leads]
_LEADS = tuple(lead for kind in _LED for lead in kind.leads)
_SEPARATORS = frozenset(b".:")

PRIVATE_KEY = "private key"
IN_URL = "password in a URL"
# Of PEM, OpenSSH and OpenPGP; a line end may be written as in JSON or in source code. https://www.rfc-editor.org/rfc/rfc7468
_PEM = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?P<body>[A-Za-z0-9+/=:,.;()@<>\s\\\"'_-]{40,16000}?)(?:-----END |\Z|(?=[^A-Za-z0-9+/=:,.;()@<>\s\\\"'_-]))"
)
_PUTTY = re.compile(rb"PuTTY-User-Key-File-[23]: [\s\S]{20,4000}?Private-Lines: [0-9]")
# A user and a password before a host. https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,30}\Z")
_ACCESS = re.compile(
    rb"(?P<user>[^\s/:@?#\"'<>`\\,;|(){}\x00-\x1f]{0,64}):(?P<password>[^\s@/\"'<>`\\\x00-\x1f\x7f]{1,128})@"
    rb"(?P<host>[A-Za-z0-9_\[${<%][^\s/\"'`\\,;]{0,128})"
)


WEBHOOK = "Slack webhook"
_WEBHOOK = re.compile(
    rb"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,}/[A-Z0-9]{8,}/(?P<secret>[A-Za-z0-9]{20,})"
)


# https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html and Docker's config.json
_NETRC = re.compile(rb"\bmachine\s+[\w.-]+\s+login\s+[^\s\"']+\s+password\s+(?P<password>[^\s\"'\\]+)")
_REGISTRY_LOGIN = re.compile(rb"\"auth\"\s*:\s*\"(?P<login>[A-Za-z0-9+/]{8,}={0,2})\"")


@dataclass(frozen=True)
class Found:
    """A secret in a text: its kind, the secret itself, where it begins, and of a URL user and host."""

    kind: str
    value: bytes
    start: int
    user: bytes = b""
    host: bytes = b""


def find_secrets(text: bytes) -> Iterator[Found]:
    """Yield each secret in `text` that its form proves."""
    yield from find_tokens(text)
    yield from find_url_passwords(text)
    yield from find_private_keys(text)
    yield from find_logins(text)


def find_tokens(text: bytes) -> Iterator[Found]:
    """Yield each token.

    Searching for one kind after the other would take ten times as long: this maps the text to its shape, in which one
    literal finds the few runs that are long enough, and looks at the beginnings of these.
    """
    shape = text.translate(_SHAPE)
    program = b"\0" in text[:8192]  # where a text may stand behind its type and length, which may look like letters
    place = shape.find(_RUN)
    while place >= 0:
        end = shape.find(b" ", place + _SHORTEST)
        for start in (place, place + 1, place + 2) if program else (place,):
            for kind in _BY_FIRST.get(text[start : start + 2], ()):
                match = kind.pattern.match(text, start)
                if match and kind.proves(match):
                    yield Found(kind.name, match.group(), start)
        if place and text[place - 1] in _SEPARATORS:
            yield from _led_tokens(text, place)
        place = shape.find(_RUN, end) if end >= 0 else -1


def _led_tokens(text: bytes, place: int) -> Iterator[Found]:
    before = text[max(0, place - 10) : place]
    if before.endswith(_LEADS):
        for kind in _LED:
            match = kind.pattern.search(text, max(0, place - _LEAD), place + 256)
            if before.endswith(kind.leads) and match and match.end() > place and kind.proves(match):
                yield Found(kind.name, match.group(), match.start())


def find_url_passwords(text: bytes) -> Iterator[Found]:
    """Yield each password that stands before the host of a URL, whoever it is for, and each URL that is a secret."""
    place = text.find(b"://")
    while place >= 0:
        match = _ACCESS.match(text, place + 3)
        if match and is_password(match) and _SCHEME.search(text, max(0, place - 31), place):
            yield Found(IN_URL, match.group("password"), match.start("password"), match["user"], match["host"])
        hook = text.startswith(b"hooks.slack.com/", place + 3) and _WEBHOOK.match(text, place + 3)
        if hook and not is_documented(hook.group("secret")):
            yield Found(WEBHOOK, hook.group(), hook.start())
        place = text.find(b"://", place + 3)


def find_logins(text: bytes) -> Iterator[Found]:
    """Yield each password of a netrc and each login of a registry that has the form of these files."""
    if b"machine" in text:
        for match in _NETRC.finditer(text):
            if not is_reference(match.group("password")) and not is_stand_in(match.group("password")):
                yield Found("password of a netrc", match.group("password"), match.start("password"))
    if b'"auth"' in text:
        for match in _REGISTRY_LOGIN.finditer(text):
            if is_login(match.group("login")):
                yield Found("login of a registry", match.group("login"), match.start("login"))


def find_private_keys(text: bytes) -> Iterator[Found]:
    """Yield each private key whose body decodes."""
    if b"PRIVATE KEY" in text:
        for match in _PEM.finditer(text):
            if is_private_key(match):
                yield Found(PRIVATE_KEY, match.group("body"), match.start())
    if text.startswith(b"PuTTY-User-Key-File"):  # which it begins with, and nothing else
        for match in _PUTTY.finditer(text):
            yield Found(PRIVATE_KEY, match.group(), match.start())
