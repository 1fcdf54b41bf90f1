"""What is to be built, and the command line that builds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

PARAMS: dict[str, Any] = {"name": "app", "tag": "1", "context": "/src", "dockerfile": "Dockerfile", "pull": "missing"}
BEFORE = ["--progress=plain", "--file", "/src/Dockerfile"]
WITHOUT_ATTESTATIONS = ["--provenance=false", "--sbom=false"]

# title: (options, arguments that they add)
ARGUMENTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, WITHOUT_ATTESTATIONS),
    "empty": ({"build_args": {}, "secrets": [], "target": "", "platforms": []}, WITHOUT_ATTESTATIONS),
    "nulls": ({"build_args": None, "secrets": None, "target": None, "platforms": None}, WITHOUT_ATTESTATIONS),
    "build arguments in order": (
        {"build_args": {"B": "x=y z", "A": 1, "C": "", "D": True}},
        [
            *("--build-arg", "A=1", "--build-arg", "B=x=y z", "--build-arg", "C=", "--build-arg", "D=true"),
            *WITHOUT_ATTESTATIONS,
        ],
    ),
    "labels in order": (
        {"labels": {"b": "2", "a": "1"}},
        ["--label", "a=1", "--label", "b=2", *WITHOUT_ATTESTATIONS],
    ),
    "contexts": (
        {"build_contexts": {"d": "docker-image://debian", "c": "/c"}},
        ["--build-context", "c=/c", "--build-context", "d=docker-image://debian", *WITHOUT_ATTESTATIONS],
    ),
    "secret files keep their order": (
        {"secrets": [{"id": "b", "type": "file", "src": "/b"}, {"id": "a", "type": "file", "src": "/a"}]},
        ["--secret", "id=b,src=/b", "--secret", "id=a,src=/a", *WITHOUT_ATTESTATIONS],
    ),
    "secret of the environment": (
        {"secrets": [{"id": "a", "type": "env", "env": "TOKEN"}]},
        ["--secret", "id=a,env=TOKEN", *WITHOUT_ATTESTATIONS],
    ),
    "secret value": (
        {"secrets": [{"id": "a", "type": "value", "value": "hush"}]},
        ["--secret", "id=a,env=SOVD_BUILD_SECRET_0", *WITHOUT_ATTESTATIONS],
    ),
    "ssh": ({"ssh": ["default", "k=/k"]}, ["--ssh", "default", "--ssh", "k=/k", *WITHOUT_ATTESTATIONS]),
    "caches": (
        {"cache_from": ["a", "b"], "cache_to": ["type=inline"]},
        ["--cache-from", "a", "--cache-from", "b", "--cache-to", "type=inline", *WITHOUT_ATTESTATIONS],
    ),
    "attestations": ({"attestations": ["type=sbom"]}, ["--attest", "type=sbom"]),
    "target": ({"target": "test"}, ["--target", "test", *WITHOUT_ATTESTATIONS]),
    "network": ({"network": "none"}, ["--network", "none", *WITHOUT_ATTESTATIONS]),
    "platforms": (
        {"platforms": ["linux/amd64", "linux/arm64"]},
        ["--platform", "linux/amd64,linux/arm64", *WITHOUT_ATTESTATIONS],
    ),
    "platform twice": (
        {"platforms": ["linux/amd64", "linux/amd64"]},
        ["--platform", "linux/amd64", *WITHOUT_ATTESTATIONS],
    ),
    "refresh": ({"pull": "refresh"}, [*WITHOUT_ATTESTATIONS, "--pull"]),
}
BAD_SECRETS = [
    ({"id": "a", "type": "file"}, "secrets[0].src: found nothing"),
    ({"id": "a", "type": "file", "src": ""}, "secrets[0].src: found nothing"),
    ({"id": "a", "type": "file", "value": "hush"}, "secrets[0].src: found nothing"),
    ({"id": "a", "type": "env", "src": "/a"}, "secrets[0].env: found nothing"),
    ({"id": "a", "type": "value", "value": ""}, "secrets[0].value: found nothing"),
]


@pytest.mark.parametrize(("options", "added"), ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_arguments(options: dict[str, Any], added: list[str]) -> None:
    request = BuildRequest.of({**PARAMS, **options})
    assert request.build_arguments("/src/Dockerfile", no_cache=False) == BEFORE + added
    assert request.build_arguments("/src/Dockerfile", no_cache=True) == [*BEFORE, *added, "--no-cache"]


def test_secret_value_is_in_the_environment_only() -> None:
    secrets = [
        {"id": "f", "type": "file", "src": "/f"},
        {"id": "e", "type": "env", "env": "TOKEN"},
        {"id": "v", "type": "value", "value": "hush"},
    ]
    request = BuildRequest.of({**PARAMS, "secrets": secrets})
    assert request.environment() == {"SOVD_BUILD_SECRET_2": "hush"}
    assert "hush" not in " ".join(request.build_arguments("Dockerfile", no_cache=False))


def test_time_of_files_is_in_the_environment() -> None:
    assert BuildRequest.of({**PARAMS, "source_date_epoch": 0}).environment() == {"SOURCE_DATE_EPOCH": "0"}


@pytest.mark.parametrize(("secret", "message"), BAD_SECRETS)
def test_secret_that_lacks_its_source(secret: dict[str, Any], message: str) -> None:
    with pytest.raises(ImageError) as raised:
        BuildRequest.of({**PARAMS, "secrets": [secret]})
    assert str(raised.value).startswith(message)
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(("option", "value"), [("name", "App"), ("tag", "a b")])
def test_bad_reference(option: str, value: str) -> None:
    with pytest.raises(ImageError, match=f"^{option}: found '{value}'"):
        BuildRequest.of({**PARAMS, option: value})


def test_named_contexts_that_are_folders() -> None:
    named = {"c": "/c", "d": "docker-image://debian", "e": "https://example.org/e.git", "f": "git@example.org:f.git"}
    assert BuildRequest.of({**PARAMS, "build_contexts": named}).named_folders() == {"c": "/c"}


@pytest.mark.parametrize(
    "url", ["https://example.org/app.git#main", "https://example.org/app.tgz", "git@example.org:app"]
)
def test_context_by_url(url: str) -> None:
    with pytest.raises(ImageError, match=r"^context: found the URL .*; name a folder on the target"):
        BuildRequest.of({**PARAMS, "context": url})


def test_relative_context(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert BuildRequest.of({**PARAMS, "context": "-x"}).context == f"{tmp_path}/-x"


@pytest.mark.parametrize(
    ("rendered", "given", "found"),
    [
        ({}, {}, (None, None, None)),
        ({"/app/Dockerfile": "D"}, {}, ("D", None, None)),
        ({"/app/./Dockerfile": "D", "/app/.dockerignore": "I"}, {}, ("D", "I", "/app/.dockerignore")),
        (
            {"/app/Dockerfile.dockerignore": "B", "/app/.dockerignore": "I"},
            {},
            (None, "B", "/app/Dockerfile.dockerignore"),
        ),
        (
            {"/app/Dockerfile": "D", "/app/.dockerignore": "I"},
            {"dockerfile_content": "d"},
            ("d", "I", "/app/.dockerignore"),
        ),
        ({"/app/.dockerignore": "I"}, {"dockerignore_content": "i"}, (None, "i", None)),
        ({"/app/.dockerignore": "I"}, {"dockerignore_content": "I"}, (None, "I", "/app/.dockerignore")),
        ({"/app/.dockerignore": ""}, {}, (None, "", "/app/.dockerignore")),
        ({"/other/Dockerfile": "D", "/other/.dockerignore": "I"}, {}, (None, None, None)),
    ],
)
def test_rendered_files_are_read_as_if_they_were_written(
    rendered: dict[str, str], given: dict[str, str], found: tuple[str | None, ...]
) -> None:
    request = BuildRequest.of({**PARAMS, "context": "/app", "rendered_files": rendered, **given})
    assert (request.dockerfile_content, request.dockerignore_content, request.dockerignore_path) == found
