"""Bad input and missing engines: one message that says what was found and what to do, and nothing was built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NEW = {"labels": {"new": "1"}}  # a reason to build
# title: (options, beginning of the message, words that say what to do)
REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "size": ({"policy": {"max_size": "500 elephants"}}, "policy.max_size: found '500 elephants'", "such as '500 MB'"),
    "free space": ({"min_free_space": "lots"}, "min_free_space: found 'lots'", "such as '500 MB'"),
    "too little room": (
        {**NEW, "min_free_space": "1000 TB"},
        "min_free_space: found ",
        "less than 1000000.0 GB; free some",
    ),
    "name": ({"name": "Image Name"}, "name: found 'Image Name'", "write lower-case parts"),
    "tag": ({"tag": "a/b"}, "tag: found 'a/b'", "use up to 128 letters"),
    "context": ({"context": "{folder}/none"}, "context: found no folder {folder}/none", "name the folder"),
    "context is a file": ({"context": "{folder}/source/a"}, "context: found no folder {folder}/source/a", "name the"),
    "Dockerfile": ({"dockerfile": "No"}, "dockerfile: found no file {folder}/source/No", "relative to the context"),
    "ignore file": (
        {"dockerfile": "{folder}/bad/Dockerfile"},
        "{folder}/bad/Dockerfile.dockerignore: found the pattern '[a'",
        "close each '['",
    ),
    "named context": ({"build_contexts": {"c": "/none"}}, "build_contexts.c: found no folder /none", "name a folder"),
    "secret file": (
        {"secrets": [{"id": "ca", "src": "{folder}/none"}]},
        "secrets: found no file {folder}/none for the secret ca",
        "name a readable file",
    ),
    "secret variable": (
        {"secrets": [{"id": "t", "type": "env", "env": "NO_SUCH_TOKEN"}]},
        "secrets: found no environment variable NO_SUCH_TOKEN for the secret t",
        "environment",
    ),
    "secret without source": (
        {"secrets": [{"id": "t", "type": "value"}]},
        "secrets[0].value: found nothing",
        "needs it",
    ),
    "no engine": (
        {"docker_host": "unix:///nonexistent"},
        "docker_host: found no engine that answers (--host unix:///nonexistent",
        "start it, install one",
    ),
    "no command": ({"docker_cli": "/no/docker"}, "docker_cli: found no command '/no/docker'", "install the Docker CLI"),
    "no buildx": (
        {**NEW, "docker_cli": "{folder}/no buildx/docker"},
        "docker_cli: found '{folder}/no buildx/docker' without the buildx plugin",
        "install docker-buildx",
    ),
    "registry of a base": (
        {"pull": "refresh", "dockerfile_content": "FROM localhost:1/none:1\n"},
        "pull: refresh asks the registry for the base image localhost:1/none:1, which refused",
        "log in",
    ),
    "failing build": (
        {"dockerfile_content": "FROM scratch\nCOPY none /\n"},
        "the build of {image}:1 failed: step ",
        "/none",
    ),
}
# A docker command that knows all but buildx.
NO_BUILDX = """\
#!/bin/sh
[ "$1" != buildx ] || { echo "docker: 'buildx' is not a docker command." >&2; exit 1; }
exec docker "$@"
"""


def fill(value: Any, **names: str) -> Any:
    """Return `value` with the names in its texts replaced."""
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, dict):
        return {key: fill(item, **names) for key, item in value.items()}
    return [fill(item, **names) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source, a bad ignore file and a docker command without buildx."""
    made = tmp_path_factory.mktemp("refusals")
    for name in ("source", "bad", "no buildx"):
        (made / name).mkdir()
    (made / "source" / "a").write_text("a")
    for place in ("source", "bad"):
        (made / place / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (made / "bad" / "Dockerfile.dockerignore").write_text("[a")
    (made / "no buildx" / "docker").write_text(NO_BUILDX)
    (made / "no buildx" / "docker").chmod(0o755)
    return made


@pytest.fixture(scope="module")
def refused(folder: Path, image: str, play: Callable[..., list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The result of each case, all after a build that worked."""
    good = {"name": image, "tag": "1", "context": f"{folder}/source", "state_dir": f"{folder}/state"}
    tasks = [
        {"sovd.prod_images.image_build": {**good, **fill(options, folder=str(folder), image=image)}}
        for options, _message, _advice in REFUSALS.values()
    ]
    first, *results, last = play({"sovd.prod_images.image_build": good}, *tasks, {"sovd.prod_images.image_build": good})
    assert first["changed"] is True
    return {**dict(zip(REFUSALS, results, strict=True)), "good": last}


@pytest.mark.parametrize("title", REFUSALS)
def test_message(title: str, refused: dict[str, dict[str, Any]], folder: Path, image: str) -> None:
    _options, message, advice = REFUSALS[title]
    result = refused[title]
    assert result["failed"] is True
    assert result["msg"].startswith(fill(message, folder=str(folder), image=image)), result["msg"]
    assert advice in result["msg"]
    assert "Traceback" not in str(result)


def test_nothing_changed_after_all_refusals(refused: dict[str, dict[str, Any]]) -> None:
    assert refused["good"]["changed"] is False
    assert refused["good"]["reasons"] == []
