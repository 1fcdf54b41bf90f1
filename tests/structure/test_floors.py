"""module_utils is nine floors: an import goes to the same one or down, never up, and never in a circle.

The floors are drawn in docs/architecture.md. Imports are read from the syntax, so that none hides in a function.
"""

from __future__ import annotations

import ast
import zlib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

FLOORS = [
    "_buildkit",
    "_project",
    "_node_project",
    "_describe",
    "_docker",
    "_registry",
    "_build",
    "_verify",
    "_publish",
]
LIMIT = 15 * 1024  # bytes, packed, that a question may send to a target of this collection's code
COLLECTION = "ansible_collections.sovd.prod_images"
MODULE_UTILS = Path("plugins/module_utils")


def imported_files(root: Path, file: Path) -> set[Path]:
    """The files of module_utils that a file, relative to the root, imports."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse((root / file).read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            start = file.parents[node.level - 1].parts if node.level else ()
            module = ".".join([*start, *filter(None, [node.module])])
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        paths = [Path(*name.removeprefix(f"{COLLECTION}.").split(".")).with_suffix(".py") for name in names]
        found.update(path for path in paths if (root / path).is_file() and path.is_relative_to(MODULE_UTILS))
    return found


def shipped_files(root: Path, file: Path) -> set[Path]:
    """What Ansible sends to a target with a file: the file, what it imports, and the packages that hold these."""
    found: set[Path] = set()
    coming = {file}
    while coming:
        found |= coming
        packages = {path.with_name("__init__.py") for path in coming}
        coming = {path for path in packages if (root / path).is_file()}.union(
            *(imported_files(root, each) for each in found)
        ) - found
    return found


def packed_size(content: bytes) -> int:
    """The bytes that a file has in the archive that Ansible sends."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return len(deflate.compress(content) + deflate.flush())


@pytest.fixture(scope="module")
def imports(root: Path) -> dict[Path, set[Path]]:
    """What each file of module_utils imports of it."""
    files = [path.relative_to(root) for path in (root / MODULE_UTILS).rglob("*.py")]
    return {file: imported_files(root, file) for file in files}


def test_every_file_is_on_a_floor(imports: dict[Path, set[Path]]) -> None:
    assert [str(file) for file in imports if file.parent.name not in FLOORS or file.parent.parent != MODULE_UTILS] == []


def test_no_import_goes_up(imports: dict[Path, set[Path]]) -> None:
    floor = {file: FLOORS.index(file.parent.name) for file in imports if file.parent.name in FLOORS}
    arrows = [(file, other) for file in floor for other in imports[file] & {*floor}]
    assert arrows
    assert [f"{file} imports {other}" for file, other in arrows if floor[other] > floor[file]] == []


def test_no_import_is_a_circle(imports: dict[Path, set[Path]]) -> None:
    try:
        order = list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        pytest.fail(f"these import each other: {' <- '.join(map(str, error.args[1]))}")
    assert {*order} == {*imports}


def test_every_file_has_its_unit_test(root: Path, imports: dict[Path, set[Path]]) -> None:
    tests = root / "tests" / "unit"
    files = [file for file in imports if file.name != "__init__.py"]
    assert [str(file) for file in files if not (tests / file).with_name(f"test_{file.name}").is_file()] == []


def test_image_info_sends_little(root: Path) -> None:
    files = shipped_files(root, Path("plugins/modules/image_info.py"))
    sizes = {str(file): packed_size((root / file).read_bytes()) for file in sorted(files)}
    assert "plugins/module_utils/_docker/_connection.py" in sizes, "the imports of its imports count as well"
    assert sum(sizes.values()) <= LIMIT, sizes
