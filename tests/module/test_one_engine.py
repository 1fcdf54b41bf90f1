"""Every module and role of a play talks to the same engine, and nothing of it reaches the engine of this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cleanup import unique
from tests.rig.docker import ask_docker, docker
from tests.rig.images import SERVER
from tests.rig.plays import ENVIRONMENT
from tests.rig.private_engine import PrivateEngine

BASE, STAND_IN = "python:3.11-slim", "astral/uv:0.13.9"  # which the second engine has and has not
NAME = unique("one-engine")
# Where a command that does not ask for the play's engine ends.
NOWHERE = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}


Reached = tuple[dict[str, Any], dict[str, str]]  # the module's options and the environment of the play
Way = Callable[[PrivateEngine, Path], Reached]
Play = Callable[[Way, str], None]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine(tls_engine: PrivateEngine) -> Iterator[PrivateEngine]:
    """A second engine that has the base of the image, by two names, and not the stand-in."""
    tls_engine.load([BASE])
    tls_engine.docker("image", "tag", BASE, f"{NAME}-base")
    yield tls_engine
    tls_engine.docker("image", "rm", "--force", BASE, f"{NAME}-base", STAND_IN)


def by_options(engine: PrivateEngine, _folder: Path) -> Reached:
    return engine.tls, NOWHERE


def by_address(engine: PrivateEngine, folder: Path) -> Reached:
    for name, file in (("ca", "ca"), ("cert", "client"), ("key", "client-key")):
        (folder / f"{name}.pem").write_bytes((engine.certificates / f"{file}.pem").read_bytes())
    return {}, {"DOCKER_HOST": engine.tcp, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(folder)}


def by_context(engine: PrivateEngine, folder: Path) -> Reached:
    config = {"DOCKER_CONFIG": f"{folder}/config"}
    files = {"ca": "ca.pem", "cert": "client.pem", "key": "client-key.pem"}
    places = "".join(f",{kind}={engine.certificates / name}" for kind, name in files.items())
    ask_docker("context", "create", "second", f"--docker=host={engine.tcp}{places}", **config)
    return {}, {"DOCKER_CONTEXT": "second", **config}


def playbook(defaults: dict[str, Any], folder: Path, base: str) -> list[dict[str, Any]]:
    """A play that builds an image, reads it, lets it pass the gate, and prepares the host with the image `base`."""
    (folder / "source").mkdir()
    build = {"name": NAME, "context": f"{folder}/source", "dockerfile_content": SERVER}
    verify = {"image": f"{NAME}:latest", "prefix": NAME, "stop_codes": [0, 130], "requests": [{"path": "/"}]}
    roles = {
        "docker_engine": {"docker_engine_min_free": "1 B"},
        "image_verify": {f"image_verify_{name}": value for name, value in verify.items()},
        "base_images": {"base_images_wanted": [base], "base_images_registry_timeout": 5},
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
    engine: PrivateEngine,
    run: Callable[..., str],
    tmp_path: Path,
) -> Play:
    """`play(way, base)` runs the play on the second engine."""

    def run_play(way: Way, base: str) -> None:
        defaults, environment = way(engine, tmp_path)
        (tmp_path / "play.json").write_text(json.dumps(playbook(defaults, tmp_path, base)), encoding="utf-8")
        run("ansible-playbook", str(tmp_path / "play.json"), **{**ENVIRONMENT, **environment})

    return run_play


@pytest.mark.parametrize(
    ("way", "base"),
    [(by_options, STAND_IN), (by_address, f"{NAME}-base"), (by_context, f"{NAME}-base")],
    ids=["options", "address", "context"],  # the same in each process
)
def test_one_engine(way: Way, base: str, engine: PrivateEngine, play: Play) -> None:
    tagged = ("image", "inspect", "--format={{.Id}} {{.Metadata.LastTagTime}}", STAND_IN)
    before = docker(*tagged, check=False)
    play(way, base)
    assert engine.inspect(f"{NAME}:latest")["Config"]["User"] == "2000:2000"
    assert engine.inspect(base)["Os"] == "linux"
    assert engine.docker("ps", "--all", "--quiet") == ""
    engine.docker("image", "rm", f"{NAME}:latest")
    assert docker("image", "ls", "--quiet", f"--filter=reference={NAME}*") == ""
    assert docker("ps", "--all", "--quiet", f"--filter=name={NAME}") == ""
    assert docker("network", "ls", "--quiet", f"--filter=name={NAME}") == ""
    assert docker(*tagged, check=False) == before
