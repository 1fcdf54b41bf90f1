"""What lies in the places of rendered files and was not rendered is never overwritten, whichever role would do it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.rig.plays import ENVIRONMENT, play_of

THEIRS = "FROM python:3.11-slim\nCOPY . .\n"
PACKAGE = {"name": "page", "version": "1.0.0", "scripts": {"build": "true"}}
# The role, the file relative to the source, and the variable that puts it elsewhere.
PLACES = [
    ("backend_image", "Dockerfile.prod", "backend_image_render_dir"),
    ("backend_image", "Dockerfile.prod.dockerignore", "backend_image_render_dir"),
    ("frontend_image", "Dockerfile.prod", "frontend_image_render_dir"),
    ("frontend_image", "Dockerfile.prod.dockerignore", "frontend_image_render_dir"),
    ("frontend_image", "nginx.conf", "nginx_conf_dest"),
    ("nginx_conf", "nginx.conf", "nginx_conf_dest"),
]
RUNS = {"build": (), "check mode": ("--check",), "render": ("--tags", "render")}
REFUSED = [
    *((place, "check mode") for place in PLACES),
    *((PLACES[number], "build") for number in (0, 3)),
    *((PLACES[number], "render") for number in (1, 4, 5)),
]


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


class Source:
    """A source of another team, and plays of the roles on it."""

    def __init__(self, folder: Path, image: str, environment: dict[str, str]) -> None:
        self.folder, self.image = folder / "source", image
        self.environment = {**environment, **ENVIRONMENT, "HOME": str(folder)}
        (self.folder / "app").mkdir(parents=True)
        (self.folder / "app" / "main.py").write_text("def app(): ...\n")
        for name in ("requirements.txt", "package.json", "package-lock.json"):
            (self.folder / name).write_text(json.dumps(PACKAGE) if name.endswith("json") else "# none\n")

    def run(self, role: str, *arguments: str, **more: Any) -> tuple[int, str]:
        variables = {
            f"{role}_name": self.image,
            f"{role}_source": str(self.folder),
            "nginx_conf_dest": str(self.folder / "nginx.conf"),
            "backend_image_code": ["app"],
            "backend_image_command": ["python", "-m", "app.main"],
            **more,
        }
        if role == "nginx_conf":
            variables = {"nginx_conf_dest": variables["nginx_conf_dest"]}
        task = {"ansible.builtin.import_role": {"name": f"sovd.prod_images.{role}"}, "vars": variables}
        book = self.folder.parent / "play.json"
        book.write_text(json.dumps(play_of([task])))
        command = ["ansible-playbook", str(book), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, env=self.environment)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def source(tmp_path: Path, image: str, tool_environment: dict[str, str]) -> Source:
    """A source with nothing of ours."""
    return Source(tmp_path, f"{image}-theirs", tool_environment)


@pytest.mark.parametrize(("place", "run"), REFUSED)
def test_it_is_refused_and_nothing_is_written(place: tuple[str, str, str], run: str, source: Source) -> None:
    role, name, variable = place
    (source.folder / name).write_text(THEIRS)
    before = tree(source.folder)
    code, text = source.run(role, *RUNS[run])
    assert code == 2, text
    assert f"found a file {source.folder}/{name} that was not rendered by sovd.prod_images" in text
    assert f"move or rename it, or name another place in {variable}" in text
    assert tree(source.folder) == before


@pytest.mark.slow
def test_their_ignore_file_and_dockerfile_stay_beside_ours(source: Source) -> None:
    for name in ("Dockerfile", ".dockerignore"):
        (source.folder / name).write_text(THEIRS)
    before = tree(source.folder)
    for _run in ("first", "again"):
        code, text = source.run("backend_image", "--tags", "render")
        assert code == 0, text
        made = tree(source.folder)
        assert made.items() >= before.items()
        assert made.keys() - before.keys() == {"Dockerfile.prod", "Dockerfile.prod.dockerignore"}
    assert "changed=0" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "written", "advice"),
    [
        ("auto", ".dockerignore", True),
        (".dockerignore", ".dockerignore", False),
        ("Dockerfile.prod.dockerignore", "Dockerfile.prod.dockerignore", True),
    ],
)
def test_an_ignore_file_of_an_earlier_version(given: str, written: str, advice: bool, source: Source) -> None:
    old = "# Rendered by sovd.prod_images: an earlier version\n"
    (source.folder / ".dockerignore").write_text(old)
    code, text = source.run("backend_image", "--check", backend_image_ignore_file=given)
    assert code == 0, text
    assert ("source/.dockerignore was rendered by this collection" in text) == advice
    code, text = source.run("backend_image", "--tags", "render", backend_image_ignore_file=given)
    assert code == 0, text
    made = tree(source.folder)
    assert made.keys() & {".dockerignore", "Dockerfile.prod.dockerignore"} == {".dockerignore", written}
    assert "**/.git/" in made[written]
    assert (made[".dockerignore"] == old) == (written != ".dockerignore")
