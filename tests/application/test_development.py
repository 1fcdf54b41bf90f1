"""`make dev` runs the application from its sources, and follows them; its dashboard has figures to show."""

from __future__ import annotations

import http.client
import json
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.chromium import chromium
from tests.browser.page import Page, open_page
from tests.rig.docker import docker
from tests.rig.waiting import until

pytestmark = pytest.mark.slow
COPIED = ("Makefile", "backend/", "frontend/", "infrastructure/")
SERVICES = {"backend", "connector", "database", "frontend", "prometheus", "redis", "seed", "vehicle"}
# What a busy machine takes for a process of Python that starts again.
PATIENCE = 180
LOGIN = {"username": "technician", "password": "for-development-only"}


class Development(NamedTuple):
    """What runs: its name on the engine, the checkout that it runs from, and addresses by their names."""

    name: str
    checkout: Path
    addresses: dict[str, str]

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a text of a source file, as an editor does that writes into the file."""
        file = self.checkout / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")


def files_below(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*")}


def ask(address: str, path: str, body: dict[str, str] | None = None, token: str = "") -> Any:
    """The JSON of an answer, None while there is none."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        return json.loads(text) if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


@pytest.fixture(scope="module")
def development(
    root: Path, run: Callable[..., str], tree_files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Development]:
    """The application out of a copy of the sources, which tests may edit, on free ports."""
    checkout = tmp_path_factory.mktemp("development")
    for name in tree_files:
        if str(name).startswith(COPIED):
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            (checkout / name).write_bytes((root / name).read_bytes())
            (checkout / name).chmod((root / name).stat().st_mode | 0o444)
    free = {f"SOVD_{name}_PORT": "0" for name in ("FRONTEND", "BACKEND", "DATABASE", "REDIS", "PROMETHEUS")}
    environment = {"COMPOSE_PROJECT_NAME": f"sovd-development-test-{uuid.uuid4().hex[:8]}", **free}
    before = files_below(checkout)
    try:
        output = run("make", "dev", cwd=checkout, timeout=900, **environment)
        addresses = dict(re.findall(r"^(\w+) +(\w+://\S+)$", output, re.MULTILINE))
        yield Development(environment["COMPOSE_PROJECT_NAME"], checkout, addresses)
    finally:
        run("make", "dev-down", cwd=checkout, **environment)
    assert files_below(checkout) == before, "something was written into the checkout"
    label = f"--filter=label=com.docker.compose.project={environment['COMPOSE_PROJECT_NAME']}"
    left = [docker(*listing, label) for listing in (("ps", "--all"), ("network", "ls"), ("volume", "ls"))]
    assert [len(lines.splitlines()) for lines in left] == [1, 1, 1], left
    assert not docker("image", "ls", "--quiet", f"--filter=reference={environment['COMPOSE_PROJECT_NAME']}-*")


@pytest.fixture(scope="module")
def page(development: Development, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab of Chromium on what Vite serves."""
    folder, address = tmp_path_factory.mktemp("chromium"), development.addresses["page"]
    with chromium(folder, []) as browser, open_page(browser, address) as opened:
        yield opened


@pytest.fixture(scope="module")
def token(development: Development) -> str:
    """That of the user whose password `make dev` prints."""
    answer = ask(development.addresses["page"], "/api/v1/login", LOGIN)
    assert answer, "the page's server passes no login on"
    return str(answer["access_token"])


def test_all_runs_and_only_this_machine_is_let_in(development: Development) -> None:
    assert set(development.addresses) == {"page", "API", "Prometheus", "PostgreSQL", "Redis"}
    label = f"--filter=label=com.docker.compose.project={development.name}"
    found = json.loads(docker("inspect", *docker("ps", "--all", "--quiet", label).split()))
    states = {one["Config"]["Labels"]["com.docker.compose.service"]: one["State"]["Status"] for one in found}
    assert states == {**dict.fromkeys(SERVICES, "running"), "seed": "exited"}
    bindings = [each for one in found for ports in one["HostConfig"]["PortBindings"].values() for each in ports]
    assert [binding["HostIp"] for binding in bindings] == ["127.0.0.1"] * 5


def test_commands_of_the_seed_have_reached_the_vehicle(development: Development, token: str) -> None:
    def states() -> list[str]:
        listed = ask(development.addresses["API"], "/api/v1/commands", token=token)
        return [command["status"] for command in listed["items"]] if listed else []

    until(lambda: states() == ["completed"] * 3, PATIENCE, lambda: f"states: {states()}")


def test_the_page_of_vite_reaches_the_api(page: Page) -> None:
    page.fill("User name", LOGIN["username"])
    page.fill("Password", LOGIN["password"])
    page.press("Sign in")
    page.sees("start_routine", "table")
    page.sees("Live", "[aria-label=Connection]")
    assert page.evaluate("!!document.querySelector('script[src=\"/@vite/client\"]')")


def test_prometheus_asks_each_process_and_the_dashboard_shows_figures_that_are_there(development: Development) -> None:
    prometheus = development.addresses["Prometheus"]

    def answer_to(query: str) -> list[Any]:
        found = ask(prometheus, f"/api/v1/query?{urlencode({'query': query})}")
        return list(found["data"]["result"]) if found else []

    up = 'up{job="sovd"} == 1'
    until(lambda: len(answer_to(up)) == 3, PATIENCE, lambda: f"up: {answer_to(up)}")
    file = development.checkout / "infrastructure" / "development" / "dashboard.json"
    queries = [each["expr"] for panel in json.loads(file.read_text())["panels"] for each in panel["targets"]]
    assert len(queries) >= 8
    without = set(queries)

    def each_has_an_answer() -> bool:
        without.difference_update([query for query in without if answer_to(query)])
        return not without

    until(each_has_an_answer, PATIENCE, lambda: f"no figures for {sorted(without)}")
    assert answer_to('sum(sovd_planted_total{job="sovd"})') == [], "a name that is nowhere has figures"


def test_an_edited_source_of_the_page_is_shown(development: Development, page: Page) -> None:
    page.evaluate("void (window.opened = 'before the edit')")
    development.edit("frontend/src/components/page-frame.tsx", "SOVD Command", "SOVD Command, edited")
    page.sees("SOVD Command, edited")
    assert page.evaluate("window.opened") == "before the edit", "the page was loaded again"


# The last one: it starts the processes again, and their figures with them.
def test_an_edited_source_of_the_backend_is_served(development: Development) -> None:
    def title() -> str:
        document = ask(development.addresses["API"], "/api/openapi.json")
        return document["info"]["title"] if document else ""

    assert title() == "SOVD Command API"
    development.edit("backend/app/factory.py", "SOVD Command API", "An edited API")
    until(lambda: title() == "An edited API", PATIENCE, lambda: f"the title is {title()!r}")
