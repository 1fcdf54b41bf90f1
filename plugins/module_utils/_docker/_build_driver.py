# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder that buildx uses and its driver, as the command line describes it (private to the collection).

https://docs.docker.com/build/builders/drivers/
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from .._buildkit._errors import ImageError
from ._buildx import check_buildx
from ._engine import Engine

_ENGINE_DRIVER = "docker"
_RUNNING = "running"
# Those of the other drivers start their BuildKit when it is needed.
_NEVER_STARTED = "remote"


@dataclass(frozen=True)
class BuilderInfo:
    """A builder: its name, its driver, the places and states of its nodes, and the release of BuildKit (`v0.13.2`)."""

    name: str = "default"
    driver: str = _ENGINE_DRIVER
    endpoints: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    version: str = ""

    @property
    def is_engine(self) -> bool:
        """Whether it is the engine's own BuildKit, which builds on the images of the engine, and into its image store.

        All others fetch base images from their registries, even those that the engine has.
        """
        return self.driver == _ENGINE_DRIVER

    @property
    def is_lost(self) -> bool:
        """Whether none of its nodes answers and none is started by a build."""
        return self.driver == _NEVER_STARTED and bool(self.states) and _RUNNING not in self.states

    def release(self) -> tuple[int, int] | None:
        """Return the release of BuildKit as numbers, None where it does not tell."""
        major, _dot, rest = self.version.lstrip("v").partition(".")
        minor = rest.partition(".")[0]
        numbers = (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
        return numbers if numbers > (0, 0) else None  # distributions build it as v0.0.0+unknown


def find_builder(engine: Engine, name: str | None) -> BuilderInfo:
    """Return the builder of this name, else the one that buildx uses by itself. Raises ImageError where there is none.

    Nothing is asked where only the engine's own can be meant, which is where no other was chosen.
    """
    if not name and not _another_was_chosen():
        return BuilderInfo()
    done = engine.run(["buildx", "inspect", *([name] if name else [])], check=False)
    if done.returncode:
        check_buildx(engine)
        raise ImageError(
            "builder: found no usable builder {0!r} on the target ({1}); docker buildx ls shows those that there are, "
            "and docker buildx create makes one".format(name or "", done.stderr.strip().rpartition("\n")[2])
        )
    return read_builder(done.stdout)


def read_builder(text: str) -> BuilderInfo:
    """Return what `docker buildx inspect` tells."""
    head, _nodes, nodes = text.partition("\nNodes:\n")
    about = dict(_fields(head))
    of_nodes = _fields(nodes)

    def each(key: str) -> tuple[str, ...]:
        return tuple(value for name, value in of_nodes if name == key)

    versions = each("BuildKit version") or each("Buildkit")
    return BuilderInfo(
        name=about.get("Name", ""),
        driver=about.get("Driver", _ENGINE_DRIVER),
        endpoints=each("Endpoint"),
        states=each("Status"),
        version=versions[0] if versions else "",
    )


def context_in_use(engine: Engine) -> str | None:
    """Return the name of the docker context that the command line uses, None where it does not tell."""
    done = engine.run(["context", "show"], check=False)
    return done.stdout.strip() or None if done.returncode == 0 else None


def _fields(text: str) -> list[tuple[str, str]]:
    lines = [line.partition(":") for line in text.splitlines() if not line.startswith((" ", "\t"))]
    return [(key.strip(), value.strip()) for key, _colon, value in lines]


def _another_was_chosen() -> bool:
    """Tell whether `docker buildx use` made another builder the one in use, by the files of buildx.

    https://github.com/docker/buildx/blob/master/store/store.go
    """
    folder = os.environ.get("BUILDX_CONFIG") or os.path.join(
        os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker"), "buildx"
    )
    try:
        with open(os.path.join(folder, "current"), encoding="utf-8") as opened:
            if json.load(opened).get("Name"):
                return True
    except (OSError, ValueError, AttributeError):
        pass
    try:
        return bool(os.listdir(os.path.join(folder, "defaults")))
    except OSError:
        return False
