# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that reach an engine, for the argument specification of each module (private to the collection)."""

from __future__ import annotations

from typing import Any

ENGINE_OPTIONS: dict[str, dict[str, Any]] = {
    "docker_host": {"type": "str"},
    "cli_context": {"type": "str"},
    "docker_cli": {"type": "path"},
    "tls": {"type": "bool", "default": False},
    "validate_certs": {"type": "bool", "default": False},
    "ca_path": {"type": "path"},
    "client_cert": {"type": "path"},
    "client_key": {"type": "path"},
}
ENGINE_CONFLICTS = [("docker_host", "cli_context"), ("tls", "validate_certs")]
