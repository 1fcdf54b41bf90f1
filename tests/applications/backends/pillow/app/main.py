"""Serves a picture that Pillow draws."""

from __future__ import annotations

import io

from fastapi import FastAPI, Response
from PIL import Image

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


@app.get("/picture")
def picture() -> Response:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return Response(drawn.getvalue(), media_type="image/png")
