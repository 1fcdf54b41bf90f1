"""The filter that makes the health check of a backend's image."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.health_check import FilterModule, health_check
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._container_claims import NO_CHECK_LABEL
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.test__health_check import DEFAULTS


def test_check_and_policy() -> None:
    assert health_check({**DEFAULTS, "health_command": ["true"]}) == {
        "command": ["true"],
        "reason": "",
        "listens": True,
        "policy": "required",
        "labels": {},
    }
    none = health_check({**DEFAULTS, "health_none": "it sleeps"})
    assert (none["policy"], none["labels"]) == ("optional", {NO_CHECK_LABEL: "it sleeps"})


@pytest.mark.parametrize("wrong", [{}, {**DEFAULTS, "health_timeout": "soon"}])
def test_what_is_no_set_of_variables(wrong: dict[str, object]) -> None:
    with pytest.raises(AnsibleFilterError, match="health_check: found no such variables"):
        health_check(wrong)


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"health_check": health_check}
