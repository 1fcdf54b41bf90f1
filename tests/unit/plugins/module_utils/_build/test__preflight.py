"""What is refused before a build is started."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._preflight import (
    check_disk_space,
    check_secrets,
    check_store,
    check_syntax,
    leave_out_absent_secrets,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

PARAMS: dict[str, Any] = {"name": "app", "tag": "1", "context": "/src", "dockerfile": "Dockerfile", "pull": "missing"}
LIMIT = 500 * 1024

# options that the old image store refuses, and how the message begins
REFUSED_BY_STORE = [
    ({"platforms": ["linux/amd64", "linux/arm64"]}, "platforms: found linux/amd64, linux/arm64, but with the overlay2"),
    ({"cache_to": ["type=registry,ref=x"]}, "cache_to: found 'type=registry,ref=x', but with the overlay2"),
    ({"cache_to": ["type=inline", "type=local,dest=/x"]}, "cache_to: found 'type=local,dest=/x'"),
    ({"cache_to": ["registry.example/cache"]}, "cache_to: found 'registry.example/cache', but with the overlay2"),
    ({"cache_to": ["ref=x,type=registry"]}, "cache_to: found 'ref=x,type=registry', but with the overlay2"),
    ({"outputs": ["type=oci,dest=x"]}, "outputs: found 'type=oci,dest=x', but with the overlay2"),
    ({"outputs": ["type=local,dest=x", '"type=docker","dest=a,b"']}, 'outputs: found \'"type=docker","dest=a,b"\''),
    ({"source_date_epoch": 0}, "source_date_epoch: found 0, but with the overlay2"),
    ({"attestations": ["type=sbom"]}, "attestations: found type=sbom, but with the overlay2"),
]
TAKEN_BY_STORE: list[dict[str, Any]] = [
    {},
    {"platforms": ["linux/amd64"]},
    {"cache_to": ["type=inline", "mode=max,type=inline"]},
    {"outputs": ["/folder", "-", "type=tar,dest=x", "type=docker"]},
]


def request(**options: Any) -> BuildRequest:
    built: BuildRequest = BuildRequest.of({**PARAMS, **options})
    return built


@pytest.mark.parametrize(("options", "message"), REFUSED_BY_STORE)
def test_store_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ImageError) as raised:
        check_store(request(**options), "overlay2")
    assert str(raised.value).startswith(message)
    assert "containerd" in str(raised.value)
    assert check_store(request(**options), "containerd") is None


@pytest.mark.parametrize("options", TAKEN_BY_STORE)
def test_store_takes(options: dict[str, Any]) -> None:
    assert check_store(request(**options), "overlay2") is None


@pytest.mark.parametrize(
    ("contexts", "dockerfile", "version", "refused"),
    [
        ({"b": "/b", "a": "/a"}, "FROM a", "20.10.24+dfsg1", True),
        ({"a": "/a"}, "# syntax=docker/dockerfile:1\nFROM a", "20.10.24+dfsg1", False),
        ({"a": "/a"}, "FROM a", "23.0.0", False),
        ({"a": "/a"}, "FROM a", "", False),
        ({}, "FROM a", "20.10.24+dfsg1", False),
    ],
)
def test_named_contexts_of_an_old_engine(
    contexts: dict[str, str], dockerfile: str, version: str, refused: bool
) -> None:
    if not refused:
        assert check_syntax(request(build_contexts=contexts), dockerfile, version) is None
        return
    with pytest.raises(ImageError, match=r"^build_contexts: found a, b, but .* Docker 20\.10\.24"):
        check_syntax(request(build_contexts=contexts), dockerfile, version)


# title: (options of a secret, whether it is there)
OPTIONAL = {
    "file": ({"type": "file", "src": "{folder}/there"}, True),
    "no file": ({"type": "file", "src": "{folder}/not-there"}, False),
    "variable": ({"type": "env", "env": "PATH"}, True),
    "no variable": ({"type": "env", "env": "NOT_THERE"}, False),
    "value": ({"type": "value", "value": "v"}, True),
}


@pytest.mark.parametrize(("options", "there"), OPTIONAL.values(), ids=OPTIONAL.keys())
def test_optional_secret_that_is_not_there_is_left_out(options: dict[str, str], there: bool, tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    secret = {"id": "s", **{key: value.format(folder=tmp_path) for key, value in options.items()}}
    optional = leave_out_absent_secrets(request(secrets=[{**secret, "optional": True}]))
    assert [each.id for each in optional.secrets] == (["s"] if there else [])
    assert check_secrets(optional) is None
    assert len(leave_out_absent_secrets(request(secrets=[secret])).secrets) == 1


@pytest.mark.parametrize(("size", "taken"), [(0, True), (LIMIT, True), (LIMIT + 1, False), (None, False)])
def test_secret_file(size: int | None, taken: bool, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    if size is not None:
        file.write_bytes(b"x" * size)
    wanted = request(secrets=[{"id": "ca", "type": "file", "src": str(file)}])
    if taken:
        assert check_secrets(wanted) is None
        return
    with pytest.raises(ImageError) as raised:
        check_secrets(wanted)
    assert str(raised.value).startswith(f"secrets: found {'no file' if size is None else size}")
    assert str(file) in str(raised.value)


def test_secret_file_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"^secrets: found no file"):
        check_secrets(request(secrets=[{"id": "ca", "type": "file", "src": str(tmp_path)}]))


def test_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = request(secrets=[{"id": "token", "type": "env", "env": "SOVD_UNIT_TOKEN"}])
    monkeypatch.delenv("SOVD_UNIT_TOKEN", raising=False)
    with pytest.raises(
        ImageError, match=r"^secrets: found no environment variable SOVD_UNIT_TOKEN for the secret token"
    ):
        check_secrets(wanted)
    monkeypatch.setenv("SOVD_UNIT_TOKEN", "")
    assert check_secrets(wanted) is None


def test_secret_value_needs_nothing() -> None:
    assert check_secrets(request(secrets=[{"id": "token", "type": "value", "value": "hush"}])) is None


def test_secret_value_that_buildkit_does_not_take() -> None:
    wanted = request(secrets=[{"id": "token", "type": "value", "value": "x" * LIMIT}])
    assert check_secrets(wanted) is None
    wanted = request(secrets=[{"id": "token", "type": "value", "value": "x" * (LIMIT + 1)}])
    with pytest.raises(ImageError, match=r"^secrets: found more than 512000 bytes in the value of the secret token"):
        check_secrets(wanted)


def test_disk_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1_000_000))
    assert check_disk_space(str(tmp_path), 1_000_000) is None
    with pytest.raises(ImageError) as raised:
        check_disk_space(str(tmp_path), 1_000_001)
    assert str(raised.value).startswith(f"min_free_space: found 1.0 MB free under {tmp_path}")


def test_disk_space_on_another_host(tmp_path: Path) -> None:
    assert check_disk_space(str(tmp_path / "not here"), 10**18) is None
