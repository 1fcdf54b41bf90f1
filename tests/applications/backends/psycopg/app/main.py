"""Tells which implementation of psycopg it has."""

from __future__ import annotations

import psycopg
from fastapi import FastAPI
from sqlalchemy import create_engine

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/driver")
def driver() -> str:
    engine = create_engine("postgresql+psycopg://user@127.0.0.1:1/none")
    return f"{engine.dialect.driver} {psycopg.pq.__impl__}"
