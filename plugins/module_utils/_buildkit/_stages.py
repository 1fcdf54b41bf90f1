# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which stages of a Dockerfile a build needs, and which images and named contexts these read; no I/O (private to the
collection).

Syntax: https://docs.docker.com/reference/dockerfile/ (FROM, COPY --from, RUN --mount, ONBUILD) and
https://docs.docker.com/reference/cli/docker/buildx/build/#build-context.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import Callable, Iterable, Mapping

from ._dockerfile import escape_of, instructions, split_flags, split_instruction, syntax_image
from ._global_args import GlobalArgs, Host, format_platform
from ._words import BadWordError, expand

_BLANKS = re.compile(r"[\t\v\f\r ]+")
_HUB = re.compile(r"\A(?:(?:index\.)?docker\.io/)?(?:library/(?=[^/]+\Z))?")
_NUMBER = re.compile(r"[+-]?[0-9]+\Z")
_MOUNTS_WITHOUT_SOURCE = ("tmpfs", "secret", "ssh")


@dataclass(frozen=True)
class BuildOptions:
    """What decides about stages beside the Dockerfile; `contexts` are the names of named contexts."""

    host: Callable[[], Host]
    build_args: Mapping[str, str] = field(default_factory=dict)
    contexts: Iterable[str] = ()
    target: str | None = None
    platform: str | None = None


@dataclass
class Needed:
    """The numbers of the stages that are built, the images that they read, and the named contexts.

    `platforms` are those that an image has to be of, by its name, and `target_platform` is the one that is built for.
    """

    stages: set[int] = field(default_factory=set)
    images: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    platforms: dict[str, set[str]] = field(default_factory=dict)
    target_platform: str = ""

    @property
    def of_target(self) -> set[str]:
        """The images that have to be of the platform that is built for."""
        return {image for image, platforms in self.platforms.items() if self.target_platform in platforms}


@dataclass(frozen=True)
class _Source:
    """The value of `from` of one instruction; `numbered` where it may be the number of a stage."""

    name: str
    numbered: bool = False
    read: bool = True


@dataclass(eq=False)
class _Stage:
    """One stage, or one image that an instruction names, which BuildKit numbers like a stage."""

    image: str
    name: str = ""
    platform: str = ""
    number: int | None = None
    base: _Stage | None = None
    context: str | None = None
    sources: list[_Source] = field(default_factory=list)
    triggers: list[_Source] = field(default_factory=list)
    needs: list[_Stage] = field(default_factory=list)


def needed_for(text: str, options: BuildOptions, with_platforms: bool = False) -> Needed:
    """Return what a build of the Dockerfile `text` needs. Without `with_platforms` it has none.

    What BuildKit refuses, such as a target that is not there, needs nothing: the build will say why.
    """
    escape = escape_of(text)
    stages, declarations = _read(text, escape)
    needed = Needed()
    if not stages:
        return needed
    variables = GlobalArgs(
        options.build_args, options.platform, options.target or stages[-1].name, syntax_image(text), options.host
    )
    for name, default in declarations:
        variables.declare(name, default, escape)
    contexts = {familiar(name): name for name in options.contexts}
    by_name: dict[str, _Stage] = {}
    for stage in stages:
        stage.image = _expanded(stage.image, variables, escape)
        if stage.name and stage.name not in ("scratch", "context"):
            stage.context = contexts.get(stage.name)
        stage.base = by_name.get(stage.image)
        if stage.name:
            by_name[stage.name] = stage
    target = by_name.get(options.target.lower()) if options.target else stages[-1]
    _connect(stages, by_name)
    reached = _reached(target) if target is not None else []
    for stage in reached:
        _note(stage, needed, contexts)
    if with_platforms:
        needed.target_platform = variables.target_platform()
        for stage in filter(lambda each: _is_image(each, contexts), reached):
            platform = _platform_of(stage, variables, escape, options)
            needed.platforms.setdefault(stage.image, set()).add(platform)
    return needed


def familiar(reference: str) -> str:
    """Return an image reference as a named context for it is called: without what it would have anyway."""
    short = _HUB.sub("", reference)
    return short[: -len(":latest")] if short.endswith(":latest") else short


