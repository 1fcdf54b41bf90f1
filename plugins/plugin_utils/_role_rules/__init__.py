# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of each role, by its name."""

from __future__ import annotations

from .._role import RoleRules
from . import backend_image, base_images, docker_engine, frontend_image, image_verify, nginx_conf

ROLES: dict[str, RoleRules] = {
    "backend_image": backend_image.RULES,
    "base_images": base_images.RULES,
    "docker_engine": docker_engine.RULES,
    "frontend_image": frontend_image.RULES,
    "image_verify": image_verify.RULES,
    "nginx_conf": nginx_conf.RULES,
}
