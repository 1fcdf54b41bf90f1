"""Images built by the docker command, all of the prefix of this process, and what is in them."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.cleanup import PREFIX, unique
from tests.rig.docker import Answer, ask_docker, docker, inspect

# The Dockerfile of an image that the gate accepts with no more than exit code 130 for its signal.
SERVER = """\
FROM python:3.11-slim
RUN useradd --uid 2000 keeper
HEALTHCHECK --interval=1s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000')"]
EXPOSE 8000
STOPSIGNAL SIGINT
USER 2000:2000
CMD ["python", "-m", "http.server", "--directory", "/usr/share", "8000"]
"""
CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")


def ca_secret() -> list[str]:
    """The option that hands the certificates that this machine trusts to a build."""
    return [f"--secret=id=ca,src={CA_BUNDLE}"] if CA_BUNDLE.is_file() else []


def try_build(context: Path, tag: str, *options: str, file: Path | None = None) -> Answer:
    """Build an image, or fail to; the text is what BuildKit says about each step."""
    name = [f"--tag={PREFIX}:{tag}", f"--file={file or context / 'Dockerfile.prod'}"]
    return ask_docker("buildx", "build", "--progress=plain", *name, *ca_secret(), *options, str(context))


def build(context: Path, tag: str, *options: str, file: Path | None = None) -> str:
    """Build an image that has to build, and return its name."""
    code, text = try_build(context, tag, *options, file=file)
    assert code == 0, text[-8000:]
    return f"{PREFIX}:{tag}"


def steps(output: str) -> dict[str, bool]:
    """Each step of a build, and whether it came from the cache."""
    names = re.findall(r"^#(\d+) (\[\S+ +\d+/\d+\] .+)$", output, re.MULTILINE)
    cached = set(re.findall(r"^#(\d+) CACHED$", output, re.MULTILINE))
    return {name: number in cached for number, name in names}


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
    name, path = unique("files"), folder / "files.tar"
    try:
        docker("create", "--pull=never", f"--name={name}", image)
        docker("export", f"--output={path}", name)
    finally:
        docker("rm", "--force", name, check=False)
    with tarfile.open(path) as archive:
        yield Files(archive, {member.name.rstrip("/"): member for member in archive})
