"""The process: it ends in time, its workers' figures add up, and its logs hold no secret."""

import json
import os
import secrets
import signal
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from jose import jwt
from sqlalchemy.engine import make_url
from websockets.exceptions import ConnectionClosed

from tests.conftest import Environment
from tests.server import GRACE_SECONDS, Server, serving
from tests.waiting import wait_until


def test_sigterm_with_open_streams_ends_in_time(environment: Environment, log: Path) -> None:
    with serving(environment, log, workers=2) as server, server.stream() as stream:
        status, seconds = server.terminate()
        assert (status, seconds < GRACE_SECONDS) == (0, True), log.read_text()
        with pytest.raises(ConnectionClosed) as closed:
            stream.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
    events = Counter(line["event"] for line in server.lines())
    assert (events["events.stopped"], events["Application shutdown complete."]) == (2, 2)
    assert "ERROR" not in log.read_text()
    assert not [line for line in server.lines() if line["level"] == "error"]


def test_sigterm_ends_a_stream_whose_client_is_silent(environment: Environment, log: Path) -> None:
    with serving(environment, log, workers=2) as server:
        with socket.create_connection((server.client.base_url.host, server.client.base_url.port or 0)) as silent:
            silent.sendall(
                b"GET /ws/commands HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            assert silent.recv(12) == b"HTTP/1.1 101"
            status, seconds = server.terminate()
        assert (status, seconds < GRACE_SECONDS) == (0, True), log.read_text()


def test_metrics_are_those_of_all_workers(environment: Environment, log: Path) -> None:
    wanted = 'http_requests_total{handler="/api/v1/commands",method="GET",status="2xx"} 20.0'
    fresh = {"Connection": "close"}
    with serving(environment, log, workers=2) as server:
        for _ in range(20):
            assert server.client.get("/api/v1/commands", headers=fresh).status_code == 200
        # The last request is counted after its answer.
        wait_until(lambda: wanted in server.client.get("/metrics", headers=fresh).text)
        scrapes = [server.client.get("/metrics", headers=fresh).text for _ in range(10)]
        assert [scrape for scrape in scrapes if wanted not in scrape] == []


def test_a_worker_that_was_killed_leaves_the_figures_of_now(environment: Environment, log: Path) -> None:
    with serving(environment, log, workers=2) as server:
        wait_until(lambda: server.figure("sovd_events_listening") == 2)
        victim = server.logged(event="events.listening")["process"]
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len([line for line in server.lines() if line["event"] == "events.listening"]) == 3)
        wait_until(lambda: server.figure("sovd_events_listening") == 2)


def test_without_a_writable_folder_it_serves_and_says_so(environment: Environment, log: Path, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.touch()
    with serving(environment | {"PROMETHEUS_MULTIPROC_DIR": str(blocker / "metrics")}, log) as server:
        assert "http_requests_total" in server.client.get("/metrics").text
        assert "metrics.not_shared" in {line["event"] for line in server.lines()}


def test_documentation_is_off_in_production_only(environment: Environment, server: Server, log: Path) -> None:
    paths = ("/api/docs", "/api/openapi.json", "/docs", "/openapi.json", "/redoc")
    assert {server.client.get(path).status_code for path in (paths[0], *paths[2:])} == {404}
    with serving(environment | {"ENVIRONMENT": "development"}, log) as development:
        assert {development.client.get(path).status_code for path in paths[:2]} == {200}


def test_only_named_origins_may_ask(environment: Environment, server: Server, log: Path) -> None:
    question = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    assert server.client.options("/api/v1/commands", headers=question).status_code == 405
    with serving(environment | {"CORS_ORIGINS": "http://localhost:3000"}, log) as own:
        allowed = own.client.options("/api/v1/commands", headers=question)
        assert allowed.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
        refused = own.client.options("/api/v1/commands", headers=question | {"Origin": "http://evil.example"})
        assert refused.status_code == 400
        answer = own.client.get("/api/v1/commands/not-an-id", headers=question)
        assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"


def test_a_request_is_logged_with_the_id_it_brought(server: Server) -> None:
    identity = secrets.token_hex(8)
    answer = server.client.get("/api/v1/commands?limit=1", headers={"X-Request-ID": identity})
    assert answer.headers["X-Request-ID"] == identity
    line = server.logged(request_id=identity)
    assert (line["event"], line["method"], line["path"], line["status"]) == ("request", "GET", "/api/v1/commands", 200)
    assert line["duration_ms"] > 0


@pytest.mark.parametrize("identity", ["", "x" * 129, 'a"b', "a b"])
def test_an_id_that_could_spoil_the_log_is_replaced(server: Server, identity: str) -> None:
    answer = server.client.get("/api/v1/commands?limit=1", headers={"X-Request-ID": identity})
    assert answer.headers["X-Request-ID"] != identity
    assert len(answer.headers["X-Request-ID"]) == 32


def test_probes_are_not_logged(server: Server) -> None:
    answers = [server.client.get(path) for path in ("/health/live", "/health/ready", "/metrics")]
    assert {answer.status_code for answer in answers} == {200}
    server.logged(request_id=server.client.get("/api/v1/commands").headers["X-Request-ID"])
    ids = {answer.headers["X-Request-ID"] for answer in answers}
    assert [line for line in server.lines() if line.get("request_id") in ids] == []


def test_what_nobody_caught_is_answered_and_logged(
    environment: Environment, new_database: Callable[[], str], log: Path
) -> None:
    with serving(environment | {"DATABASE_URL": new_database()}, log) as server:
        answers = [server.create() for _ in range(5)]
        assert {answer.status_code for answer in answers} == {500}, "the connection outlives the failure"
        line = server.logged(event="request.failed", request_id=answers[0].headers["X-Request-ID"])
        assert (line["level"], line["reason"]) == ("error", "UndefinedTableError")
        assert 'relation "vehicles" does not exist' in line["exception"]


def test_no_secret_is_logged(environment: Environment, new_database: Callable[[], str], log: Path) -> None:
    """Everything fails once: the database's password, Redis, a query on a missing table, a token."""
    database_password, redis_password = secrets.token_hex(16), secrets.token_hex(16)
    token = jwt.encode({"sub": "mallory"}, secrets.token_hex(32))
    empty = new_database()
    wrong = make_url(empty).set(password=database_password).render_as_string(hide_password=False)
    settings = environment | {"LOG_LEVEL": "DEBUG", "REDIS_URL": f"redis://:{redis_password}@127.0.0.1:9/0"}
    written = ""
    for number, url in enumerate((wrong, empty)):
        with serving(settings | {"DATABASE_URL": url}, log.with_name(f"{number}.log")) as server:
            assert server.ready().status_code == 503
            failed = server.create(parameters={"pin": "4711-0815"})
            assert failed.status_code == (503 if url == wrong else 500)
            refused = server.client.post("/api/v1/commands", headers={"Authorization": f"Bearer {token}"})
            assert refused.status_code == 401
            server.logged(event="events.interrupted")
        written += server.log.read_text()
    assert "UndefinedTableError" in written, "the failure that should have been logged was not"
    known = [database_password, redis_password, token, settings["JWT_SECRET"], make_url(empty).password, "4711-0815"]
    assert [secret for secret in known if secret and secret in written] == []
    assert all(json.loads(line) for line in written.splitlines() if line.startswith("{"))
