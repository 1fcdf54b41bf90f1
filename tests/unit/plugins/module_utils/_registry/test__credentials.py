"""Where the login of a registry comes from."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._registry._credentials import (
    Credentials,
    find_credentials,
)

HOST = "registry.example:5000"
AUTH = base64.b64encode(b"ann:s:1").decode()
# title: what config.json holds, the login or None
CONFIGURATIONS: dict[str, tuple[dict[str, Any], tuple[str, str, str] | None]] = {
    "nothing": ({}, None),
    "another host": ({"auths": {"registry.example": {"auth": AUTH}}}, None),
    "packed": ({"auths": {HOST: {"auth": AUTH}}}, ("ann", "s:1", "")),
    "with scheme": ({"auths": {f"https://{HOST}": {"auth": AUTH}}}, ("ann", "s:1", "")),
    "in fields": ({"auths": {HOST: {"username": "ann", "password": "s:1"}}}, ("ann", "s:1", "")),
    "token": ({"auths": {HOST: {"auth": AUTH, "identitytoken": "t"}}}, ("", "", "t")),
    "helper of the host": ({"credHelpers": {HOST: "test"}, "auths": {HOST: {"auth": "!"}}}, ("bob", "h", "")),
    "helper of another": ({"credHelpers": {"registry.example": "none"}}, None),
    "store": ({"credsStore": "test"}, ("bob", "h", "")),
}


def helper(folder: Path, name: str, script: str) -> None:
    path = folder / f"docker-credential-{name}"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    answer = json.dumps({"Username": "bob", "Secret": "h"})
    helper(tmp_path, "test", f"test \"$1 $(cat)\" = 'get {HOST}' && echo '{answer}'")
    helper(tmp_path, "empty", "echo credentials not found in native keychain; exit 1")
    helper(tmp_path, "token", 'echo \'{"Username": "<token>", "Secret": "t"}\'')
    helper(tmp_path, "broken", "echo lost; exit 1")
    helper(tmp_path, "mute", "echo nothing")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


def write(folder: Path, document: Any) -> dict[str, Any]:
    (folder / "config.json").write_text(json.dumps(document), encoding="utf-8")
    return {"registry_config_dir": str(folder)}


@pytest.mark.parametrize(("document", "login"), CONFIGURATIONS.values(), ids=CONFIGURATIONS.keys())
def test_configuration(document: dict[str, Any], login: tuple[str, str, str] | None, folder: Path) -> None:
    found = find_credentials(HOST, write(folder, document))
    assert (found and (found.username, found.password, found.identity_token)) == login
    assert "s:1" not in repr(found)


def test_options_come_first(folder: Path) -> None:
    params = {**write(folder, {"credsStore": "test"}), "registry_username": "eve", "registry_password": "x"}
    found = find_credentials(HOST, params)
    assert found
    assert (found.username, found.password) == ("eve", "x")
    assert found.basic == "Basic " + base64.b64encode(b"eve:x").decode()


def test_the_folder_of_the_docker_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"auths": {HOST: {"auth": AUTH}}})
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    assert find_credentials(HOST, {}) is not None
    monkeypatch.setenv("DOCKER_CONFIG", str(folder / "nowhere"))
    assert find_credentials(HOST, {}) is None


def test_helpers_that_hold_nothing_or_a_token(folder: Path) -> None:
    assert find_credentials(HOST, write(folder, {"credsStore": "empty"})) is None
    found = find_credentials(HOST, write(folder, {"credsStore": "token"}))
    assert found
    assert found.identity_token == "t"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"auths": {HOST: {"auth": "ann"}}}, "found no user and password for registry.example:5000"),
        ({"credsStore": "broken"}, r"docker-credential-broken gave no login for registry.example:5000 \(lost\)"),
        ({"credsStore": "mute"}, r"\(its answer is no JSON"),
        ({"credsStore": "nowhere"}, r"docker-credential-nowhere gave no login for .* \(No such file"),
        ([], "found no mapping"),
    ],
)
def test_bad_configurations(document: Any, message: str, folder: Path) -> None:
    with pytest.raises(ImageError, match=rf"^registry_config_dir: .*{message}"):
        find_credentials(HOST, write(folder, document))


@pytest.mark.parametrize("given", ["username", "password"])
def test_half_a_login(given: str) -> None:
    with pytest.raises(ImageError, match=f"^registry_{given}: found it without registry_"):
        find_credentials(HOST, {f"registry_{given}": "x"})


@pytest.mark.parametrize(
    "login", [Credentials("o", "ann", "s:1"), Credentials("o", "", "", "t")], ids=["password", "token"]
)
def test_a_configuration_for_a_tool_holds_the_login(login: Credentials, folder: Path) -> None:
    (folder / "config.json").write_text(login.to_config(HOST), encoding="utf-8")
    found = find_credentials(HOST, {"registry_config_dir": str(folder)})
    assert found
    assert (found.username, found.password, found.identity_token) == (
        login.username,
        login.password,
        login.identity_token,
    )
