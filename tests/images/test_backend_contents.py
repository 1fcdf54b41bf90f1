"""What is in the backend image, on either runtime image, and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.images import backend_claims
from tests.images.conftest import Image
from tests.images.served import PYTHON, stdlib_of
from tests.rig.containers import output_of
from tests.rig.docker import inspect
from tests.rig.images import Files, added_bytes, build, files_of

SITE = "opt/venv/lib/python3.11/site-packages"
MOST_ADDED = 85_000_000
MOST_WITHOUT_SHELL = 120_000_000
CLAIMS = (backend_claims.pip, backend_claims.tools, backend_claims.build_input, backend_claims.tests)
EXTENSIONS = """
import importlib, json, pathlib, sysconfig
site = pathlib.Path(sysconfig.get_path("platlib"))
names, failures = [], []
for path in sorted(site.rglob("*.so")):
    stem = path.name.partition(".")[0]
    if b"PyInit_" + stem.encode() not in path.read_bytes():
        continue
    names.append(".".join([*path.relative_to(site).parent.parts, stem]))
    try:
        importlib.import_module(names[-1])
    except ImportError as error:
        failures.append(f"{names[-1]}: {error}")
print(json.dumps([names, failures]))
"""
MUTANT = """
FROM {image}
USER 0
COPY <<EOF /opt/venv/bin/pip
EOF
COPY <<EOF /usr/local/bin/x86_64-linux-gnu-gcc-12
EOF
COPY <<EOF /opt/venv/include/planted.h
EOF
COPY <<EOF /{site}/planted/types.pyi
EOF
COPY <<EOF /app/tests/test_planted.py
EOF
COPY <<EOF /{site}/planted/test_planted.py
import unittest
EOF
COPY <<EOF /app/app/planted.py
EOF
RUN ["{python}", "-m", "compileall", "-q", "-f", "--invalidation-mode", "timestamp", "/app/app/main.py"]
# What a build gets by default that has the time set to the source's.
ENV SOURCE_DATE_EPOCH=1700000000
RUN ["{python}", "-m", "compileall", "-q", "-f", "/app/app/settings.py"]
"""


def test_what_is_added_to_the_base_is_small(slim: Image, tell: Callable[[str], None]) -> None:
    added = added_bytes(slim.name, slim.base)
    tell(f"the backend adds {added / 1e6:.2f} MB to {slim.base}, at most {MOST_ADDED / 1e6:.0f} MB")
    assert added <= MOST_ADDED


def test_the_whole_image_without_a_shell_is_small(distroless: Image, tell: Callable[[str], None]) -> None:
    size = int(inspect(distroless.name, "{{.Size}}"))
    tell(f"the backend on {distroless.base} is {size / 1e6:.1f} MB, at most {MOST_WITHOUT_SHELL / 1e6:.0f} MB")
    assert size <= MOST_WITHOUT_SHELL
    assert not {"bin/sh", "usr/bin/sh", "bin/bash", "usr/bin/apt-get", "usr/bin/dpkg"} & set(distroless.files.members)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_what_no_server_needs_is_not_there(backend: Image, claim: Callable[[Files], list[str]]) -> None:
    assert claim(backend.files) == []


def test_every_module_has_bytecode_that_lasts(backend: Image) -> None:
    assert len([name for name in backend.files.regular(*backend_claims.ADDED) if name.endswith(".pyc")]) > 500
    assert backend_claims.no_lasting_bytecode(backend.files, stdlib_of(backend.name)) == []


def test_every_extension_module_can_be_imported(backend: Image) -> None:
    names, failures = json.loads(output_of(backend.name, PYTHON, "-I", "-c", EXTENSIONS).splitlines()[-1])
    assert failures == []
    assert {"uvloop.loop", "httptools.parser.parser", "asyncpg.protocol.protocol"} <= set(names)


def test_what_is_planted_is_found(slim: Image, tmp_path: Path) -> None:
    mutant = MUTANT.format(image=slim.name, python=PYTHON, site=SITE)
    (tmp_path / "Dockerfile.prod").write_text(mutant, encoding="utf-8")
    with files_of(build(tmp_path, "backend-mutant"), tmp_path) as files:
        found = [claim(files) for claim in CLAIMS]
        stale = backend_claims.no_lasting_bytecode(files, stdlib_of(slim.name))
    assert found == [
        ["opt/venv/bin/pip"],
        ["usr/local/bin/x86_64-linux-gnu-gcc-12"],
        ["opt/venv/include/planted.h", f"{SITE}/planted/types.pyi"],
        ["app/tests/test_planted.py", f"{SITE}/planted/test_planted.py"],
    ]
    mine = ["app/app/main.py", "app/app/planted.py", "app/app/settings.py", "app/tests/test_planted.py"]
    assert sorted(stale) == [*mine, f"{SITE}/planted/test_planted.py"]
