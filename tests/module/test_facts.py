"""Facts of images, compared with what the engine itself says about them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._asking_container import process_space
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import resolve_user

ON_BOTH_STORES = True
BASE = "python:3.11-slim"
DOCKERFILE = f"""\
FROM {BASE}
RUN dd if=/dev/zero of=/zeros bs=1000 count=3000 && echo 'appuser:x:1001:1002::/:/bin/sh' >> /etc/passwd
ENV A=1 B="x=y"
LABEL one=1 two="2 3"
EXPOSE 8000 53/udp
WORKDIR /app
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=5s --timeout=2s --start-period=7s --retries=4 CMD ["python3", "-c", ""]
ENTRYPOINT ["python3"]
CMD ["-c", "1"]
USER 1001
"""
BARE = "FROM scratch\nCOPY Dockerfile /\nUSER nginx\n"
PASSWD = """\
root:x:0:0:root:/root:/bin/sh
appuser:x:1001:1002:,,,:/app:/bin/sh
twin:x:1001:7:::
77:x:5:6:::
# a comment
short:x:9
"""
GROUP = "root:x:0:\nstaff:x:50:appuser\n77:x:8:\n"
USERS = [
    *("0", "root", "appuser", "1001", "1001:1001", "appuser:staff", "appuser:50", "4242", "4242:4343", "4242:staff"),
    *("77", "5", "5:77", "twin", ":50"),
]


@pytest.fixture(scope="module")
def facts(
    image: str,
    docker: Callable[..., str],
    play: Callable[..., list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The results of both modules for the same image, for one without passwd and for one that is not there."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "Dockerfile").write_text(BARE)
    docker("buildx", "build", "--quiet", f"--tag={image}:bare", str(folder))
    options = {
        "name": image,
        "context": str(folder),
        "dockerignore_content": "state",
        "dockerfile_content": f"{DOCKERFILE}LABEL of={image}\n",
        "state_dir": f"{folder}/state",
    }
    names = [f"{image}:latest", f"{image}:none", f"{image}:bare", "No Reference"]
    built, info = play({"sovd.prod_images.image_build": options}, {"sovd.prod_images.image_info": {"names": names}})
    (document,) = json.loads(docker("image", "inspect", image))
    return {"built": built, "info": info, "document": document}


def test_both_modules_agree(facts: dict[str, Any]) -> None:
    assert facts["info"]["images"][0] == facts["built"]["image"]


def test_what_is_not_there_is_missing(facts: dict[str, Any], image: str) -> None:
    assert facts["info"]["missing"] == [f"{image}:none", "No Reference"]
    assert [found["reference"] for found in facts["info"]["images"]] == [f"{image}:latest", f"{image}:bare"]


def test_facts_are_the_engines(facts: dict[str, Any], image: str) -> None:
    found, document = facts["built"]["image"], facts["document"]
    config = document["Config"]
    assert found["reference"] == f"{image}:latest"
    assert (found["id"], found["created"]) == (document["Id"], document["Created"])
    assert (found["architecture"], found["os"]) == (document["Architecture"], document["Os"])
    assert (found["entrypoint"], found["command"]) == (config["Entrypoint"], config["Cmd"])
    assert [f"{name}={value}" for name, value in found["env"].items()] == config["Env"]
    assert (found["labels"], found["working_dir"]) == (config["Labels"], config["WorkingDir"])
    assert (found["stop_signal"], found["ports"]) == (config["StopSignal"], sorted(config["ExposedPorts"]))
    assert found["user"] == {"value": config["User"], "name": "appuser", "uid": 1001, "gid": 1002}


def test_facts_are_what_the_dockerfile_says(facts: dict[str, Any]) -> None:
    found = facts["built"]["image"]
    assert found["env"]["B"] == "x=y"
    assert found["ports"] == ["53/udp", "8000/tcp"]
    assert found["healthcheck"] == {
        "test": ["CMD", "python3", "-c", ""],
        "interval": 5,
        "timeout": 2,
        "start_period": 7,
        "retries": 4,
    }


def test_size_is_the_sum_of_the_unpacked_layers(facts: dict[str, Any], docker: Callable[..., str]) -> None:
    found = facts["built"]["image"]
    assert found["size"] == sum(layer["size"] for layer in found["layers"])
    (zeros,) = [layer for layer in found["layers"] if "/dev/zero" in layer["created_by"]]
    assert 3_000_000 <= zeros["size"] < 3_010_000
    if found["store"] != "containerd":
        assert found["size"] == facts["document"]["Size"]
    base = json.loads(docker("image", "inspect", BASE))[0]["RootFS"]["Layers"]
    assert facts["document"]["RootFS"]["Layers"][: len(base)] == base


def test_user_of_an_image_without_passwd(facts: dict[str, Any]) -> None:
    assert facts["info"]["images"][1]["user"] == {"value": "nginx", "name": None, "uid": None, "gid": None}


@pytest.fixture(scope="module")
def container(image: str, docker: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running container whose passwd and group files are odd."""
    folder = tmp_path_factory.mktemp("users")
    (folder / "passwd").write_text(PASSWD)
    (folder / "group").write_text(GROUP)
    name = f"{image}-users"
    docker("run", "--detach", "--rm", "--network=none", f"--name={name}", BASE, "sleep", "600")
    for file in ("passwd", "group"):  # not mounted, since the engine reads what lies below a mount
        docker("cp", f"{folder}/{file}", f"{name}:/etc/{file}")
    yield name
    docker("rm", "--force", name)


@pytest.mark.parametrize("value", USERS)
def test_user_is_resolved_as_the_engine_does(value: str, container: str, docker: Callable[..., str]) -> None:
    program = "import os; print(os.getuid(), os.getgid())"
    uid, gid = docker("exec", f"--user={value}", container, "python3", "-c", program).split()
    found = resolve_user(value, PASSWD, GROUP)
    assert (found.uid, found.gid) == (int(uid), int(gid))


def test_no_container_is_left(facts: dict[str, Any], docker: Callable[..., str]) -> None:
    ids = {facts["document"]["Id"].partition(":")[2][:24]}
    names = docker("container", "ls", "--all", "--format={{.Names}}").split()
    assert [name for name in names if any(name.endswith(image_id) for image_id in ids)] == []


def test_container_of_a_killed_run_is_removed(
    facts: dict[str, Any], image: str, docker: Callable[..., str], play: Callable[..., list[dict[str, Any]]]
) -> None:
    del facts  # the image is there
    name, ended = f"{image}-left", subprocess.Popen(["true"])
    ended.wait()
    label = f"--label=sovd.prod_images.asks={process_space()}.{ended.pid}"
    docker("container", "create", f"--name={name}", label, image, "none")
    (info,) = play({"sovd.prod_images.image_info": {"names": [image]}})
    assert info["images"][0]["user"]["name"] == "appuser"
    assert docker("container", "ls", "--all", "--quiet", f"--filter=name={name}") == ""
