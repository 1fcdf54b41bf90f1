# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release gate demands of an image and its container; no I/O (private to the collection)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Mapping

from .._docker._byte_size import parse_size

DEFAULT_MIN_UID = 1001  # of the role; what others have made has a user of its own below it, such as 999 or 101


@dataclass(frozen=True)
class Request:
    """A request and the status that its answer has to have."""

    method: str
    path: str
    status: int


# The claim that a container fails by, and with it all that is asked of it; which one it is depends on the image.
HEALTHY, RUNS, ENDS = "container becomes healthy", "container keeps running", "container ends by itself"


@dataclass(frozen=True)
class Contract:
    """The variables of the role image_verify without their prefix; sizes in bytes, times in seconds, ages in days."""

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
    secret_variables_allowed: list[str] = field(default_factory=list)
    secret_steps_allowed: list[str] = field(default_factory=list)
    workload: str = "service"
    third_party: bool = False
    run_user: str = ""
    settle_time: int = 5
    left_out: Mapping[str, str] = field(default_factory=dict)
    approved_bases: list[str] = field(default_factory=list)
    max_base_age: int = 0
    setuid_files: str = "distribution"
    running: tuple[str, ...] = (HEALTHY,)

    def for_image(self, has_healthcheck: bool) -> Contract:
        """Return the contract of an image that has a health check or none, which says how its container fails."""
        claim = ENDS if self.workload == "job" else HEALTHY if has_healthcheck else RUNS
        lowest = 1 if self.third_party and self.min_uid == DEFAULT_MIN_UID else self.min_uid
        return replace(self, running=(claim,), min_uid=lowest)

    def run_uid(self, uid: int | None) -> int | None:
        """Return the UID that the container runs as: `uid`, that of the image, or the one of run_user."""
        first = self.run_user.partition(":")[0]
        return int(first) if first.isdigit() else uid


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
        secret_variables_allowed=values.get("secret_variables_allowed", []),
        secret_steps_allowed=values.get("secret_steps_allowed", []),
        workload=values.get("workload", "service"),
        third_party=str(values.get("third_party", False)).lower() in ("true", "yes"),
        run_user=str(values.get("run_user", "")),
        settle_time=int(values.get("settle_time", 5)),
        left_out=values.get("left_out", {}),
        approved_bases=values.get("approved_bases", []),
        max_base_age=int(values.get("max_base_age", 0)),
        setuid_files=values.get("setuid_files", "distribution"),
    )
