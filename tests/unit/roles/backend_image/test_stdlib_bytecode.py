"""The bytecode of a standard library that stands in another folder than the one it will be imported from."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import sysconfig
from pathlib import Path

import pytest

UNCHECKED_HASH = (1).to_bytes(4, "little")
STDLIB = sysconfig.get_path("stdlib")


def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *modules: str) -> tuple[Path, set[str]]:
    """The folder with the bytecode of a standard library of such modules, and the files in it by their paths there."""
    base, rootfs = tmp_path / "base", tmp_path / "rootfs"
    for module in modules:
        source = base / STDLIB.lstrip("/") / module
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("here = __file__\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["stdlib_bytecode.py", str(base), str(rootfs)])
    importlib.import_module("stdlib_bytecode").main()
    return rootfs, {str(path.relative_to(rootfs)) for path in rootfs.rglob("*.pyc")}


def test_a_module_is_compiled_for_its_place_in_the_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rootfs, found = compiled(tmp_path, monkeypatch, "json/decoder.py")
    source = f"{STDLIB}/json/decoder.py"
    assert found == {importlib.util.cache_from_source(source).lstrip("/")}
    content = (rootfs / found.pop()).read_bytes()
    assert content[4:8] == UNCHECKED_HASH
    assert source.encode() in content


@pytest.mark.parametrize("module", ["test/support.py", "lib2to3/main.py", "_pydecimal.py", "json/tests/test_it.py"])
def test_what_no_server_runs_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    _rootfs, found = compiled(tmp_path, monkeypatch, module, "decimal.py")
    assert len(found) == 1
    assert "decimal" in found.pop()


def test_a_module_that_does_not_compile_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "base" / STDLIB.lstrip("/") / "broken.py"
    source.parent.mkdir(parents=True)
    source.write_text("def", encoding="utf-8")
    with pytest.raises(Exception, match="invalid syntax"):
        compiled(tmp_path, monkeypatch, "whole.py")
