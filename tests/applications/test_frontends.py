"""The role builds small front ends of many shapes; each image serves as in production what a browser then shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.applications import few
from tests.applications.building import build_source, copied
from tests.applications.front_end import FEW_OF_A_PAGE, FRONT_ENDS, FrontEnd, Release
from tests.applications.front_end_page import Row, keep
from tests.applications.front_ends import FEW_PAGES, PAGES
from tests.applications.gate import refusals_of_page
from tests.applications.page_building import lock_page
from tests.applications.served_page import LOCAL, answer, ask, faultless, look, scripts_of, served
from tests.browser.chromium import Chromium
from tests.browser.page import Page, open_page
from tests.rig.cleanup import unique
from tests.rig.containers import log_of
from tests.rig.docker import docker, inspect
from tests.rig.network import free_port

pytestmark = pytest.mark.slow
SECONDS_TO_END = 30
# The gate takes as long as a build, and sees the same in images of one kind.
GATED = ("vue", "next")
LOCKS = ("package-lock.json", "pnpm-lock.yaml", "yarn.lock")


@dataclass(frozen=True)
class Site:
    """A source that releases are built from, and the port where they are served one after the other."""

    told: FrontEnd
    source: Path
    environment: dict[str, str]
    port: int

    @property
    def listens(self) -> int:
        return int(self.told.variables.get("frontend_image_port", 80))

    def built(self) -> str:
        """The image of what is in the source now."""
        variables = {**FEW_OF_A_PAGE, **self.told.variables}
        made = build_source(unique("page"), self.source, variables, self.environment, "frontend_image")
        assert made.code == 0, made.text[-6000:]
        return made.image

    def change(self, release: Release) -> None:
        """Make the source that of the next release."""
        file = self.source / release.file
        before = file.read_text(encoding="utf-8")
        assert release.before in before
        file.write_text(before.replace(release.before, release.after), encoding="utf-8")


def missing_is_missing(port: int, path: str) -> None:
    """A chunk that is not there is no page, and no cache keeps that."""
    found = answer(port, path)
    assert (found.status, found.one("Cache-Control")) == (404, "no-store"), found


def ends(name: str) -> None:
    """The container ends well and in time, also with a tab open."""
    docker("stop", f"--time={SECONDS_TO_END}", name)
    assert inspect(name, "{{.State.ExitCode}}") == "0", log_of(name)


def first_release(browser: Chromium, tab: Page, site: Site) -> str:
    """The image whose pages were asked and looked at; the tab is left at the first of them."""
    image, told = site.built(), site.told
    with served(image, site.port, site.listens) as name:
        for each in told.asks:
            ask(site.port, each)
        missing_is_missing(site.port, told.missing)
        look(browser, site.port, told.views)
        path = next(iter(told.views))
        tab.visit(f"http://{LOCAL}:{site.port}{path}")
        tab.wait_for(told.views[path])
        ends(name)
    return image


def next_release(tab: Page, site: Site, before: str, release: Release) -> None:
    """A tab of the release before asks for nothing that is there no more, and shows the new one after a reload."""
    site.change(release)
    image = site.built()
    with served(image, site.port, site.listens):
        for path in scripts_of(before) - scripts_of(image):
            missing_is_missing(site.port, path)
        tab.call("Page.reload")
        tab.wait_for(release.shows)
        faultless(tab, "the tab of the release before")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    few.parametrize(metafunc, "page", PAGES, FEW_PAGES)


def test_it_is_built_and_shown(
    page: str, browser: Chromium, tmp_path: Path, tool_environment: dict[str, str], pytestconfig: pytest.Config
) -> None:
    told = PAGES[page]
    source = copied(FRONT_ENDS / (told.source or page), tmp_path, told.planted)
    if not any((source / name).is_file() for name in LOCKS):
        lock_page(source, "npm install --package-lock-only --ignore-scripts --no-audit --no-fund")
    site = Site(told, source, tool_environment, free_port())
    with open_page(browser) as tab:
        image = first_release(browser, tab, site)
        if told.release:
            next_release(tab, site, image, told.release)
    if page in GATED:
        refused = refusals_of_page(image, told, tmp_path, tool_environment)
        assert not refused, refused[-6000:]
    if pytestconfig.getoption("--all-applications"):
        keep(Row(page, int(inspect(image, "{{.Size}}"))))


def test_each_front_end_is_a_case() -> None:
    folders = {path.name for path in FRONT_ENDS.iterdir() if path.is_dir()}
    assert folders == {told.source or case for case, told in PAGES.items()}
    assert set(GATED) <= set(FEW_PAGES) <= set(PAGES)
