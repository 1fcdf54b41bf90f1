"""What is taken out of a virtual environment, and what stays because a package imports or reads it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

PATTERNS = {"files": ["*.c", "*.h", "*.pyi", "*.pyx"], "folders": ["tests", "core/testing"], "test_modules": True}
# By what it is: the files of the packages, and those of them that go.
CASES: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing names them": (
        {"a/__init__.py": "import os", "a/x.pyi": "", "a/x.pyx": "", "a/x.c": "", "a/tests/d.txt": ""},
        {"a/x.pyi", "a/x.pyx", "a/x.c", "a/tests/d.txt"},
    ),
    "tests are imported by the package": (
        {"a/__init__.py": "from .tests import run", "a/tests/__init__.py": "", "b/tests/x.py": ""}, {"b/tests/x.py"},
    ),
    "tests are imported in a function of another package": (
        {"a/m.py": "def f():\n    import b.tests.tool as t", "b/tests/tool.py": "", "a/tests/x.py": ""},
        {"a/tests/x.py"},
    ),
    "tests are imported by name": ({"a/m.py": "load('a.tests')", "a/tests/x.py": ""}, set()),
    "tests are imported among others, over lines": (
        {"a/m.py": "from a import (\n    x, y as z, tests as t,\n)", "a/tests/x.py": ""}, set(),
    ),
    "tests are imported on a line of their own": (
        {"a/m.py": "from a import (\r\n    tests\r\n)", "a/tests/x.py": ""}, set(),
    ),
    "tests are imported after a backslash": (
        {"a/m.py": "import x, \\\n    a.tests.tool as tool  # why", "a/tests/x.py": ""}, set(),
    ),
    "tests of tests that stay": (
        {"a/m.py": "from a import tests", "a/tests/x.py": "import b.tests", "b/tests/__init__.py": ""}, set(),
    ),
    "tests are mentioned only": (
        {"a/m.py": '"""The tests of it."""\nn.startswith("a.tests.")  # run the tests', "a/tests/x.py": ""},
        {"a/tests/x.py"},
    ),
    "a folder that is named by its path goes with what needs it": (
        {"core/provision.py": "from .testing import x", "core/__init__.py": "", "core/testing/__init__.py": "x = 1"},
        {"core/provision.py", "core/testing/__init__.py"},
    ),
    "stubs are read": (
        {"a/__init__.py": "lazy.attach_stub(__name__, __file__)", "a/__init__.pyi": "", "b.pyi": ""}, {"b.pyi"},
    ),
    "stubs are named": ({"a/m.py": "open(name + '.pyi')", "a/x.pyi": ""}, set()),
    "a header is named": ({"a/m.py": "open(here / 'api' / 'decl.h')", "a/api/decl.h": "", "a/x.c": ""}, {"a/x.c"}),
    "headers are globbed": ({"a/m.py": "glob(f'{here}/*.h')", "a/api/decl.h": ""}, set()),
    "a header is named by a docstring": ({"a/m.py": "'''See decl.h'''", "a/decl.h": ""}, {"a/decl.h"}),
    "a header is named by another package": ({"b/m.py": "'decl.h'", "a/decl.h": ""}, {"a/decl.h"}),
    "headers for a compiler": ({"cffi/m.py": "'_embedding.h'", "cffi/_embedding.h": ""}, {"cffi/_embedding.h"}),
    "headers beside sources for a graphics card": ({"a/k.cu": "", "a/k.h": "", "a/x.pyi": ""}, {"a/x.pyi"}),
    "modules of tests": (
        {"a/test_x.py": "import pytest", "a/test_y.py": "from unittest import mock", "a/test_z.py": "X = 1"},
        {"a/test_x.py", "a/test_y.py"},
    ),
    "no Python": (
        {"a/m.py": "import a.tests\nprint 'x'", "a/tests/x.py": "", "a/n.py": "\0import a.tests"}, {"a/tests/x.py"},
    ),
}  # fmt: skip


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("case", CASES)
def test_what_goes(case: str, programs: Path, tmp_path: Path) -> None:
    files, gone = CASES[case]
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        str(programs / "drop_files.py"),
        str(tmp_path / "lib"),
        str(tmp_path / "cut"),
        json.dumps(PATTERNS),
    ]
    subprocess.run(command, check=True)
    assert files_below(site) == set(files) - gone
    kept = tmp_path / "cut" / "files" / "python3.11" / "site-packages"
    assert files_below(kept) == gone


def test_source_of_a_package_knows_what_a_dot_is(programs: Path, tmp_path: Path) -> None:
    assert programs.is_dir()
    source = importlib.import_module("python_source").Source
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name, text in {"a/b/__init__.py": "from . import tests", "a/b/m.py": "from .. import tests"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert source(tmp_path, "a/b/__init__.py").imports("a/b/tests")
    assert source(tmp_path, "a/b/m.py").imports("a/tests")
    assert not source(tmp_path, "a/b/m.py").imports("a/b/tests")
