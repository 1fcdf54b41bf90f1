"""Right and wrong values of the variables of the role docker_engine."""

from __future__ import annotations

from typing import Any

RIGHT: dict[str, list[Any]] = {
    "docker_engine_daemon": [False, "no"],
    "docker_engine_timeout": [1, "30", 3600],
    "docker_engine_min_free": ["2 GB", "500 MiB", "0 B", "0", 1000],
}
WRONG: dict[str, list[Any]] = {
    "docker_engine_daemon": ["later", 7],
    "docker_engine_timeout": [0, -5, "30s", 3601],
    "docker_engine_min_free": ["", "2 elephants", "-1 GB", 1.5, ["2 GB"], None],
}
