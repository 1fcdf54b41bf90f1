# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is proposed for an application and what is asked, each with where it was read; no I/O (private)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._project._folder import Place
from ._defaults import DEFAULTS

CERTAIN, LIKELY = "certain", "likely"


@dataclass(frozen=True)
class Proposal:
    """The value of a variable; `sure` is certain where a file says it, likely where it follows from one."""

    variable: str
    value: Any
    place: Place
    sure: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        found = {name: getattr(self, name) for name in ("variable", "value", "sure", "why")}
        return {**found, "file": self.place.file, "line": self.place.line}


@dataclass
class Description:
    """One application: `kind` is backend or page, and `path` its folder in the repository, "." for the whole.

    `problems` are sentences on files that cannot be read, without which nothing can be built; `notes` change nothing.
    `environment` are names that a backend wants at run time, or a page when it is built, with their places. `backend`
    is the folder of the backend that a page asks.
    """

    kind: str
    path: str
    proposals: dict[str, Proposal] = field(default_factory=dict)
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    environment: dict[str, Place] = field(default_factory=dict)
    backend: str = ""

    def propose(self, variable: str, value: Any, place: Place, sure: str, why: str) -> None:
        """Propose a value unless there is one already, which was read first because it is surer."""
        if variable not in self.proposals:
            self.proposals[variable] = Proposal(variable, value, place, sure, why)

    def add_to(self, variable: str, values: dict[str, Any], place: Place, sure: str, why: str) -> None:
        """Propose entries of a mapping, beside those that are proposed already."""
        before = self.proposals.pop(variable, None)
        known = before.value if before else {}
        told = before or Proposal(variable, {}, place, sure, why)
        self.propose(variable, {**values, **known}, told.place, told.sure, told.why)

    def ask(self, variable: str, asks: str, candidates: list[Any]) -> None:
        """Ask for a variable that cannot be known."""
        self.questions.setdefault(variable, {"variable": variable, "asks": asks, "candidates": candidates})

    def value(self, variable: str) -> Any:
        """Return what is proposed for a variable, else its default."""
        found = self.proposals.get(variable)
        return found.value if found else DEFAULTS[variable]

    def settle(self, answered: list[str]) -> None:
        """Forget what is proposed or asked of variables that are set already."""
        for variable in answered:
            self.proposals.pop(variable, None)
            self.questions.pop(variable, None)

    def differing(self) -> list[Proposal]:
        """Return what is not the default anyway."""
        return [one for one in self.proposals.values() if one.value != DEFAULTS.get(one.variable)]

    def to_json(self) -> dict[str, Any]:
        """Return it as the module documents it."""
        return {
            "kind": self.kind,
            "path": self.path,
            "backend": self.backend,
            "proposals": [one.to_json() for one in self.differing()],
            "variables": {one.variable: one.value for one in self.differing()},
            "questions": list(self.questions.values()),
            "problems": self.problems,
            "notes": self.notes,
            "environment": [
                {"name": name, "file": place.file, "line": place.line} for name, place in self.environment.items()
            ],
        }
