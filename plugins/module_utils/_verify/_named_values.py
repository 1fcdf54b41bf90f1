# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that only the word next to them gives away, such as DB_PASSWORD=...; no I/O (private to the collection)."""

from __future__ import annotations

import re
from typing import Iterator

from ._secret_proof import is_documented, is_random, is_reference, is_stand_in
from ._secret_search import Found

NAMED_VALUE = "value with the name of a secret"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_ENDS = (
    "password", "passwd", "passphrase", "secret", "token", "apikey", "secretkey", "privatekey", "accesskey",
    "credential", "credentials",
)  # fmt: skip
_KEYS = frozenset(
    {
        "access", "account", "admin", "api", "app", "auth", "authtoken", "cookie", "deploy", "encryption", "fernet",
        "hmac", "jwt", "master", "private", "secret", "session", "shared", "sign", "signing", "storage", "webhook",
    }
)  # fmt: skip
# What a name ends with that says something about a secret, and is none itself.
_ABOUT = frozenset(
    {
        "age", "alg", "algorithm", "algorithms", "attempts", "audience", "backend", "bytes", "char", "chars", "class",
        "classes", "cost", "count", "days", "digits", "duration", "enabled", "encoding", "endpoint", "env",
        "expiration", "expire", "expires", "expiry", "field", "file", "files", "format", "hasher", "hashers",
        "header", "headers", "hint", "host", "hours", "id", "ids", "info", "issuer", "iterations", "kind", "label",
        "leeway", "len", "length", "level", "lifetime", "limit", "location", "manager", "max", "method", "min",
        "minutes", "mode", "mount", "name", "names", "namespace", "parallelism", "path", "paths", "pattern", "policy",
        "port", "prefix", "prompt", "provider", "ref", "regex", "region", "required", "reset", "rotation", "rounds",
        "scheme", "scope", "seconds", "size", "source", "stdin", "store", "strategy", "strength", "template",
        "threshold", "timeout", "ttl", "type", "types", "uri", "url", "urls", "validator", "validators", "version",
    }
)  # fmt: skip
# As in --disabled-password and NO_PASSWORD.
_NEGATIONS = ("no", "without", "disabled", "disable", "allow", "require", "ask", "skip", "lock", "reset")
_SWITCH = re.compile(rb"(?i)(true|false|yes|no|on|off|none|null|nil|undefined|[0-9])\Z")
_FILE = re.compile(
    rb"(file:/|/(run|etc|var|secrets?|mnt|srv|opt|home|root|tmp|dev|proc|usr|app|data|vault)/"
    rb"|[\w.-]+(/[\w.-]+)+\.[a-z][a-z0-9]{1,4}\Z)"
)
# NAME=value of a shell, --name value of a command. The value of another variable or of a command is no literal.
_ASSIGNMENT = re.compile(rb"([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|[^\s;&|]*)")
_OPTION = re.compile(rb"(?<![\w-])--?([A-Za-z][A-Za-z0-9-]*)(?:=|\s+)(\"[^\"]*\"|'[^']*'|[^\s;&|-][^\s;&|]*)")
_HEADER = re.compile(rb"(?i)(?<![\w/-])(authorization|x-[a-z-]*(?:token|key)):\s*(?:bearer|basic|token)?\s*([^\s\"']+)")


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name holds a secret, by its words: MAX_TOKENS and TOKEN_FILE do not."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or words in (["pwd"], ["oldpwd"]) or words[0] in _NEGATIONS:
        return False
    if words[-1] in _ABOUT and words[-2:] != ["secret", "id"]:
        return False
    if words[-1] in ("pass", "pwd", "pw") or "pwd" in words[1:]:
        return True
    before_key = {words[place - 1] for place, word in enumerate(words) if word == "key" and place}
    return any(word.endswith(_SECRET_ENDS) for word in words) or bool(before_key & _KEYS)


def is_literal(value: bytes) -> bool:
    """Whether a variable's `value` is written out: no reference, no mask, no switch, and no path of a file with it."""
    return re.search(rb"[A-Za-z0-9]", value) is not None and not (
        is_reference(value) or _SWITCH.match(value) or _FILE.match(value)
    )


# What curl and wget take as a user with a password; Docker's --user has numbers.
_USER = re.compile(
    rb"(?<![\w-])(?:-u|--user)(?:=|\s+)[\"']?(?P<user>[^\s:\"'$]+):"
    rb"(?P<password>[^\s\"'$]*[^\s\"'$0-9][^\s\"']*)"
)


_CHPASSWD = re.compile(
    rb"(?<![^\s\"'])(?P<user>[a-z_][\w-]*):(?P<password>[^\s\"'|]+)[\"']?\s*\|\s*(?:sudo\s+)?chpasswd"
)


