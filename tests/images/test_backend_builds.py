"""What a build of the backend does again after a change, and what it refuses."""

from __future__ import annotations

import re
import shutil
import uuid
from pathlib import Path

import pytest

from tests.rig.containers import output_of
from tests.rig.images import build, steps, try_build

# Names what was imported and has no bytecode beside it.
WITHOUT_BYTECODE = """
import sys, compileall, concurrent.futures.process, multiprocessing.popen_fork, venv, drop_files, drop_symbols
from pathlib import Path
cached = [getattr(module, "__cached__", None) for module in list(sys.modules.values())]
print([path for path in cached if path and not path.startswith("/programs/") and not Path(path).is_file()])
"""
PARTS = (".dockerignore", "Dockerfile.prod", "alembic", "alembic.ini", "app", "requirements.txt")


@pytest.fixture
def context(root: Path, tmp_path: Path) -> Path:
    """A copy of what the image is built from."""
    for part in PARTS:
        source = root / "backend" / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
    return tmp_path


def test_a_line_of_code_reinstalls_nothing(context: Path) -> None:
    build(context, "before")
    with (context / "app" / "main.py").open("a", encoding="utf-8") as file:
        file.write(f"\n# {uuid.uuid4()}: built by no earlier run\n")
    done = try_build(context, "after")
    again = [name for name, cached in steps(done.text).items() if not cached and "] FROM " not in name]
    assert done.code == 0, done.text
    assert any("COPY app ./app" in name for name in again), done.text
    assert [name for name in again if not name.startswith(("[code ", "[runtime "))] == []
    assert [name for name, cached in steps(done.text).items() if "uv pip install" in name or "requirements" in name]


def test_the_builder_compiles_its_standard_library_once(context: Path, root: Path) -> None:
    image = build(context, "builder", "--target=builder")
    programs = f"--volume={root / 'roles' / 'backend_image' / 'files'}:/programs:ro"
    options = (programs, "--network=none", "--env=PYTHONPATH=/programs")
    assert output_of(image, "python3", "-c", WITHOUT_BYTECODE, options=options).strip() == "[]"


def test_a_wrong_hash_is_refused(context: Path) -> None:
    file = context / "requirements.txt"
    text = file.read_text(encoding="utf-8")
    name, block = next(re.finditer(r"^(annotated-doc)==[^ ]+ \\\n((?: +--hash=.*\n)+)", text, re.MULTILINE)).groups()
    wrong = re.sub(r"sha256:\w+", "sha256:" + "0" * 64, block)
    file.write_text(text.replace(block, wrong), encoding="utf-8")
    done = try_build(context, "wrong-hash")
    assert done.code != 0
    assert re.search(rf"hash mismatch for `?{name}", done.text, re.IGNORECASE), done.text[-3000:]


def test_a_requirement_without_a_hash_is_refused(context: Path) -> None:
    file = context / "requirements.txt"
    text = re.sub(r"^(annotated-doc==[^ ]+) \\\n(?: +--hash=.*\n)+", r"\1\n", file.read_text("utf-8"), flags=re.M)
    file.write_text(text, encoding="utf-8")
    done = try_build(context, "no-hash")
    assert done.code != 0
    assert re.search(r"require-hashes.*annotated-doc", done.text, re.DOTALL), done.text[-3000:]
