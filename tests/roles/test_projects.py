"""What the roles for images say of a source: first what is wrong with the variables, then what is with the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.roles.judgement import judge

# Texts that Ansible hands on where a list or a mapping is declared, as the options of the modules are made of them.
OF_OTHER_TYPES: dict[str, dict[str, Any]] = {
    "backend": {"backend_image_install_args": 5},
    "frontend": {"frontend_image_secret_env": "npm=TOKEN", "frontend_image_build_args": "a=b"},
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., str]) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("projects")
    broken = {name: folder / f"broken-{name}" for name in ("backend", "frontend")}
    for path in broken.values():
        path.mkdir()
    (broken["backend"] / "requirements.txt").write_text("x\n-r absent.txt\n", encoding="utf-8")
    for name in ("app", "alembic", "alembic.ini"):
        (broken["backend"] / name).touch()
    (broken["frontend"] / "package.json").write_text("{", encoding="utf-8")
    (broken["frontend"] / "package-lock.json").touch()
    cases: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, path in broken.items():
        role, source, wrong = f"{name}_image", f"{name}_image_source", {f"{name}_image_port": 0}
        cases[f"{name}-broken"] = (role, {source: str(path)})
        cases[f"{name}-broken-and-wrong"] = (role, {source: str(path), **wrong})
        cases[f"{name}-absent-and-wrong"] = (role, {source: str(folder / "absent"), **wrong})
        cases[f"{name}-of-other-types"] = (role, {source: str(folder / "absent"), **OF_OTHER_TYPES[name]})
    return judge(cases, folder, run)


def named_in(message: str) -> list[str]:
    return [line.split(":")[0] for line in message.split("\n")]


def test_a_broken_project_is_told_where_the_variables_are_right(told: dict[str, str]) -> None:
    assert told["backend-broken"].startswith("requirements.txt:2: found no 'absent.txt' in the source ")
    assert told["frontend-broken"].startswith("package.json: is no JSON ")
    assert "\n" not in told["backend-broken"] + told["frontend-broken"]


@pytest.mark.parametrize("name", ["backend", "frontend"])
def test_what_is_wrong_with_the_variables_is_told_first(name: str, told: dict[str, str]) -> None:
    assert named_in(told[f"{name}-broken-and-wrong"]) == [f"{name}_image_port"]


@pytest.mark.parametrize("name", ["backend", "frontend"])
def test_a_source_that_is_not_there_is_told_with_the_variables(name: str, told: dict[str, str]) -> None:
    assert named_in(told[f"{name}-absent-and-wrong"]) == [f"{name}_image_port", f"{name}_image_source"]


@pytest.mark.parametrize("name", ["backend", "frontend"])
def test_so_it_is_beside_values_of_other_types(name: str, told: dict[str, str]) -> None:
    assert named_in(told[f"{name}-of-other-types"]) == [*sorted(OF_OTHER_TYPES[name]), f"{name}_image_source"]
