# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules on packages of the operating system in the images of backends, and on where they come from."""

from __future__ import annotations

from typing import Iterator

from .._grammar._system import ARCHIVE_PART, ARCHIVE_URI, PATH, PUBLIC_KEY_BLOCK, SOURCE_NAME, SYSTEM_PACKAGE
from .._role import Across, Values
from .._rule import Each, Fields, Rule, Text
from .shared import CHOICES

PACKAGE_RULES: dict[str, Rule] = {
    "backend_image_system_package_manager": CHOICES,
    "backend_image_build_packages": Each(Text(SYSTEM_PACKAGE)),
    "backend_image_runtime_packages": Each(Text(SYSTEM_PACKAGE)),
    "backend_image_apt_sources": Each(
        Fields(
            {
                "name": Text(SOURCE_NAME),
                "uri": Text(ARCHIVE_URI),
                "suite": Text(ARCHIVE_PART),
                "components": Each(Text(ARCHIVE_PART)),
                "key": Text(PUBLIC_KEY_BLOCK),
                "key_file": Text(PATH),
            }
        )
    ),
}
_INSTEAD = {
    "backend_image_apt_build_packages": "backend_image_build_packages for what that installs",
    "backend_image_apt_runtime_packages": "backend_image_runtime_packages for what that installs",
    "backend_image_apt_sources": "'apt'",
}


def _apt_is_used_for_what_is_its_own(values: Values) -> Iterator[str]:
    manager = values["backend_image_system_package_manager"]
    for name, instead in _INSTEAD.items():
        if values[name] and manager != "apt":
            yield "{0}: found it beside backend_image_system_package_manager {1!r}, expected {2}".format(
                name, manager, instead
            )


def _sources_have_one_key(values: Values) -> Iterator[str]:
    for number, source in enumerate(values["backend_image_apt_sources"]):
        if bool(source.get("key")) == bool(source.get("key_file")):
            yield "backend_image_apt_sources[{0}]: found {1}, expected one of key and key_file".format(
                number, "both" if source.get("key") else "no key"
            )


def _sources_have_names_of_their_own(values: Values) -> Iterator[str]:
    names = [source["name"] for source in values["backend_image_apt_sources"]]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield "backend_image_apt_sources[{0}].name: found {1!r} a second time, expected a name of its own".format(
                number, name
            )


PACKAGE_RULES_ACROSS: tuple[Across, ...] = (
    _apt_is_used_for_what_is_its_own,
    _sources_have_one_key,
    _sources_have_names_of_their_own,
)
