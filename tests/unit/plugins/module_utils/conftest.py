"""A docker command without an engine, for the files that run one, and folders of projects that tests write."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

PROGRAM = Path(__file__).with_name("fake_docker.py")


class FakeDocker:
    """The command, what it keeps, and how it was called."""

    def __init__(self, folder: Path) -> None:
        """Lay the command into `folder`."""
        self._folder = folder
        self._answers: list[list[Any]] = []
        self.params = {"docker_cli": str(folder / "docker")}
        words = [sys.executable, "-IS", str(PROGRAM), str(folder)]
        (folder / "docker").write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        (folder / "docker").chmod(0o755)
        self.keep(tags={}, untagged=[], digests={}, registry={})

    def keep(self, **values: Any) -> None:
        """Replace what it keeps: ids by tag, those without one, digests by id, or the registry's digests by tag."""
        file = self._folder / "state.json"
        before = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps({**before, **values, "answers": self._answers}))

    def kept(self, name: str) -> Any:
        """Return what it keeps now."""
        found: Any = json.loads((self._folder / "state.json").read_text())[name]
        return found

    def answer(self, words: str, code: int = 0, stdout: str = "", stderr: str = "", seconds: float = 0) -> None:
        """Let it answer so, after some seconds, whenever its arguments begin with these words."""
        self._answers.append([words.split(), code, stdout, stderr, seconds])
        self.keep()

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of each call."""
        file = self._folder / "calls"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def docker(tmp_path: Path) -> FakeDocker:
    """A docker command that has no images yet."""
    folder = tmp_path / "fake docker"
    folder.mkdir()
    return FakeDocker(folder)


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str]], Folder]:
    """`project(files)` writes files by their paths and gives their folder."""

    def write(files: Mapping[str, str]) -> Folder:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Folder(str(tmp_path))

    return write
