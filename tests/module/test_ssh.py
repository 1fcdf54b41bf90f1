"""Agents and keys reach the step that mounts them; what is not there is refused before the build."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.waiting import until

# Asks the agent for the comments of its keys (https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent).
DOCKERFILE = """\
FROM python:3.11-slim
ARG STAMP
RUN --mount=type=ssh{name} python3 - <<'EOF' > /keys
import os, socket, struct
agent = socket.socket(socket.AF_UNIX)
agent.connect(os.environ["SSH_AUTH_SOCK"])
agent.sendall(struct.pack(">IB", 1, 11))
length = struct.unpack(">I", agent.recv(4, socket.MSG_WAITALL))[0]
print(agent.recv(length, socket.MSG_WAITALL))
EOF
"""
TASK = "sovd.prod_images.image_build"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> Path:
    """A private key without a passphrase, with a comment to be known by."""
    made = tmp_path_factory.mktemp("ssh") / "key"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "key-of-the-tests", "-f", str(made))
    return made


@pytest.fixture(scope="module")
def agent(key: Path, run: Callable[..., str]) -> Iterator[str]:
    """The socket of an agent that holds the key."""
    place = str(key.parent / "agent")
    process = subprocess.Popen(["setpriv", "--pdeathsig=TERM", "ssh-agent", "-D", "-a", place])
    try:
        until(Path(place).is_socket, 120, "the agent makes no socket")
        run("ssh-add", "-q", str(key), SSH_AUTH_SOCK=place)
        yield place
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def options(image: str, tmp_path: Path) -> dict[str, Any]:
    """Options of a build that asks the agent."""
    return {
        "name": image,
        "tag": tmp_path.name.replace("_", "-"),
        "context": str(tmp_path),
        "dockerignore_content": "*",
        "dockerfile_content": DOCKERFILE.format(name=""),
        "build_args": {"STAMP": str(tmp_path)},
        "state_dir": f"{tmp_path}/state",
        "ssh": ["default"],
    }


def keys_of(docker: Callable[..., str], options: dict[str, Any]) -> str:
    return docker("run", "--rm", "--network=none", f"{options['name']}:{options['tag']}", "cat", "/keys")


def test_agent_reaches_the_step(
    options: dict[str, Any], agent: str, build: Callable[..., dict[str, Any]], docker: Callable[..., str]
) -> None:
    result = build(options, SSH_AUTH_SOCK=agent)
    assert result["changed"] is True, result
    assert "key-of-the-tests" in keys_of(docker, options)


def test_named_key_reaches_the_step_without_an_agent(
    options: dict[str, Any], key: Path, build: Callable[..., dict[str, Any]], docker: Callable[..., str]
) -> None:
    wanted = {**options, "dockerfile_content": DOCKERFILE.format(name=",id=deploy"), "ssh": [f"deploy={key}"]}
    result = build(wanted, SSH_AUTH_SOCK="")
    assert result["changed"] is True, result
    assert "ssh-ed25519" in keys_of(docker, options)
    secret = "".join(key.read_text().splitlines()[1:-1])
    assert secret[:60] not in str(result) + Path(result["log_file"]).read_text()


def test_what_is_not_there_is_refused_before_the_build(
    options: dict[str, Any], play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as dead:  # bound, so that the file is there, but nobody listens
        dead.bind(f"{tmp_path}/dead")
    cases = {
        rf"ssh: found no agent that answers at {tmp_path}/dead for default \(Connection refused\); start ": ["default"],
        rf"ssh: found nothing at {tmp_path}/none for deploy; name a private key": [f"deploy={tmp_path}/none"],
        rf"ssh: found no agent that answers at {tmp_path}/dead for other ": [f"other={tmp_path}/dead"],
    }
    tasks = [{TASK: {**options, "ssh": ssh}} for ssh in cases.values()]
    results = play(*tasks, {TASK: options, "check_mode": True}, SSH_AUTH_SOCK=f"{tmp_path}/dead")
    for message, result in zip([*cases, next(iter(cases))], results, strict=True):
        assert result["failed"] is True
        assert re.match(message, result["msg"]), result["msg"]
    (missing,) = play({TASK: options}, SSH_AUTH_SOCK="")
    assert missing["msg"].startswith("ssh: found no SSH_AUTH_SOCK for default; start ssh-agent")
    assert not (tmp_path / "state").exists()
