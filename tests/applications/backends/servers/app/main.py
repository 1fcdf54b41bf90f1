"""Tells which program serves it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
# Each process that serves has imported this.
SERVED = Path("/tmp/served")
with SERVED.open("a", encoding="utf-8") as served_by:
    served_by.write(f"{os.getpid()}\n")


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/served")
def served() -> int:
    """How many processes serve; not all of them begin at once."""
    for _ in range(50):
        found = len(set(SERVED.read_text(encoding="utf-8").split()))
        if found == int(os.environ["WEB_CONCURRENCY"]):
            break
        time.sleep(0.1)
    return found


@app.get("/first")
def first() -> str:
    return Path("/proc/1/cmdline").read_text(encoding="utf-8").replace("\0", " ")


@app.get("/home")
def home() -> str:
    kept = Path("~/.cache/kept").expanduser()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("kept", encoding="utf-8")
    return f"{kept.read_text(encoding='utf-8')} below {os.environ['XDG_CACHE_HOME']}"
