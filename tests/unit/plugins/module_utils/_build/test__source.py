"""What is told of a folder that an image is built from."""

from __future__ import annotations

import os
from pathlib import Path

from ansible_collections.sovd.prod_images.plugins.module_utils._build._rendered_head import MARK
from ansible_collections.sovd.prod_images.plugins.module_utils._build._source import look_at


def test_names_and_own_files(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "Dockerfile.prod").write_text(f"# syntax=x\n{MARK}\n")
    (tmp_path / ".dockerignore").write_text("docs\n")
    (tmp_path / "nginx.conf").write_text(f"{MARK}\n")
    (tmp_path / "Dockerfile.prod.dockerignore").mkdir()
    source = look_at(str(tmp_path))
    assert source.exists
    assert source.files == (".dockerignore", "Dockerfile.prod", "Dockerfile.prod.dockerignore", "app", "nginx.conf")
    assert source.rendered == ("Dockerfile.prod",)
    (tmp_path / ".dockerignore").write_bytes(MARK.encode() + b"\n\xff")
    assert look_at(str(tmp_path)).rendered == ("Dockerfile.prod", ".dockerignore")


def test_name_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).touch()
    assert look_at(str(tmp_path)).to_json()["files"] == ["caf\\xe9"]


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nothing = {"exists": False, "files": [], "rendered": [], "public": []}
    assert look_at(str(tmp_path / "none")).to_json() == look_at(str(tmp_path / "file")).to_json() == nothing
