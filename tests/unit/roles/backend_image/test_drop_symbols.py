"""What is cut off an ELF file: never what the loader maps, and never so that a file grows."""

from __future__ import annotations

import importlib
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def program() -> ModuleType:
    return importlib.import_module("drop_symbols")


def elf(file_size: int, memory_size: int, tail: bytes) -> bytes:
    """A 64-bit ELF file with one segment of these sizes behind its headers, and what stands behind that."""
    table = 64
    header = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, table, 4096, 0, 64, 56, 1, 64, 3, 2)
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 120, 120, 120, file_size, memory_size, 4096)
    return header + segment + b"\x90" * file_size + tail


@pytest.mark.parametrize(
    ("sizes", "tail", "length"),
    [
        ((100, 100), b"symbols", 220),
        ((100, 33_000_000), b"symbols", 220),  # a large .bss, which has no bytes in the file
        ((100, 33_000_000), b"", 220),
        ((0, 4096), b"x" * 5000, 120),
    ],
)
def test_length_is_that_of_the_segments_in_the_file(
    program: ModuleType, tmp_path: Path, sizes: tuple[int, int], tail: bytes, length: int
) -> None:
    module, kept = tmp_path / "a.so", tmp_path / "cut" / "a.so"
    before = elf(*sizes, tail)
    module.write_bytes(before)
    program.drop_symbols(module, kept)
    assert module.stat().st_size == length <= len(before)
    assert module.read_bytes()[64:] == before[64:length]
    if kept.exists():
        program.restore_symbols(module, kept)
    assert module.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\x7fELF\x01\x01" + bytes(80), b"GROUP ( libc.so.6 )\n", b"\x7fELF\x02\x01"])
def test_other_files_are_left_alone(program: ModuleType, tmp_path: Path, content: bytes) -> None:
    module = tmp_path / "a.so"
    module.write_bytes(content)
    program.drop_symbols(module, tmp_path / "cut")
    assert module.read_bytes() == content
    assert not (tmp_path / "cut").exists()


def test_a_real_module_without_its_symbols_is_imported(program: ModuleType, programs: Path, tmp_path: Path) -> None:
    real = min(Path(sysconfig.get_config_var("DESTSHARED")).glob("_*.so"))
    lib, cut = tmp_path / "lib", tmp_path / "cut"
    module, library = lib / real.name, lib / "x.libs" / real.name
    for copy in (module, library):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(real, copy)
    subprocess.run([sys.executable, programs / "drop_symbols.py", lib, cut], check=True)
    assert module.stat().st_size < library.stat().st_size == real.stat().st_size
    load = "import importlib.util as u, sys; s = u.spec_from_file_location(*sys.argv[1:]); u.module_from_spec(s)"
    subprocess.run([sys.executable, "-I", "-c", load, real.name.partition(".")[0], module], check=True)
    program.restore_symbols(module, cut / "symbols" / real.name)
    assert module.read_bytes() == real.read_bytes()
