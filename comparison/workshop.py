"""The place where contenders work: base images, folders, podman's own store, and nothing left of it afterwards."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.add_collections import download, unpack
from tests.rig.registry import registry

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("community/docker", "containers/podman")
PACKAGES = {"podman": "podman", "buildah": "buildah", "busybox": "busybox-static", "runc": "runc"}
PASSWD, GROUP = "appuser:x:1234:1234::/:/bin/sh\n", "appuser:x:1234:\n"
APPLETS = ("sh", "cat", "echo", "sleep")
DOCKERFILE = """\
FROM {base}:current AS first
LABEL made-for={prefix}
ARG FLAVOUR=plain
RUN echo $FLAVOUR > /flavour
COPY . /app/
HEALTHCHECK --interval=7s --timeout=3s CMD true
USER appuser

FROM first AS second
ENV STAGE=second
"""
LOOK = {
    "docker": "docker image inspect --format '{{.Id}},{{.Metadata.LastTagTime}}' $IMAGE 2>/dev/null || echo none,none",
    # Podman keeps no such time, but an event of each build.
    "podman": "echo $(podman image inspect --format '{{.Id}}' $IMAGE 2>/dev/null || echo none),"
    "$(podman events --stream=false --since 12h --filter event=build | wc -l)",
}


@dataclass(frozen=True)
class Workshop:
    """What all scenarios of one run share."""

    folder: Path
    prefix: str  # of all images
    environment: dict[str, str]
    registry: str  # address of one that takes every push

    def run(self, *argv: str, given: bytes | None = None, check: bool = True) -> str:
        done = subprocess.run(argv, input=given, capture_output=True, check=False, env=self.environment)
        if check and done.returncode:
            sys.exit(f"{' '.join(argv)}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def new_base(self, engine: str, base: str) -> None:
        """Import a base image in two forms, unlike any other so that no cache is shared; `current` is the first."""
        for tag in ("one", "two"):
            self.run(engine, "import", "-", f"{base}:{tag}", given=base_archive(f"{base} {tag}"))
        self.run(engine, "tag", f"{base}:one", f"{base}:current")

    def new_context(self, name: str, base: str) -> Path:
        """A folder with the files of the image as they are when a scenario begins."""
        # BuildKit keeps what it was sent by the last part of the path, so each context has a name of its own.
        context = self.folder / name / f"{self.prefix}-{name}"
        (context / "app" / "folder").mkdir(parents=True)
        (context / "app" / "folder" / "inner").write_text("inner\n", encoding="utf-8")
        (context / "app" / "greeting").write_text("firsts\n", encoding="utf-8")
        (context / "app" / "hidden").write_text("hidden\n", encoding="utf-8")
        (context / "app" / "link").symlink_to("greeting")
        (context / ".dockerignore").write_text("**/*.log\nDockerfile\n.dockerignore\n**/hidden\n", encoding="utf-8")
        dockerfile = DOCKERFILE.format(base=base, prefix=self.prefix)
        (context / "Dockerfile").write_text(dockerfile, encoding="utf-8")
        return context


def install_packages() -> None:
    """Install what the peers need from Debian, if it is not there."""
    missing = [package for command, package in PACKAGES.items() if not shutil.which(command)]
    if missing:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *missing]
        for argv in (["apt-get", "update", "-qq"], install):
            subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=environment)


def add_peers(folder: Path) -> None:
    """Put the peers' newest releases where the plays find them before the toolchain's own community.docker."""
    (folder / "wheel").mkdir()
    wheel = download(ROOT / "requirements" / "comparison.txt", folder / "wheel")
    unpack(wheel, folder, PEERS)
    wheel.unlink()


def podman_settings(folder: Path) -> dict[str, str]:
    """Podman's own store in a folder, and a podman that needs neither systemd nor its journal."""
    storage, containers = folder / "storage.conf", folder / "containers.conf"
    places = f'graphroot = "{folder}/podman/store"\nrunroot = "{folder}/podman/run"\n'
    storage.write_text(f'[storage]\ndriver = "vfs"\n{places}', encoding="utf-8")
    engine = f'cgroup_manager = "cgroupfs"\nevents_logger = "file"\ntmp_dir = "{folder}/podman/tmp"\n'
    containers.write_text(f"[engine]\n{engine}", encoding="utf-8")
    return {"CONTAINERS_STORAGE_CONF": str(storage), "CONTAINERS_CONF": str(containers)}


def base_archive(content: str) -> bytes:
    """A tiny root folder with a shell and a user."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(shutil.which("busybox") or "busybox", "bin/busybox")
        for applet in APPLETS:
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
        for name, text in (("etc/passwd", PASSWD), ("etc/group", GROUP), ("etc/content", content)):
            file = tarfile.TarInfo(name)
            file.size, file.mode = len(text), 0o644
            tar.addfile(file, io.BytesIO(text.encode()))
    return archive.getvalue()


def play_environment(folder: Path) -> dict[str, str]:
    paths = [str(ROOT / "playbooks" / "collections"), str(folder)]
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(paths),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_FORCE_COLOR": "0",
        **podman_settings(folder),
    }


@contextmanager
def workshop() -> Iterator[Workshop]:
    install_packages()
    folder = Path(tempfile.mkdtemp(prefix="peers-"))
    prefix = f"peers-{uuid.uuid4().hex[:6]}"
    try:
        add_peers(folder)
        with registry(folder / "registry") as open_to_all:
            shop = Workshop(folder, prefix, play_environment(folder), open_to_all.address)
            try:
                yield shop
            finally:
                clean(shop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean(shop: Workshop) -> None:
    """Remove the images of this run, also those that lost their names."""
    shop.run("podman", "rm", "--all", "--force", "--time=0", check=False)
    ids: set[str] = set()
    for wanted in (f"reference={shop.prefix}*", f"reference={shop.registry}/*", f"label=made-for={shop.prefix}"):
        ids |= set(shop.run("docker", "image", "ls", "--all", "--quiet", f"--filter={wanted}").split())
    for _ in range(2):  # a parent goes once its children are gone
        if ids:
            shop.run("docker", "image", "rm", "--force", *ids, check=False)
