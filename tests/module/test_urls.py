"""What a build fetches by URL: a change there is a reason to build, and what the server does not tell is named."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.rig.plays import Result

pytestmark = pytest.mark.slow

BUILD = "sovd.prod_images.image_build"
DOCKERFILE = "FROM scratch AS unused\nADD {0}/none /\nFROM scratch\nARG NAME\nADD {0}/$NAME.txt /d/\n{1}"


class Handler(SimpleHTTPRequestHandler):
    """Serves files, and of one of them neither a time nor a tag."""

    def send_header(self, keyword: str, value: str) -> None:
        if keyword != "Last-Modified" or not self.path.endswith("/silent.txt"):
            super().send_header(keyword, value)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


def own_address() -> str:
    """The address of this machine that engines in other networks reach as well."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


class Server(NamedTuple):
    """The address of a server, and the folder that it serves."""

    address: str
    folder: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two files and a repository."""
    folder = tmp_path_factory.mktemp("served")
    for name in ("told.txt", "silent.txt"):
        (folder / name).write_text("one")
    git(folder, "init", "-q", "-b", "main", "source")
    commit(folder, "one")
    git(folder, "clone", "-q", "--bare", "source", "repo.git")
    git(folder / "repo.git", "update-server-info")
    with ThreadingHTTPServer((own_address(), 0), partial(Handler, directory=str(folder))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Server(f"http://{running.server_address[0]!s}:{running.server_port}", folder)
        running.shutdown()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True)


def commit(folder: Path, text: str) -> None:
    """Let the repository that is served have another commit."""
    (folder / "source" / "file").write_text(text)
    git(folder / "source", "add", ".")
    git(folder / "source", "commit", "-qm", text)
    if (folder / "repo.git").exists():
        git(folder / "source", "push", "-q", "../repo.git", "main")
        git(folder / "repo.git", "update-server-info")


def run(
    build: Callable[..., Result], options: dict[str, Any], **more: Any
) -> tuple[bool, list[tuple[str, str]], list[str]]:
    """Whether a task changed something, its reasons, and its warnings."""
    result = build({**options, **more}, no_proxy="*")
    assert "msg" not in result, result["msg"]
    reasons = [(reason["kind"], reason["name"]) for reason in result["reasons"]]
    return result["changed"], reasons, result.get("warnings", [])


def test_added_file(image: str, build: Callable[..., Result], server: Server, tmp_path: Path) -> None:
    (tmp_path / "context").mkdir()
    options = {
        "name": image,
        "context": f"{tmp_path}/context",
        "state_dir": f"{tmp_path}/state",
        "dockerfile_content": DOCKERFILE.format(server.address, ""),
        "build_args": {"NAME": "told"},
    }
    assert run(build, options)[0] is True
    assert run(build, options) == (False, [], [])
    (server.folder / "told.txt").write_text("other")
    os.utime(server.folder / "told.txt", (0, 0))
    first = build(options, no_proxy="*")
    assert [(reason["kind"], reason["name"]) for reason in first["reasons"]] == [("url", f"{server.address}/told.txt")]
    assert first["image_changed"] is True
    assert run(build, options) == (False, [], [])
    silent = {**options, "build_args": {"NAME": "silent"}}
    run(build, silent)
    changed, reasons, (warning,) = run(build, silent)
    assert (changed, reasons) == (False, [])
    assert warning.startswith(
        f"{server.address}/silent.txt: whether this is what was built is not known (its server tells nei"
    )


def test_named_context_of_git(
    image: str, build: Callable[..., Result], server: Server, tmp_path: Path, named_contexts: bool
) -> None:
    if not named_contexts:
        return
    (tmp_path / "context").mkdir()
    url = f"{server.address}/repo.git#main"
    options = {
        "name": image,
        "tag": "git",
        "context": f"{tmp_path}/context",
        "state_dir": f"{tmp_path}/state",
        "dockerfile_content": "FROM scratch\nCOPY --from=n file /\n",
        "build_contexts": {"n": url},
    }
    assert run(build, options)[0] is True
    assert run(build, options) == (False, [], [])
    commit(server.folder, "two")
    changed = build(options, no_proxy="*")
    assert [(reason["kind"], reason["name"]) for reason in changed["reasons"]] == [("url", url)]
    assert changed["image_changed"] is True
    assert run(build, options) == (False, [], [])
