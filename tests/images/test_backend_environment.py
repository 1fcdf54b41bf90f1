"""What the environment of a container sets: workers, keep-alive, trusted proxies and the grace period."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.images.conftest import Image
from tests.images.served import PATIENCE, PORT, served, stop, until_asked, workers
from tests.rig.containers import fetch, until
from tests.rig.docker import inspect
from tests.rig.network import address, gateway, own_network, subnet

# Of uvicorn itself, seconds: what is kept longer is kept because the image says so.
UVICORN_KEEPS = 5
UVICORN_WAITS = 5
FORGED, CLIENT = "6.6.6.6", "203.0.113.7"
FORWARDED = {"X-Forwarded-For": f"{FORGED}, {CLIENT}", "X-Forwarded-Proto": "https"}
NGINX_CONF = "etc/nginx/conf.d/default.conf"


def one_worker(*options: str) -> tuple[str, ...]:
    """Options for one process, which starts sooner."""
    return ("--env=WEB_CONCURRENCY=1", *options)


def default(image: Image, variable: str) -> str:
    """The value that a variable has in the image itself."""
    lines = inspect(image.name, '{{join .Config.Env "\\n"}}').splitlines()
    return dict(line.split("=", 1) for line in lines)[variable]


def seconds_kept(name: str, most: float) -> float:
    """How long a connection stays open from its request on; `most` if it is good for another after that time."""
    connection = http.client.HTTPConnection(address(name), PORT, timeout=PATIENCE)
    start = time.monotonic()  # before the answer, since this process may be held up behind it
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.sock.settimeout(most)
    try:
        closed = connection.sock.recv(1) == b""
    except TimeoutError:
        closed = False
    kept = time.monotonic() - start
    if not closed:
        connection.sock.settimeout(30)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
    connection.close()
    return kept if closed else most


@pytest.mark.parametrize("count", ["default", "1", "3"])
def test_workers(slim: Image, count: str) -> None:
    options = () if count == "default" else (f"--env=WEB_CONCURRENCY={count}",)
    expected = {"default": int(default(slim, "WEB_CONCURRENCY")), "1": 0, "3": 3}[count]
    with served(slim.name, *options) as name:
        until(lambda: len(workers(name)) == expected, PATIENCE, name)
        time.sleep(1)  # no more of them come
        assert len(workers(name)) == expected
    assert default(slim, "WEB_CONCURRENCY") == "4"


def stop_one(name: str) -> int:
    """Let one of two workers get no processor time: one that an impatient server has not just ended."""
    stopped: list[int] = []

    def has_stopped() -> bool:
        found = workers(name)
        if len(found) == 2:
            with contextlib.suppress(ProcessLookupError):
                os.kill(found[0], signal.SIGSTOP)
                stopped.append(found[0])
        return bool(stopped)

    until(has_stopped, PATIENCE, name)
    return stopped[0]


@pytest.mark.parametrize("patience", ["default", "1"])
def test_a_worker_that_gets_no_processor_time(slim: Image, patience: str) -> None:
    options = () if patience == "default" else (f"--env=UVICORN_TIMEOUT_WORKER_HEALTHCHECK={patience}",)
    with served(slim.name, "--env=WEB_CONCURRENCY=2", *options) as name:
        stopped = stop_one(name)
        try:
            if patience == "default":
                time.sleep(UVICORN_WAITS + 3)
                assert stopped in workers(name)
            else:
                until(lambda: stopped not in workers(name), PATIENCE, name)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(stopped, signal.SIGCONT)


def test_keep_alive(slim: Image) -> None:
    short = one_worker("--env=UVICORN_TIMEOUT_KEEP_ALIVE=1")
    with served(slim.name, *one_worker()) as long_kept, served(slim.name, *short) as short_kept:
        with ThreadPoolExecutor(2) as pool:
            long_time = pool.submit(seconds_kept, long_kept, UVICORN_KEEPS + 2)
            short_time = pool.submit(seconds_kept, short_kept, UVICORN_KEEPS + 2)
        assert long_time.result() == UVICORN_KEEPS + 2
        assert 0.5 < short_time.result() < UVICORN_KEEPS


def test_idle_connections_outlive_those_that_nginx_keeps(slim: Image, frontend: Image) -> None:
    conf = frontend.files.read(NGINX_CONF).decode()
    (upstream,) = re.findall(r"^upstream backend \{(.*?)^\}", conf, re.MULTILINE | re.DOTALL)
    (nginx_keeps,) = re.findall(r"keepalive_timeout (\d+)s;", upstream)
    assert int(default(slim, "UVICORN_TIMEOUT_KEEP_ALIVE")) >= int(nginx_keeps) + 10


def test_only_trusted_networks_say_who_the_client_is(slim: Image) -> None:
    network, machine = subnet(own_network()), gateway(own_network())
    believed, not_believed = f"https {CLIENT}".encode(), f"http {machine}".encode()
    assert default(slim, "FORWARDED_ALLOW_IPS") == "127.0.0.1"
    expected = {"": not_believed, "198.51.100.0/24": not_believed, network: believed, f"::1,{machine}": believed}
    for trusted, answer in expected.items():
        options = (f"--env=FORWARDED_ALLOW_IPS={trusted}",) if trusted else ()
        with served(slim.name, *one_worker(*options)) as name:
            assert fetch(name, PORT, "/", FORWARDED) == (200, answer), trusted


@pytest.mark.parametrize("count", [1, 2])
def test_grace_period(slim: Image, count: int) -> None:
    options = (f"--env=WEB_CONCURRENCY={count}", "--env=UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=2")
    with served(slim.name, *options) as name, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(fetch, name, PORT, "/endless")
        until_asked(name, "/endless")
        seconds = stop(name)
        assert answer.result()[0] != 200
        assert 2 <= seconds < int(default(slim, "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN"))
        assert inspect(name, "{{.State.ExitCode}}") == "0"
