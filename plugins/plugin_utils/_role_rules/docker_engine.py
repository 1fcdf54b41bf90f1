# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role docker_engine have to be."""

from __future__ import annotations

from .._grammar._docker import BYTE_SIZE
from .._role import RoleRules
from .._rule import Number, Text
from .shared import SWITCH

RULES = RoleRules(
    rules={
        "docker_engine_daemon": SWITCH,
        "docker_engine_timeout": Number("a number of seconds", 1, 3600),
        "docker_engine_min_free": Text(BYTE_SIZE),
    },
    results=frozenset({"docker_engine_mirror"}),
)
