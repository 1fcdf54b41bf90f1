"""What the roles render changes with the image, and not without it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMES = ("Dockerfile.prod", "Dockerfile.prod.dockerignore", "../nginx.conf")  # relative to the application
PACKAGE: dict[str, Any] = {"name": "page", "version": "1.0.0"}
BUILD = "mkdir dist && echo page > dist/index.html"


class Page:
    """An application without dependencies, and a playbook that renders and builds it."""

    def __init__(self, folder: Path, image: str, play: Callable[..., str]) -> None:
        self.folder, self.image, self.play = folder / "page", image, play
        self.folder.mkdir()
        (self.folder / "package.json").write_text(json.dumps({**PACKAGE, "scripts": {"build": BUILD}}))
        lock = {**PACKAGE, "lockfileVersion": 3, "packages": {"": PACKAGE}}
        (self.folder / "package-lock.json").write_text(json.dumps(lock))

    def make(self, size: str, *arguments: str, **more: str) -> int:
        """Run the role for a page whose rendered files all name the size; return how many tasks changed something."""
        variables = {
            "frontend_image_name": self.image,
            "frontend_image_source": str(self.folder),
            "frontend_image_dockerignore_extra": [size],
            "nginx_conf_dest": str(self.folder / NAMES[2]),
            "nginx_conf_client_max_body_size": size,
            **more,
        }
        role = {"ansible.builtin.import_role": {"name": "sovd.prod_images.frontend_image"}, "vars": variables}
        rescued = {"block": [role], "rescue": [{"ansible.builtin.debug": {"msg": "rescued"}}]}
        book = self.folder.parent / "play.json"
        book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [rescued]}]))
        output = self.play("ansible-playbook", str(book), *arguments)
        assert ("rescued=1" in output) == ("frontend_image_max_size" in more), output
        return int(re.findall(r" changed=(\d+) ", output)[-1])

    def sizes(self) -> list[bool]:
        """Whether each of the rendered files names 7m (or 8m, which is taken for no)."""
        texts = [(self.folder / name).read_text() for name in NAMES]
        assert all(("7m" in text) != ("8m" in text) for text in texts)
        return ["7m" in text for text in texts]


@pytest.fixture
def page(tmp_path: Path, image: str, run: Callable[..., str], ansible_environment: dict[str, str]) -> Page:
    """A page whose records are its own."""
    return Page(tmp_path, f"{image}-page", lambda *argv: run(*argv, **ansible_environment, HOME=str(tmp_path)))


def test_files_change_with_the_image(page: Page) -> None:
    assert page.make("7m", "--check") == 1
    assert not any((page.folder / name).exists() for name in NAMES)
    assert page.make("7m") == 1
    assert page.sizes() == [True, True, True]
    assert page.make("7m") == 0
    page.make("8m", frontend_image_max_size="1 B")
    assert page.sizes() == [True, True, True]
    assert (page.make("8m", "--check"), page.make("8m")) == (1, 1)
    assert page.sizes() == [False, False, False]


@pytest.mark.slow
def test_file_that_was_edited_is_rendered_again(page: Page) -> None:
    page.make("7m")
    for name in NAMES:
        head = (page.folder / name).read_text().split("\n")[0]
        (page.folder / name).write_text(f"{head}\nedited\n")
    assert (page.make("7m", "--check"), page.make("7m")) == (1, 1)
    assert page.sizes() == [True, True, True]


@pytest.mark.parametrize(
    "mask", [0o022, *(pytest.param(mask, marks=pytest.mark.slow) for mask in (0o002, 0o077))], ids=oct
)
def test_file_is_current_for_the_build_and_for_the_render_alike(page: Page, mask: int) -> None:
    before = os.umask(mask)
    try:
        page.make("7m")
        for name in NAMES:  # as a checkout under another umask has them
            (page.folder / name).chmod(0o664)
        assert [page.make("7m", *more) for more in ((), ("--check",), ("--tags", "render"))] == [0, 0, 0]
        for name in NAMES:
            (page.folder / name).chmod(0o640)
        assert [page.make("7m", *more) for more in (("--check",), ("--tags", "render"), ())] == [1, 1, 0]
    finally:
        os.umask(before)


def test_the_module_says_what_it_replaces(play: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    old, current = tmp_path / "old", tmp_path / "current"
    old.write_text("old\n")
    current.write_text("new\n")
    task = {"sovd.prod_images.rendered_files": {"files": {str(old): "new\n", str(current): "new\n"}}, "diff": True}
    predicted, first, again = play({**task, "check_mode": True}, task, task)
    assert (predicted["changed"], predicted["replaced"]) == (True, [str(old)])
    assert {**predicted, "invocation": 0} == {**first, "invocation": 0}
    assert [(each["before"], each["after"]) for each in first["diff"]] == [("old\n", "new\n")]
    assert (again["changed"], again["replaced"], old.read_text()) == (False, [], "new\n")
    (refused,) = play({"sovd.prod_images.rendered_files": {"files": {str(tmp_path): ""}}})
    assert refused["msg"].startswith(f"files: {tmp_path} cannot be read ")
