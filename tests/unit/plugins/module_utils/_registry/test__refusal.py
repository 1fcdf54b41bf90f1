"""What the answers of registries mean."""

from __future__ import annotations

import json

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._refusal import RegistryError, explain


def errors(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()


# title: status, body, whose login was shown, words of the cause, words of the advice
ANSWERS: dict[str, tuple[int, bytes, str, str, str]] = {
    "nobody": (401, errors("UNAUTHORIZED", "authentication required"), "", "there is none", "log in"),
    "wrong": (401, b"", "registry_username", "login of registry_username, which is wrong or expired", "log in again"),
    "expired": (
        403,
        errors("DENIED", "Your authorization token has expired. Reauthenticate and try again."),
        "registry_username",
        "the login of registry_username has expired (status 403",
        "new token",
    ),
    "forbidden": (403, errors("DENIED", "access denied"), "x", "may not do that", "right"),
    "read-only": (405, b"", "x", "it is read-only (status 405, no explanation)", "maintenance"),
    "unknown": (404, errors("NAME_UNKNOWN", "no repository"), "x", "NAME_UNKNOWN no repository", "exist there"),
    "full": (500, b"write /s: no space left on device", "x", "the registry is full", "make room"),
    "full by its driver": (500, b'{"errors":[{"code":"UNKNOWN","detail":{"Err":28}}]}', "x", "is full", "make room"),
    "quota": (403, errors("DENIED", "Quota exceeded"), "x", "is full", "make room"),
    "immutable": (400, errors("TAG_INVALID", "it is immutable"), "x", "tags immutable", "another tag"),
    "large": (413, b"<html> too large</html>", "x", "takes nothing as large", "proxy"),
    "broken": (500, b"[]", "x", "it failed (status 500, [])", "log"),
    "strange": (418, b"teapot " * 200, "x", "it refused (status 418, teapot", "log"),
}


@pytest.mark.parametrize(("status", "body", "login", "cause", "advice"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answer(status: int, body: bytes, login: str, cause: str, advice: str) -> None:
    found = explain(status, body, login)
    assert cause in found[0]
    assert advice in found[1]
    assert len(found[0]) < 500


def test_message_names_registry_and_step() -> None:
    error = RegistryError("r.example", "writing the tag 1", "it failed", "see its log")
    assert str(error) == (
        "registry r.example: writing the tag 1: it failed; see its log. What was published before is as it was; run "
        "the task again to finish"
    )
    assert error.details == {"registry": "r.example", "step": "writing the tag 1"}
