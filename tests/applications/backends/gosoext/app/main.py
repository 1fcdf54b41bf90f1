"""Loads a library that Go has made, with a large .bss."""

from __future__ import annotations

from fastapi import FastAPI
from tls_client import Session

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/refused")
def refused() -> str:
    try:
        Session(client_identifier="chrome_120").get("https://127.0.0.1:1/")
    except Exception as error:
        return repr(error)
    return "answered"
