"""Answers to the questions of the table, from what was measured. Each begins with yes, no or only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from comparison.steps import Judge, Outcome

MISSING = "no: no such option"
NO_OPTION = re.compile(r"Unsupported parameters for|value of \S+ must be one of")


def option_refused(outcome: Outcome, name: str) -> bool:
    """Whether the module says that it has no such option."""
    return bool(NO_OPTION.search(str(outcome.seen[name].result.get("msg", ""))))


def unexpected_failure(outcome: Outcome, name: str) -> str | None:
    result = outcome.seen[name].result
    if option_refused(outcome, name):
        return MISSING
    return "no: fails, " + shown(str(result.get("msg"))) if result.get("failed") else None


def shown(text: str) -> str:
    """A message as it fits into a cell."""
    line = " ".join(text.split()).replace("|", "/")
    return f"`{line[:70].replace('`', '')}…`" if len(line) > 70 else f"`{line.replace('`', '')}`"


def quiet(name: str) -> Judge:
    """Nothing that matters changed, so the task says ok and the image is the same."""

    def judge(outcome: Outcome) -> str:
        before, after = outcome.seen[f"{name} before"], outcome.seen[name]
        failure = unexpected_failure(outcome, name)
        if failure:
            return failure
        if after.id != before.id:
            return "no: another image"
        return "no: says changed" if after.result["changed"] else "yes"

    return judge


def no_builder(name: str) -> Judge:
    def judge(outcome: Outcome) -> str:
        before, after = outcome.seen[f"{name} before"], outcome.seen[name]
        return "yes" if before.builds == after.builds else "no: runs the builder"

    return judge


def noticed(name: str) -> Judge:
    """Something that matters changed, so the task says changed and the tag is on another image."""

    def judge(outcome: Outcome) -> str:
        before, after = outcome.seen[f"{name} before"], outcome.seen[name]
        failure = unexpected_failure(outcome, name)
        if failure:
            return failure
        changed, moved = after.result["changed"], after.id != before.id
        if changed:
            return "yes" if moved else "no: says changed, the image is the old one"
        return "no: builds, but says ok" if moved else "no: says ok, the image is the old one"

    return judge


def restored(name: str) -> Judge:
    """The tag was on an image of somebody else, and the task says changed and puts it on its own."""

    def judge(outcome: Outcome) -> str:
        if not outcome.seen[name].result["changed"]:
            return "no: says ok, the tag stays on the other image"
        return "yes" if outcome.seen[name].id != outcome.seen[f"{name} before"].id else "no: the tag stays"

    return judge


def refused(name: str, says: str) -> Judge:
    """The task fails and returns a text that matches `says`, and the tag is on the image from before."""

    def judge(outcome: Outcome) -> str:
        before, after = outcome.seen[f"{name} before"], outcome.seen[name]
        if not after.result.get("failed"):
            return "no: says changed" if after.result["changed"] else "no: says ok"
        if option_refused(outcome, name):
            return MISSING
        if not any(re.search(says, value) for _, value in walk(after.result) if isinstance(value, str)):
            return "no: fails for another reason, " + shown(str(after.result.get("msg")))
        return "yes" if after.id == before.id else "no: fails, but the tag has moved"

    return judge


def old_tag_kept(name: str) -> Judge:
    def judge(outcome: Outcome) -> str:
        kept = outcome.seen[name].id == outcome.seen[f"{name} before"].id
        if not outcome.seen[name].result.get("failed"):
            return "no: does not try the build"
        return "yes" if kept else "no"

    return judge


def wrong_of(names: tuple[str, ...], right: Callable[[str], bool]) -> str:
    wrong = [name for name in names if not right(name)]
    return f"no: wrong for {', '.join(wrong)}" if wrong else "yes"


def predicted(*names: str) -> Judge:
    """Each step `NAME check` says what the step `NAME` then says and does."""

    def judge(outcome: Outcome) -> str:
        def right(name: str) -> bool:
            before, after = outcome.seen[f"{name} check"], outcome.seen[name]
            said = before.result.get("changed")
            return said == after.result.get("changed") == (before.id != after.id)

        return unexpected_failure(outcome, f"{names[0]} check") or wrong_of(names, right)

    return judge


def known(**truth: bool) -> Judge:
    """Each step `NAME check` says whether something that matters changed, which is known of each."""

    def judge(outcome: Outcome) -> str:
        def right(name: str) -> bool:
            return bool(outcome.seen[f"{name} check"].result.get("changed")) == truth[name]

        failure = next(filter(None, (unexpected_failure(outcome, f"{name} check") for name in truth)), None)
        return failure or wrong_of(tuple(truth), right)

    return judge


def harmless(*names: str) -> Judge:
    """The steps of check mode leave the image and start no builder."""

    def judge(outcome: Outcome) -> str:
        def right(name: str) -> bool:
            return outcome.seen[f"{name} before"][1:] == outcome.seen[f"{name} check"][1:]

        return wrong_of(names, right)

    return judge


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a result with its path, whole lists and dictionaries too."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            if path or key not in ("invocation", "diff"):
                yield from walk(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, f"{path}[{number}]")


def returned(name: str, holds: Callable[[str, Any], bool]) -> Judge:
    """Whether the result of a step has a value for which `holds(path, value)`, and where."""

    def judge(outcome: Outcome) -> str:
        failure = unexpected_failure(outcome, name)
        found = [path for path, value in walk(outcome.seen[name].result) if path and holds(path, value)]
        return f"yes: `{min(found, key=len)}`" if found else failure or "no"

    return judge


def pushed(name: str, asked: str) -> Judge:
    """The registry has what the step pushed: the step that asked it printed a digest."""

    def judge(outcome: Outcome) -> str:
        there = str(outcome.seen[asked].result.get("stdout")).startswith("sha256:")
        return "yes" if there else unexpected_failure(outcome, name) or "no"

    return judge


def put_back(first: str, moved: str, last: str) -> Judge:
    """The three steps that asked the registry printed one digest, another one, and the first again."""

    def judge(outcome: Outcome) -> str:
        before, between, after = (outcome.seen[name].result.get("stdout") for name in (first, moved, last))
        if before == between:
            return "no: nobody moved it"
        return "yes" if after == before else "no: the registry keeps the other image"

    return judge


def returned_digest(name: str, asked: str) -> Judge:
    """The result of a step has the digest that a later step printed, alone or behind the image's name."""

    def judge(outcome: Outcome) -> str:
        digest = str(outcome.seen[asked].result.get("stdout"))
        pushed = digest.startswith("sha256:")
        return returned(name, lambda _path, value: pushed and str(value).rpartition("@")[2] == digest)(outcome)

    return judge


