"""The name server and the search list of a container, which nginx knows nothing of by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nginx import containers
from tests.nginx.sites import ROOT
from tests.nginx.started import Starter
from tests.nginx.wire import PATIENCE
from tests.rig.access import let_others_in
from tests.rig.containers import log_of
from tests.rig.network import address, network
from tests.rig.waiting import until

TEXT = (ROOT / "infrastructure/docker/nginx.conf").read_text(encoding="utf-8")
# As a kubelet writes it.
RESOLV_CONF = "search shop.svc.cluster.test svc.cluster.test cluster.test\nnameserver {server}\noptions ndots:5\n"
HOSTS = ("--add-host=sidecar:127.0.0.1", "--add-host=six:2001:db8::6")


@dataclass
class Pod:
    """A container with a search list, and the names that its name server knows."""

    starter: Starter
    names: Path
    address: str

    def conf(self, environment: dict[str, str], *known: str) -> str:
        """The file that nginx reads there, where the name server knows these names."""
        self.names.write_text(json.dumps({name: ["192.0.2.1"] for name in known}), encoding="utf-8")
        return self.starter.start(TEXT, environment).conf


@pytest.fixture(scope="module", params=["BusyBox", "Debian"])
def pod(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    """A pod of each kind of image. The nginx of Debian is too old for the file, which is looked at all the same."""
    folder = tmp_path_factory.mktemp("names")
    let_others_in(folder)
    names, resolv_conf = folder / "names.json", folder / "resolv.conf"
    names.write_text("{}", encoding="utf-8")
    with ExitStack() as stack:
        old = stack.enter_context(containers.old_nginx_image()) if request.param == "Debian" else ""
        image = old or containers.NEW_NGINX
        place = stack.enter_context(network("names"))
        shared = ("/shared/names.json", "/shared/asked.log")
        name_server = containers.python_container(stack, place, "name_server.py", *shared, folder=folder)
        until((folder / "asked.log").exists, PATIENCE, lambda: log_of(name_server))
        server = address(name_server)
        resolv_conf.write_text(RESOLV_CONF.format(server=server), encoding="ascii")
        options = (*HOSTS, f"--volume={resolv_conf}:/etc/resolv.conf:ro")
        starter = Starter(stack, image, folder / "started", *options, network=place)
        yield Pod(starter, names, server)


@pytest.mark.parametrize(
    ("url", "known", "servers"),
    [
        ("http://backend:8000", ["backend.shop.svc.cluster.test"], ["backend.shop.svc.cluster.test:8000"]),
        ("http://backend.stock", ["backend.stock.svc.cluster.test"], ["backend.stock.svc.cluster.test:80"]),
        ("https://backend.stock.svc", ["backend.stock.svc.cluster.test"], ["backend.stock.svc.cluster.test:443"]),
        ("http://api.example", ["api.example"], ["api.example:80"]),
        ("http://backend", [], ["backend.shop.svc.cluster.test:80"]),
        ("http://backend.stock.svc.cluster.test", [], ["backend.stock.svc.cluster.test:80"]),
        ("http://backend.", ["backend.shop.svc.cluster.test"], ["backend:80"]),
        ("http://10.0.0.9", [], ["10.0.0.9:80"]),
        ("http://sidecar:9000", [], ["127.0.0.1:9000"]),
        ("http://six:9000", [], ["[2001:db8::6]:9000"]),
        (
            "http://backend.stock:8000",
            [],
            [f"backend.stock.{more}cluster.test:8000" for more in ("shop.svc.", "svc.", "")] + ["backend.stock:8000"],
        ),
    ],
)
def test_a_name_is_completed(pod: Pod, url: str, known: list[str], servers: list[str]) -> None:
    lines = (line.split() for line in pod.conf({"BACKEND_URL": url}, *known).splitlines())
    assert [words[1] for words in lines if words[:1] == ["server"] and "resolve" in words] == servers


def test_the_default_is_completed_and_asked_of_the_name_server(pod: Pod) -> None:
    conf = pod.conf({}, "backend.shop.svc.cluster.test")
    assert f"    resolver {pod.address} valid=1s ipv6=off;" in conf
    assert "    server backend.shop.svc.cluster.test:8000 resolve" in conf
    assert "    resolver 10.0.0.1 valid=1s ipv6=off;" in pod.conf({"RESOLVER": "10.0.0.1"})


@pytest.mark.parametrize(
    ("resolv_conf", "resolver"),
    [
        ("nameserver fd00::a\n", "[fd00::a] valid=1s;"),
        ("nameserver 10.0.0.1\nnameserver fd00::a\n", "10.0.0.1 [fd00::a] valid=1s ipv6=off;"),
        ("nameserver fe80::1%eth0\nnameserver 10.0.0.1\n", "10.0.0.1 valid=1s ipv6=off;"),
        ("; none\n", "127.0.0.1 valid=1s ipv6=off;"),
    ],
)
def test_the_name_server_is_the_container_s(tmp_path: Path, resolv_conf: str, resolver: str) -> None:
    let_others_in(tmp_path)
    file = tmp_path / "resolv.conf"
    file.write_text(resolv_conf, encoding="ascii")
    with ExitStack() as stack:
        starter = Starter(stack, containers.NEW_NGINX, tmp_path / "started", f"--volume={file}:/etc/resolv.conf:ro")
        started = starter.start(TEXT, {})
    assert (started.status, f"    resolver {resolver}" in started.conf) == (0, True), started
