"""Runs a greenlet of gevent."""

from __future__ import annotations

import gevent
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/greenlet")
def greenlet() -> int:
    job = gevent.spawn(lambda: 6 * 7)
    job.join()
    return job.value
