"""Cut off what the loader never maps of the extension modules of a virtual environment: symbols, sections, notes.

Nothing in a file moves, unlike with strip, which breaks modules that patchelf has changed.
Usage: drop_symbols.py LIB CUT; what is cut off is kept below CUT, so that it can be taken back.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import BinaryIO

HEADER = 64  # bytes of the header of a 64-bit ELF file
SECTION_OFFSET = 40  # of e_shoff
SECTION_COUNTS = 58  # of e_shentsize, e_shnum and e_shstrndx


def mapped_length(file: BinaryIO) -> int | None:
    """Return the bytes up to the end of the last segment (ELF-64, elf(5)), or None for another kind of file."""
    header = file.read(HEADER)
    if len(header) < HEADER or header[:6] != b"\x7fELF\x02\x01":
        return None
    (first,) = struct.unpack_from("<Q", header, 32)
    size, count = struct.unpack_from("<HH", header, 54)
    file.seek(first)
    # p_offset, then p_filesz: p_memsz, which follows, counts the .bss too, which has no bytes in the file.
    segments = [struct.unpack_from("<Q16xQ", file.read(size), 8) for _segment in range(count)]
    end: int = max([first + size * count, *(offset + length for offset, length in segments)])
    return min(end, file.seek(0, 2))


def without_sections(header: bytes) -> bytes:
    """Return the header of an ELF file that has no table of sections."""
    zeroed = bytearray(header)
    zeroed[SECTION_OFFSET : SECTION_OFFSET + 8] = bytes(8)
    zeroed[SECTION_COUNTS : SECTION_COUNTS + 6] = bytes(6)
    return bytes(zeroed)


def drop_symbols(module: Path, kept: Path) -> None:
    """Shorten a file, and write its old header and what is cut off to `kept`."""
    with module.open("r+b") as file:
        length = mapped_length(file)
        if length is None or length == file.seek(0, 2):
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        header = file.read(HEADER)
        file.seek(length)
        kept.write_bytes(header + file.read())
        file.truncate(length)
        file.seek(0)
        file.write(without_sections(header))


def restore_symbols(module: Path, kept: Path) -> None:
    """Give a file back what `drop_symbols` has cut off."""
    saved = kept.read_bytes()
    with module.open("r+b") as file:
        file.write(saved[:HEADER])
        file.seek(0, 2)
        file.write(saved[HEADER:])


def main() -> None:
    """Shorten each shared object but those in folders such as numpy.libs, which auditwheel has changed."""
    lib, cut = Path(sys.argv[1]), Path(sys.argv[2])
    for module in lib.rglob("*.so*"):
        if module.is_file() and not module.is_symlink() and not module.parent.name.endswith(".libs"):
            drop_symbols(module, cut / "symbols" / module.relative_to(lib))


if __name__ == "__main__":
    main()
