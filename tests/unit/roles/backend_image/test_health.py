"""What the health check of a backend's image asks, takes, and tells; each answer comes from a server of its own."""

from __future__ import annotations

import importlib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
QUICK = "--seconds=1"
Answer = Callable[[socket.socket], object]


@contextmanager
def server(answer: Answer, host: str = "127.0.0.1") -> Iterator[tuple[int, list[bytes]]]:
    """A server that reads each request and lets `answer` send; its port, and what it was asked."""
    asked: list[bytes] = []
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, 0))
        listening.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _peer = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with connection:
                asked.append(connection.recv(4096))
                try:
                    answer(connection)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], asked
        listening.shutdown(socket.SHUT_RDWR)


def sends(*pieces: bytes, every: float = 0) -> Answer:
    """An answer in pieces, so many seconds apart."""

    def send(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(every)

    return send


def check(programs: Path, *words: str, **environment: str) -> tuple[int, str]:
    """How the program ended, and what it said; as patient as a busy machine needs it, unless told."""
    patience = [] if QUICK in words else ["--seconds=60"]
    command = [sys.executable, "-I", "-S", str(programs / "health.py"), *patience, *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env=environment)
    assert done.stdout == ""
    return done.returncode, done.stderr


def ask(programs: Path, answer: Answer, *words: str) -> tuple[int, str]:
    with server(answer) as (port, _asked):
        return check(programs, *(words or ("--status=2xx",)), f"http://localhost:{port}/health")


@pytest.mark.parametrize(
    "answer",
    [
        sends(GOOD),
        sends(b"HTTP/1.0 204 No Content\r\n\r\n"),
        sends(b"HTTP/1.1 200\r\n\r\n"),
        sends(b"HTTP/1.1 299 Odd\n\n"),
        sends(*(bytes([byte]) for byte in GOOD), every=0.005),
        sends(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000, every=0.1),
    ],
)
def test_healthy_answers(programs: Path, answer: Answer) -> None:
    assert ask(programs, answer) == (0, "")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (sends(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"), "answered 503 Service Unavailable, expected 2xx"),
        (
            sends(b"HTTP/1.1 307 Temporary Redirect\r\nlocation: https://shop.example/\r\n\r\n"),
            "answered 307 Temporary Redirect to https://shop.example/, expected 2xx",
        ),
        (sends(b"HTTP/1.1 400 Bad\x1b[31m\xff\r\n\r\n"), "answered 400 Bad?[31m\xff, expected 2xx"),
        (sends(b"SSH-2.0-OpenSSH_9.2\r\n"), "answered 'SSH-2.0-OpenSSH_9.2', which is no HTTP"),
        (sends(b"HTTQ/1.1 200 OK\r\n"), "answered 'HTTQ/1.1 200 OK', which is no HTTP"),
        (sends(b"HTTP/1.1 2\r\n"), "answered 'HTTP/1.1 2', which is no HTTP"),
        (sends(b"HTTP/1.1 2000 No\r\n"), "answered 'HTTP/1.1 2000 No', which is no HTTP"),
        (sends(b"HTTP/1.1 200"), "answered 'HTTP/1.1 200', which is no HTTP"),
        (sends(b"x" * 9000), "answered '" + "x" * 120 + "', which is no HTTP"),
        (sends(), "closed the connection without an answer"),
    ],
)
def test_other_answers_are_told_in_one_line(programs: Path, answer: Answer, told: str) -> None:
    code, said = ask(programs, answer)
    assert code == 1
    assert said.count("\n") == 1
    assert told in said
    assert said.startswith("http://localhost:")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _connection: time.sleep(60), "has not answered within 1 seconds"),
        (sends(b"HHHHHHHH", *[b"H"] * 600, every=0.1), "answered 'HHHHHHHH"),
    ],
)
def test_who_takes_too_long_is_told_of_in_time(programs: Path, answer: Answer, told: str) -> None:
    begun = time.monotonic()
    code, said = ask(programs, answer, QUICK, "--status=2xx")
    assert time.monotonic() - begun < 50
    assert (code, said.count("\n")) == (1, 1)
    assert told in said


@pytest.mark.parametrize(
    ("statuses", "status", "code"),
    [
        (["204"], 204, 0), (["204"], 200, 1), (["2xx", "404"], 404, 0), (["3xx"], 302, 0), (["4xx"], 302, 1),
    ],
)  # fmt: skip
def test_statuses(programs: Path, statuses: list[str], status: int, code: int) -> None:
    answer = sends(f"HTTP/1.1 {status} Told\r\n\r\n".encode())
    assert ask(programs, answer, *(f"--status={each}" for each in statuses))[0] == code


