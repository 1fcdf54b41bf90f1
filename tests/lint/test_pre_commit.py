"""pre-commit runs what `make lint` runs, on the files that changed, and finds a fault planted in one of them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

# What tests/structure asks of single files.
FROM_STRUCTURE = {"changelog", "role-tables"}
# For each hook that reads sources: a file, what is replaced in it (if nothing, the end), and the planted fault.
FAULTS = {
    "ansible-lint": ("roles/nginx_conf/tasks/main.yml", "", "\n- name: Run\n  shell: ls | wc\n"),
    "yamllint": ("galaxy.yml", "", "homepage:   twice\n"),
    "ruff-check": ("scripts/role_tables.py", "", "\nimport os\n"),
    "ruff-format": ("scripts/role_tables.py", "", "\nLAST = [ 1,2 ]\n"),
    "mypy": ("scripts/role_tables.py", "", "\nNUMBER: int = 'text'\n"),
    "shellcheck": ("scripts/toolchain.sh", "", "\nrm -rf $wanted/*\n"),
    "changelog": ("changelogs/fragments/judges.yml", "", "no_such_section:\n  - A change.\n"),
    "role-tables": ("roles/docker_engine/README.md", "| `docker_engine_", "| `another_engine_"),
}
Hook = dict[str, str]


@pytest.fixture(scope="module")
def hooks(root: Path) -> dict[str, Hook]:
    settings = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in settings["repos"]] == ["local"], "a hook would be fetched"
    return {hook["id"]: hook for hook in settings["repos"][0]["hooks"]}


@pytest.fixture(scope="module")
def changed_tree(copy_tree: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which everything is committed."""
    tree = tmp_path_factory.mktemp("pre-commit") / "tree"
    copy_tree(tree)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    for argv in (["init", "--quiet"], ["add", "--all"], [*identity, "commit", "--quiet", "--message=all"]):
        subprocess.run(["git", *argv], cwd=tree, check=True)
    return tree


def test_hooks_are_the_linters(root: Path, hooks: dict[str, Hook]) -> None:
    folder = root / "tests" / "lint"
    sources = ast.parse((folder / "test_lint.py").read_text(encoding="utf-8"))
    tests = [node.name for node in sources.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    linters = {name.removeprefix("test_").replace("_", "-") for name in tests}
    scanners = {path.name for path in folder.glob("test_*.py")} - {"test_lint.py", Path(__file__).name}
    called = {name: hook for name, hook in hooks.items() if "tests/lint/" in hook["entry"]}
    assert {Path(hook["entry"].split()[-1]).name for hook in called.values()} == scanners
    assert set(hooks) - set(called) == linters | FROM_STRUCTURE
    assert set(FAULTS) == linters | FROM_STRUCTURE


def test_each_hook_reads_a_file_of_the_tree(hooks: dict[str, Hook], tree_files: list[Path]) -> None:
    blind = [
        name
        for name, hook in hooks.items()
        if "files" in hook and not any(re.search(hook["files"], str(path)) for path in tree_files)
    ]
    assert not blind, f"no file of the tree would start {blind}"


@pytest.mark.slow
@pytest.mark.parametrize("hook", FAULTS)
def test_a_fault_in_a_changed_file_is_found(
    hook: str, changed_tree: Path, tool_environment: dict[str, str], tmp_path: Path
) -> None:
    path, old, fault = FAULTS[hook]
    environment = {**tool_environment, "PRE_COMMIT_HOME": str(tmp_path)}

    def run() -> subprocess.CompletedProcess[str]:
        argv = ["pre-commit", "run", hook, "--files", path]
        return subprocess.run(
            argv, cwd=changed_tree, env=environment, capture_output=True, text=True, check=False, timeout=1800
        )

    good = run()
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stdout, "the hook did not run"
    before = (changed_tree / path).read_text(encoding="utf-8")
    try:
        (changed_tree / path).write_text(before.replace(old, fault, 1) if old else before + fault, encoding="utf-8")
        bad = run()
    finally:
        (changed_tree / path).write_text(before, encoding="utf-8")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "Failed" in bad.stdout