def command_logins(text: bytes) -> Iterator[Found]:
    """Yield each password of a user that a command gets, as in curl -u user:password and user:password | chpasswd."""
    for found in (*_USER.finditer(text), *_CHPASSWD.finditer(text)):
        if not is_reference(found.group("password")):
            yield Found("password of a user", found.group("password"), found.start("password"))


def named_inside(value: bytes) -> Iterator[str]:
    """Yield the name of each secret that the value of a variable has in it, as the text of a connection does."""
    for found in _ASSIGNMENT.finditer(value):
        name, inner = found.group(1).decode(), found.group(2).strip(b"\"'")
        if is_secret_name(name) and is_literal(inner) and not is_stand_in(inner):
            yield name


def named_in_command(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and value of what a step of an image's history or a shell gives values to."""
    for pattern in (_ASSIGNMENT, _OPTION, _HEADER):
        for found in pattern.finditer(text):
            name = found.group(1).decode()
            if pattern is not _OPTION or is_secret_name(name):
                yield name, found.group(2).strip(b"\"'")


# A key and its value in a program or in a configuration file: JSON, YAML, TOML, INI, XML, a shell's or Python's.
_QUOTED = rb"b?[\"'](?P<quoted>[^\"'\s\\]{6,200})[\"']"
_PAIR = re.compile(
    rb"(?P<name>[A-Za-z_][\w.-]{0,60})[\"']?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}(?:"
    + _QUOTED
    + rb"|(?P<bare>[^\s\"'<>,;(){}\[\]]{6,200})[ \t]*\r?$)",
    re.MULTILINE,
)
_TAG = re.compile(rb"<(?P<name>[A-Za-z][\w.-]{0,60})>(?P<bare>[^<>\s]{6,200})</")
# In the text of a connection, such as host=db password=..., Server=db;Password=...; and ?user=shop&password=...
_INSIDE = re.compile(rb"[?&; ](?P<name>[A-Za-z_][\w.-]{0,60})=(?P<inside>[^&;\s\"'<>\\]{6,200})")
# Of small letters with hyphens, as objects of a cluster are named, and a version or another number.
_PLAIN_NAME = re.compile(rb"[a-z0-9]+([-.][a-z0-9]+)+\Z|[v+-]?[0-9.]+(e[+-]?[0-9]+)?\Z")
_CALL = re.compile(rb"[A-Za-z_][\w]*([.(\[][\w.(\[]*)*\Z")
_HITS = (
    b"passw", b"passphrase", b"secret", b"token", b"credential", b"_key", b"apikey", b"api-key", b"accesskey", b"key=",
    b"_pass", b"_pwd", b"pwd=",
)  # fmt: skip
_SETTINGS = re.compile(
    r"\.(env|ini|cfg|conf|cnf|toml|ya?ml|json|properties|xml|sh|bash|tfvars|service|list|rc|txt)$"
    r"|/\.[a-z_-]+rc$|/\.?env[^/]*$|/[^/.]+$"
)
_LINE = 400  # bytes around a word that are looked at
LARGEST = 1 << 20  # bytes of a file that is read as text with names and values


def named_in_text(text: bytes, path: str) -> Iterator[Found]:
    """Yield the values that the names next to them call secrets.

    In a file of settings a value of 6 characters with a digit or a sign is one, in a program one that looks drawn by
    chance and has at least 10.
    """
    strict = not _SETTINGS.search(path)
    lines = sorted(set(_lines_with_a_hit(text)))
    for start, end in lines:
        for pattern in (_PAIR, _TAG, _INSIDE):
            for found in pattern.finditer(text, start, end):
                groups = found.groupdict()
                value = groups.get("quoted") or groups.get("inside") or groups.get("bare") or b""
                name = groups["name"].decode("utf-8", "replace")
                if not (strict and groups.get("bare")) and is_secret_name(name) and _is_secret(value, strict):
                    yield Found(NAMED_VALUE, value, found.start())


def _lines_with_a_hit(text: bytes) -> Iterator[tuple[int, int]]:
    lower = text.lower()
    for hit in _HITS:
        place = lower.find(hit)
        while place >= 0:
            start = max(text.rfind(b"\n", 0, place) + 1, place - _LINE)
            end = text.find(b"\n", place)
            end = len(text) if end < 0 else end
            yield start, min(end, place + _LINE)
            place = lower.find(hit, min(end, place + _LINE))


def _is_secret(value: bytes, strict: bool) -> bool:
    if not is_literal(value) or is_documented(value) or (_CALL.match(value) and not re.search(rb"[0-9]", value)):
        return False
    if strict:
        return len(value) >= 10 and is_random(value) and re.match(rb"[A-Za-z0-9+/=_.~!@#^&*-]+\Z", value) is not None
    mixed = re.search(rb"[0-9!@#^&*+=~?]", value) and re.search(rb"[A-Za-z]", value)
    return bool(mixed) and b"://" not in value and value[:1] != b"/" and not _PLAIN_NAME.match(value)
