"""Every module and role of a play talks to the same engine, and nothing of it reaches the engine of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.module.tls_engine import TlsEngine, tls_engine

BASE, STAND_IN = "python:3.11-slim", "astral/uv:0.13.9"  # which the second engine has and has not
NAME = f"sovd-test-one-engine-{os.getpid()}"
# Where a command that does not ask for the play's engine ends.
NOWHERE = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}
DOCKERFILE = f"""\
FROM {BASE}
RUN useradd --uid 2000 keeper
HEALTHCHECK --interval=1s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000')"]
EXPOSE 8000
STOPSIGNAL SIGINT
USER 2000:2000
CMD ["python", "-m", "http.server", "--directory", "/usr/share", "8000"]
"""


Docker = Callable[..., str]
Reached = tuple[dict[str, Any], dict[str, str]]  # the module's options and the environment of the play
Way = Callable[[TlsEngine, Path, Docker], Reached]
Play = Callable[[Way, str], None]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> Iterator[TlsEngine]:
    """A second engine, reached by TLS, that has the base of the image alone and no way to a registry."""
    folder = tmp_path_factory.mktemp("one")
    with tls_engine(folder / "engine", run) as made:
        run("docker", "image", "save", "--output", f"{folder}/base.tar", BASE)
        run("docker", "--host", made.unix, "image", "load", "--input", f"{folder}/base.tar")
        run("docker", "--host", made.unix, "image", "tag", BASE, f"{NAME}-base")
        yield made


def by_options(engine: TlsEngine, _folder: Path, _docker: Docker) -> Reached:
    return engine.tls, NOWHERE


def by_address(engine: TlsEngine, folder: Path, _docker: Docker) -> Reached:
    for name, file in (("ca", "ca"), ("cert", "client"), ("key", "client-key")):
        (folder / f"{name}.pem").write_bytes((engine.certificates / f"{file}.pem").read_bytes())
    return {}, {"DOCKER_HOST": engine.tcp, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(folder)}


def by_context(engine: TlsEngine, folder: Path, docker: Docker) -> Reached:
    config = {"DOCKER_CONFIG": f"{folder}/config"}
    files = {"ca": "ca.pem", "cert": "client.pem", "key": "client-key.pem"}
    places = "".join(f",{kind}={engine.certificates / name}" for kind, name in files.items())
    docker("context", "create", "second", f"--docker=host={engine.tcp}{places}", **config)
    return {}, {"DOCKER_CONTEXT": "second", **config}


def playbook(defaults: dict[str, Any], folder: Path, base: str) -> list[dict[str, Any]]:
    """A play that builds an image, reads it, lets it pass the gate, and prepares the host with the image `base`."""
    (folder / "source").mkdir()
    build = {"name": NAME, "context": f"{folder}/source", "dockerfile_content": DOCKERFILE}
    verify = {"image": f"{NAME}:latest", "prefix": NAME, "stop_codes": [0, 130], "requests": [{"path": "/"}]}
    roles = {
        "docker_engine": {"docker_engine_min_free": "1 B"},
        "image_verify": {f"image_verify_{name}": value for name, value in verify.items()},
        "base_images": {"base_images_wanted": [base]},
    }
    tasks: list[dict[str, Any]] = [
        {"sovd.prod_images.image_build": {**build, "state_dir": f"{folder}/state"}},
        {"sovd.prod_images.image_info": {"names": [f"{NAME}:latest"]}, "register": "read"},
        {"ansible.builtin.assert": {"that": "read.images | length == 1"}},
        *(
            {"ansible.builtin.include_role": {"name": f"sovd.prod_images.{role}"}, "vars": roles[role]}
            for role in roles
        ),
    ]
    defaults = {"group/sovd.prod_images.docker": defaults}
    return [{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}]


@pytest.fixture
def play(
    engine: TlsEngine,
    run: Callable[..., str],
    ansible_environment: dict[str, str],
    docker: Docker,
    tmp_path: Path,
) -> Play:
    """`play(way, base)` runs the play on the second engine."""

    def run_play(way: Way, base: str) -> None:
        defaults, environment = way(engine, tmp_path, docker)
        (tmp_path / "play.json").write_text(json.dumps(playbook(defaults, tmp_path, base)), encoding="utf-8")
        run("ansible-playbook", str(tmp_path / "play.json"), **{**ansible_environment, **environment})

    return run_play


@pytest.mark.parametrize(
    ("way", "base"), [(by_options, STAND_IN), (by_address, f"{NAME}-base"), (by_context, f"{NAME}-base")]
)
def test_one_engine(way: Way, base: str, engine: TlsEngine, play: Play, docker: Docker) -> None:
    tagged = ("image", "inspect", "--format={{.Id}} {{.Metadata.LastTagTime}}", STAND_IN)
    before = docker(*tagged, check=False)
    play(way, base)
    second = ("--host", engine.unix)
    assert docker(*second, "image", "inspect", "--format={{.Config.User}}", f"{NAME}:latest") == "2000:2000"
    assert docker(*second, "image", "inspect", "--format={{.Os}}", base) == "linux"
    assert docker(*second, "ps", "--all", "--quiet") == ""
    docker(*second, "image", "rm", f"{NAME}:latest")
    assert docker("image", "ls", "--quiet", f"--filter=reference={NAME}*") == ""
    assert docker("ps", "--all", "--quiet", f"--filter=name={NAME}") == ""
    assert docker("network", "ls", "--quiet", f"--filter=name={NAME}") == ""
    assert docker(*tagged, check=False) == before
