"""How a team starts its application today."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._bounded_folder import BoundedFolder
from ansible_collections.sovd.prod_images.plugins.module_utils._describe._start_files import read_start
from ansible_collections.sovd.prod_images.plugins.module_utils._project._folder import Folder

Project = Callable[[Mapping[str, str]], Folder]
DOCKERFILE = """FROM python:3.12-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev ffmpeg \\
    && rm -rf /var/lib/apt/lists/*
EXPOSE 8080
ENTRYPOINT ["uvicorn"]
CMD ["app.main:app", "--port", "8080"]
"""
CHECKED = "services:\n  api:\n    build: .\n    healthcheck:\n      test: [CMD, curl, 'http://localhost/up']\n"
COMPOSE = "services:\n  api:\n    build: ./api\n    command: uvicorn a:b --port 9000\n  db: {image: x}\n"


@pytest.mark.parametrize(
    ("files", "server", "place"),
    [
        ({"Procfile": "release: x\nworker: celery -A a worker\nweb: gunicorn a:b\n"}, "gunicorn", "Procfile:3"),
        ({"Dockerfile": DOCKERFILE}, "uvicorn", "Dockerfile:6"),
        (
            {"fly.toml": "[http_service]\ninternal_port = 8080\n[processes]\napp = 'gunicorn a:b'\n"},
            "gunicorn",
            "fly.toml:4",
        ),
        ({"compose.yaml": COMPOSE.replace("./api", "{context: .}")}, "uvicorn", "compose.yaml:4"),
    ],
)
def test_commands(project: Project, files: Mapping[str, str], server: str, place: str) -> None:
    found = read_start(BoundedFolder(project(files).path))
    assert (found.commands[0].server, str(found.commands[0].place)) == (server, place)


def test_all_of_a_dockerfile(project: Project) -> None:
    found = read_start(BoundedFolder(project({"Dockerfile": DOCKERFILE}).path))
    assert found.images[0][0] == "python:3.12-slim"
    assert found.ports[0][0] == 8080
    assert [name for name, _place in found.apt] == ["libpq-dev", "ffmpeg"]
    assert found.commands[0].reference == "app.main:app"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"Dockerfile": "FROM x\nHEALTHCHECK CMD curl -f http://localhost:8000/up || exit 1\n"},
            ("/up", "Dockerfile:2"),
        ),
        ({"fly.toml": "[http_service]\n[[http_service.checks]]\npath = '/up'\n"}, ("/up", "fly.toml:3")),
        ({"compose.yaml": CHECKED}, ("/up", "compose.yaml:5")),
    ],
)
def test_checks_of_today(project: Project, files: Mapping[str, str], told: tuple[str, str]) -> None:
    found = read_start(BoundedFolder(project(files).path))
    assert [(path, str(place)) for path, place in found.health] == [told]


def test_our_own_dockerfile_is_no_evidence(project: Project) -> None:
    text = "# Rendered by sovd.prod_images\n" + DOCKERFILE
    assert read_start(BoundedFolder(project({"Dockerfile": text}).path)).commands == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"Dockerfile": "FROM x\nCMD ./start.sh\n"}, "Dockerfile:2: starts './start.sh', of which nothing is known"),
        ({"fly.toml": "a = "}, "fly.toml: found no TOML"),
        ({"fly.toml": "a = " + "[" * 100000}, "fly.toml: "),
        ({"compose.yaml": "a: ["}, "compose.yaml: found no YAML"),
    ],
)
def test_what_is_broken_is_told_of(project: Project, files: Mapping[str, str], said: str) -> None:
    assert read_start(BoundedFolder(project(files).path)).notes[0].startswith(said)


def test_services_of_other_folders_say_nothing(project: Project) -> None:
    assert read_start(BoundedFolder(project({"compose.yaml": COMPOSE}).path)).commands == []


def test_the_stage_that_compose_builds(project: Project) -> None:
    files = {
        "Dockerfile": "FROM x AS prod\nCMD gunicorn a:b\nFROM prod AS dev\nCMD uvicorn a:b\n",
        "compose.yaml": "services:\n  api:\n    build: {context: ., target: prod}\n",
    }
    found = read_start(BoundedFolder(project(files).path))
    assert [one.server for one in found.commands] == ["gunicorn"]


def test_older_services_of_fly(project: Project) -> None:
    text = "[[services]]\ninternal_port = 8080\n[[services.http_checks]]\npath = '/up'\n"
    found = read_start(BoundedFolder(project({"fly.toml": text}).path))
    assert ([port for port, _place in found.ports], [path for path, _place in found.health]) == ([8080], ["/up"])


@pytest.mark.parametrize(
    ("broken", "other"),
    [
        ({"compose.prod.yaml": "a: ["}, {"compose.yaml": COMPOSE.replace("./api", ".")}),
        ({"railway.toml": "["}, {"heroku.yml": "run: {web: gunicorn a:b}\n"}),
        ({"app.yaml": "a: ["}, {"heroku.yml": "run: {web: gunicorn a:b}\n"}),
        ({"app.json": "{"}, {"Aptfile": "ffmpeg\n", "Procfile": "web: gunicorn a:b\n"}),
    ],
)
def test_a_broken_file_hides_no_other(project: Project, broken: dict[str, str], other: dict[str, str]) -> None:
    alone = read_start(BoundedFolder(project(other).path))
    found = read_start(BoundedFolder(project({**broken, **other}).path))
    assert [note.partition(":")[0] for note in found.notes] == list(broken)
    assert alone.commands
    assert (found.commands, found.apt) == (alone.commands, alone.apt)
