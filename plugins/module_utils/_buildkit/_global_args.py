# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that `FROM` can name: ARG before the first FROM, and platforms (private to the collection).

https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Mapping

from ._words import BadWordError, expand

_PLATFORM_ARG = re.compile(r"(BUILD|TARGET)(PLATFORM|OS|ARCH|VARIANT|OSVERSION)\Z")
_ARCHITECTURES = {
    "i386": ("386", ""), "x86_64": ("amd64", ""), "x86-64": ("amd64", ""), "aarch64": ("arm64", ""),
    "armhf": ("arm", "v7"), "armel": ("arm", "v6"), "armv7l": ("arm", "v7"), "armv6l": ("arm", "v6"),
}  # fmt: skip
_SYSTEMS = ("aix", "darwin", "dragonfly", "freebsd", "illumos", "linux", "macos", "netbsd", "openbsd", "plan9",
            "solaris", "wasip1", "windows")  # fmt: skip
_DEFAULT_VARIANTS = {"amd64": "v1", "arm64": "v8"}
# From BuildKit 0.17 on an ARG without a value leaves unset what was unset; before, it sets an empty value.
_UNSET_SINCE_DOCKER = (27, 4)
_UNSET_SINCE_SYNTAX = (1, 12)
_SYNTAX = re.compile(r"(?:docker\.io/)?docker/dockerfile(?::(\d+)(?:\.(\d+))?\S*)?(?:@\S+)?\Z")


@dataclass(frozen=True)
class Host:
    """The engine's release, such as `28.2.2`, and its platform, such as `linux/amd64`."""

    version: str
    platform: str


class GlobalArgs:
    """The variables of the global scope. The engine is asked by `host` only where a word depends on it."""

    def __init__(
        self, build_args: Mapping[str, str], platform: str | None, target: str, syntax: str, host: Callable[[], Host]
    ) -> None:
        """Take what was asked for: the `platform` to build for if any, the stage, and the image of the `syntax`."""
        self._build_args = build_args
        self._platform = platform
        self._target = target
        self._syntax = syntax
        self._host = host
        self._values: dict[str, str] = {}
        self._reset: set[str] = set()

    def declare(self, name: str, default: str | None, escape: str) -> None:
        """Take one declaration of an ARG; `default` is the word behind the equals sign, or None without one."""
        if name not in self._build_args and default is None:
            self._reset.add(name)
            return
        try:
            self._values[name] = (
                self._build_args[name] if name in self._build_args else expand(default or "", self.get, escape)
            )
        except BadWordError:  # newer releases refuse it
            self._values[name] = ""
        self._reset.discard(name)

    def get(self, name: str, unset_matters: bool = False) -> str | None:
        """Return the value of a variable, or None where it has none."""
        if name in self._reset:
            value = self._known(name)
            if value or (unset_matters and value is None):
                return value if self._keeps_unset() else ""
            return value or ""
        return self._known(name, unset_matters)

    def target_platform(self) -> str:
        """Return the platform that is built for, in its shortest form."""
        return format_platform(self._platform or self._host().platform, self._host)

    def _known(self, name: str, unset_matters: bool = True) -> str | None:
        if name in self._values:
            return self._values[name]
        found = _PLATFORM_ARG.match(name)
        if found is None and name != "TARGETSTAGE":
            return None
        if name in self._build_args:
            return self._build_args[name]
        if found is None:
            return (self._target or "default") if self._keeps_unset() else None
        side, part = found.groups()
        if part == "OSVERSION":
            return "" if unset_matters and self._keeps_unset() else None
        platform = self.target_platform() if side == "TARGET" else format_platform(self._host().platform, self._host)
        system, architecture, variant = [*platform.split("/"), ""][:3]
        return {"PLATFORM": platform, "OS": system, "ARCH": architecture, "VARIANT": variant}[part]

    def _keeps_unset(self) -> bool:
        syntax = _SYNTAX.match(self._syntax)
        if syntax:
            major, minor = syntax.groups()
            return minor is None or (int(major), int(minor)) >= _UNSET_SINCE_SYNTAX
        release = re.match(r"(\d+)\.(\d+)", self._host().version)
        return release is None or (int(release.group(1)), int(release.group(2))) >= _UNSET_SINCE_DOCKER


def format_platform(platform: str, host: Callable[[], Host]) -> str:
    """Return `platform` as BuildKit writes it, such as `linux/arm/v7` for `armhf`; what is left out is the host's."""
    parts = platform.lower().split("/")
    if len(parts) == 1:
        parts = [parts[0], host().platform.split("/")[1]] if parts[0] in _SYSTEMS else ["linux", *parts]
    system, architecture, variant = [*parts, ""][:3]
    architecture, default = _ARCHITECTURES.get(architecture, (architecture, ""))
    variant = variant or default
    if variant.isdigit():
        variant = "v" + variant
    if architecture == "arm":
        variant = variant or "v7"
    if _DEFAULT_VARIANTS.get(architecture) == variant:
        variant = ""
    return "/".join(filter(None, [{"macos": "darwin"}.get(system, system), architecture, variant]))
