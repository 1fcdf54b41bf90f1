"""What is imported on the runtime image, what is put back, and what ends the build."""

from __future__ import annotations

import importlib
import json
import runpy
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Prove = Callable[..., subprocess.CompletedProcess[str]]
PATTERNS = {"files": ["*.h", "*.txt"], "folders": ["core/testing", "tests"], "test_modules": False}


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    venv.create(tmp_path / "venv", symlinks=True)
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    return site


@pytest.fixture
def prove(environment: Path, programs: Path, tmp_path: Path) -> Prove:
    """`prove(files)` fills the packages, cuts them down, and runs the proof; `excluded` names what is left out."""

    def prove(files: dict[str, str], *excluded: str) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            (environment / name).parent.mkdir(parents=True, exist_ok=True)
            (environment / name).write_text(text, encoding="utf-8")
        lib, cut = tmp_path / "venv" / "lib", tmp_path / "cut"
        drop = [sys.executable, str(programs / "drop_files.py"), str(lib), str(cut), json.dumps(PATTERNS)]
        subprocess.run(drop, check=True)
        python, program = tmp_path / "venv" / "bin" / "python", programs / "prove_packages.py"
        arguments = (str(cut), str(tmp_path / "proven"), json.dumps(excluded))
        command = [str(python), "-E", "-s", "-B", str(program), *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    return prove


def put_back(tmp_path: Path, site: Path) -> set[str]:
    place = tmp_path / "proven" / site.relative_to("/")
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}


READS = "import pathlib\npathlib.Path(__file__).with_name('data' + chr(46) + 'txt').read_text()"
LEAVES = "try:\n " + READS.replace("\n", "\n ") + "\nexcept OSError:\n import os\n os._exit(3)"
IMPORTS = "import importlib\nimportlib.import_module('core.' + 'testing')"


def test_whole_packages_need_nothing_back(prove: Prove, environment: Path, tmp_path: Path) -> None:
    done = prove({"a/__init__.py": "", "a/b.py": "import trio", "a/x.h": "", "a/tests/__init__.py": ""})
    assert done.returncode == 0, done.stderr
    assert "Taken back" not in done.stdout
    assert "Imported 1 modules; 1 cannot be" in done.stdout
    assert put_back(tmp_path, environment) == set()


@pytest.mark.parametrize(
    ("files", "back"),
    [
        ({"a/__init__.py": READS, "a/data.txt": "", "a/more.txt": "", "b/data.txt": ""}, {"a/data.txt", "a/more.txt"}),
        ({"core/__init__.py": "", "core/m.py": IMPORTS, "core/testing/__init__.py": ""}, {"core/testing/__init__.py"}),
        (
            {"a/m.py": IMPORTS, "a/x.h": "", "core/__init__.py": "", "core/testing/__init__.py": ""},
            {"core/testing/__init__.py", "a/x.h"},
        ),
        ({"a/__init__.py": READS + " or exit(0)", "a/data.txt": "x"}, {"a/data.txt"}),
        ({"a/__init__.py": LEAVES, "a/data.txt": ""}, {"a/data.txt"}),
    ],
)  # fmt: skip
def test_a_cut_that_broke_an_import_is_taken_back(
    prove: Prove, environment: Path, tmp_path: Path, files: dict[str, str], back: set[str]
) -> None:
    done = prove(files)
    assert done.returncode == 0, done.stderr
    assert "Taken back: the cut of" in done.stdout
    found = put_back(tmp_path, environment)
    assert {name for name in found if not name.endswith(".pyc")} == back
    assert all(f"{Path(name).stem}.cpython" in " ".join(found) for name in back if name.endswith(".py"))


def test_what_ended_before_the_cut_too_is_told(prove: Prove) -> None:
    modules = {"a/__init__.py": "", "a/x.h": "", "a/leaves.py": "import os\nos._exit(3)", "a/last.py": ""}
    done = prove(
        {**modules, "a/raises.py": "raise KeyboardInterrupt", "a/noise.py": "print('{}' * 9)\nimport sys\nsys.exit(0)"}
    )
    assert done.returncode == 0, done.stderr
    assert "a.leaves ended the process with 3" in done.stdout
    assert "Imported 2 modules; 3 cannot be" in done.stdout


