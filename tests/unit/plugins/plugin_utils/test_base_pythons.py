"""Whether the builder and the runtime image have one Python, as far as their names and the engine tell."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values.problems import problems

PINNED = "registry.example/hub/python:3.13-slim@sha256:" + "0" * 64
# The builder, the runtime image, their environments, and what is said of them.
BASES: list[tuple[str, str, dict[str, Any], str]] = [
    ("python:3.11-slim", "python:3.11-distroless", {}, ""),
    ("python:3.11.4-slim", "python:3.11-slim-bookworm", {}, ""),
    ("python:3.11-alpine", "python:3.11-alpine3.20", {}, ""),
    ("python:3.11-slim", "team/runtime:3.13", {}, ""),
    ("python", "python:slim", {}, ""),
    (
        "python:3.11-slim",
        PINNED,
        {},
        "Python 3.13, expected the Python 3.11 of backend_image_python_image",
    ),
    (
        "python:3.1-slim",
        "python:3.11-slim",
        {},
        "Python 3.11, expected the Python 3.1 of backend_image_python_image",
    ),
    (
        "python:3.11-alpine",
        "python:3.11-slim",
        {},
        "the C library glibc, expected the musl of backend_image_python_image",
    ),
    (
        "team/build:1",
        "team/run:1",
        {"team/build:1": ["A=b", "PYTHON_VERSION=3.12.4"], "team/run:1": ["PYTHON_VERSION=3.13.0"]},
        "Python 3.13, expected the Python 3.12 of backend_image_python_image",
    ),
    ("team/build:1", "team/run:1", {"team/build:1": None, "team/run:1": ["PYTHON_VERSION=3.13.0"]}, ""),
]


@pytest.mark.parametrize(("builder", "runtime", "environments", "words"), BASES)
def test_what_is_said(builder: str, runtime: str, environments: dict[str, Any], words: str) -> None:
    given = {"backend_image_python_image": builder, "backend_image_runtime_image": runtime}
    said = [f"backend_image_runtime_image: found {runtime!r} with {words} {builder!r}"] if words else []
    assert problems("backend_image", given, {"environments": environments}) == said
