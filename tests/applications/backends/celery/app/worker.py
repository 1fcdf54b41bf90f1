"""A worker, which answers nobody by HTTP."""

from __future__ import annotations

from celery import Celery

app = Celery("worker", broker="memory://")


@app.task
def add(one: int, other: int) -> int:
    return one + other
