"""A backend with https: asked by its name, believed only with a certificate of the CA that is mounted at run time."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.nginx import containers
from tests.nginx.sites import ROOT
from tests.nginx.started import PLACE, Starter
from tests.nginx.wire import PATIENCE, answer_of, exchange, request
from tests.rig import certificates
from tests.rig.access import let_others_in
from tests.rig.containers import container, log_of
from tests.rig.docker import ask_docker, docker
from tests.rig.network import address, network
from tests.rig.waiting import until

PID = "/tmp/nginx.pid"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
# What it was asked for: the name of TLS, and the header.
BACKEND = """\
server {
    listen 443 ssl;
    ssl_certificate /tls/backend.pem;
    ssl_certificate_key /tls/backend-key.pem;
    location /api/ {
        return 200 "$ssl_server_name $http_host";
    }
}
"""
TEXT = (ROOT / "infrastructure/docker/nginx.conf").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """The frontend, in a network with backend.example, and other.example that shows the certificate of the former."""
    folder = tmp_path_factory.mktemp("https")
    let_others_in(folder)
    certificates.by_authority(folder, "backend", certificates.authority(folder, "ca"), "backend.example")
    (folder / "backend-key.pem").chmod(0o644)
    (folder / "backend.conf").write_text(BACKEND, encoding="utf-8")
    with ExitStack() as stack:
        place = stack.enter_context(network("https"))
        names = ("--network-alias=backend.example", "--network-alias=other.example")
        mounts = (f"--volume={folder}:/tls:ro", f"--volume={folder / 'backend.conf'}:{PLACE}:ro")
        backend = stack.enter_context(container(containers.NEW_NGINX, network=place, options=(*names, *mounts)))
        until(lambda: listens(backend, 443), PATIENCE, lambda: log_of(backend))
        mount = f"--volume={folder / 'ca.pem'}:/run/tls/ca.pem:ro"
        yield Starter(stack, containers.NEW_NGINX, folder / "started", mount, network=place)


def listens(name: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((address(name), port), PATIENCE):
        return True
    return False


@pytest.mark.parametrize(
    ("url", "ca", "status", "body"),
    [
        ("https://backend.example", "/run/tls/ca.pem", 200, b"backend.example sovd.example"),
        ("https://backend.example", BUNDLE, 502, b"502 Bad Gateway"),
        ("https://other.example", "/run/tls/ca.pem", 502, b"502 Bad Gateway"),
        ("http://backend.example:443", "/run/tls/ca.pem", 400, b"plain HTTP request was sent to HTTPS port"),
    ],
)
def test_a_backend_is_believed_by_its_certificate(
    starter: Starter, url: str, ca: str, status: int, body: bytes
) -> None:
    text = TEXT.replace(BUNDLE, ca)
    started = starter.start(text, {"BACKEND_URL": url}, "nginx")
    assert started.status == 0, started.said
    try:
        where = (address(starter.container), 80)
        # Not that of the nginx before, whose end was waited for.
        until(
            lambda: ask_docker("exec", starter.container, "test", "-s", PID).code == 0, PATIENCE, "nginx writes no pid"
        )
        answer = answer_of(exchange(where, request("/api/200"), one=True))
        assert (answer.status, body in answer.body) == (status, True), answer.body
    finally:
        end = f"kill $(cat {PID}) && while test -f {PID}; do sleep 0.02; done"
        docker("exec", starter.container, "sh", "-c", end)


def test_a_missing_ca_is_named(starter: Starter) -> None:
    started = starter.start(TEXT.replace(BUNDLE, "/run/tls/none.pem"), {"BACKEND_URL": "https://backend.example"})
    assert (started.status, "/run/tls/none.pem" in started.said) == (1, True), started.said
    # A backend by http needs none.
    assert starter.start(TEXT.replace(BUNDLE, "/run/tls/none.pem"), {}).status == 0
