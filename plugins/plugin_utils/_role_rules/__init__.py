# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of each role, by its name."""

from __future__ import annotations

from importlib import import_module

from .._role import RoleRules

ROLES = (
    "backend_image",
    "base_images",
    "docker_engine",
    "frontend_image",
    "image_publish",
    "image_verify",
    "nginx_conf",
)


def rules_of(role: str) -> RoleRules:
    """Return the rules of one of ROLES. Only these are loaded, since each process of Ansible loads them anew."""
    rules: RoleRules = import_module("." + role, __name__).RULES
    return rules
