"""Tells what its environment holds, and how it was started."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/values")
def values() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("X_")}


@app.get("/words")
def words() -> list[str]:
    return Path("/proc/1/cmdline").read_text(encoding="utf-8").split("\0")


@app.get("/forwarders")
def forwarders() -> str:
    return os.environ["FORWARDED_ALLOW_IPS"]
