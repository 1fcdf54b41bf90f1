"""Services whose image is built from a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._compose_files import (
    COMPOSE_FILES,
    read_compose,
    services_built_from,
    target_of,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start import Start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
COMPOSE = "services:\n  api:\n    build: ./api\n    command: uvicorn a:b --port 9000\n  db: {image: x}\n"
TARGET = "services:\n  api:\n    build: {context: api, target: prod}\n    environment: [SITE=north, TOKEN=x]\n"
CHECKED = "services:\n  api:\n    build: .\n    healthcheck:\n      test: [CMD, curl, 'http://localhost/up']\n"


def test_services(project: Project) -> None:
    folder = BoundedFolder(project({"compose.yaml": COMPOSE}).path)
    assert [(name, str(place)) for name, place in services_built_from(folder, "api")] == [("api", "compose.yaml:3")]
    assert services_built_from(folder, "other") == []


@pytest.mark.parametrize(
    ("files", "path", "told"),
    [
        ({"compose.yaml": COMPOSE}, "api", [(9000, "../compose.yaml:4")]),
        ({"compose.yaml": COMPOSE}, ".", []),
        ({"compose.yaml": COMPOSE.replace("./api", ".")}, ".", [(9000, "compose.yaml:4")]),
        (
            {"docker-compose.yml": COMPOSE, "docker-compose.prod.yml": COMPOSE.replace("9000", "9001")},
            "api",
            [(9001, "../docker-compose.prod.yml:4"), (9000, "../docker-compose.yml:4")],
        ),
    ],
)
def test_commands(project: Project, files: Mapping[str, str], path: str, told: list[tuple[int, str]]) -> None:
    found = Start()
    for name in COMPOSE_FILES:
        read_compose(BoundedFolder(project(files).path), name, path, found)
    assert [(one.port, str(one.place)) for one in found.commands] == told


def test_settings_and_target(project: Project) -> None:
    folder, found = BoundedFolder(project({"compose.yaml": TARGET}).path), Start()
    read_compose(folder, "compose.yaml", "api", found)
    assert {name: value for name, (value, _place) in found.settings.items()} == {"SITE": "north"}
    assert {*found.environment} == {"SITE", "TOKEN"}
    assert (target_of(folder, "api"), target_of(folder, ".")) == ("prod", "")


def test_checks(project: Project) -> None:
    found = Start()
    read_compose(BoundedFolder(project({"compose.yaml": CHECKED}).path), "compose.yaml", ".", found)
    assert [(path, str(place)) for path, place in found.health] == [("/up", "compose.yaml:5")]


def test_a_broken_file_has_no_target(project: Project) -> None:
    assert target_of(BoundedFolder(project({"compose.yaml": "a: ["}).path), ".") == ""
