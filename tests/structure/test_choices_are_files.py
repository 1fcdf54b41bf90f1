"""What differs by a choice of a user is a file of its own, found by the name of the choice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROLE = Path(__file__).parents[2] / "roles" / "backend_image"


@pytest.mark.parametrize(
    ("variable", "folder"),
    [
        ("backend_image_server", "servers"),
        ("backend_image_installer", "installers"),
        ("backend_image_system_package_manager", "package_managers"),
    ],
)
def test_each_choice_has_its_file(variable: str, folder: str) -> None:
    specs = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    choices = specs["argument_specs"]["main"]["options"][variable]["choices"]
    assert sorted(choices) == sorted(path.stem for path in (ROLE / "templates" / folder).iterdir())


def test_the_dockerfile_has_no_branch_for_an_installer() -> None:
    text = (ROLE / "templates" / "Dockerfile.prod.j2").read_text(encoding="utf-8")
    choices = [path.stem for path in (ROLE / "templates" / "installers").iterdir()]
    assert "backend_image_installer" in text
    assert [choice for choice in choices if f"'{choice}'" in text] == []


def test_each_program_of_the_build_is_named_where_it_is_used() -> None:
    installers = sorted((ROLE / "templates" / "installers").iterdir())
    places = (ROLE / "vars" / "main.yml", ROLE / "templates" / "Dockerfile.prod.j2", *installers)
    named = "".join(path.read_text(encoding="utf-8") for path in places)
    unused = [path.name for path in (ROLE / "files").glob("*.py") if path.name not in named]
    assert not unused, f"files that no Dockerfile carries: {unused}"
