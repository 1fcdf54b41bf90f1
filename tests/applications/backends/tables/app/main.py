"""Keeps numbers in a file of PyTables, whose package imports its own tests."""

from __future__ import annotations

import tables
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/sum")
def sum_of_numbers() -> int:
    with tables.open_file("/tmp/numbers.h5", "w") as file:
        file.create_array(file.root, "numbers", [1, 2, 3])
    with tables.open_file("/tmp/numbers.h5") as file:
        return int(sum(file.root.numbers.read()))
