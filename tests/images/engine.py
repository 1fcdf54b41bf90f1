"""Builds and containers of one test run, all of one prefix, through the docker CLI."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import tarfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX = f"sovd-test-images-{os.getpid()}"
CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
HARDENED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp:mode=1777")

Done = subprocess.CompletedProcess[str]


def docker(*argv: str, check: bool = True) -> Done:
    """Run one docker command; its output and its messages are both in stdout."""
    done = subprocess.run(
        ["docker", *argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=400
    )
    assert done.returncode == 0 or not check, f"docker {' '.join(argv)}: {done.stdout[-8000:]}"
    return done


def try_build(context: Path, tag: str, *options: str, file: Path | None = None) -> Done:
    """Build an image, or fail to; stdout is what BuildKit says about each step."""
    secret = [f"--secret=id=ca,src={CA_BUNDLE}"] if CA_BUNDLE.is_file() else []
    name = [f"--tag={PREFIX}:{tag}", f"--file={file or context / 'Dockerfile.prod'}"]
    return docker("build", "--progress=plain", *name, *secret, *options, str(context), check=False)


def build(context: Path, tag: str, *options: str, file: Path | None = None) -> str:
    """Build an image that has to build, and return its name."""
    done = try_build(context, tag, *options, file=file)
    assert done.returncode == 0, done.stdout[-8000:]
    return f"{PREFIX}:{tag}"


def steps(output: str) -> dict[str, bool]:
    """Each step of a build, and whether it came from the cache."""
    names = re.findall(r"^#(\d+) (\[\S+ +\d+/\d+\] .+)$", output, re.MULTILINE)
    cached = set(re.findall(r"^#(\d+) CACHED$", output, re.MULTILINE))
    return {name: number in cached for number, name in names}


def inspect(thing: str, template: str) -> str:
    """What the engine knows about an image or a container."""
    return docker("inspect", "--format", template, thing).stdout.strip()


def added_bytes(image: str, base: str) -> int:
    """The bytes of the layers that an image has on top of those of its base."""
    layers = [inspect(name, '{{join .RootFS.Layers " "}}').split() for name in (image, base)]
    assert layers[0][: len(layers[1])] == layers[1], f"{image} is not built on {base}"
    return int(inspect(image, "{{.Size}}")) - int(inspect(base, "{{.Size}}"))


@dataclass(frozen=True)
class Files:
    """What is in an image, by path without a leading slash."""

    archive: tarfile.TarFile
    members: dict[str, tarfile.TarInfo]

    def read(self, name: str, size: int = -1) -> bytes:
        """The first bytes of a file, or all."""
        opened = self.archive.extractfile(self.members[name])
        assert opened is not None, f"{name} is no file"
        return opened.read(size)

    def regular(self, *folders: str) -> list[str]:
        """The files below these folders."""
        return [name for name, member in self.members.items() if member.isreg() and name.startswith(folders)]


@contextmanager
def files_of(image: str, folder: Path) -> Iterator[Files]:
    """The files of an image as one of its containers sees them."""
    name, path = f"{PREFIX}-{uuid.uuid4().hex[:8]}", folder / "files.tar"
    try:
        docker("create", "--pull=never", f"--name={name}", image)
        docker("export", f"--output={path}", name)
    finally:
        docker("rm", "--force", name, check=False)
    with tarfile.open(path) as archive:
        yield Files(archive, {member.name.rstrip("/"): member for member in archive})


@contextmanager
def container(image: str, *command: str, options: tuple[str, ...] = ()) -> Iterator[str]:
    """A container in the background, removed at the end."""
    name = f"{PREFIX}-{uuid.uuid4().hex[:8]}"
    try:
        docker("run", "--detach", "--pull=never", f"--network={PREFIX}", f"--name={name}", *options, image, *command)
        yield name
    finally:
        docker("rm", "--force", "--volumes", name, check=False)


def output_of(image: str, *command: str, options: tuple[str, ...] = ()) -> str:
    """What a command in a container says, which has to end well."""
    name = f"{PREFIX}-{uuid.uuid4().hex[:8]}"
    try:
        return docker("run", "--rm", "--pull=never", f"--name={name}", *options, image, *command).stdout
    finally:
        docker("rm", "--force", name, check=False)


def address(name: str) -> str:
    """The address of a container."""
    return inspect(name, f'{{{{(index .NetworkSettings.Networks "{PREFIX}").IPAddress}}}}')


def fetch(name: str, port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """The status and the body of an answer; (0, b"") when there is none."""
    connection = http.client.HTTPConnection(address(name), port, timeout=40)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def until(done: Callable[[], bool], seconds: float, name: str) -> None:
    """Wait for something in a container; fail with its log when it takes longer than that."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} s: {docker('logs', name, check=False).stdout}"
        time.sleep(0.1)


def clean() -> None:
    """Remove what the tests of this run made."""
    left = docker("ps", "--all", "--quiet", f"--filter=name={PREFIX}-", check=False).stdout.split()
    if left:
        docker("rm", "--force", "--volumes", *left, check=False)
    docker("network", "rm", PREFIX, check=False)
    tags = docker("image", "ls", "--format={{.Repository}}:{{.Tag}}", PREFIX, check=False).stdout.split()
    if tags:
        docker("image", "rm", "--force", *tags, check=False)
