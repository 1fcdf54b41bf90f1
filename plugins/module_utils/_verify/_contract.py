# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release gate demands of an image and its container; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._docker._byte_size import parse_size


@dataclass(frozen=True)
class Request:
    """A request and the status that its answer has to have."""

    method: str
    path: str
    status: int


@dataclass(frozen=True)
class Contract:
    """The variables of the role image_verify without their prefix; sizes are in bytes, times in seconds."""

    user: str
    min_uid: int
    max_size: int
    healthy_timeout: int
    ports: list[int]
    inherited_ports: list[int]
    requests: list[Request]
    headers: list[str]
    stop_timeout: int
    stop_codes: list[int]
    secret_patterns: list[str]
    secret_variables: list[str]


def read_contract(values: dict[str, Any]) -> Contract:
    """Return what `values` demand. Numbers may be texts, which ansible-core before 2.19 makes of them in templates."""
    return Contract(
        user=values["user"],
        min_uid=int(values["min_uid"]),
        max_size=parse_size(values["max_size"], "max_size"),
        healthy_timeout=int(values["healthy_timeout"]),
        ports=sorted(int(port) for port in values["ports"]),
        inherited_ports=sorted(int(port) for port in values["inherited_ports"]),
        requests=[
            Request(request["method"], request["path"], int(request["status"])) for request in values["requests"]
        ],
        headers=values["headers"],
        stop_timeout=int(values["stop_timeout"]),
        stop_codes=[int(code) for code in values["stop_codes"]],
        secret_patterns=values["secret_patterns"],
        secret_variables=values["secret_variables"],
    )
