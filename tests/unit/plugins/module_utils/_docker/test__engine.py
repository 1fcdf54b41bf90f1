"""What is asked of the engine, and what is said when it does not answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine, EngineInfo

NO_IMAGE = "Error response from daemon: No such image: {0}\n"
A, B = {"Id": "a"}, {"Id": "b"}
CONTAINERD = [["driver-type", "io.containerd.snapshotter.v1"]]

# title: (document of the engine, what it says)
INFOS: dict[str, tuple[dict[str, Any], EngineInfo]] = {
    "graph driver": (
        {"ServerVersion": "27.1", "Driver": "overlay2", "DriverStatus": [["Supports d_type", "true"]]},
        EngineInfo("27.1", "linux/x86_64", "overlay2", ""),
    ),
    "containerd": (
        {
            "ServerVersion": "29",
            "OSType": "linux",
            "Architecture": "aarch64",
            "Driver": "overlayfs",
            "DriverStatus": CONTAINERD,
            "DockerRootDir": "/d",
        },
        EngineInfo("29", "linux/aarch64", "containerd", "/d"),
    ),
    "nothing": ({"DriverStatus": None}, EngineInfo("", "linux/x86_64", "", "")),
}


@pytest.mark.parametrize(("document", "info"), INFOS.values(), ids=INFOS.keys())
def test_info(document: dict[str, Any], info: EngineInfo, docker: Any) -> None:
    docker.answer("info", stdout=json.dumps(document))
    assert Engine(docker.params).info() == info


# title: (documents, what is printed beside them, what is found of a and b)
INSPECTED: dict[str, tuple[list[dict[str, str]], str, dict[str, Any]]] = {
    "both": ([A, B], "", {"a": A, "b": B}),
    "one": ([B], NO_IMAGE.format("a"), {"a": None, "b": B}),
    "none": ([], NO_IMAGE.format("a") + NO_IMAGE.format("b"), {"a": None, "b": None}),
}


@pytest.mark.parametrize(("documents", "printed", "found"), INSPECTED.values(), ids=INSPECTED.keys())
def test_images(documents: list[dict[str, str]], printed: str, found: dict[str, Any], docker: Any) -> None:
    docker.answer("image inspect a b", int(bool(printed)), json.dumps(documents), printed)
    assert Engine(docker.params).inspect(["a", "b"]) == found
    assert len(docker.calls) == 1


def test_images_are_asked_for_alone_where_the_engine_writes_a_name_in_another_way(docker: Any) -> None:
    docker.answer("image inspect index/a b", 1, json.dumps([B]), NO_IMAGE.format("a"))
    docker.answer("image inspect index/a", 1, "[]", NO_IMAGE.format("a"))
    docker.answer("image inspect b", 0, json.dumps([B]))
    assert Engine(docker.params).inspect(["index/a", "b"]) == {"index/a": None, "b": B}


def test_no_image_is_not_asked_for(docker: Any) -> None:
    assert Engine(docker.params).inspect([]) == {}
    assert docker.calls == []


def test_name_that_no_image_can_have(docker: Any) -> None:
    docker.answer("image inspect", 1, "[]", "Error response from daemon: invalid reference format")
    assert Engine(docker.params).inspect(["No/Image"]) == {"No/Image": None}


def test_image_that_cannot_be_inspected(docker: Any) -> None:
    docker.answer("image inspect", 1, "[]", "Error response from daemon: layer is broken\n")
    with pytest.raises(ImageError, match=r"^cannot inspect the image a: Error response from daemon: layer is broken$"):
        Engine(docker.params).inspect(["a"])


def test_command_that_fails(docker: Any) -> None:
    docker.answer("image tag", 1, "", "refused\n")
    with pytest.raises(ImageError, match=r"^docker image tag failed: refused$"):
        Engine(docker.params).run(["image", "tag", "a", "b"])
    assert Engine(docker.params).run(["image", "tag", "a", "b"], check=False).returncode == 1


@pytest.mark.parametrize("text", [True, False])
def test_engine_that_cannot_be_reached(text: bool, docker: Any) -> None:
    docker.answer("--host unix:///s info", 1, "", "Cannot connect to the Docker daemon at unix:///s")
    engine = Engine({**docker.params, "docker_host": "unix:///s"})
    with pytest.raises(ImageError, match=r"^docker_host: found no engine that answers \(--host unix:///s: "):
        engine.run(["info"], text=text, check=False)


def test_engine_that_does_not_answer(docker: Any) -> None:
    docker.answer("info", seconds=30)
    engine = Engine(docker.params)
    with pytest.raises(ImageError, match=r"^docker_host: the engine \(.+\) did not answer 'info' within 1 seconds"):
        engine.run(["info"], timeout=1)
    with pytest.raises(ImageError, match=r"^too late$"):
        engine.run(["info"], timeout=1, late="too late")


def test_docker_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"^docker_cli: found no command '.*/none' on the target; install the Docker"):
        Engine({"docker_cli": f"{tmp_path}/none"})


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
def test_file_that_is_not_there(option: str, docker: Any, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=rf"^{option}: found no file {tmp_path}/none; name a readable PEM file"):
        Engine({**docker.params, option: f"{tmp_path}/none"})


# title: (options, variables, address of the engine)
ADDRESSES: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    "nothing": ({}, {}, "default"),
    "variable": ({}, {"DOCKER_HOST": "tcp://a"}, "tcp://a"),
    "context of a variable": ({}, {"DOCKER_CONTEXT": "far"}, "far"),
    "option": ({"docker_host": "tcp://b"}, {"DOCKER_HOST": "tcp://a"}, "--host tcp://b"),
}


@pytest.mark.parametrize(("options", "variables", "address"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_address(
    options: dict[str, str], variables: dict[str, str], address: str, docker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Engine({**docker.params, **options}).address == address


def test_variables_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE")
    monkeypatch.setenv("KEPT", "1")
    found = Engine.environment({"MORE": "2"})
    assert {name: found[name] for name in ("LC_ALL", "KEPT", "MORE", "BUILDX_NO_DEFAULT_ATTESTATIONS")} == {
        "LC_ALL": "C.UTF-8",
        "KEPT": "1",
        "MORE": "2",
        "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
    }


@pytest.mark.parametrize("command", ["info", "image inspect"])
def test_command_that_prints_a_banner(command: str, docker: Any) -> None:
    docker.answer(command, stdout="Welcome!\n[]")
    engine = Engine(docker.params)
    with pytest.raises(ImageError) as raised:
        engine.info() if command == "info" else engine.inspect(["a"])
    assert str(raised.value).startswith(
        f"docker_cli: expected JSON from '{docker.params['docker_cli']}', found 'Welcome!"
    )


def test_the_default_platform_is_for_builds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """By it `docker container create` refuses an image of another platform, and `docker image push` sends no other."""
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/arm64")
    assert "DOCKER_DEFAULT_PLATFORM" not in Engine.environment()
