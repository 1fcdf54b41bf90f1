"""The image that a plain Dockerfile makes of an application: one stage, everything copied, then its installer."""

from __future__ import annotations

from pathlib import Path

from tests.applications.case import Case
from tests.rig.cleanup import unique
from tests.rig.docker import docker, inspect
from tests.rig.images import CA_BUNDLE, ca_secret

# A cache mount is kept from image to image, and is in none of them.
DOCKERFILE = """\
FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN --mount=type=secret,id=ca,target={bundle} --mount=type=cache,target=/root/.cache \\
    PIP_CERT={bundle} SSL_CERT_FILE={bundle} {install}
"""


def size_of_plain(told: Case, source: Path) -> int:
    """The bytes of its layers."""
    name = f"{unique('plain')}:1"
    dockerfile = source.parent / "plain.Dockerfile"
    dockerfile.write_text(DOCKERFILE.format(bundle=CA_BUNDLE, install=told.plain), encoding="utf-8")
    docker("build", "--quiet", f"--tag={name}", f"--file={dockerfile}", *ca_secret(), str(source))
    return int(inspect(name, "{{.Size}}"))
