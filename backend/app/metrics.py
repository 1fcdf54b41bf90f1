"""Prometheus metrics that add up over all worker processes."""

import multiprocessing
import os
import tempfile
from pathlib import Path

import structlog
from fastapi import FastAPI

_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
log = structlog.get_logger(__name__)


def expose_metrics(app: FastAPI) -> None:
    """Measure all requests but probes, and serve the figures at /metrics."""
    _share_between_workers()
    # prometheus_client chooses between memory and shared files when it is imported.
    from prometheus_fastapi_instrumentator import Instrumentator

    Instrumentator(excluded_handlers=["/metrics", "/health/.*"]).instrument(app).expose(app, include_in_schema=False)


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
    except OSError as error:
        os.environ.pop(_DIRECTORY, None)
        log.warning("metrics.not_shared", reason=str(error), advice=f"set {_DIRECTORY} to a writable folder")
    else:
        os.environ[_DIRECTORY] = str(directory)
