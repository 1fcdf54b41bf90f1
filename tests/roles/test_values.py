"""What the real roles say of every wrong value, and that they take every right one.

Ansible itself checks the argument spec before the first task of a role, and then the role says nothing more. So the
values that Ansible refuses are in other cases than those that only the role refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import rules_of
from ansible_collections.sovd.prod_images.plugins.plugin_utils._types import settled, type_problems

from tests.roles.judgement import judge
from tests.unit.plugins.plugin_utils.test_role_rules import RIGHT, WRONG
from tests.unit.plugins.plugin_utils.values.image import WRONG as WRONG_OF_BOTH
from tests.unit.plugins.plugin_utils.values.image import of_role
from tests.unit.plugins.plugin_utils.values.problems import OPTIONS, problems

# They name folders and lock files that are not there, which is a problem of its own.
NOT_HERE = {"backend_image_source", "frontend_image_source", "frontend_image_package_manager"}
OWN_MESSAGE = r"{0}([.\[][^:]+)?: found .+, expected .+"
# Ansible's words for the variable, what was found and what was expected.
MESSAGES_OF_ANSIBLE = (
    r"argument '{0}' is of type .+? and we were unable to convert to \w+: .+",
    r"Elements value for option '?{0}'? is of type .+? and we were unable to convert to \w+: .+",
    r"missing required arguments: .+ found in {0}",
    r"{0}\.\w+\. Supported parameters include: .+",
    r"value of \w+ must be one( or more)? of: .+[,.] (got: .+|Got no match for: .+) found in {0}",
    r"value of {0} must be one( or more)? of: .+[,.] (got: .+|Got no match for: .+)",
)
ROLES = sorted(WRONG)
SHARED = of_role("backend_image", WRONG_OF_BOTH)
Values = dict[str, Any]


def is_refused_by_ansible(role: str, name: str, value: object) -> bool:
    validator = ArgumentSpecValidator({name: OPTIONS[role][name]})
    return bool(validator.validate({name: value}).error_messages)


def table(role: str, values: dict[str, dict[str, list[Any]]]) -> list[tuple[str, Any]]:
    """The values of a role's variables; what both roles for images share is asked of one of them."""
    elsewhere = {
        name for name in OPTIONS[role] if role == "frontend_image" and name.replace(role, "backend_image") in SHARED
    }
    return [(name, value) for name, each in values[role].items() if name not in elsewhere | NOT_HERE for value in each]


def wrong_values(role: str, by_ansible: bool) -> list[tuple[str, Any]]:
    return [
        (name, value) for name, value in table(role, WRONG) if is_refused_by_ansible(role, name, value) == by_ansible
    ]


def is_wrong_beside_others_only(role: str, name: str, value: Any) -> bool:
    """Whether it takes a rule over several variables, which says nothing where another of them is wrong by itself."""
    option = OPTIONS[role][name]
    if list(type_problems(name, value, option)):
        return False
    return not list(rules_of(role).rules[name].problems(name, settled(value, option)))


def batches(role: str, values: list[tuple[str, Any]]) -> list[Values]:
    """Give each case as many of the values as there are variables, so that a few cases are enough for all of them.

    A value that is wrong beside those of a case goes to another one.
    """
    cases: list[Values] = []
    for name, value in values:
        alone = len(problems(role, {name: value}))
        fitting = (
            case
            for case in cases
            if name not in case and len(problems(role, {**case, name: value})) <= len(problems(role, case)) + alone
        )
        free = next(fitting, None)
        if free is None:
            cases.append({name: value})
        else:
            free[name] = value
    return cases


@cache
def all_cases() -> dict[str, tuple[str, Values]]:
    """Each case by its name: a role and values. It takes seconds, so nothing asks for it before a test runs."""
    cases = {}
    for role in ROLES:
        wrong = wrong_values(role, by_ansible=False)
        lonely = [(name, value) for name, value in wrong if is_wrong_beside_others_only(role, name, value)]
        for kind, groups in (
            ("right", batches(role, table(role, RIGHT))),
            ("wrong", batches(role, [pair for pair in wrong if pair not in lonely])),
            ("wrong-beside-others", [dict([pair]) for pair in lonely]),
            ("refused", batches(role, wrong_values(role, by_ansible=True))),
        ):
            cases.update({f"{role}-{kind}-{number}": (role, group) for number, group in enumerate(groups)})
        (near, *_rest) = OPTIONS[role]
        cases[f"{role}-misspelled"] = (role, {f"{near}s": "x"})
    return cases


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> dict[str, str]:
    return judge(all_cases(), tmp_path_factory.mktemp("cases"), run)


def cases_of(role: str, kind: str) -> list[str]:
    return [name for name in all_cases() if name.startswith(f"{role}-{kind}")]


def test_there_are_enough_wrong_values() -> None:
    counts = {role: len(table(role, WRONG)) for role in ROLES}
    assert sum(counts.values()) >= 150, counts
    assert min(counts.values()) >= 10, counts


@pytest.mark.parametrize("role", ROLES)
def test_role_takes_right_values(role: str, told: dict[str, str]) -> None:
    assert {case: told[case] for case in cases_of(role, "right") if told[case]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_role_tells_each_wrong_value_in_one_message(role: str, told: dict[str, str]) -> None:
    for case in cases_of(role, "wrong"):
        lines = told[case].split("\n")
        for name, value in all_cases()[case][1].items():
            about = [line for line in lines if re.match(OWN_MESSAGE.format(name), line)]
            assert len(about) == 1, f"{name} is {value!r}, and {case} was told: {told[case]}"
        assert len(lines) == len(all_cases()[case][1]), told[case]


@pytest.mark.parametrize("role", ROLES)
def test_ansible_tells_what_it_refuses(role: str, told: dict[str, str]) -> None:
    for case in cases_of(role, "refused"):
        head, *lines = told[case].split("\n")
        assert head == "Validation of arguments failed:"
        for name, value in all_cases()[case][1].items():
            about = [line for line in lines if any(re.match(words.format(name), line) for words in MESSAGES_OF_ANSIBLE)]
            assert len(about) == 1, f"{name} is {value!r}, and {case} was told: {told[case]}"


@pytest.mark.parametrize("role", ROLES)
def test_role_names_the_variable_that_was_meant(role: str, told: dict[str, str]) -> None:
    case = f"{role}-misspelled"
    (wrong,) = all_cases()[case][1]
    assert told[case].startswith(f"{wrong}: found no such variable of the role {role}, ")
    assert told[case].endswith(f"did you mean {wrong[:-1]}?")


def test_no_message_shows_a_secret(told: dict[str, str]) -> None:
    assert [case for case, message in told.items() if "hunter2" in message] == []
