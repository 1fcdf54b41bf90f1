# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of a TOML file, by whatever of the target's Python can read them (private to the collection)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .._buildkit._errors import ImageError
from ._folder import Folder

# The standard library has a reader since Python 3.11; before, each pip brings one.
_READERS = ("tomllib", "tomli", "pip._vendor.tomli")


def read_toml(folder: Folder, path: str) -> dict[str, Any]:
    """Return the tables of a file of the project. Raises ImageError for what is no TOML."""
    text = folder.read(path)
    reader = _reader(path)
    try:
        tables: dict[str, Any] = reader.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImageError("{0}: found no TOML ({1}); mend it".format(path, error)) from error
    return tables


def table(tables: Any, *names: str) -> dict[str, Any]:
    """Return the table of these names, one in the other, empty where there is none."""
    for name in names:
        tables = tables.get(name) if isinstance(tables, dict) else None
    return tables if isinstance(tables, dict) else {}


def entries(tables: Any, *names: str) -> list[Any]:
    """Return the list of these names, empty where there is none."""
    found = table(tables, *names[:-1]).get(names[-1])
    return found if isinstance(found, list) else []


def _reader(path: str) -> Any:
    for name in _READERS:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ImageError(
        "{0}: found no reader of TOML on the target, expected Python 3.11, or python3-tomli or python3-pip beside an "
        "earlier one; install one of them there".format(path)
    )
