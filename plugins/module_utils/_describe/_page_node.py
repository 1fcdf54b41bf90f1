# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Node builds a page; reads (private to the collection)."""

from __future__ import annotations

import re

from .._node_project._manifest import Manifest
from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._description import CERTAIN, LIKELY, Description
from ._page_settings import place_of

_DEFAULT_NODE = 20
# https://github.com/nodejs/release#release-schedule
_NAMES = {"hydrogen": 18, "iron": 20, "jod": 22, "krypton": 24}


def describe_node(folder: BoundedFolder, root: Manifest, found: Description) -> None:
    """Propose the image of the Node that is pinned, or of the lowest that is asked for where the default is older."""
    for name, pattern in (
        (".nvmrc", r"\s*v?(\d+|lts/\w+)"),
        (".node-version", r"\s*v?(\d+|lts/\w+)"),
        (".tool-versions", r"(?m)^nodejs\s+v?(\d+)"),
    ):
        text = folder.read(name) if folder.has(name) and not folder.is_folder(name) else ""
        match = re.search(pattern, text)
        number = match.group(1) if match else ""
        if number.startswith("lts/"):
            number = str(_NAMES.get(number[4:].lower(), ""))
        if match and number:
            place = Place(name, text[: match.start(1)].count("\n") + 1)
            found.propose("frontend_image_node_image", _image(number), place, CERTAIN, "the Node that it pins")
        elif match:
            found.notes.append("{0}: found {1!r}, which is no number".format(Place(name, 1), match.group(1)))
    pinned = re.match(r"v?([0-9]{1,4})", str(root.table("volta").get("node") or ""))
    if pinned:
        place = place_of(folder, root, "volta")
        found.propose("frontend_image_node_image", _image(pinned.group(1)), place, CERTAIN, "the Node that it pins")
    asked = str(root.table("engines").get("node") or "")
    lowest = [int(one) for one in re.findall(r"(?:>=?|\^|~|\A|\s)\s*v?([0-9]{1,4})", asked)]
    if lowest and min(lowest) > _DEFAULT_NODE:
        place = place_of(folder, root, "node")
        found.propose("frontend_image_node_image", _image(min(lowest)), place, LIKELY, "engines: node " + asked)


def _image(number: object) -> str:
    return "node:{0}-alpine".format(number)
