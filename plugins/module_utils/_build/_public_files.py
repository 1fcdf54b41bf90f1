# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the code that are called like secrets and hold none; reads, never writes (private to the collection)."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from typing import Iterator, Sequence

from ._secret_content import holds_no_secret, is_judged

# Folders that the ignore file of the role leaves out with all that they hold; a test compares the two.
SKIPPED = (
    ".aws", ".cache", ".docker", ".git", ".gnupg", ".hg", ".hypothesis", ".idea", ".ipynb_checkpoints", ".kube",
    ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".ssh", ".svn", ".tox", ".venv", ".vscode", "*.egg-info",
    "__pycache__", "htmlcov", "node_modules", "tests", "venv",
)  # fmt: skip
_SKIPPED = re.compile("|".join(map(translate, SKIPPED)))
_MOST = 500  # BuildKit asks each pattern about each file
_LARGEST = 1 << 20  # bytes; the CA bundles of distributions and of clouds have 200 to 700 kB
_GLOB = re.compile(r"([][*?^\\])")


def public_files(folder: str, code: Sequence[str]) -> list[str]:
    """Return patterns of an ignore file that name such files of the `code` below `folder`, at most 500, sorted."""
    found: list[str] = []
    for path in _candidates(folder, code):
        pattern = _pattern(path)
        if pattern and _is_public(os.path.join(folder, path)):
            found.append(pattern)
    return sorted(set(found))[:_MOST]


def _candidates(folder: str, code: Sequence[str]) -> Iterator[str]:
    """Yield the paths, relative to `folder`, of files that can be judged by their content."""
    for path in code:
        place = os.path.join(folder, path)
        if os.path.isfile(place) and is_judged(os.path.basename(path)):
            yield os.path.normpath(path)
        for inner, folders, files in os.walk(place):
            folders[:] = [name for name in folders if not _SKIPPED.match(name)]
            yield from (os.path.relpath(os.path.join(inner, name), folder) for name in files if is_judged(name))


def _is_public(path: str) -> bool:
    try:
        if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
            return False
        with open(path, "rb") as opened:
            return holds_no_secret(os.path.basename(path), opened.read(_LARGEST))
    except OSError:
        return False


def _pattern(path: str) -> str:
    """Return the pattern that BuildKit matches with `path` alone, or nothing where no line of an ignore file can."""
    if path != path.strip() or not path.isprintable():  # what is no UTF-8 is not printable either
        return ""
    return _GLOB.sub(r"\\\1", path)