def _read(text: str, escape: str) -> tuple[list[_Stage], list[tuple[str, str | None]]]:
    """Return the stages, with nothing replaced yet, and the names and default words of the ARGs before them."""
    stages: list[_Stage] = []
    declarations: list[tuple[str, str | None]] = []
    for _line, instruction, arguments in instructions(text):
        flags, rest = split_flags(arguments, escape)
        if instruction == "FROM":
            words = _BLANKS.split(rest)
            name = words[2].lower() if len(words) == 3 and words[1].upper() == "AS" else ""
            platform = [flag[len("--platform=") :] for flag in flags if flag.startswith("--platform=")]
            stages.append(_Stage(words[0], name, [*platform, ""][0], len(stages)))
        elif instruction == "ARG" and not stages:
            declarations += [_declaration(word) for word in _quoted_words(rest, escape)]
        elif stages and instruction == "ONBUILD":
            instruction, arguments = split_instruction(rest)
            stages[-1].triggers += _sources(instruction, split_flags(arguments, escape)[0])
        elif stages:
            stages[-1].sources += _sources(instruction, flags)
    return stages, declarations


def _quoted_words(text: str, escape: str) -> list[str]:
    """Split at blanks that stand in no quotes and behind no escape."""
    escaped = re.escape(escape)
    word = r"(?:{0}.|'[^']*(?:'|\Z)|\"(?:{0}.|[^\"{0}])*(?:\"|\Z)|[^\s'\"{0}])+".format(escaped)
    return re.findall(word, text)


def _declaration(word: str) -> tuple[str, str | None]:
    name, equals, default = word.partition("=")
    return name, default if equals else None


def _sources(instruction: str, flags: list[str]) -> list[_Source]:
    """Return the sources that an instruction with these `flags` names."""
    if instruction == "COPY":
        names = [flag[len("--from=") :] for flag in flags if flag.startswith("--from=")]
        return [_Source(name, numbered=True) for name in names if name]
    if instruction == "RUN":
        return [_mount_source(flag[len("--mount=") :]) for flag in flags if flag.startswith("--mount=")]
    return []


def _mount_source(options: str) -> _Source:
    """Return the source of one `RUN --mount`; without one BuildKit counts an empty image, which shifts numbers."""
    try:
        fields = next(csv.reader([options]), [])
    except csv.Error:
        fields = []
    pairs = [option.partition("=") for option in fields]
    values = {key.lower(): value for key, equals, value in pairs if equals}
    kind = values.get("type", "bind").lower()
    return _Source(values.get("from") or "scratch", read=kind not in _MOUNTS_WITHOUT_SOURCE)


def _expanded(word: str, variables: GlobalArgs, escape: str) -> str:
    try:
        return expand(word, variables.get, escape)
    except BadWordError:
        return ""


def _connect(stages: list[_Stage], by_name: dict[str, _Stage]) -> None:
    """Set what each stage needs; an image that is named counts as one more stage from there on."""
    numbered = list(stages)
    for stage in stages:
        inherited = stage.base.triggers if stage.base else []
        for source in [*stage.sources, *inherited]:
            found = by_name.get(source.name.lower())
            if source.numbered and _NUMBER.match(source.name):
                number = int(source.name)
                found = numbered[number] if 0 <= number < len(numbered) else None
            elif found is None:
                found = _Stage(source.name)
                numbered.append(found)
            if found is not None and source.read:
                stage.needs.append(found)


def _reached(target: _Stage) -> list[_Stage]:
    reached: list[_Stage] = []
    waiting = [target]
    while waiting:
        stage = waiting.pop()
        if stage in reached:
            continue
        reached.append(stage)
        if stage.context is None:
            waiting += [*stage.needs, *([stage.base] if stage.base else [])]
    return reached


def _is_image(stage: _Stage, contexts: Mapping[str, str]) -> bool:
    own = stage.context is None and stage.base is None
    return own and stage.image not in ("", "scratch") and familiar(stage.image) not in contexts


def _note(stage: _Stage, needed: Needed, contexts: Mapping[str, str]) -> None:
    if stage.context is not None:
        needed.contexts.add(stage.context)
        return
    if stage.number is not None:
        needed.stages.add(stage.number)
    if _is_image(stage, contexts):
        needed.images.add(stage.image)
    elif stage.base is None and stage.image not in ("", "scratch"):
        needed.contexts.add(contexts[familiar(stage.image)])


def _platform_of(stage: _Stage, variables: GlobalArgs, escape: str, options: BuildOptions) -> str:
    """Return the platform of a stage, empty where BuildKit refuses the word for it."""
    if not stage.platform:
        return variables.target_platform()
    own = _expanded(stage.platform, variables, escape)
    return format_platform(own, options.host) if own else ""
