# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Dockerfile of the team's makes: its last stage, with the stages that this one needs; no I/O (private).

How a stage inherits is said in https://docs.docker.com/reference/dockerfile/ (FROM, CMD, ENTRYPOINT, COPY --from).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Iterator

from .._buildkit._dockerfile import escape_of, instructions, split_flags
from .._project._folder import Place

_LONGEST = 100000  # characters: lines such as ENV A=$A$A would double without an end
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")
_ASSIGNED = re.compile(r"(\w+)=(\"(?:\\.|[^\"])*\"|'[^']*'|(?:\\.|\S)*)")
_INSTALLED = re.compile(r"apt(?:-get)?\s+(?:-\S+\s+)*install\s+([^&|;]+)")
_PORT = re.compile(r"(?<![\w$])(\d{2,5})(?!\w)")
_DEBIAN_NAME = re.compile(r"([a-z0-9][a-z0-9.+-]+)(?:=\S*)?\Z")


@dataclass
class _Stage:
    base: str
    place: Place
    number: int
    name: str = ""
    lines: list[tuple[Place, str, str]] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)


@dataclass
class TodaysImage:
    """The image of the last stage, with the steps (`runs`) of all stages in it.

    `apt` are packages of the stages that it is built on, and those of other stages that builds need.
    """

    base: tuple[str, Place] | None = None
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    started_at: Place = field(default_factory=lambda: Place("Dockerfile"))
    ports: list[tuple[int, Place]] = field(default_factory=list)
    apt: list[tuple[str, Place]] = field(default_factory=list)
    checks: list[tuple[str, Place]] = field(default_factory=list)
    runs: list[tuple[str, Place]] = field(default_factory=list)
    environment: dict[str, tuple[str, Place]] = field(default_factory=dict)


def read_todays_image(text: str, name: str, target: str = "") -> TodaysImage:
    """Return what the stage `target` makes, the last one where there is none of that name."""
    image = TodaysImage(started_at=Place(name))
    stages, values = _stages(text, name)
    if not stages:
        return image
    by_name = {stage.name: stage for stage in stages if stage.name}
    chain = [by_name.get(target.lower(), stages[-1])]
    while chain[0].base.lower() in by_name and by_name[chain[0].base.lower()].number < chain[0].number:
        chain.insert(0, by_name[chain[0].base.lower()])
    image.base = (chain[0].base, chain[0].place)
    for stage in chain:
        _inherit(stage, values, image)
    for stage in _copied_from(chain, by_name, stages):
        for place, word, rest in stage.lines:
            if word == "RUN":
                image.runs.append((rest, place))
                image.apt += [one for one in _installed(rest, place) if one[0].endswith("-dev")]
    return image


def _stages(text: str, name: str) -> tuple[list[_Stage], dict[str, str]]:
    """Return the stages, and the values of the arguments that stand before them."""
    stages: list[_Stage] = []
    values: dict[str, str] = {}
    escape = escape_of(text)
    for number, word, arguments in instructions(text):
        flags, rest = split_flags(arguments, escape)
        if word == "FROM":
            words = _expanded(rest, values).split()
            stage = _Stage(words[0] if words else "", Place(name, number), len(stages))
            stage.name = words[2].lower() if len(words) > 2 else ""
            stages.append(stage)
        elif not stages:
            values.update(_assigned(rest, values) if word == "ARG" else {})
        else:
            stages[-1].lines.append((Place(name, number), word, rest))
            stages[-1].copied += [flag.partition("=")[2].lower() for flag in flags if flag.startswith("--from=")]
            stages[-1].copied += re.findall(r"\bfrom=([\w.-]+)", " ".join(flags).lower())
    return stages, values


def _copied_from(chain: list[_Stage], by_name: dict[str, _Stage], stages: list[_Stage]) -> Iterator[_Stage]:
    """Yield the stages that those of a chain copy from, and what these are built on."""
    waiting, seen = list(chain), {stage.number for stage in chain}
    while waiting:
        stage = waiting.pop()
        for named in [*stage.copied, *([] if stage in chain else [stage.base.lower()])]:
            other = by_name.get(named) or (
                stages[int(named)] if re.match(r"[0-9]{1,4}\Z", named) and int(named) < len(stages) else None
            )
            if other is not None and other.number not in seen:
                seen.add(other.number)
                waiting.append(other)
                yield other


def _inherit(stage: _Stage, values: dict[str, str], image: TodaysImage) -> None:
    """Add what a stage says to what the stages before it said."""
    known = dict(values)
    entrypoint: list[str] | None = None
    command: list[str] | None = None
    for place, word, rest in stage.lines:
        known.update({key: value for key, (value, _place) in image.environment.items()})
        if word == "ARG":
            known.update(_assigned(rest, known))
        elif word == "ENV":
            found = _assigned(rest, known) or dict([(rest + " ").split(" ", 1)])
            image.environment.update({key: (value.strip(), place) for key, value in found.items()})
        elif word == "EXPOSE":
            found_ports = _PORT.findall(_expanded(rest, known))
            image.ports += [(int(one), place) for one in found_ports]
        elif word == "RUN":
            image.runs.append((rest, place))
            image.apt += _installed(rest, place)
        elif word == "HEALTHCHECK":
            image.checks = [(_expanded(rest, known), place)]
        elif word == "ENTRYPOINT":
            entrypoint, image.started_at = _words(_expanded(rest, known)), place
        elif word == "CMD":
            command, image.started_at = _words(_expanded(rest, known)), place
    if entrypoint is not None:  # it takes the inherited command away
        image.entrypoint, image.command = entrypoint, command or []
    elif command is not None:
        image.command = command


def _expanded(text: str, known: dict[str, str]) -> str:
    """Return a text with what is known of its variables; what is not stays as it stands."""

    def value(match: re.Match[str]) -> str:
        return known.get(match.group(1) or match.group(3)) or match.group(0)

    return _VARIABLE.sub(value, text)[:_LONGEST]


def _assigned(rest: str, known: dict[str, str]) -> dict[str, str]:
    return {key: _expanded(value.strip("\"'"), known) for key, value in _ASSIGNED.findall(rest)}


def _installed(rest: str, place: Place) -> list[tuple[str, Place]]:
    names = [_DEBIAN_NAME.match(one) for words in _INSTALLED.findall(rest) for one in words.split()]
    return [(match.group(1), place) for match in names if match]


def _words(rest: str) -> list[str]:
    try:
        found = json.loads(rest) if rest.startswith("[") else rest
    except ValueError:
        found = rest
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]
