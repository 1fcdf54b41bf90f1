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
    "`template` of finished files, `docker_image_build` with `rebuild: always` and `docker_image_info` in one play",
    1,
)
CLAIMS = (PLAYBOOK,)
PEER = Path(__file__).parent / "peers" / "community_docker.yml"
FILES = (
    "backend/Dockerfile.prod",
    "backend/.dockerignore",
    "frontend/Dockerfile.prod",
    "frontend/.dockerignore",
    "nginx.conf",
)
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


def peer(folder: Path, finished: Path) -> Path:
    """A copy of the peer's play, whose templates are the finished files: it has nothing to work out."""
    for name in FILES:
        template = folder / "templates" / f"{name}.j2"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(
            f"{{% raw %}}{(finished / name).read_text(encoding='utf-8')}{{% endraw %}}", encoding="utf-8"
        )
    return Path(shutil.copy(PEER, folder))


def measure(folder: Path) -> Iterator[Result]:
    """The claim, after both plays have written the same files."""
    need("hyperfine")
    ours = command(ROOT / "playbooks" / "build_prod_images.yml", application(folder / "ours", "play-ours"))
    output_of(*ours, env=ENVIRONMENT)
    variables = {**application(folder / "theirs", "play-theirs"), "files": FILES, "secrets": FILE_SECRETS}
    theirs = command(peer(folder, folder / "ours"), {**variables, "folder": str(folder / "theirs")})
    output_of(*theirs, env=ENVIRONMENT)
    compared = output_of("diff", "--recursive", str(folder / "ours"), str(folder / "theirs"))
    said = output_of(*ours, env=ENVIRONMENT)
    if compared or "changed=0 " not in said:
        raise RuntimeError(f"the plays wrote different files, or ours changed something:\n{compared}{said[-2000:]}")
    yield paired(
        PLAYBOOK, 7, lambda: wall_seconds(*ours, env=ENVIRONMENT), lambda: wall_seconds(*theirs, env=ENVIRONMENT)
    )
