"""What the tests keep of the archives that Ansible sends is what Ansible and Python make of the same files."""

from __future__ import annotations

import json
import marshal
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rig.plays import ENVIRONMENT

RIG = Path(__file__).parents[1] / "rig" / "ansiballz"
# The files of the archives that Ansible makes of two modules, and how many files Python has compiled for that.
FILES_SENT = """
import builtins, datetime, io, json, zipfile
from ansible.plugins.loader import init_plugin_loader, module_loader
init_plugin_loader()
from ansible.executor import module_common
lengths = []
inner = getattr(builtins.compile, "__globals__", {}).get("compiled", builtins.compile)
def watched(source, *others, **options):
    lengths.append(len(source) if others[-1:] == (0x400,) else 0)
    return inner(source, *others, **options)
if inner is builtins.compile:
    builtins.compile = watched
else:
    builtins.compile.__globals__["compiled"] = watched
found = {}
for name in ("sovd.prod_images.image_build", "ansible.builtin.command"):
    path = module_loader.find_plugin_with_context(name).plugin_resolved_path
    archive = zipfile.ZipFile(io.BytesIO(), "w")
    manager = module_common._builder.ExtensionManager.create(task_vars={})
    fqn = module_common._get_ansible_module_fqn(path)
    with open(path, "rb") as opened:
        module_common.recursive_finder(name, fqn, opened.read(), archive, datetime.datetime.now(), manager)
    found[name] = sorted(archive.namelist())
print(json.dumps([found, sum(lengths)]))
"""


@pytest.fixture
def imported(tmp_path: Path, tool_environment: dict[str, str]) -> Callable[[str], str]:
    """`imported(source)` prints the `VALUE` of a module with that source, which lies in an archive."""

    def run(source: str) -> str:
        archive = tmp_path / "sent.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("sent.py", source)
        program = f"import sys; sys.path.insert(0, {str(archive)!r}); import sent; print(sent.VALUE, sent.__file__)"
        command = [sys.executable, "-c", program]
        environment = {**tool_environment, "PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
        value, place = subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout.split()
        assert place == f"{archive}/sent.py"
        return value

    return run


def test_other_content_is_other_bytecode(imported: Callable[[str], str], tmp_path: Path) -> None:
    assert [imported("VALUE = 1"), imported("VALUE = 2"), imported("VALUE = 1")] == ["1", "2", "1"]
    assert len(list((tmp_path / "bytecode" / "ansiballz").rglob("*"))) == 3, "a folder, and a file for each content"


def test_it_is_compiled_once_and_again_where_what_was_kept_is_broken(
    imported: Callable[[str], str], tmp_path: Path
) -> None:
    imported("VALUE = 1")
    (kept,) = [path for path in (tmp_path / "bytecode" / "ansiballz").rglob("*") if path.is_file()]
    kept.write_bytes(marshal.dumps(compile("VALUE = 3", "other", "exec")))
    assert imported("VALUE = 1") == "3"
    kept.write_bytes(b"")
    assert imported("VALUE = 1") == "1"


def test_who_may_not_write_compiles_each_time(imported: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "bytecode").write_text("no folder", encoding="utf-8")
    assert imported("VALUE = 1") == "1"


def answer(program: str, **environment: str) -> Any:
    """What a program prints as JSON."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**given, **ENVIRONMENT, **environment}, check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python that keeps what it makes in a folder of this test."""
    return {"PYTHONPATH": str(RIG), "PYTHONPYCACHEPREFIX": str(tmp_path)}


def test_the_same_files_are_sent_and_parsed_once(kept: dict[str, str]) -> None:
    (files, parsed), first, (again, parsed_again) = (
        answer(FILES_SENT),
        answer(FILES_SENT, **kept),
        answer(FILES_SENT, **kept),
    )
    assert min(len(each) for each in files.values()) > 40
    assert (first[0], again) == (files, files)
    assert parsed_again < parsed / 10


def test_imports_below_the_top_stay_below(kept: dict[str, str]) -> None:
    source = "'text'\nimport a.b\ntry:\n    from .c import (d,\n e)\nexcept ImportError:\n    pass\n"
    tree = f"ast.parse({source!r})"
    program = f"import ast, json, sitecustomize; print(json.dumps(sitecustomize.imports_of({tree}).decode()))"
    assert answer(program, **kept) == "import a.b\nif True: from .c import d, e\n"
