"""The toolchain works where the path of the tree holds a space."""

from __future__ import annotations

import sys
from pathlib import Path


def test_no_tool_begins_with_a_path_that_holds_a_space() -> None:
    """Ansible does not quote the interpreter of an async task: its own, unless a play names another."""
    first_line, *_others = (Path(sys.executable).parent / "ansible-playbook").read_text(encoding="utf-8").splitlines()
    assert first_line.startswith("#!/")
    assert " " not in first_line
    # pip names it python3, uv names it python.
    assert Path(first_line.removeprefix("#!")).resolve() == Path(sys.executable).resolve()
