"""A small image, and what the module image_publish is told of it, for tests of who signs and what lies beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rig.cleanup import unique
from tests.rig.docker import docker
from tests.rig.registry import PASSWORD, USER, Registry
from tests.rig.signing import find_cosign


def small_publication(registry: Registry, repository: str, folder: Path) -> dict[str, Any]:
    """Build an image that no other test has, and give the options that publish it with one paper.

    A repository that ends with a slash gets the name of the image.
    """
    name = unique("publish")
    (folder / "Dockerfile").write_text(f"FROM scratch\nCOPY Dockerfile /{name}\n", encoding="utf-8")
    docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={name}:1", str(folder))
    return {
        "image": f"{name}:1",
        "name": f"{registry.address}/{repository}{name if repository.endswith('/') else ''}",
        "papers": ["spdx"],
        "registry_username": USER,
        "registry_password": PASSWORD,
        "registry_ca_path": str(registry.authority),
        "cosign": find_cosign(),
    }
