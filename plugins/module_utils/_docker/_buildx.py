# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds by buildx: one build, the build checks of one, and whether buildx is there (private to the collection)."""

from __future__ import annotations

from typing import Callable

from .._buildkit._checks import read_checks
from .._buildkit._errors import ImageError
from ._engine import Engine
from ._watched_command import run_watched


def check_buildx(engine: Engine) -> None:
    """Raise ImageError when the docker command has no buildx."""
    done = engine.run(["buildx", "version"], check=False)
    if done.returncode:
        raise ImageError(
            "docker_cli: found {0!r} without the buildx plugin, which BuildKit needs; install docker-buildx (the "
            "role sovd.prod_images.docker_engine does)".format(engine.command[0])
        )


def build_checks(engine: Engine, arguments: list[str], environment: dict[str, str]) -> list[str]:
    """Return the warnings of BuildKit's checks for a build with these arguments; none before buildx 0.15."""
    if "--check " not in engine.run(["buildx", "build", "--help"], check=False).stdout:
        return []
    command = ["buildx", "build", "--call=check,format=json", *arguments]
    return read_checks(engine.run(command, check=False, environment=environment).stdout)


def build(
    engine: Engine,
    arguments: list[str],
    environment: dict[str, str],
    *,
    log_file: str,
    timeout: int,
    read: Callable[[str], None],
) -> int:
    """Run one build as `run_watched` does."""
    command = [*engine.command, "buildx", "build", *arguments]
    return run_watched(command, engine.environment(environment), log_file, timeout, read)
