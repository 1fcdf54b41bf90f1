"""Finds edges by scikit-image, whose packages read their stubs."""

from __future__ import annotations

import numpy
from fastapi import FastAPI
from skimage import filters

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/edges")
def edges() -> bool:
    picture = numpy.zeros((64, 64))
    picture[20:40, 20:40] = 1
    return bool(filters.sobel(picture).sum() > 1)
