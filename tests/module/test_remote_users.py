"""Build and verify by ssh: as a user in the group docker, by become, and as that user in the place of root."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cleanup import remove_images, unique
from tests.rig.containers import container, until
from tests.rig.docker import ask_docker, docker
from tests.rig.images import SERVER, build
from tests.rig.network import address
from tests.rig.plays import ENVIRONMENT

pytestmark = pytest.mark.slow

SOCKET = Path("/var/run/docker.sock")
SSH = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ControlMaster=auto -o ControlPersist=5s"

Play = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> Path:
    """A private key without a passphrase."""
    made = tmp_path_factory.mktemp("remote") / "key"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made))
    return made


@pytest.fixture(scope="module")
def host(key: Path) -> Iterator[str]:
    """A container with an SSH server, and with this machine's docker command and socket."""
    plugins = json.loads(docker("info", "--format={{json .ClientInfo.Plugins}}"))
    buildx = next(plugin["Path"] for plugin in plugins if plugin["Name"] == "buildx")
    places = {shutil.which("docker"): "/usr/local/bin/docker", buildx: "/usr/libexec/docker/cli-plugins/docker-buildx"}
    mounts = [f"--volume={source}:{place}:ro" for source, place in places.items()]
    file = Path(__file__).with_name("remote_host.Dockerfile")
    image = build(key.parent, "remote-host", f"--build-arg=DOCKER_GID={SOCKET.stat().st_gid}", file=file)
    with container(image, options=(f"--volume={SOCKET}:{SOCKET}", *mounts)) as name:
        until(lambda: ask_docker("exec", name, "python3", "-c", LISTENS).code == 0, 180, name)
        yield name
    docker("image", "rm", "--force", image)


LISTENS = "import socket; socket.create_connection(('127.0.0.1', 22), 30)"


@pytest.fixture(scope="module")
def image() -> Iterator[str]:
    """A name for images, which are gone in the end."""
    name = unique("remote")
    yield name
    remove_images(f"{name}*")


@pytest.fixture
def play(host: str, key: Path, image: str, run: Callable[..., str], tmp_path: Path) -> Play:
    """`play(user, become, text)` builds twice with a rendered file of this text, verifies, and gives the results."""

    def run_play(user: str, become: bool, text: str, verify: bool = True) -> dict[str, Any]:
        home = f"/home/{user}"
        options = {
            "name": f"{image}-{user}",
            "context": f"{home}/app",
            "dockerfile_content": SERVER,
            "rendered_files": {f"{home}/app/Dockerfile.prod": text},
            "dockerignore_content": "*",
        }
        gate = {"image": f"{image}-{user}:latest", "prefix": f"{image}-{user}", "stop_codes": [0, 130]}
        show = "{{ {'first': first, 'second': second, 'claims': image_verify_result | default([])} | to_json }}"
        tasks: list[dict[str, Any]] = [
            {"ansible.builtin.file": {"path": f"{home}/app", "state": "directory", "mode": "0755"}, "become": False},
            {"sovd.prod_images.image_build": options, "register": "first"},
            {"sovd.prod_images.image_build": options, "register": "second"},
            {
                "ansible.builtin.include_role": {"name": "sovd.prod_images.image_verify"},
                "vars": {f"image_verify_{name}": value for name, value in gate.items()},
                "when": verify,
            },
            {
                "ansible.builtin.copy": {"content": show, "dest": f"{tmp_path}/results.json", "mode": "0600"},
                "delegate_to": "localhost",
                "become": False,
                "vars": {"ansible_connection": "local"},
            },
        ]
        book = [{"hosts": "all", "gather_facts": False, "become": become, "tasks": tasks}]
        (tmp_path / "play.json").write_text(json.dumps(book), encoding="utf-8")
        reached = f"ansible_user={user} ansible_ssh_private_key_file={key} ansible_ssh_common_args='{SSH}'"
        (tmp_path / "hosts").write_text(f"{address(host)} {reached}\n", encoding="utf-8")
        run("ansible-playbook", "--inventory", str(tmp_path / "hosts"), str(tmp_path / "play.json"), **ENVIRONMENT,
            ANSIBLE_TIMEOUT="120")  # fmt: skip
        results: dict[str, Any] = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
        return results

    return run_play


def owners(host: str, folder: str) -> set[str]:
    return set(docker("exec", host, "find", folder, "-printf", "%u\n").split())


def check(results: dict[str, Any], verified: bool = True) -> None:
    """Demand that the first task built, the second found nothing to do, and each claim holds."""
    assert results["first"]["changed"] is True, results["first"]
    assert (results["second"]["changed"], results["second"]["reasons"]) == (False, []), results["second"]
    assert bool(results["claims"]) is verified
    assert [claim for claim in results["claims"] if not claim["ok"]] == []


def test_a_user_in_the_group_docker(host: str, play: Play) -> None:
    check(play("builder", False, "one\n"))
    assert owners(host, "/home/builder") == {"builder"}
    assert docker("exec", host, "find", "/root/.local", "-name", "*.json", check=False) == ""


def test_become_and_then_the_user_himself(host: str, play: Play) -> None:
    check(play("admin", True, "one\n"))
    assert owners(host, "/root/.local/state/sovd.prod_images") == {"root"}
    check(play("admin", False, "two\n", verify=False), verified=False)  # what root has written is not in the way
    assert owners(host, "/home/admin/.local") == {"admin"}
    assert docker("exec", host, "cat", "/home/admin/app/Dockerfile.prod") == "two"
