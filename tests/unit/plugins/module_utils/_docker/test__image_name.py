"""Image references."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_name import (
    ImageName,
    is_name,
    is_reference,
    more_tags,
    repository_of,
    split_digest,
)

NAMES = [
    "sovd-backend",
    "a",
    "team/app",
    "registry.example/team/app",
    "registry.example:5000/team/app",
    "localhost/app",
    "[2001:db8::1]:5000/app",
    "Registry.Example/app",
    "a__b",
    "a--b",
    "a.b_c",
    "a" * 255,
]
NO_NAMES = [
    "",
    "App",
    "team/App",
    "app:1.0",
    "app@sha256:" + "0" * 64,
    "/app",
    "app/",
    "team//app",
    "-app",
    "app-",
    "a..b",
    "a___b",
    "app name",
    "app\n",
    "a" * 256,
    "registry.example:port/app",
]
REFERENCES = [
    "python",
    "python:3.11-slim",
    "python:3.11-slim@sha256:" + "0" * 64,
    "python@sha256:" + "0" * 64,
    "python@sha512:" + "0" * 128,
    "registry.example:5000/team/app",
    "registry.example:5000/team/app:1.0",
    "Registry.Example/app:1.0",
    "scratch",
]
NO_REFERENCES = [
    "",
    "Python:3.11",
    "a:b:c",
    "python:",
    "python:3.11 slim",
    "python@sha256:0123",
    "python@sha256:" + "G" * 64,
    "python@md5:" + "0" * 32,
    "team//app:1",
    "a" * 256 + ":1",
    "python:3.11-slim\n",
    "docker-image://python:3.11-slim",
]
TAGS = ["latest", "1.0", "_", "A", "v1-2_3.4", "a" * 128]
NO_TAGS = ["", ".1", "-1", "a b", "a:b", "a/b", "a" * 129, "1.0\n", "é"]
DIGESTS = [
    ("python:3.11-slim", ("python:3.11-slim", None)),
    ("python@sha256:ab", ("python", "sha256:ab")),
    ("host:5000/python:3@sha256:ab", ("host:5000/python:3", "sha256:ab")),
]


@pytest.mark.parametrize("name", NAMES)
def test_name(name: str) -> None:
    assert ImageName.of(name, "1").reference == f"{name}:1"


@pytest.mark.parametrize("name", NO_NAMES)
def test_refused_name(name: str) -> None:
    with pytest.raises(ImageError, match=r"^name: found") as raised:
        ImageName.of(name, "latest")
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("tag", TAGS)
def test_tag(tag: str) -> None:
    assert ImageName.of("app", tag).tag == tag


@pytest.mark.parametrize("tag", NO_TAGS)
def test_refused_tag(tag: str) -> None:
    with pytest.raises(ImageError, match=r"^tag: found") as raised:
        ImageName.of("app", tag)
    assert repr(tag) in str(raised.value)


@pytest.mark.parametrize(("reference", "parts"), DIGESTS)
def test_split_digest(reference: str, parts: tuple[str, str | None]) -> None:
    assert split_digest(reference) == parts


@pytest.mark.parametrize(
    ("name", "familiar"),
    [
        ("app", "app"),
        ("team/app", "team/app"),
        ("docker.io/team/app", "team/app"),
        ("docker.io/library/app", "app"),
        ("index.docker.io/library/app", "app"),
        ("127.0.0.1:5000/library/app", "127.0.0.1:5000/library/app"),
        ("docker.io.example/app", "docker.io.example/app"),
    ],
)
def test_name_as_the_engine_writes_it(name: str, familiar: str) -> None:
    assert ImageName.of(name, "1").familiar == familiar


@pytest.mark.parametrize("reference", REFERENCES)
def test_reference(reference: str) -> None:
    assert is_reference(reference)


@pytest.mark.parametrize("reference", NO_REFERENCES)
def test_refused_reference(reference: str) -> None:
    assert not is_reference(reference)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_a_reference(name: str) -> None:
    assert is_name(name)
    assert is_reference(name)
    assert is_reference(f"{name}:1@sha256:{'0' * 64}")


REPOSITORIES = {
    "debian": "debian",
    "debian:12": "debian",
    "docker.io/library/debian:12": "debian",
    "index.docker.io/team/app": "team/app",
    "localhost:5000/app": "localhost:5000/app",
    "localhost:5000/team/app:1@sha256:0": "localhost:5000/team/app",
}


@pytest.mark.parametrize(("reference", "repository"), REPOSITORIES.items())
def test_repository(reference: str, repository: str) -> None:
    assert repository_of(reference) == repository


def test_more_tags() -> None:
    assert more_tags("app", "1", ("2", "1", "2")) == (ImageName("app", "2"),)
    with pytest.raises(ImageError, match=r"^tags: found 'a b', which is not an image tag"):
        more_tags("app", "1", ("a b",))
