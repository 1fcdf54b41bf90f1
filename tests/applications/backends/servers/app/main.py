"""Tells which program serves it."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/first")
def first() -> str:
    return Path("/proc/1/cmdline").read_text(encoding="utf-8").replace("\0", " ")


@app.get("/home")
def home() -> str:
    kept = Path("~/.cache/kept").expanduser()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("kept", encoding="utf-8")
    return f"{kept.read_text(encoding='utf-8')} below {os.environ['XDG_CACHE_HOME']}"
