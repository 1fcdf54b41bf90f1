"""A publication that ends in the middle of a layer leaves each tag as it was, and the next one finishes it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.cleanup import unique
from tests.rig.docker import docker
from tests.rig.plays import play_of, run_tasks
from tests.rig.processes import descendants
from tests.rig.registry import PASSWORD, USER, Registry

TASK = "sovd.prod_images.image_publish"
BLOCK = 1 << 16  # bytes
LAYER, PASSED = 4_000_000, 1_000_000  # bytes of the layer, and of what is sent before the line is interrupted


class Line:
    """A connection to a registry that takes no more once PASSED bytes were sent over one of its connections."""

    def __init__(self, shop: Registry, ends: bool) -> None:
        """Where it `ends` the sender sees it, otherwise it waits for ever."""
        self.ends = ends
        self._shop = shop
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.interrupted = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._server.accept()
                registry = socket.create_connection(("127.0.0.1", self._shop.port))
                threading.Thread(target=self._pass, args=(client, registry, PASSED), daemon=True).start()
                threading.Thread(target=self._pass, args=(registry, client, 1 << 40), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, left: int) -> None:
        with contextlib.suppress(OSError):
            while left > 0:
                block = source.recv(BLOCK)
                if not block:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(block)
                left -= len(block)
            self.interrupted.set()
            if self.ends:
                source.close()
                target.close()


@pytest.fixture
def line(request: pytest.FixtureRequest, tls_shop: Registry) -> Iterator[Line]:
    """A line to the registry, which ends or hangs."""
    made = Line(tls_shop, ends=request.param)
    yield made
    made.close()


@pytest.fixture(scope="module")
def images(on_the_engine: None, engine_in_use: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A small image, and one that is sent for a while."""
    del on_the_engine, engine_in_use
    names = (unique("midway-small"), unique("midway-large"))
    for name, size in zip(names, (10, LAYER), strict=True):
        folder = tmp_path_factory.mktemp("context")
        (folder / "file").write_bytes(os.urandom(size))
        (folder / "Dockerfile").write_text("FROM scratch\nCOPY file /\n", encoding="utf-8")
        docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={name}:1", str(folder))
    return names


def options(shop: Registry, image: str, repository: str, address: str = "") -> dict[str, Any]:
    return {
        "image": f"{image}:1",
        "name": f"{address or shop.address}/{repository}",
        "moving_tags": ["latest"],
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(shop.authority),
    }


# The play alone sees this file system of 3 MB, so nothing of it is left.
SMALL_DISK = 'mount -t tmpfs -o size=3m tmpfs "$0"; exec "$@"'


@pytest.mark.slow
def test_disk_of_the_target_that_is_full(
    tls_shop: Registry, images: tuple[str, str], run: Callable[..., str], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()

    def run_on_it(*command: str, **environment: str) -> str:
        return run("unshare", "--mount", "sh", "-c", SMALL_DISK, str(disk), *command, **environment)

    small, large = ({TASK: options(tls_shop, image, "full/disk"), "environment": {"TMPDIR": str(disk)}}
                    for image in images)  # fmt: skip
    first, failed = run_tasks(tmp_path, run_on_it, [small, large], {})
    assert failed["msg"].startswith(
        f"registry {tls_shop.address}: saving {images[1]}:1: the disk of {disk} on this host is full ("
    )
    assert "make room there, or let TMPDIR name a folder with more. What was published before" in failed["msg"]
    assert tls_shop.digest("full/disk", "latest") == first["digest"]
    (done,) = run_tasks(tmp_path, run, [{TASK: options(tls_shop, images[1], "full/disk")}], {})
    assert tls_shop.digest("full/disk", "latest") == done["digest"] != first["digest"]


def kill(folder: Path, task: dict[str, Any], environment: dict[str, str], when: threading.Event) -> None:
    """Run the task in a play, and kill all that runs for it at that moment."""
    (folder / "play.json").write_text(json.dumps(play_of([{TASK: task}])), encoding="utf-8")
    with subprocess.Popen(
        ["ansible-playbook", str(folder / "play.json")], env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        came = when.wait(600)
        for pid in [process.pid, *descendants(process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert came, "the line was never interrupted"


@pytest.mark.slow
@pytest.mark.parametrize("line", [True, False], ids=["gone", "killed"], indirect=True)
def test_what_ends_midway(
    *,
    line: Line,
    tls_shop: Registry,
    images: tuple[str, str],
    play: Callable[..., list[dict[str, Any]]],
    tool_environment: dict[str, str],
    ansible_environment: dict[str, str],
    tmp_path: Path,
) -> None:
    way = "gone" if line.ends else "killed"
    repository = f"midway/{way}"
    (first,) = play({TASK: options(tls_shop, images[0], repository)})
    task = options(tls_shop, images[1], repository, line.address)
    if way == "killed":
        kill(tmp_path, task, {**tool_environment, **ansible_environment}, line.interrupted)
    else:
        (failed,) = play({TASK: task})
        assert failed["msg"].startswith(f"registry {line.address}: pushing the blob sha256:")
        assert ": it is gone (" in failed["msg"]
    assert line.interrupted.is_set()
    assert tls_shop.digest(repository, "latest") == first["digest"]
    done, again = play(*[{TASK: options(tls_shop, images[1], repository)}] * 2)
    assert tls_shop.digest(repository, "latest") == done["digest"] != first["digest"]
    assert (again["changed"], again["sent"]) == (False, 0)
