"""An application of another team's shape: what its image is built with, and what that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "backends"
# For an application with few settings of its own: what the defaults have is for that of this repository.
FEW = {
    "backend_image_code": ["app"],
    "backend_image_workers": 1,
    "backend_image_health_path": "/health",
    "backend_image_health_interval": "1s",
    "backend_image_max_size": "2 GB",
    "backend_image_proof_env": {},
}


@dataclass(frozen=True)
class Case:
    """Variables of the role, and by path a pattern of the answer, which has status 200.

    `source` is the folder where it is not named like the case, `environment` is that of its container, `said` is a
    pattern of what the play reports, and `logged` one of what a container without a health check says when it is ready.
    `shape` tells the reader of docs/applications.md what the case is there for, and `plain` is how a plain Dockerfile
    would install it. `planted` are texts of files that the source gets on top, which no tool here reads,
    `locks` are commands that lock the packages in it, and `left_out` claims that do not apply, with why. What a case
    with `is_wish` shows is brought about by its variables, and no file of the application says these.
    """

    answers: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 8000
    headers: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    logged: str = ""
    shape: str = ""
    plain: str = "pip install -r requirements.txt"
    planted: Mapping[str, str] = field(default_factory=dict)
    locks: tuple[tuple[str, ...], ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    is_wish: bool = False
