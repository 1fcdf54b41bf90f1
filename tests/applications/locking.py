"""Locks of applications, made when a test runs: they name the index that they were made with, so none is committed."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from tests.rig.docker import docker
from tests.rig.images import CA_BUNDLE
from tests.rig.uv import UV, uv

POETRY = "2.5.1"
TRUST = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
# A mirror need not have PyPI's JSON, which Poetry would ask first.
BY_POETRY = f"""\
uv pip install --quiet --system --break-system-packages poetry=={POETRY}
index=$(python -c "from pip._internal.models.index import PyPI; print(PyPI.simple_url)")
poetry source add --priority=primary simple "$index"
poetry lock
"""


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()  # kept by the cache, removed when the process ends


def lock(source: Path, *commands: tuple[str, ...], **variables: str) -> None:
    """Run uv with the words of each command in a source, or Poetry's lock for `poetry lock`; `variables` are for uv."""
    for tool, *words in commands:
        if tool == "poetry":
            mounts = [f"--volume={CA_BUNDLE}:{CA_BUNDLE}:ro", *(f"--env={name}={CA_BUNDLE}" for name in TRUST)]
            own = (f"--volume={UV}:/usr/local/bin/uv:ro", f"--volume={source}:/source", "--workdir=/source")
            docker("run", "--rm", *(mounts if CA_BUNDLE.is_file() else []), *own,
                   "python:3.11-slim", "sh", "-euc", BY_POETRY)  # fmt: skip
            continue
        cache = str(Path(_folder().name) / "cache")
        uv(*words, folder=source, **{"UV_CACHE_DIR": cache, **variables})
