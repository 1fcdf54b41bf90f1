# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer of a registry means for the user; no I/O (private to the collection).

Error codes: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes
"""

from __future__ import annotations

import json

from .._buildkit._errors import ImageError

_AFTERWARDS = "What was published before is as it was; run the task again to finish"
# words of an answer in lower case: the cause, where {0} is what the registry said and {1} whose login it is, and advice
_WORDS = (
    (
        ("token has expired", "token is expired", "token expired", "expiredtoken"),  # ECR says so with status 403
        "the login of {1} has expired ({0})",
        "log in again, or get a new token",
    ),
    (
        ("no space left on device", "quota", "storage limit", '"err":28', "insufficient storage"),
        "the registry is full ({0})",
        "make room in it",
    ),
    (
        ("immutable", "imagetagalreadyexists", "cannot be overwritten"),
        "the tag cannot be moved, for the registry holds tags immutable ({0})",
        "take another tag",
    ),
)
_NO_LOGIN = (
    "it wants a login and there is none ({0})",
    "set registry_username and registry_password, or log in with docker login as this user",
)
_FAILED = ("it failed ({0})", "see its log")
_REFUSED = ("it refused ({0})", "see its log")
# status: the cause, where {1} is whose login was shown, and the advice
_STATUSES = {
    401: ("it does not accept the login of {1}, which is wrong or expired ({0})", "correct it, or log in again"),
    403: ("this login may not do that ({0})", "give it the right to, take another one, or log in again"),
    404: ("it has no such thing ({0})", "see that the repository and the digest exist there"),
    405: ("it is read-only ({0})", "see whether it is in maintenance, or name the one to write to"),
    413: ("it takes nothing as large ({0})", "raise the limit of the registry or of its proxy"),
    429: ("it is asked too often ({0})", "wait"),
    507: ("the registry is full ({0})", "make room in it"),
}
_LONGEST = 300  # characters of what a registry says


class RegistryError(ImageError):
    """A registry did not do what was asked; the message names the registry and the step.

    `status` is that of its answer, 0 where there was none.
    """

    def __init__(self, host: str, step: str, cause: str, advice: str, *, status: int = 0) -> None:
        super().__init__(
            "registry {0}: {1}: {2}; {3}. {4}".format(host, step, cause, advice, _AFTERWARDS), registry=host, step=step
        )
        self.status = status


def what_it_said(status: int, body: bytes) -> str:
    """Return the errors in the `body` of an answer, or its status, as one line."""
    text = body.decode("utf-8", "replace")
    try:
        errors = json.loads(text)["errors"]
        told = ["{0} {1}".format(each.get("code", ""), each.get("message", "")).strip() for each in errors]
        said = ", ".join(filter(None, told))
    except (ValueError, KeyError, TypeError, AttributeError):
        said = ""
    said = said or " ".join(text.split()) or "no explanation"
    return "status {0}, {1}".format(status, said[:_LONGEST])


def explain(status: int, body: bytes, login: str) -> tuple[str, str]:
    """Return the cause and the advice for an answer that is no success; `login` says whose login was shown, or ''."""
    text = body.decode("utf-8", "replace").lower()
    said = what_it_said(status, body)
    for words, cause, advice in _WORDS:
        if any(word in text for word in words):
            return cause.format(said, login or "nobody"), advice
    if status == 401 and not login:
        cause, advice = _NO_LOGIN
    else:
        cause, advice = _STATUSES.get(status, _FAILED if status >= 500 else _REFUSED)
    return cause.format(said, login), advice
