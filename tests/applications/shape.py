"""The shape of a public repository: its files, what has to be proposed, and what its images answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.applications.case import Case
from tests.applications.front_end import FrontEnd


@dataclass(frozen=True)
class Shape:
    """Files by their paths, variables of all applications in it, and variables that are asked for.

    One that is whole enough to be built tells with `backend` or `page` what its images answer.
    """

    files: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = field(default=())
    backend: Case | None = None
    page: FrontEnd | None = None
