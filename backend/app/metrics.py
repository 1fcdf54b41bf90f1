"""Prometheus metrics that add up over all worker processes that live."""

import multiprocessing
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI, Response

if TYPE_CHECKING:
    from collections.abc import Callable

_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
log = structlog.get_logger(__name__)


class Figures:
    """What this process counts by itself, besides its requests."""

    def __init__(self) -> None:
        """Register the figures, once in a process."""
        from prometheus_client import Counter, Gauge

        self.events_listening = Gauge(
            "sovd_events_listening", "Workers that receive events from Redis", multiprocess_mode="livesum"
        )
        self.websockets = Gauge("sovd_websockets", "WebSocket clients that are connected", multiprocess_mode="livesum")
        self.events_lost = Counter("sovd_events_lost", "Events that Redis did not take in time")
        self.commands_ended = Counter("sovd_commands_ended", "Commands that a connector ended, by state", ["state"])
        self.events_unreadable = Counter("sovd_events_unreadable", "Messages of Redis that are not UTF-8 text")


def expose_metrics(app: FastAPI) -> Figures:
    """Measure all requests but probes, serve the figures at /metrics, and return those that others count."""
    _share_between_workers()
    # prometheus_client chooses between memory and shared files when it is imported.
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector
    from prometheus_fastapi_instrumentator import Instrumentator

    collect: Callable[[CollectorRegistry, str], object] = MultiProcessCollector  # which has no types

    def metrics() -> Response:
        registry = REGISTRY
        if directory := os.environ.get(_DIRECTORY):
            _forget_the_dead(Path(directory))
            registry = CollectorRegistry()
            collect(registry, directory)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    Instrumentator(excluded_handlers=["/metrics", "/health/.*"]).instrument(app)
    app.add_api_route("/metrics", metrics, include_in_schema=False)
    return Figures()


def _share_between_workers() -> None:
    """Choose the folder where workers keep their figures, unless the environment names one.

    A scrape reaches one worker by chance; without a shared folder it would show that worker's figures alone.
    """
    parent = multiprocessing.parent_process()
    if _DIRECTORY not in os.environ and parent is None:
        return
    try:
        directory = Path(os.environ.get(_DIRECTORY) or f"{tempfile.gettempdir()}/sovd-metrics-{parent and parent.pid}")
        directory.mkdir(parents=True, exist_ok=True)
        # A process before this one had the same number, as happens when a container starts again.
        _forget_figures_of_now(directory, os.getpid())
    except OSError as error:
        os.environ.pop(_DIRECTORY, None)
        log.warning("metrics.not_shared", reason=str(error), advice=f"set {_DIRECTORY} to a writable folder")
    else:
        os.environ[_DIRECTORY] = str(directory)


def _forget_the_dead(directory: Path) -> None:
    """Remove the gauges of processes that have ended; their counters stay, or the sums would fall."""
    for file in directory.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        if not _is_alive(process):
            _forget_figures_of_now(directory, process)


def _forget_figures_of_now(directory: Path, process: int) -> None:
    for file in directory.glob(f"gauge_live*_{process}.db"):
        file.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
