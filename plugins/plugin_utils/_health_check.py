# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health check of a backend's image: a request, a command, or none for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from ansible_collections.sovd.prod_images.plugins.module_utils._docker._duration import parse_probe_time
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._container_claims import NO_CHECK_LABEL

from ._dockerfile_word import text_of

PROGRAM = ("/opt/venv/bin/python", "-I", "-S", "/opt/health.py")
_DEFAULT_TIMEOUT = 30  # seconds, which Docker takes for 0
_SHARE = 0.8  # of the timeout; in the rest the interpreter starts, and the answer is told before Docker gives up
_WORKER = "{0} answers nobody by HTTP, and its container runs as long as it does"
_SERVERS = {"celery": "a worker of Celery", "celery_beat": "the beat of Celery"}
# Programs that work off a queue or a schedule, and the subcommands with which they do; without one, always.
_PROGRAMS = {
    "celery": ("worker", "beat"),
    "rq": ("worker", "worker-pool", "cron"),
    "taskiq": ("worker", "scheduler"),
    "procrastinate": ("worker",),
    "manage.py": ("rqworker", "rqscheduler", "qcluster", "run_huey", "rundramatiq", "process_tasks"),
    "dramatiq": (),
    "arq": (),
    "huey_consumer": (),
    "huey_consumer.py": (),
}


@dataclass(frozen=True)
class HealthCheck:
    """The words of the command, or the `reason` to have none; `listens` tells whether the container has a port."""

    command: list[str]
    reason: str
    listens: bool

    @property
    def labels(self) -> dict[str, str]:
        """What tells the gate why the image has none."""
        return {NO_CHECK_LABEL: self.reason} if self.reason else {}

    @property
    def policy(self) -> str:
        """What image_build demands of the image."""
        return "optional" if self.reason else "required"


def health_check(variables: Mapping[str, Any]) -> HealthCheck:
    """Return the health check that the `variables` of the role describe, by their names without its prefix."""
    command = [str(word) for word in variables["health_command"]]
    worker = worker_of(variables["server"], variables["command"])
    reason = str(variables["health_none"]) or (worker and not command and _WORKER.format(worker)) or ""
    if reason:
        return HealthCheck([], reason, listens=False)
    return HealthCheck(command or _request(variables), "", listens=not worker)


def worker_of(server: str, command: Sequence[Any]) -> str:
    """Return what the container runs where that listens on no port, or an empty text."""
    words = [word.rpartition("/")[2] for word in " ".join(str(each) for each in command).split()]
    if not words:
        return _SERVERS.get(server, "")
    for place, word in enumerate(words):
        if word in _PROGRAMS and (not _PROGRAMS[word] or set(_PROGRAMS[word]) & set(words[place + 1 :])):
            return word
    return ""


def _request(variables: Mapping[str, Any]) -> list[str]:
    timeout = parse_probe_time(str(variables["health_timeout"]), "health_timeout") / 10**9 or _DEFAULT_TIMEOUT
    return [
        *PROGRAM,
        "--seconds={0:g}".format(timeout * _SHARE),
        *("--status={0}".format(status) for status in variables["health_statuses"]),
        *("--header={0}:{1}".format(*pair) for pair in _headers(variables["health_headers"])),
        "{0}://localhost:{1}{2}".format(variables["health_scheme"], variables["port"], variables["health_path"]),
    ]


def _headers(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, text_of(value)) for name, value in headers.items()]
