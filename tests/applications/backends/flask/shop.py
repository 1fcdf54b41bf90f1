"""A WSGI application of one file."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/goods")
def goods() -> dict[str, int]:
    return {"apples": 3}
