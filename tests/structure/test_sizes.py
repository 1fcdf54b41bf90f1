"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

LINES_OF_CODE_FILE = 300
LINES_OF_TASK_FILE = 60
LINES_OF_FUNCTION = 50
LINES_OF_MODULE_MAIN = 40
DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
CODE = {".py", ".ts", ".tsx"}


def length(path: Path) -> int:
    """The lines of a file, without those of a plugin's documentation."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if "plugins" not in path.parts:
        return lines
    documentation = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in DOCUMENTATION
    ]
    return lines - sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in documentation)


def test_code_files_are_short(root: Path, tree_files: list[Path]) -> None:
    code = [name for name in tree_files if name.suffix in CODE and (root / name).is_file()]
    assert code
    long = {str(name): length(root / name) for name in code if length(root / name) > LINES_OF_CODE_FILE}
    assert not long, f"files of more than {LINES_OF_CODE_FILE} lines: {long}"


def test_task_files_are_short(root: Path, tree_files: list[Path]) -> None:
    tasks = [
        name
        for name in tree_files
        if name.suffix == ".yml"
        and ("tasks" in name.parts or name.parts[0] in ("molecule", "playbooks"))
        and (root / name).is_file()
        and not (root / name).is_symlink()  # the links to the collection's own files, galaxy.yml among them
    ]
    assert tasks
    long = {str(name): length(root / name) for name in tasks if length(root / name) > LINES_OF_TASK_FILE}
    assert not long, f"task files of more than {LINES_OF_TASK_FILE} lines: {long}"


def test_functions_are_short(root: Path, tree_files: list[Path]) -> None:
    long = {}
    for name in tree_files:
        if name.suffix != ".py" or not (root / name).is_file():
            continue
        for node in ast.walk(ast.parse((root / name).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            of_module = node.name == "main" and name.parts[:2] == ("plugins", "modules")
            limit = LINES_OF_MODULE_MAIN if of_module else LINES_OF_FUNCTION
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                long[f"{name}:{node.name}"] = lines
    assert not long, f"functions of more lines than they may have: {long}"
