"""Answers from nothing but its server."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"
