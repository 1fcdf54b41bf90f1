"""The containers that the tests of nginx run in, in a network of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.rig.cleanup import PREFIX, readable
from tests.rig.confinement import HARDENED
from tests.rig.containers import container
from tests.rig.docker import docker

HERE = Path(__file__).parent
PYTHON, NEW_NGINX = "python:3.11-slim", "nginx:alpine"
# Should nothing be left to remove them, they end by themselves.
LONGEST_LIFE = ("timeout", "7200")


def python_container(stack: ExitStack, network: str, script: str, *arguments: str, folder: Path) -> str:
    """A container that runs one script of this folder; `folder` is shared with it as /shared."""
    mounts = (f"--volume={readable(HERE / script)}:/srv/{script}:ro", f"--volume={folder}:/shared")
    command = (*LONGEST_LIFE, "python", f"/srv/{script}", *arguments)
    options = ("--rm", "--init", *mounts, "--env=PYTHONUNBUFFERED=1")
    return stack.enter_context(container(PYTHON, *command, network=network, options=options))


@contextmanager
def old_nginx_image() -> Iterator[str]:
    """An image with an nginx below 1.27.3; BuildKit keeps its layers for the next time."""
    tag = f"{PREFIX}:old-nginx"
    try:
        docker("buildx", "build", f"--tag={tag}", f"--file={HERE / 'nginx.Dockerfile'}", str(HERE))
        yield tag
    finally:
        docker("image", "rm", "--force", tag, check=False)


def nginx_container(stack: ExitStack, network: str, image: str, folder: Path) -> str:
    """A container for many nginx, hardened like the production container; `folder` has sites and files."""
    mounts = (f"--volume={folder / 'sites'}:/sites:ro", f"--volume={folder / 'html'}:/usr/share/nginx/html:ro")
    options = ("--rm", "--init", "--user=10101:10101", *HARDENED, *mounts)
    return stack.enter_context(container(image, *LONGEST_LIFE, "sleep", "infinity", network=network, options=options))
