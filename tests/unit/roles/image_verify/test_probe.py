"""What the gate's probe reads of the kernel, and how it asks."""

from __future__ import annotations

import importlib.util
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def probe(root: Path) -> ModuleType:
    """The program, which the role hands to a container as a text."""
    path = root / "roles" / "image_verify" / "files" / "probe.py"
    spec = importlib.util.spec_from_file_location("probe", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server() -> Iterator[int]:
    """The port of a server that answers everything with 404 and a header twice."""

    class Handler(BaseHTTPRequestHandler):
        """Answers, and logs nothing."""

        def do_GET(self) -> None:
            self.send_response(404)
            self.send_header("X-Twice", "a")
            self.send_header("X-Twice", self.headers["X-Sent"])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    served = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served.server_port
    served.shutdown()
    served.server_close()


def unused_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def status(proc: Path, number: str, parent: int, **more: str) -> None:
    fields = {"Name": "app", "PPid": str(parent), "Uid": "1\t2\t3\t4", "Gid": "5\t5\t5\t5", **more}
    (proc / number).mkdir()
    lines = [f"{name}:\t{value}" for name, value in fields.items()]
    (proc / number / "status").write_text("\n".join([*lines, "SigQ: 0/1"]), encoding="utf-8")


def test_processes_of_the_image_and_no_others(probe: ModuleType, tmp_path: Path) -> None:
    status(tmp_path, "1", 0, CapEff="00", NoNewPrivs="1")
    status(tmp_path, "7", 1)
    status(tmp_path, "20", 7)
    status(tmp_path, "30", 0)  # a health check, or the probe
    (tmp_path / "40").mkdir()  # ended meanwhile
    (tmp_path / "self").mkdir()
    found = probe.processes(tmp_path)
    assert sorted(found) == ["1", "20", "7"]
    assert found["1"] == {
        "Name": ["app"], "Uid": ["1", "2", "3", "4"], "Gid": ["5"] * 4, "CapEff": ["00"], "NoNewPrivs": ["1"]
    }  # fmt: skip


def test_a_name_with_a_colon_is_read(probe: ModuleType, tmp_path: Path) -> None:
    status(tmp_path, "1", 0, Name="a:\tb")
    assert probe.processes(tmp_path)["1"]["Name"] == ["a:", "b"]


def test_writes(probe: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "file").touch()
    assert probe.write("/open", tmp_path) == ""
    assert list((tmp_path / "open").iterdir()) == []
    assert probe.write("/none", tmp_path) == "ENOENT"
    assert probe.write("/file", tmp_path) == "ENOTDIR"


@pytest.mark.parametrize(
    ("folder", "mounted"), [("/data", True), ("/data/a", True), ("/", False), ("/srv", False), ("/database", False)]
)
def test_a_volume_is_no_root_file_system(probe: ModuleType, tmp_path: Path, folder: str, mounted: bool) -> None:
    (tmp_path / "1").mkdir()
    mounts = "1 0 0:1 / / ro - overlay overlay ro\n2 1 8:1 /volumes/x /data rw - ext4 /dev/sda rw\n"
    (tmp_path / "1" / "mountinfo").write_text(mounts, encoding="utf-8")
    assert probe.is_mounted(folder, tmp_path) is mounted


def test_ports(probe: ModuleType, server: int) -> None:
    assert probe.connect("127.0.0.1", server) == ""
    assert "refused" in probe.connect("127.0.0.1", unused_port(), 0)


def test_answers_have_every_header(probe: ModuleType, server: int) -> None:
    request = {"method": "GET", "path": "/", "headers": {"X-Sent": "b"}}
    answer = probe.ask("127.0.0.1", server, request)
    assert (answer["status"], answer["error"]) == (404, "")
    assert [value for name, value in answer["headers"] if name == "X-Twice"] == ["a", "b"]


def test_no_answer_says_why(probe: ModuleType) -> None:
    answer = probe.ask("127.0.0.1", unused_port(), {"method": "GET", "path": "/", "headers": {}})
    assert (answer["status"], answer["headers"]) == (0, [])
    assert answer["error"].startswith("ConnectionRefusedError: ")


def test_ports_that_arrive_as_texts(probe: ModuleType, server: int) -> None:
    asked = {
        "host": "127.0.0.1",
        "ports": [str(server)],
        "inherited_ports": [str(unused_port())],
        "http_port": str(server),
        "requests": [{"method": "GET", "path": "/", "headers": {}}],
        "folders": [],
        "working_dir": "/",
    }
    found = probe.answer(asked)
    assert found["ports"] == {str(server): ""}
    assert "refused" in next(iter(found["inherited_ports"].values()))
    assert found["answers"][0]["status"] == 404


def test_a_port_that_is_open_on_all_of_ipv6_alone_is_found(probe: ModuleType) -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6) as listening:
        assert probe.address_of("127.0.0.1", listening.getsockname()[1]) == "::1"
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        assert "refused" in probe.connect("127.0.0.1", listening.getsockname()[1], patience=0)
