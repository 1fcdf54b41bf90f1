# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operating systems, Debian, Python and npm read."""

from __future__ import annotations

import re

from ._grammar import Grammar, grammar


def _is_one_line(text: str) -> bool:
    return not re.search(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]", text)


def _is_regular_expression(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _is_dotted_name(text: str) -> bool:
    return all(part.isidentifier() for part in text.split("."))


def _is_python_reference(text: str) -> bool:
    module, colon, name = text.partition(":")
    return bool(colon) and _is_dotted_name(module) and _is_dotted_name(name)


_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
LINE = Grammar("a text on one line", _is_one_line)
ARGUMENT = Grammar("an argument on one line that is not empty", lambda text: bool(text) and _is_one_line(text))
ENVIRONMENT_NAME = grammar(
    "the name of an environment variable: letters, digits and '_', not beginning with a digit", "[A-Za-z_][A-Za-z0-9_]*"
)
ACCOUNT_NAME = Grammar(
    "the name of an account other than root: up to 32 lower-case letters, digits, '_' and '-', such as appuser",
    lambda text: text != "root" and bool(re.match(r"[a-z_][a-z0-9_-]{0,31}\Z", text)),
)
ANY_ACCOUNT_NAME = grammar("the name of an account, such as appuser", r"[A-Za-z_][A-Za-z0-9_.-]*\$?")
SCRIPT = Grammar(
    "a text for the shell without a line that is EOF alone",
    lambda text: bool(text.strip()) and "\x00" not in text and "EOF" not in text.splitlines(),
)
VARIABLE_NAME = grammar("the name of a variable or of a command's option, such as API_KEY", "[A-Za-z_][A-Za-z0-9_.-]*")
USER_NUMBERS = grammar("a UID, or a UID and a GID, such as 999:999", "[0-9]{1,10}(?::[0-9]{1,10})?")
REASON = Grammar("the reason, in a few words", lambda text: len(text.strip()) > 2 and _is_one_line(text))
PATH = Grammar("a path on one line", lambda text: bool(text.strip()) and _is_one_line(text))
ABSOLUTE_PATH = Grammar("an absolute path, such as /tmp", lambda text: text.startswith("/") and _is_one_line(text))
RELATIVE_PATH = grammar(
    "a path inside the source, without a leading slash or dot, such as app", "{0}(?:/{0})*".format(_PART)
)
OUTPUT_FOLDER = grammar(
    "a folder inside the source, without a slash at either end, such as dist or .output/public",
    r"\.?{0}(?:/\.?{0})*".format(_PART),
)
RELATIVE_FOLDER = grammar(
    "a folder inside the source, without a leading slash, such as apps/web, or '.' for the source itself",
    r"\.|{0}(?:/{0})*".format(_PART),
)
FILE_PATTERN = Grammar(
    "a pattern of file names without '/' or quotes, such as *.pyi",
    lambda text: bool(text) and _is_one_line(text) and not re.search("[/']", text),
)
FOLDER_PATTERN = Grammar(
    "a folder by its name or the end of its path, without quotes or a slash at either end, such as tests",
    lambda text: bool(text) and _is_one_line(text) and "'" not in text and text.strip("/") == text,
)
PATH_PATTERN = Grammar(
    "a pattern of whole paths, beginning with '/' or '*', such as */bin/gcc",
    lambda text: text[:1] in ("/", "*") and _is_one_line(text),
)
PACKAGE_NAME = grammar(
    "the name of a Debian package, which :architecture, =version or /release may follow, such as libpq5",
    r"[a-z0-9][a-z0-9+.-]*[a-z0-9+.](?::[a-z0-9-]+)?(?:=[A-Za-z0-9.+:~-]+|/[a-z0-9.-]+)?",
)
SYSTEM_PACKAGE = grammar(
    "the name of a package, which a version may follow, such as gcc or libpq=16.4-r0",
    r"@?[A-Za-z0-9][A-Za-z0-9._+:-]*(?:[=<>~]+[A-Za-z0-9._+:~-]+|/[a-z0-9.-]+)?(?:@[a-z]+)?",
)
SOURCE_NAME = grammar("lower-case letters, digits and '-', beginning with a letter or digit", "[a-z0-9][a-z0-9-]*")
ARCHIVE_URI = grammar(
    "an address that begins with http:// or https://, such as https://apt.example/debian", r"https?://[^\s'\"]+"
)
ARCHIVE_PART = grammar("a suite or a component, such as bookworm", r"[A-Za-z0-9._/+-]+")
PUBLIC_KEY_BLOCK = grammar(
    "a key as a text that begins with -----BEGIN PGP PUBLIC KEY BLOCK-----",
    r"\s*-----BEGIN PGP PUBLIC KEY BLOCK-----\n[ -~\n]*-----END PGP PUBLIC KEY BLOCK-----\s*",
)
VERSION = grammar("a version, such as 2.5.1", r"[0-9]+(?:[.+-]?[0-9A-Za-z]+)*")
PYTHON_VERSION = grammar("a version of a Python package, such as 1.2.3", r"v?[0-9]+(?:[.!+_-]?[0-9A-Za-z]+)*")
PYTHON_REFERENCE = Grammar("a module and a variable of it, such as app.main:app", _is_python_reference)
PYTHON_MODULE = Grammar("the full name of a Python module, such as package.module", _is_dotted_name)
REGULAR_EXPRESSION = Grammar("a regular expression of Python, such as ^/run/secrets/", _is_regular_expression)
NPM_SCRIPT = grammar("the name of a script of package.json, such as build", "[A-Za-z0-9_:.][A-Za-z0-9_:.-]*")
NPM_PACKAGE = grammar(
    "the name of an npm package, such as sharp or @scope/name", "(?:@[a-z0-9._~-]+/)?[A-Za-z0-9][A-Za-z0-9._~-]*"
)
FILE_EXTENSION = grammar("an extension without its dot, such as css", "[A-Za-z0-9_+-]+")
SECONDS_SINCE_1970 = grammar("seconds since 1970, such as 1767225600", "[0-9]{1,12}")
WORD = grammar("a text without blanks", r"\S+")
