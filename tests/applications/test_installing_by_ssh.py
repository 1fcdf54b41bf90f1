"""A package of a repository that only a key opens."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.applications.building import build_source
from tests.applications.case import SOURCES
from tests.rig.cleanup import unique
from tests.rig.containers import container, output_of
from tests.rig.docker import docker
from tests.rig.images import build
from tests.rig.network import address

pytestmark = pytest.mark.slow
SERVER = """\
FROM python:3.11-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-server && mkdir -p /run/sshd
COPY --chmod=0600 key.pub /root/.ssh/authorized_keys
COPY goods /srv/goods
RUN git -C /srv/goods init -q -b main && git -C /srv/goods add . \\
    && git -C /srv/goods -c user.name=tests -c user.email=tests@git.example commit -qm First
HEALTHCHECK NONE
CMD ["/usr/sbin/sshd", "-D", "-e"]
"""
PROJECT = """\
[project]
name = "goods"
version = "3.0"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[tool.hatch.build.targets.wheel]
include = ["goods.py"]
"""


@contextmanager
def repository(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Address, private key, and the line of known hosts of a server with a repository."""
    context = folder / "server"
    (context / "goods").mkdir(parents=True)
    (context / "goods" / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (context / "goods" / "goods.py").write_text("VALUE = '3.0'\n", encoding="utf-8")
    (context / "Dockerfile.prod").write_text(SERVER, encoding="utf-8")
    key = context / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    with container(build(context, "ssh"), network="bridge") as name:
        host = address(name)
        known = " ".join(docker("exec", name, "cat", "/etc/ssh/ssh_host_ed25519_key.pub").split()[:2])
        yield host, key, f"{host} {known}"


@pytest.mark.parametrize("by", ["key", "agent"])
def test_a_repository_by_ssh(by: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    shutil.copytree(SOURCES / "plain", source)
    with repository(tmp_path) as (host, key, known):
        with (source / "requirements.txt").open("a", encoding="utf-8") as requirements:
            requirements.write(f"goods @ git+ssh://root@{host}/srv/goods@main\n")
        refused = build_source(unique("ssh"), source, {}, tool_environment)
        assert refused.code != 0
        assert f"ssh-keyscan {host}" in refused.text
        assert "backend_image_build_options.ssh: found nothing" in refused.text
        variables: dict[str, Any] = {"backend_image_ssh_known_hosts": [known]}
        if by == "key":
            variables["backend_image_secrets"] = [{"id": "key", "src": str(key)}]
            variables["backend_image_secret_targets"] = {"key": "/root/.ssh/id_ed25519"}
        else:
            variables["backend_image_build_options"] = {"ssh": [f"default={key}"]}
        built = build_source(unique("ssh"), source, variables, tool_environment)
        assert built.code == 0, built.text[-6000:]
    assert output_of(built.image, "python", "-c", "import goods; print(goods.VALUE)").strip() == "3.0"
