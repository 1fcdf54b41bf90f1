"""The gate judges the image that the roles build, also where their defaults are others."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["backend", "frontend"])
def test_the_gate_follows_the_defaults_of_the_role(
    name: str, copy_tree: Callable[[Path], None], tool_environment: dict[str, str], tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    copy_tree(tree)
    defaults = tree / "roles" / f"{name}_image" / "defaults" / "main.yml"
    text = defaults.read_text(encoding="utf-8")
    assert f"{name}_image_tag: prod\n" in text
    defaults.write_text(text.replace(f"{name}_image_tag: prod\n", f"{name}_image_tag: never-built\n"))
    done = subprocess.run(
        ["ansible-playbook", f"playbooks/verify_{name}_image.yml"],
        cwd=tree, env=tool_environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode != 0
    assert f"sovd-{name}:never-built" in done.stdout
    assert f"sovd-{name}:prod" not in done.stdout
