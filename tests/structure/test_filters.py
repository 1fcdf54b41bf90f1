"""A filter loads what it needs when it is used: to find one, Ansible loads all of them, in the process of each task.

Imports are read from the syntax, since it counts what Ansible would compile anew each time.
"""

from __future__ import annotations

import ast
from pathlib import Path

FILTERS = Path("plugins/filter")
LIMIT = 16 * 1024  # bytes of code beside the filters themselves


def loaded_files(root: Path, file: Path) -> set[Path]:
    """The files of the collection that a file, relative to the root, loads as soon as it is loaded itself."""
    found: set[Path] = set()
    for node in ast.parse((root / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = file.parents[node.level - 1] / Path(*(node.module or "").split("."))
            names = [folder.with_suffix(".py"), *(folder / f"{alias.name}.py" for alias in node.names)]
            found.update(path for path in names if (root / path).is_file())
    return found


def test_all_filters_load_little(root: Path) -> None:
    loaded: set[Path] = set()
    coming = {path.relative_to(root) for path in (root / FILTERS).glob("*.py")}
    assert len(coming) > 10
    while coming:
        loaded |= coming
        coming = set().union(*(loaded_files(root, file) for file in coming)) - loaded
    sizes = {str(file): (root / file).stat().st_size for file in loaded if file.parent != FILTERS}
    assert "plugins/module_utils/_docker/_byte_size.py" in sizes, "the imports of the filters are not found any more"
    assert sum(sizes.values()) <= LIMIT, sizes
