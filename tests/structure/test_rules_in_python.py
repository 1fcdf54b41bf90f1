"""Rules on values stand in Python alone, and what a role hands on has the type that was declared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import ROLES as RULES
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import nginx_conf, rules_of

from tests.unit.plugins.plugin_utils.values.problems import OPTIONS

FOLDER = Path(__file__).parents[2] / "roles"
ROLES = sorted(path.name for path in FOLDER.iterdir() if (path / "meta" / "argument_specs.yml").is_file())
# Asserts of roles that judge what was found, and not what a user has set.
FINDINGS = {
    ("docker_engine", "mirror.yml"),
    ("image_verify", "find.yml"),
    ("image_verify", "judge.yml"),
}
LOGIC_BEFORE = r"\b(?:if|elif|not|and|or)\s+\(?"
LOGIC_AFTER = r"\s*(?:\bor\b|\band\b|\bif\b|[-+*/<>]|[!=]=)"


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def of_type(wanted: str) -> list[str]:
    return [name for options in OPTIONS.values() for name, option in options.items() if option["type"] == wanted]


def sources() -> dict[str, str]:
    """The text of each file of a role that reads variables, without comments."""
    return {
        str(path.relative_to(FOLDER)): re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
        for kind in ("tasks/*.yml", "vars/*.yml", "templates/*.j2", "templates/.*.j2")
        for path in sorted(FOLDER.glob(f"*/{kind}"))
    }


SOURCES = sources()


def occurrences(name: str) -> list[tuple[str, str, str]]:
    """Each use of a variable: the file, what stands before it on its line, and what stands behind."""
    return [
        (file, text[text.rfind("\n", 0, found.start()) + 1 : found.start()], text[found.end() :].split("\n")[0])
        for file, text in SOURCES.items()
        for found in re.finditer(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])", text)
    ]


def test_every_public_role_has_rules() -> None:
    assert sorted(RULES) == ROLES


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_of_a_role_has_a_rule(role: str) -> None:
    lacking = sorted(set(OPTIONS[role]) - set(rules_of(role).rules))
    assert not lacking, (
        f"give each a rule, or a reason to have none, in plugins/plugin_utils/_role_rules/{role}.py: {lacking}"
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_variable_of_a_user_is_judged_in_jinja(role: str) -> None:
    judged = [
        f"{file}: {before.strip()}{name}{after}"
        for name in OPTIONS[role]
        for file, before, after in occurrences(name)
        if file.startswith(f"{role}/")
        and re.match(r"[^}]*\bis (not )?(match|search|regex)\b", after)
        and not re.search(r"urlsplit|\belse\b", after)
        and "tasks/" in file
    ]
    assert not judged, f"these belong into plugins/plugin_utils/_role_rules/{role}.py: {judged}"


@pytest.mark.parametrize("role", ROLES)
def test_refusals_join_the_problems_and_nothing_else(role: str) -> None:
    """By fail: assert works out what is wrong twice, for its condition and, whatever that says, for its message."""
    refusals = [
        (path.name, task.get("ansible.builtin.fail", {}).get("msg"), str(task.get("when")))
        for path in sorted((FOLDER / role / "tasks").glob("*.yml"))
        for task in load(path) or []
        if ("ansible.builtin.assert" in task and (role, path.name) not in FINDINGS)
        or ("ansible.builtin.fail" in task and path.name == "validate.yml")
    ]
    other = [
        (file, told, when)
        for file, told, when in refusals
        if not re.search(r"(^|')_\w+_problems \| length > 0('\])?$", when)
        or not re.fullmatch(r"\{\{ _\w+_problems \| join\('\n'\) \}\}", str(told))
    ]
    assert not other, other


@pytest.mark.parametrize("role", [path.name for path in sorted(FOLDER.iterdir())])
def test_problems_come_from_python(role: str) -> None:
    path = FOLDER / role / "vars" / "main.yml"
    names = [name for name in (load(path) or {}) if path.is_file() and re.search("_(problems|checks|rules)$", name)]
    for name in names:
        assert "sovd.prod_images.role_problems(" in str(load(path)[name]), f"{path}: {name}"


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_keeps_for_itself_begins_with_an_underscore(role: str) -> None:
    path = FOLDER / role / "vars" / "main.yml"
    own = [name for name in load(path) if not name.startswith("_")] if path.is_file() else []
    set_by_tasks = {
        name
        for file, text in SOURCES.items()
        if file.startswith(f"{role}/tasks")
        for name in re.findall(rf"(?m)^\s+register: ({role}_\w+)|^\s{{4}}({role}_\w+):", text)
        for name in name
        if name and name not in OPTIONS[role] and name not in rules_of(role).results
    }
    assert not own + sorted(set_by_tasks), "a user who misspells a variable must be told: name them with an underscore"


@pytest.mark.parametrize(("name", "wanted"), [(name, wanted) for wanted in ("bool", "int") for name in of_type(wanted)])
def test_switches_and_numbers_are_read_as_such(name: str, wanted: str) -> None:
    bare = [
        f"{file}: {before.strip()} {name}{after}"
        for file, before, after in occurrences(name)
        if not re.match(rf"\s*\|\s*{wanted}\b", after)
        and (re.search(LOGIC_BEFORE + "$", before) or re.match(LOGIC_AFTER, after))
    ]
    assert not bare, f"'false' and '0' of --extra-vars are texts, which are true without `| {wanted}`: {bare}"


def test_the_template_and_the_rule_choose_the_upstream_by_the_same_version() -> None:
    assert load(FOLDER / "nginx_conf" / "vars" / "main.yml")["_nginx_conf_resolve_since"] == nginx_conf.RESOLVES_SINCE
