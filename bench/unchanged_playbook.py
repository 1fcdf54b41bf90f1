"""The unchanged playbook, against the same play with community.docker."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.ansible_tasks import BIN, ENVIRONMENT, FILE_SECRETS
from bench.debian_tools import ROOT, need, output_of, wall_seconds
from bench.pairing import Claim, Result, paired
from tests.rig.cleanup import PREFIX

PLAYBOOK = Claim(
    "unchanged_playbook",
    "`build_prod_images.yml` with nothing changed",
    "the same play with `template`, `docker_image_build` with `rebuild: always` and `docker_image_info`",
    0.7,
)
CLAIMS = (PLAYBOOK,)
ROLES = ROOT / "roles"
PEER = Path(__file__).parent / "peers" / "community_docker.yml"
NOT_SOURCE = shutil.ignore_patterns(".venv", "node_modules", "dist", "__pycache__", ".*_cache")


def application(folder: Path, tag: str) -> dict[str, object]:
    """The variables that make a play build a copy of the application below `folder`."""
    for name in ("backend", "frontend"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_SOURCE)
    return {
        "backend_image_name": PREFIX,
        "backend_image_source": str(folder / "backend"),
        "backend_image_tag": f"{tag}-backend",
        "frontend_image_name": PREFIX,
        "frontend_image_source": str(folder / "frontend"),
        "frontend_image_tag": f"{tag}-frontend",
        "nginx_conf_dest": str(folder / "nginx.conf"),
    }


def command(playbook: Path, variables: dict[str, object]) -> tuple[str, ...]:
    """Ansible with a play and its variables."""
    return (str(BIN / "ansible-playbook"), str(playbook), "--extra-vars", json.dumps(variables))


def peer(folder: Path) -> Path:
    """A copy of the peer's play with the templates of the roles beside it."""
    for source, target in (
        ("_image/templates/Dockerfile.j2", "Dockerfile.j2"),
        ("_image/templates/dockerignore.j2", "dockerignore.j2"),
        ("backend_image/templates/Dockerfile.prod.j2", "backend/Dockerfile.prod.j2"),
        ("backend_image/templates/.dockerignore.j2", "backend/.dockerignore.j2"),
        ("frontend_image/templates/Dockerfile.prod.j2", "frontend/Dockerfile.prod.j2"),
        ("frontend_image/templates/.dockerignore.j2", "frontend/.dockerignore.j2"),
        ("frontend_image/templates/nginx.conf.j2", "nginx.conf.j2"),
        ("nginx_conf/templates/nginx.conf.j2", "site.conf.j2"),
    ):
        (folder / "templates" / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROLES / source, folder / "templates" / target)
    # What the template of the backend takes by name.
    shutil.copytree(ROLES / "backend_image/templates/servers", folder / "templates" / "servers")
    shutil.copytree(ROLES / "backend_image/files", folder / "files")
    return Path(shutil.copy(PEER, folder))


def measure(folder: Path) -> Iterator[Result]:
    """The claim, after both plays have written the same files."""
    need("hyperfine")
    ours = command(ROOT / "playbooks" / "build_prod_images.yml", application(folder / "ours", "play-ours"))
    more = {"roles": str(ROLES), "secrets": FILE_SECRETS}
    theirs = command(peer(folder), {**application(folder / "theirs", "play-theirs"), **more})
    for name in (
        "backend/Dockerfile.prod",
        "backend/.dockerignore",
        "frontend/Dockerfile.prod",
        "frontend/.dockerignore",
    ):
        for side in ("ours", "theirs"):
            (folder / side / name).unlink()
    output_of(*ours, env=ENVIRONMENT)
    output_of(*theirs, env=ENVIRONMENT)
    compared = output_of("diff", "--recursive", str(folder / "ours"), str(folder / "theirs"))
    said = output_of(*ours, env=ENVIRONMENT)
    if compared or "changed=0 " not in said:
        raise RuntimeError(f"the plays wrote different files, or ours changed something:\n{compared}{said[-2000:]}")
    yield paired(
        PLAYBOOK, 7, lambda: wall_seconds(*ours, env=ENVIRONMENT), lambda: wall_seconds(*theirs, env=ENVIRONMENT)
    )
