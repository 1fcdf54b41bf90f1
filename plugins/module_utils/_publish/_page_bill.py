# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bill of materials that the role frontend_image leaves in an image, of the packages in its page; no I/O (private).

https://cyclonedx.org/docs/1.6/json/; the program bundled_packages.cjs of that role writes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Mapping

from ._bundled_packages import Bundled
from ._packages import Package, node_package

PATH = "/usr/local/share/sbom/page.cdx.json"
_EXACT = "The packages of npm are those of which the bundler took something into the page, by its source maps."
_NO_BILL = "the image has no {0}".format(PATH)


@dataclass(frozen=True)
class Page:
    """The packages of npm in a page, and a sentence about how they were found, empty where there is no page."""

    packages: tuple[Package, ...] = ()
    remark: str = ""


def find_page(files: Mapping[str, str], bundled: Bundled) -> Page:
    """Return what the image itself says of its page, or where it does not know what the lock of the source says."""
    known, reason = _read(files[PATH]) if PATH in files else (None, _NO_BILL)
    if known is not None:
        return Page(known, _EXACT)
    if not bundled.packages:
        return Page()
    return Page(
        bundled.packages,
        "The packages of npm that are bundled into the page are those which its lock has not for development alone. "
        "The bundler may have taken nothing of some, for {0}.".format(reason),
    )


def _read(text: str) -> tuple[tuple[Package, ...] | None, str]:
    """Return the packages, None where they are not all known, and why they are not."""
    try:
        document: dict[str, Any] = json.loads(text)
        whole = [each["aggregate"] for each in document["compositions"]] == ["complete"]
        reasons = [str(each["value"]) for each in document["metadata"].get("properties", [])]
        packages = tuple(sorted({_package(each) for each in document["components"]}))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, "{0} is no bill of the role frontend_image".format(PATH)
    return (packages if whole else None), "; ".join(reasons) or "its bill is not complete"


def _package(component: Mapping[str, Any]) -> Package:
    name = "/".join(filter(None, [component.get("group"), component["name"]]))
    licenses = [each["license"]["name"] for each in component.get("licenses", [])]
    return node_package(name, component["version"], licenses[0] if licenses else None)
