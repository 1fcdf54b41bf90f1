"""The committed Dockerfiles, ignore files and nginx.conf are what the defaults render."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

RENDERED = [
    "backend/Dockerfile.prod",
    "backend/.dockerignore",
    "frontend/Dockerfile.prod",
    "frontend/.dockerignore",
    "infrastructure/docker/nginx.conf",
]


def test_rendered_files_are_current(
    root: Path, copy_tree: Callable[[Path], None], run: Callable[..., str], tmp_path: Path
) -> None:
    copy = tmp_path / "a copy"
    copy_tree(copy)
    for name in RENDERED:
        (copy / name).unlink()
    run("ansible-playbook", "playbooks/build_prod_images.yml", "--tags", "render", cwd=copy)
    stale = [name for name in RENDERED if (copy / name).read_bytes() != (root / name).read_bytes()]
    assert not stale, f"run `make render` and commit: {stale}"


def test_rendered_files_say_so(root: Path) -> None:
    silent = [name for name in RENDERED if "sovd.prod_images" not in (root / name).read_text(encoding="utf-8")[:400]]
    assert not silent, f"files without a header that tells what renders them: {silent}"