def test_the_request_and_its_headers(programs: Path) -> None:
    headers = ("--header=host:${NAME}", "--header=X-Forwarded-Proto:https", '--header=X-Odd:a: "ü" \\ ${no name}')
    with server(sends(GOOD)) as (port, asked):
        url = f"http://localhost:{port}/health?full=1"
        assert check(programs, "--status=2xx", url) == (0, "")
        assert check(programs, "--status=2xx", *headers, url, NAME="shop.example") == (0, "")
    plain, with_headers = asked
    assert plain == b"GET /health?full=1 HTTP/1.0\r\nHost: localhost\r\n\r\n"
    assert (
        with_headers
        == (
            "GET /health?full=1 HTTP/1.0\r\nhost: shop.example\r\nX-Forwarded-Proto: https\r\n"
            'X-Odd: a: "ü" \\ ${no name}\r\n\r\n'
        ).encode()
    )


def test_the_port_of_run_time(programs: Path) -> None:
    with server(sends(GOOD)) as (port, _asked):
        url = "http://localhost:${PORT}/"
        assert check(programs, "--status=2xx", url, PORT=str(port)) == (0, "")
        assert check(programs, "--status=2xx", url) == (
            1, "found no environment variable PORT, which the health check needs\n",
        )  # fmt: skip
        assert "has the port 'http', expected a number" in check(programs, "--status=2xx", url, PORT="http")[1]


def test_an_application_that_listens_on_ipv6_alone(programs: Path) -> None:
    with server(sends(GOOD), "::1") as (port, _asked):
        assert check(programs, "--status=2xx", f"http://localhost:{port}/") == (0, "")
        assert check(programs, "--status=2xx", f"http://[::1]:{port}/") == (0, "")
        assert check(programs, "--status=2xx", f"http://127.0.0.1:{port}/")[1].endswith("Connection refused\n")


def test_nobody_listens(programs: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://localhost:{bound.getsockname()[1]}/"
        assert check(programs, "--status=2xx", url) == (1, f"{url} cannot be asked: Connection refused\n")


def test_no_proxy_is_asked(programs: Path) -> None:
    with server(sends(GOOD)) as (port, asked), server(sends(b"HTTP/1.1 502 Proxy\r\n\r\n")) as (proxy, of_proxy):
        names = ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY")
        proxies = dict.fromkeys(names, f"http://127.0.0.1:{proxy}")
        assert check(programs, "--status=2xx", f"http://localhost:{port}/", **proxies) == (0, "")
    assert (len(asked), of_proxy) == (1, [])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of nobody that anybody knows, with its key in the same file."""
    path = tmp_path_factory.mktemp("tls") / "pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj=/CN=other.example", "-days=1"]
    subprocess.run([*command, f"-keyout={path}", f"-out={path}.crt"], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_tls_by_a_certificate_of_anybody(programs: Path, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[Any] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _time in range(2):
                connection, _peer = listening.accept()
                with context.wrap_socket(connection, server_side=True) as wrapped:
                    wrapped.recv(4096)
                    wrapped.sendall(GOOD)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"https://localhost:{listening.getsockname()[1]}/"
        assert check(programs, "--status=2xx", url) == (0, "")
        assert check(programs, "--status=2xx", "--header=Host:shop.example:8443", url) == (0, "")
        thread.join(10)
    assert names == ["localhost", "shop.example"]


def test_tls_where_nobody_speaks_it(programs: Path) -> None:
    with server(sends(GOOD)) as (port, _asked):
        code, said = check(programs, "--status=2xx", f"https://localhost:{port}/")
        assert (code, said.count("\n")) == (1, 1)
        assert "cannot be asked: " in said
    with server(lambda _connection: time.sleep(60)) as (port, _asked):
        said = check(programs, QUICK, "--status=2xx", f"https://localhost:{port}/")[1]
        assert "has not answered within 1 seconds" in said


def test_it_imports_no_more_than_it_needs(programs: Path) -> None:
    """A health check runs every few seconds for the life of the container."""
    script = "import sys, health; print(sorted({'re', 'ssl', 'argparse', 'http', 'typing'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], check=True, capture_output=True, text=True, cwd=programs,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stdout == "[]\n"
    assert importlib.import_module("health").LOCAL == ("127.0.0.1", "::1")
