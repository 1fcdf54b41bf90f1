"""The filter that finds what is wrong with a role's variables."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.role_problems import FilterModule, role_problems


def test_filter_reads_the_spec_of_the_role() -> None:
    assert role_problems({"docker_engine_timeout": "30", "docker_engine_daemon": False}, "docker_engine") == []
    assert role_problems({"docker_engine_timeout": "soon"}, "docker_engine") == [
        "docker_engine_timeout: found 'soon', expected a whole number"
    ]


def test_filter_takes_what_is_known_of_the_source() -> None:
    given = {"frontend_image_source": "/srv"}
    assert role_problems(given, "frontend_image", {"exists": False}) == [
        "frontend_image_source: found no folder '/srv', expected the one that holds package.json"
    ]


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"role_problems": role_problems}


@pytest.mark.parametrize("role", ["", "shared", "../docker_engine", "docker"])
def test_unknown_role(role: str) -> None:
    with pytest.raises(AnsibleFilterError, match="expected one of backend_image"):
        role_problems({}, role)


def test_what_are_no_variables() -> None:
    with pytest.raises(AnsibleFilterError, match="found list, expected variables by their names"):
        role_problems([], "docker_engine")
