# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a build uses the base image that the engine has, or fetches one of the platform that it needs (private)."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from .._buildkit._global_args import Host, format_platform
from .._docker._engine import Engine
from ._base_images import platforms_of_bases
from ._record import Record
from ._request import BuildRequest

_NAMED = re.compile(r"--platform=(?!\$\{?(?:BUILD|TARGET)PLATFORM\b)")  # anything but the two, which are often the same


class BasePlatforms:
    """The platforms that a build needs of its base images.

    With a graph driver BuildKit takes the engine's image only where it is of the platform that is needed, and asks the
    registry otherwise (Docker's builder-next, adapters/containerimage/pull.go); with the containerd store it takes it.
    """

    def __init__(self, request: BuildRequest, dockerfile_text: str, engine: Engine, record: Record | None) -> None:
        """Take the `record` of the last build, which spares a question about the engine's own platform."""
        self._request = request
        self._text = dockerfile_text
        self._engine = engine
        self._expected = "" if _NAMED.search(dockerfile_text) else self._one_for_all(record)

    def uses(self, base: str, document: dict[str, Any]) -> tuple[bool, bool]:
        """Tell whether the engine's image, which `document` describes, is taken, and whether one is fetched."""
        own = self._format("/".join(filter(None, map(document.get, ("Os", "Architecture", "Variant")))))
        if own in ("", self._expected):
            return True, False
        wanted = self._wanted.get(base, {own})
        return own in wanted, bool(wanted - {own})

    @cached_property
    def _wanted(self) -> dict[str, set[str]]:
        if self._engine.info().store == "containerd":
            return {}
        return platforms_of_bases(self._request, self._text, self._engine)

    def _one_for_all(self, record: Record | None) -> str:
        """Return the platform that all base images need, where that is known without asking, else an empty text."""
        if self._request.platforms:
            only_target = len(self._request.platforms) == 1 and "--platform" not in self._text
            return self._format(self._request.platforms[0]) if only_target else ""
        if record is None or record.inputs.get("platform"):
            return ""
        return self._format("{0}/{1}".format(record.image.os, record.image.architecture))

    def _format(self, platform: str) -> str:
        return format_platform(platform, self._host) if platform else ""

    def _host(self) -> Host:
        about = self._engine.info()
        return Host(about.version, about.platform)
