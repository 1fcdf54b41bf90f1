"""Which health check the variables of the role describe."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._health_check import (
    HealthCheck,
    health_check,
    worker_of,
)

DEFAULTS: dict[str, Any] = {
    "server": "uvicorn",
    "command": [],
    "port": 8000,
    "health_none": "",
    "health_command": [],
    "health_scheme": "http",
    "health_path": "/health",
    "health_headers": {},
    "health_statuses": ["2xx"],
    "health_timeout": "5s",
}
ASKING = ["/opt/venv/bin/python", "-I", "-S", "/opt/health.py"]
SECONDS, STATUS, URL = "--seconds=4", "--status=2xx", "http://localhost:8000/health"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, [SECONDS, STATUS, URL]),
        ({"port": "${PORT}"}, [SECONDS, STATUS, "http://localhost:${PORT}/health"]),
        ({"health_scheme": "https", "health_path": "/"}, [SECONDS, STATUS, "https://localhost:8000/"]),
        ({"health_statuses": [204, "3xx"]}, [SECONDS, "--status=204", "--status=3xx", URL]),
        (
            {"health_headers": {"Host": "${HOST}", "X-Secure": True}},
            [SECONDS, STATUS, "--header=Host:${HOST}", "--header=X-Secure:true", URL],
        ),
        ({"health_timeout": "500ms"}, ["--seconds=0.4", STATUS, URL]),
        ({"health_timeout": "1m"}, ["--seconds=48", STATUS, URL]),
        ({"health_timeout": "0"}, ["--seconds=24", STATUS, URL]),
    ],
)
def test_what_is_asked(changes: dict[str, Any], words: list[str]) -> None:
    check = health_check({**DEFAULTS, **changes})
    assert check == HealthCheck([*ASKING, *words], "", listens=True)
    assert check.policy == "required"


def test_a_command_asks_instead() -> None:
    check = health_check({**DEFAULTS, "health_command": ["python", "-m", "check"]})
    assert check == HealthCheck(["python", "-m", "check"], "", listens=True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"health_none": "it sleeps"}, "it sleeps"),
        ({"server": "celery"}, "a worker of Celery answers nobody by HTTP"),
        ({"server": "celery_beat"}, "the beat of Celery answers nobody by HTTP"),
        ({"command": ["celery", "-A", "app", "worker"]}, "celery answers nobody by HTTP"),
        ({"server": "celery", "health_none": "my own"}, "my own"),
    ],
)
def test_a_worker_has_none_for_a_reason(changes: dict[str, Any], reason: str) -> None:
    check = health_check({**DEFAULTS, **changes})
    assert (check.command, check.listens, check.policy) == ([], False, "optional")
    assert check.reason.startswith(reason)


def test_a_worker_with_a_command_has_that_and_no_port() -> None:
    check = health_check({**DEFAULTS, "server": "celery", "health_command": ["check"]})
    assert check == HealthCheck(["check"], "", listens=False)
    assert check.policy == "required"


@pytest.mark.parametrize(
    ("command", "worker"),
    [
        (["python", "-m", "celery", "-A", "app", "beat"], "celery"),
        (["/opt/venv/bin/celery", "--app=app", "worker", "--loglevel=INFO"], "celery"),
        (["sh", "-c", "exec celery -A app worker"], "celery"),
        (["celery", "-A", "app", "flower"], ""),
        (["rq", "worker", "high"], "rq"),
        (["dramatiq", "app.tasks"], "dramatiq"),
        (["python", "manage.py", "qcluster"], "manage.py"),
        (["python", "manage.py", "runserver"], ""),
        (["uvicorn", "worker:app"], ""),
        (["gunicorn", "celery.app:web"], ""),
    ],
)
def test_which_commands_are_workers(command: list[str], worker: str) -> None:
    assert worker_of("celery", command) == worker
