"""Who runs docker, and how a container is confined, stands in tests/rig alone; and each file of tests judges."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
RIG = TESTS / "rig"
FOLDERS = (TESTS, TESTS.parent / "bench", TESTS.parent / "comparison")
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py"))
STARTERS = {"run", "Popen", "check_output", "check_call", "call"}
# Options that take a right from a container.
CONFINING = ("--cap-drop", "--read-only", "--security-opt")


def name_of(path: Path) -> str:
    return str(path.relative_to(TESTS.parent))


def docker_processes(tree: ast.AST) -> list[int]:
    """The lines that start the docker command by themselves."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in STARTERS
        and call.args
        and isinstance(call.args[0], ast.List)
        and call.args[0].elts
        and ast.unparse(call.args[0].elts[0]).strip("'\"").partition(" ")[0] == "docker"
    ]


def judges(tree: ast.AST) -> bool:
    """Whether a file holds an assertion, or waits for an error."""
    return any(isinstance(node, ast.Assert) or ast.unparse(node).startswith("pytest.raises(") for node in ast.walk(tree)
               if isinstance(node, ast.Assert | ast.Call))  # fmt: skip


@pytest.mark.parametrize("path", [path for path in FILES if RIG not in path.parents], ids=name_of)
def test_only_the_rig_runs_docker(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert docker_processes(tree) == [], "use tests.rig.docker"
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    own = [] if path == Path(__file__) else [text.lineno for text in texts if str(text.value).startswith(CONFINING)]
    assert own == [], "use HARDENED of tests.rig.confinement"


@pytest.mark.parametrize("path", [path for path in FILES if path.name.startswith("test_")], ids=name_of)
def test_each_file_of_tests_judges(path: Path) -> None:
    assert judges(ast.parse(path.read_text(encoding="utf-8")))
