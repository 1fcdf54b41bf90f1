# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role base_images have to be."""

from __future__ import annotations

from .._grammar._docker import IMAGE_REFERENCE
from .._role import RoleRules
from .._rule import Each, NoRule, Number, Text
from .shared import SWITCH

RULES = RoleRules(
    rules={
        "base_images_wanted": Each(Text(IMAGE_REFERENCE)),
        "base_images_trial": SWITCH,
        "base_images_trial_wanted": Each(Text(IMAGE_REFERENCE)),
        "base_images_registry_timeout": Number("a number of seconds", 1, 3600),
        "base_images_nginx_suites": Each(
            NoRule("the choices of its items stand in the argument spec"), what="suite of Debian"
        ),
    },
)