def test_what_is_left_out_is_not_imported(prove: Prove, tmp_path: Path) -> None:
    touch = f"open({str(tmp_path / 'seen')!r}, 'a').write(__name__ + ' ')"
    assert prove({"a/__init__.py": "", "a/x.h": "", "a/b/__init__.py": touch, "a/bc.py": touch}, "a.b").returncode == 0
    assert (tmp_path / "seen").read_text(encoding="utf-8") == "a.bc "


@pytest.fixture
def imports(programs: Path) -> ModuleType:
    assert programs.is_dir()
    return importlib.import_module("module_imports")


def test_a_module_that_hangs_is_ended(environment: Path, programs: Path, tmp_path: Path) -> None:
    for name, text in {"slow": "import time\ntime.sleep(60)", "quick": ""}.items():
        (environment / f"sovd_{name}.py").write_text(text, encoding="utf-8")
    code = (
        f"import sys; sys.path[:0] = [{str(programs)!r}]; import module_imports as m\n"
        "found = m.import_all(['sovd_slow', 'sovd_quick'], m.Cut(), 1, longest=5)\n"
        "assert found['sovd_slow'].ended and 'in 5 seconds' in found['sovd_slow'].error, found\n"
        "assert not found['sovd_quick'].error\n"
    )
    subprocess.run([tmp_path / "venv" / "bin" / "python", "-B", "-c", code], check=True)


def test_a_missing_module_explains_what_it_began(imports: ModuleType, tmp_path: Path) -> None:
    def failure(code: str) -> BaseException:
        (tmp_path / "sovd_failing.py").write_text(code, encoding="utf-8")
        with pytest.raises((ImportError, RuntimeError)) as raised:
            runpy.run_path(str(tmp_path / "sovd_failing.py"))
        return raised.value

    absent = "import sovd_absent"
    assert imports.lacking(failure(absent)) == "sovd_absent"
    assert imports.lacking(failure(f"try:\n {absent}\nexcept ImportError:\n raise RuntimeError")) == "sovd_absent"
    assert imports.lacking(failure(f"try:\n open('/absent')\nexcept OSError:\n {absent}")) == ""
    assert imports.lacking(failure("raise ImportError('no')")) == ""


@pytest.mark.parametrize(
    ("error", "library"),
    [
        ("ImportError: libpq.so.5: cannot open shared object file: No such file or directory", "libpq.so.5"),
        ("ImportError: Error loading shared library libpq.so.5: No such file or directory (needed by x)", "libpq.so.5"),
        ("ImportError: libtk8.6.so: cannot open shared object file: No such file or directory", ""),
        ("ImportError: /lib/libpq.so.5: version `PG_16' not found (required by x)", "libpq.so.5"),
        ("ImportError: undefined symbol: x", ""),
    ],
)
def test_only_what_the_package_needs_itself_is_lacking(
    imports: ModuleType, tmp_path: Path, error: str, library: str
) -> None:
    assert imports
    libraries = importlib.import_module("shared_libraries")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "_native.cpython-311-x86_64-linux-gnu.so").write_bytes(b"\0libpq.so.5\0libtk8.6.so.old\0")
    assert libraries.lacking_library(tmp_path, "a._native", error) == library
    assert libraries.lacking_library(tmp_path, "a.python", error) == ""


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libpq.so.5", "libpq5"),
        ("libxslt.so.1", "libxslt1"),
        ("libgdal.so", "libgdal"),
        ("libz-2.0.so.0", "libz-2.0-0"),
    ],
)
def test_debian_names_a_package_after_its_library(imports: ModuleType, library: str, package: str) -> None:
    assert imports
    assert importlib.import_module("shared_libraries").debian_package(library) == package
