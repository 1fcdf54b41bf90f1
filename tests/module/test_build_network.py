"""The network that a build's steps have: that of the host, none, or the engine's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TASK = "sovd.prod_images.image_build"
DOCKERFILE = """\
FROM python:3.11-slim
ARG STAMP
RUN ls /sys/class/net > /interfaces && readlink /proc/self/ns/net > /namespace
"""


@pytest.fixture(scope="module")
def seen(
    image: str,
    play: Callable[..., list[dict[str, Any]]],
    docker: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[str]]:
    """The network namespace and the interfaces of a step, by the value of the option."""
    folder = tmp_path_factory.mktemp("network")
    common = {
        "name": image,
        "context": f"{folder}",
        "dockerignore_content": "*",
        "dockerfile_content": DOCKERFILE,
        "build_args": {"STAMP": f"{folder}"},
    }
    networks = ("host", "none", "default")
    results = play(
        *({TASK: {**common, "tag": name, "state_dir": f"{folder}/{name}", "network": name}} for name in networks),
        # the same task but for the network
        {TASK: {**common, "tag": "host", "state_dir": f"{folder}/host", "network": "none"}, "check_mode": True},
    )
    assert [result["changed"] for result in results] == [True] * 4, results
    assert [reason["kind"] for reason in results[3]["reasons"]] == ["network"]
    return {
        name: docker("run", "--rm", "--network=none", f"{image}:{name}", "cat", "/namespace", "/interfaces").split()
        for name in networks
    }


def test_network_of_the_host(seen: dict[str, list[str]], docker: Callable[..., str]) -> None:
    script = "readlink /proc/self/ns/net"
    host = docker("run", "--rm", "--network=host", "python:3.11-slim", "sh", "-c", script)
    assert seen["host"][0] == host


def test_no_network(seen: dict[str, list[str]]) -> None:
    assert seen["none"][1:] == ["lo"]
    assert seen["none"][0] != seen["host"][0]


def test_network_of_the_engine(seen: dict[str, list[str]]) -> None:
    assert "eth0" in seen["default"][1:]
    assert seen["default"][0] not in (seen["host"][0], seen["none"][0])
