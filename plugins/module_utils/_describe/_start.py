# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of how the team starts its application today; no I/O (private to the collection)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Iterator

from .._buildkit._errors import ImageError
from .._project._folder import Place
from ._start_command import StartCommand

_SECRET = re.compile(r"(?i)secret|pass|pwd|(?:\A|_)pw\Z|token|key|credential|dsn|_ur[li]\Z|auth")
_ASKED = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)[^/\s'\"]*(/[^\s'\"|)\]?,]*)")


@dataclass
class Start:
    """Commands in the order of how sure they are, ports, paths of health checks, packages and images of Dockerfiles.

    `environment` are the names that a container is told, each with its place, `settings` the values of those that no
    secret is called like, and `installs` the steps of an image that may install packages.
    """

    commands: list[StartCommand] = field(default_factory=list)
    ports: list[tuple[int, Place]] = field(default_factory=list)
    apt: list[tuple[str, Place]] = field(default_factory=list)
    images: list[tuple[str, Place]] = field(default_factory=list)
    health: list[tuple[str, Place]] = field(default_factory=list)
    environment: dict[str, Place] = field(default_factory=dict)
    settings: dict[str, tuple[str, Place]] = field(default_factory=dict)
    installs: list[tuple[str, Place]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self, file: str) -> Iterator[None]:
        """Note what is broken in a file instead of failing: a build needs none of them, and the others are read."""
        try:
            yield
        except ImageError as error:
            self.notes.append(str(error))
        except RecursionError:
            self.notes.append("{0}: nested too deep to be read; mend it".format(file))

    def add(self, command: StartCommand | None, place: Place, text: str) -> None:
        """Note a command that starts something, and tell of one that is not known."""
        if command is not None:
            self.commands.append(command)
            if command.left_out:
                said = "{0}: starts it with {1}, which its image does not get; backend_image_command can have it"
                self.notes.append(said.format(place, " ".join(command.left_out)[:80]))
        elif text.strip():
            self.notes.append("{0}: starts {1!r}, of which nothing is known".format(place, text.strip()[:80]))

    def add_check(self, text: str, place: Place) -> None:
        """Note the path that a health check of today asks for."""
        match = _ASKED.search(text)
        if match:
            self.health.append((match.group(1), place))

    def add_setting(self, name: str, value: str, place: Place) -> None:
        """Note a variable of today's container, and its value where that is written out and nobody's secret."""
        if not re.match(r"[A-Za-z_]\w*\Z", name):
            return
        self.environment.setdefault(name, place)
        if value and "$" not in value and not _SECRET.search(name):
            self.settings.setdefault(name, (value, place))
