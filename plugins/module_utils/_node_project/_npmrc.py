# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of .npmrc and .yarnrc.yml are settings, and which are secrets (private to the collection)."""

from __future__ import annotations

import re
from typing import Sequence

from .._buildkit._errors import ImageError
from .._project._folder import Place

# https://docs.npmjs.com/cli/v10/configuring-npm/npmrc#auth-related-configuration
_SECRET_KEY = re.compile(r"(?:\A|:)(?:_auth|_authToken|_password|username|key|cert|otp)\Z", re.IGNORECASE)
_SECRET_OF_YARN = re.compile(r"\s*['\"]?(?:npmAuthToken|npmAuthIdent)['\"]?\s*:\s*(?P<value>.+)")
_URL_WITH_PASSWORD = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<optional>[?:-][^}]*)?\}")


def settings_of_npm(text: str) -> tuple[str, bool]:
    """Return the lines of a .npmrc that any layer may hold, and whether there are others."""
    lines = text.splitlines()
    kept = [line for line in lines if not _is_secret(line)]
    return "\n".join(line for line in kept if line.strip() and line.lstrip()[0] not in "#;"), kept != lines


def _is_secret(line: str) -> bool:
    key, _equals, value = (part.strip() for part in line.partition("="))
    if key[:1] in ("#", ";"):
        return False
    literal = _VARIABLE.sub("", value).strip("'\" ")
    return bool(literal) and bool(_SECRET_KEY.search(key) or _URL_WITH_PASSWORD.search(_VARIABLE.sub("", value)))


def refuse_secrets_of_yarn(text: str, file: str) -> None:
    """Raise ImageError where a .yarnrc.yml, which a layer of the build holds, has a secret itself."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _SECRET_OF_YARN.match(line)
        if match and _VARIABLE.sub("", match["value"]).strip("'\" "):
            raise ImageError(
                "{0}: found a token, which a layer of the build would keep; write a variable such as ${{NPM_TOKEN}}, "
                "and give it to the build by frontend_image_secrets and frontend_image_secret_env".format(
                    Place(file, number)
                )
            )


def demand_variables(text: str, file: str, given: Sequence[str]) -> None:
    """Raise ImageError where a file asks for an environment variable that the build has not got."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in _VARIABLE.finditer(line):
            if line.lstrip()[:1] not in ("#", ";") and not match["optional"] and match["name"] not in given:
                raise ImageError(
                    "{0}: found ${{{1}}}, a variable that the build has not got; give it by frontend_image_secrets and "
                    "frontend_image_secret_env".format(Place(file, number), match["name"])
                )
