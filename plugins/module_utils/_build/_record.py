# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was built, as the state file keeps it; no I/O (private to the collection)."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable

from .._docker._facts import ImageFacts
from ._setuid_files import Privileged

# kind -> name -> value; typing's Dict, since Python 3.8 has no dict[...] at run time
InputValues = Dict[str, Dict[str, str]]

ENTRY_KINDS = ("file", "build_context")  # the kinds whose values describe an entry of a folder
_HEAD = 10  # characters of a description in front of the digest: `file 0644 `
_END = "\0"  # of a text in a column; neither paths nor what describes them can hold it
_WINDOW = -zlib.MAX_WBITS


@dataclass(frozen=True)
class Record:
    """One build: what decided the image, the stat data that its files had, and the image that it made.

    `earlier` are the ids of the images that the builds before it made, the latest first; `privileged` its setuid and
    setgid files, None where nobody asked for them. It counts only while the tag points to the image.
    """

    fingerprint: str
    inputs: InputValues
    stat_data: InputValues
    image: ImageFacts
    earlier: list[str] = field(default_factory=list)
    privileged: list[Privileged] | None = None

    @classmethod
    def of(cls, document: Any) -> Record:
        """Return the record that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        if not isinstance(document["fingerprint"], str):
            raise TypeError("fingerprint")
        inputs, entries = document["inputs"], document["entries"]
        if not isinstance(inputs, dict) or not isinstance(entries, dict):
            raise TypeError("inputs or entries")
        if not all(isinstance(values, dict) for values in inputs.values()):
            raise TypeError("inputs")
        if not isinstance(document["earlier"], list):
            raise TypeError("earlier")
        inputs, stat_data = dict(inputs), {}
        for kind, columns in entries.items():
            inputs[kind], stat_data[kind] = _unpacked(columns)
        image = ImageFacts.of(document["image"])
        files = document.get("privileged")
        privileged = None if files is None else [(str(path), int(mode), int(uid)) for path, mode, uid in files]
        return cls(document["fingerprint"], inputs, stat_data, image, document["earlier"], privileged)

    def to_json(self) -> dict[str, Any]:
        """Return it as the state file holds it: entries in columns that are packed, all else as it is."""
        return {
            "fingerprint": self.fingerprint,
            "inputs": {kind: values for kind, values in self.inputs.items() if kind not in ENTRY_KINDS},
            "entries": {
                kind: _packed(self.inputs[kind], self.stat_data.get(kind, {}))
                for kind in ENTRY_KINDS
                if kind in self.inputs
            },
            "image": self.image.to_json(),
            "earlier": self.earlier,
            "privileged": self.privileged,
        }


def _packed(descriptions: dict[str, str], stat_data: dict[str, str]) -> dict[str, str]:
    """Return columns of the names, the heads of their descriptions, the rest of these, and stat data, as texts.

    Digests have no repetitions to look for, and looking for them makes their column larger.
    """
    values = descriptions.values()
    return {
        "names": _column(descriptions),
        "heads": _column(text[:_HEAD] for text in values),
        "digests": _column((text[_HEAD:] for text in values), zlib.Z_HUFFMAN_ONLY),
        "stat_data": _column(stat_data.get(name, "") for name in descriptions),
    }


def _unpacked(columns: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the descriptions and the stat data; names are the same objects in both. Raises ValueError."""
    names, heads, digests, stat_data = (_texts(columns[name]) for name in ("names", "heads", "digests", "stat_data"))
    if not len(names) == len(heads) == len(digests) == len(stat_data):
        raise ValueError("entries")
    descriptions = dict(zip(names, map(str.__add__, heads, digests)))
    return descriptions, {name: text for name, text in zip(names, stat_data) if text}


def _column(texts: Iterable[str], strategy: int = zlib.Z_DEFAULT_STRATEGY) -> str:
    packer = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, zlib.DEF_MEM_LEVEL, strategy)
    content = "".join(text + _END for text in texts).encode("utf-8", "surrogatepass")
    return base64.b64encode(packer.compress(content) + packer.flush()).decode()


def _texts(column: str) -> list[str]:
    try:
        content = zlib.decompress(base64.b64decode(column), _WINDOW)
    except zlib.error as error:
        raise ValueError("entries") from error
    return content.decode("utf-8", "surrogatepass").split(_END)[:-1]
