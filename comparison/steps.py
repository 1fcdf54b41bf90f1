"""What a scenario does, and what is known after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Shell(NamedTuple):
    """A change by hand. It knows $ENGINE, $PREFIX, $IMAGE, $BASE, $CONTEXT and $FOLDER, and stands in $CONTEXT."""

    command: str


class Build(NamedTuple):
    """The module under test, asked for one build."""

    more: Mapping[str, Any] = {}
    check: bool = False
    keywords: Mapping[str, Any] = {}


class Seen(NamedTuple):
    """What a step returned, and what the image was after it."""

    result: dict[str, Any]
    id: str  # of the image that has the tag; "none" where no image has it
    builds: str  # moves whenever a builder ran to its end


@dataclass(frozen=True)
class Outcome:
    """What is known when a scenario is over."""

    seen: dict[str, Seen]
    output: str  # of ansible-playbook
    seconds: float
    ran: bool  # whether the step that runs the marker was seen
    left: list[str] = field(default_factory=list)  # processes and containers that still run the scenario's marker


Judge = Callable[[Outcome], str]


@dataclass(frozen=True)
class Scenario:
    """Steps in one play, and the rows of the table that they answer."""

    steps: dict[str, Shell | Build]
    rows: dict[str, Judge]
    pushed: bool = False  # the image is named after the registry of the workshop
    interrupted: bool = False  # Ctrl-C as soon as the step with the marker runs
    missing_here: frozenset[str] = frozenset()  # rows to which the module of this collection honestly answers no
