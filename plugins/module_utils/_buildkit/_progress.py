# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build did, from the lines that buildx prints with `--progress=plain`; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ._dockerfile import line_of

_KEPT_LINES = 20  # of the failed step, for the message
_LINE = re.compile(r"#(\d+) (.*)\Z")
_STEP = re.compile(r"\[(?:\S+ )*(\d+)/(\d+)\] ")
_OUTPUT = re.compile(r"\d+\.\d+ (.*)\Z")
_CONTEXT = re.compile(r"\[(?:internal\] load build context|context (?P<name>.+)\] load from client)\Z")
_BASE = re.compile(r"\[(?:\S+ )*\d+/\d+\] FROM ")
_SYNTAX = re.compile(r"resolve image config for (?:docker-image://)?(\S+)\Z")
_EXIT_CODE = re.compile(r"exit code: (\d+)")
_PLACE = re.compile(r"(.+):(\d+)\Z")
# overlay2 lost a layer that the cache still names: https://github.com/moby/buildkit/issues/5469.
_LOST = re.compile(r"\.tmp-committed\d+: no such file or directory")
_RULE = "------"  # precedes the place
_COLOUR = re.compile("\x1b\\[[0-9;]*m")  # buildx paints the warnings even in a pipe
_WARNINGS = re.compile(r"\s*\d+ warnings? found")
_WARNING = re.compile(r"\s*- (.*)\Z")


@dataclass
class Progress:
    """The steps of one build; feed it line by line with `read`."""

    titles: dict[str, str] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    output: dict[str, list[str]] = field(default_factory=dict)
    failed: str | None = None
    error: str = ""
    place: str = ""
    warnings: list[str] = field(default_factory=list)
    _in_warnings: bool = False
    _before: str = ""

    def read(self, line: str) -> None:
        """Take one line, without its end."""
        line = _COLOUR.sub("", line)
        found = _LINE.match(line)
        if found:
            self._read_step(found.group(1), found.group(2))
        elif line.startswith("ERROR: "):
            self.error = self.error or line[len("ERROR: ") :]
        elif _WARNINGS.match(line):
            self._in_warnings = True
        elif self._in_warnings and _WARNING.match(line):
            self._warn(line.strip()[2:])
        elif self._before == _RULE and _PLACE.match(line):
            self.place = line
        self._before = line

    def steps(self) -> dict[str, int]:
        """Return how many steps of the Dockerfile the build had (`total`), how many from the cache (`cached`)."""
        steps = {number for number, title in self.titles.items() if _STEP.match(title)}
        return {"total": len(steps), "cached": len(steps & self.cached)}

    def contexts(self) -> set[str]:
        """Return the names of the contexts that came whole, `context` for the one without a name."""
        found = {_CONTEXT.match(title) for number, title in self.titles.items() if number in self.done}
        return {match.group("name") or "context" for match in found if match}

    def current(self) -> str:
        """Return the title of the Dockerfile step that began last, or an empty text."""
        steps = [title for title in self.titles.values() if _STEP.match(title)]
        return steps[-1] if steps else ""

    def begin_after_lost_layer(self) -> bool:
        """Forget a build that failed since the engine lost a layer of its cache, and tell whether it was that."""
        if not _LOST.search(self.error):
            return False
        for kept in (self.titles, self.cached, self.fetched, self.done, self.output):
            kept.clear()
        self.failed, self.error, self.place = None, "", ""
        return True

    def explain(self, dockerfile: str, text: str) -> str:
        """Return the failure in one text: the step, its place in the Dockerfile, its exit code and its last lines.

        The place is found in the `text` of the `dockerfile` where the builder says none, as that of Docker 20.10 does.
        """
        syntax = _SYNTAX.match(self.titles.get(self.failed or "", ""))
        if syntax:
            return (
                "the image {0}, by which the Dockerfile is to be read (# syntax=, or the build argument "
                "BUILDKIT_SYNTAX), cannot be fetched: {1}. Make its registry reachable, or leave the line out, since "
                "BuildKit reads Dockerfiles itself".format(syntax.group(1), self.error)
            )
        if self.failed is None:
            return self.error or "the builder ended without saying why"
        line = None if self.place else line_of(text, _STEP.sub("", self.titles.get(self.failed, "")))
        place = "{0}:{1}".format(dockerfile, line) if line else self.place
        code = _EXIT_CODE.search(self.error)
        cause = "exit code {0}".format(code.group(1)) if code else self.error
        last = self.output.get(self.failed, [])[-_KEPT_LINES:]
        return "step {0!r}{1} failed with {2}{3}".format(
            self.titles.get(self.failed, "#" + self.failed),
            " ({0})".format(place) if place else "",
            cause,
            "; its last lines are:\n" + "\n".join(last) if last else "",
        )

    def _read_step(self, number: str, text: str) -> None:
        output = _OUTPUT.match(text)
        if output:
            self.output.setdefault(number, []).append(output.group(1))
            del self.output[number][:-_KEPT_LINES]
        elif text == "CACHED":
            self.cached.add(number)
        elif text.startswith("sha256:") and not _BASE.match(self.titles.get(number, "")):
            self.cached.add(number)  # its layer comes from a cache elsewhere, for which BuildKit says DONE
        elif text.startswith("extracting "):
            self.fetched.add(number)
        elif text.startswith("DONE "):
            self.done.add(number)
            if number not in self.fetched and _BASE.match(self.titles.get(number, "")):
                self.cached.add(number)  # a base that is there already; with the containerd store BuildKit says DONE
        elif text.startswith("ERROR: "):
            self.failed, self.error = number, text[len("ERROR: ") :]
        elif text.startswith("WARN: "):
            self._warn(text[len("WARN: ") :])
        elif text.startswith("[") or _SYNTAX.match(text):
            self.titles.setdefault(number, text)

    def _warn(self, warning: str) -> None:
        if warning not in self.warnings:  # newer builders print each twice, at its step and in the end
            self.warnings.append(warning)