def told(name: str, pattern: str, place: str = "msg") -> Judge:
    """Whether the pattern stands in values whose path matches `place`, or only elsewhere in the result."""

    def judge(outcome: Outcome) -> str:
        result = outcome.seen[name].result
        found = [
            path
            for path, value in walk(result)
            if isinstance(value, str) and path != "cmd" and re.search(pattern, value)
        ]
        there = [path for path in found if re.search(place, path)]
        if there:
            return "yes" if place == "msg" else f"yes: `{there[0]}`"
        return f"only in `{min(found, key=len)}`" if found else "no"

    return judge


def diff_names(name: str, text: str) -> Judge:
    def judge(outcome: Outcome) -> str:
        return "yes" if text in json.dumps(outcome.seen[name].result.get("diff", "")) else "no"

    return judge


def printed(built: str, name: str, text: str) -> Judge:
    """The step that looked into what another one built printed this."""

    def judge(outcome: Outcome) -> str:
        failure = unexpected_failure(outcome, built)
        return failure or ("yes" if text in str(outcome.seen[name].result.get("stdout")) else "no")

    return judge


def nowhere(name: str, text: str) -> Judge:
    """The text is not in anything that the task returned."""

    def judge(outcome: Outcome) -> str:
        failure = unexpected_failure(outcome, name)
        return failure or ("no" if text in json.dumps(outcome.seen[name].result) else "yes")

    return judge
