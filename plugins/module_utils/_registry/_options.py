# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that reach a registry, for the argument specification of each module (private to the collection)."""

from __future__ import annotations

from typing import Any

REGISTRY_OPTIONS: dict[str, dict[str, Any]] = {
    "registry_username": {"type": "str"},
    "registry_password": {"type": "str", "no_log": True},
    "registry_config_dir": {"type": "path"},
    "registry_ca_path": {"type": "path"},
    "registry_plain_http": {"type": "bool", "default": False},
    "registry_timeout": {"type": "int", "default": 60},
}
