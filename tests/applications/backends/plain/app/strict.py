"""Wants a setting as soon as it is imported."""

from __future__ import annotations

import os

from app.main import app

app.title = os.environ["SITE"]
