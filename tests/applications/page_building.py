"""Images of small pages, as the role builds them from files that a test writes, locked when it runs."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rig.docker import docker
from tests.rig.images import CA_BUNDLE
from tests.rig.plays import ENVIRONMENT, play_of

NODE_IMAGE = "node:20-alpine"
LONGEST = 1800  # seconds


@dataclass(frozen=True)
class BuiltPage:
    """What a play of the role said, and the image that it was to build; `log` is what the build printed."""

    image: str
    code: int
    text: str
    log: str


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their paths."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def package_archive(files: Mapping[str, str]) -> bytes:
    """The archive that `npm pack` makes of a package."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"package/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


def lock_page(source: Path, script: str) -> None:
    """Run a script of the shell in a source, by Node."""
    trust = [f"--volume={CA_BUNDLE}:{CA_BUNDLE}:ro", f"--env=NODE_EXTRA_CA_CERTS={CA_BUNDLE}"]
    docker(
        "run", "--rm", *(trust if CA_BUNDLE.is_file() else []), f"--volume={source}:/source", "--workdir=/source",
        NODE_IMAGE, "sh", "-ec", script,
    )  # fmt: skip


def build_page(name: str, source: Path, variables: Mapping[str, Any], environment: Mapping[str, str]) -> BuiltPage:
    """Let the role build what is in a folder, as the tag 1 of a name, which may have been built before."""
    result = source.parent / "log"
    given = {
        **variables,
        "frontend_image_name": name,
        "frontend_image_tag": "1",
        "frontend_image_source": str(source),
    }
    role = {"name": "Build", "ansible.builtin.import_role": {"name": "sovd.prod_images.frontend_image"}, "vars": given}
    keep = {
        "name": "Keep the log",
        "ansible.builtin.copy": {
            "remote_src": True,
            "src": "{{ frontend_image_result.log_file }}",
            "dest": str(result),
        },
    }
    play = source.parent / "play.json"
    play.write_text(json.dumps(play_of([role, keep])), encoding="utf-8")
    done = subprocess.run(
        ["ansible-playbook", str(play)], check=False, capture_output=True, text=True, timeout=LONGEST,
        env={**environment, **ENVIRONMENT},
    )  # fmt: skip
    log = result.read_text(encoding="utf-8") if result.is_file() else ""
    return BuiltPage(f"{name}:1", done.returncode, done.stdout + done.stderr, log)
