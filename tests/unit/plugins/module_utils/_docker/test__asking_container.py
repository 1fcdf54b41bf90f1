"""A container that is created to ask about an image."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageGoneError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._asking_container import (
    asking_container,
    container_name,
    remove_forgotten_containers,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine

# title: (volumes of the image, paths that are read, the volumes that are hidden by an empty file system)
VOLUMES: dict[str, tuple[list[str], tuple[str, ...], list[str]]] = {
    "none": ([], ("/etc/passwd",), []),
    "elsewhere": (["/data", "/var/lib/a,b"], ("/etc/passwd",), ["/data", "/var/lib/a,b"]),
    "holds the file": (["/etc", "/data"], ("/etc/passwd",), ["/data"]),
    "the root": (["/"], ("/etc/passwd",), []),
    "the file itself": (["/etc/passwd"], ("/etc/passwd",), []),
    "begins alike": (["/et", "/etc/pass", "/etc/"], ("/etc/passwd",), ["/et", "/etc/pass"]),
    "nothing is read": (["/etc"], (), ["/etc"]),
    "relative, where nothing can be mounted": (["data", "./more", "/data"], (), ["/data"]),
}


@pytest.mark.parametrize(("volumes", "seen", "hidden"), VOLUMES.values(), ids=VOLUMES.keys())
def test_volumes(volumes: list[str], seen: tuple[str, ...], hidden: list[str], docker: Any) -> None:
    document = {"Id": "sha256:1", "Config": {"Volumes": {path: {} for path in volumes}}}
    with asking_container(Engine(docker.params), document, "run1", seen=seen) as container:
        assert container == container_name("run1")
    created, removed = docker.calls
    mounts = [word for word in created if word.startswith("--mount")]
    assert mounts == [f'--mount=type=tmpfs,"destination={path}"' for path in hidden]
    assert removed == ["container", "rm", "--force", "--volumes", container]


def test_image_that_is_gone(docker: Any) -> None:
    docker.answer("container create", 1, "", "Error response from daemon: No such image: sha256:1")
    with pytest.raises(ImageGoneError), asking_container(Engine(docker.params), {"Id": "sha256:1"}, "run1"):
        pass


def test_containers_of_killed_runs(docker: Any) -> None:
    """Those of this host go when their process has ended, those of others when they are old."""
    engine = Engine(docker.params)
    with asking_container(engine, {"Id": "sha256:1"}, "run1"):
        (label,) = [word.partition("=")[2] for call in docker.calls for word in call if word.startswith("sovd.")]
    own = label.rpartition(".")[0]
    ended = subprocess.Popen(["true"])
    ended.wait()
    docker.answer("container ls", stdout=f"alive {label}\ndead {own}.{ended.pid}\nelsewhere other.1\nunknown .1\n")
    calls = len(docker.calls)
    remove_forgotten_containers(engine)
    _listed, removed, pruned = docker.calls[calls:]
    assert removed == ["container", "rm", "--force", "--volumes", "dead"]
    assert pruned[:3] == ["container", "prune", "--force"]
    assert [word for word in pruned if "=" in word] == ["label=sovd.prod_images.asks", "until=1h"]


def test_nothing_is_forgotten(docker: Any) -> None:
    remove_forgotten_containers(Engine(docker.params))
    assert [call[:2] for call in docker.calls] == [["container", "ls"]]
