"""Every variable of every role: what is right passes, and each wrong value gives one message that says it all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._role_rules import ROLES, rules_of
from ansible_collections.sovd.prod_images.plugins.plugin_utils._rule import NoRule
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values import (
    backend_image,
    base_images,
    docker_engine,
    frontend_image,
    image_publish,
    image_verify,
    nginx_conf,
)
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values.problems import OPTIONS, problems

RIGHT: dict[str, dict[str, list[Any]]] = {
    "backend_image": backend_image.RIGHT,
    "base_images": base_images.RIGHT,
    "docker_engine": docker_engine.RIGHT,
    "frontend_image": frontend_image.RIGHT,
    "image_publish": image_publish.RIGHT,
    "image_verify": image_verify.RIGHT,
    "nginx_conf": nginx_conf.RIGHT,
}
WRONG: dict[str, dict[str, list[Any]]] = {
    "backend_image": backend_image.WRONG,
    "base_images": base_images.WRONG,
    "docker_engine": docker_engine.WRONG,
    "frontend_image": frontend_image.WRONG,
    "image_publish": image_publish.WRONG,
    "image_verify": image_verify.WRONG,
    "nginx_conf": nginx_conf.WRONG,
}
VARIABLES = [(role, name) for role in ROLES for name in OPTIONS[role]]


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_has_a_rule_or_a_reason_to_have_none(role: str) -> None:
    assert sorted(rules_of(role).rules) == sorted(OPTIONS[role])
    unreasoned = [
        name for name, rule in rules_of(role).rules.items() if isinstance(rule, NoRule) and len(rule.reason) < 20
    ]
    assert not unreasoned, f"rules that say no reason to be none: {unreasoned}"


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_has_rows(role: str) -> None:
    assert sorted(RIGHT[role]) == sorted(OPTIONS[role])
    assert sorted(WRONG[role]) == sorted(OPTIONS[role])
    assert all(RIGHT[role].values())
    assert all(WRONG[role].values())


@pytest.mark.parametrize("role", ROLES)
def test_the_defaults_are_right(role: str) -> None:
    assert problems(role, {}) == []


@pytest.mark.parametrize(("role", "name"), VARIABLES)
def test_right_values(role: str, name: str) -> None:
    told = {repr(value): problems(role, {name: value}) for value in RIGHT[role][name]}
    assert not any(told.values()), told


@pytest.mark.parametrize(("role", "name"), VARIABLES)
def test_each_wrong_value_gives_one_message(role: str, name: str) -> None:
    for value in WRONG[role][name]:
        messages = problems(role, {name: value})
        assert len(messages) == 1, (value, messages)
        assert re.match(rf"{name}([.\[][^:]+)?: found .+, expected .+", messages[0], re.DOTALL), messages
        assert "hunter2" not in messages[0]
