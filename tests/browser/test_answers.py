"""Who logs in sends a command, and its answers come from a vehicle, by a connector, in order to each tab."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.chromium import Chromium, chromium
from tests.browser.deployment import Images
from tests.browser.page import Page, open_page
from tests.browser.states import VEHICLE
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, until_healthy
from tests.rig.databases import SETTINGS, migrate_and_seed, postgresql, redis
from tests.rig.network import address, network

pytestmark = pytest.mark.slow
PYTHON = "/opt/venv/bin/python"
USER, PASSWORD = "technician", secrets.token_hex(12)
# Enough of them that a tab can be loaded again before the last has come.
STEPS, LATENCY = 12, 0.5
IN_ORDER = [f"Part {number}" for number in range(1, STEPS)] + [f"Part {STEPS}, the last"]
LOG = '[aria-label="Answers of the vehicle"][role=log]'
# What the log showed after each change of the page.
WATCH = f"""
window.shown = [];
new MutationObserver(() => {{
  window.shown.push(document.querySelector('{LOG}')?.innerText ?? '');
}}).observe(document, {{ childList: true, subtree: true, characterData: true }});
"""


class Whole(NamedTuple):
    """All of the application, and a browser."""

    address: str
    browser: Chromium


@pytest.fixture(scope="module")
def whole(built: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The production images with a database, a Redis, a connector and a vehicle; who asks has to be known."""
    settings = (*(each for each in SETTINGS if "AUTHENTICATION" not in each), "--env=AUTHENTICATION=required")
    with ExitStack() as stack:
        net = stack.enter_context(network("answers"))
        stack.enter_context(postgresql(net))
        stack.enter_context(redis(net))
        confined = (f"--network={net}", *HARDENED, *settings)
        migrate_and_seed(built.backend, confined, password=PASSWORD)

        def start(image: str, *command: str, alias: str, options: tuple[str, ...] = ()) -> str:
            named = (*HARDENED, f"--network-alias={alias}", *options)
            return stack.enter_context(container(image, *command, network=net, options=named))

        names = [
            start(built.backend, alias="backend", options=settings),
            start(built.backend, PYTHON, "-m", "app.connector", alias="connector", options=settings),
            start(
                built.backend,
                PYTHON,
                "-m",
                "app.vehicle",
                alias="vehicle",
                options=(f"--env=VEHICLE_LATENCY={LATENCY}",),
            ),
            start(built.frontend, alias="frontend"),
        ]
        for name in names:
            until_healthy(name)
        page = f"http://{address(names[-1])}/"
        folder: Path = tmp_path_factory.mktemp("chromium")
        yield Whole(page, stack.enter_context(chromium(folder, [page])))


def log_in(page: Page, password: str = PASSWORD) -> None:
    """Fill the login form and send it."""
    page.fill("User name", USER)
    page.fill("Password", password)
    page.press("Sign in")


def parts(text: str) -> list[str]:
    """The titles of the parts in the log, from top to bottom."""
    return re.findall(r"^Part \d+(?:, the last)?$", text, re.MULTILINE)


def is_in_order(page: Page) -> bool:
    """Whether the log showed the parts in order, from the first, after each change, and all of them in the end."""
    shown = [parts(text) for text in page.evaluate("window.shown")]
    assert shown, "the page has not changed"
    return all(titles == IN_ORDER[: len(titles)] for titles in shown) and shown[-1] == IN_ORDER


def test_a_login_lets_in_by_the_password_alone_and_lasts_for_the_tab(whole: Whole) -> None:
    with open_page(whole.browser, whole.address) as page:
        page.sees("Sign in", "h1")
        log_in(page, "another password")
        page.sees("the user name or the password is wrong")
        log_in(page)
        page.sees("start_routine", "table")
        page.sees("Live", "[aria-label=Connection]")
        page.evaluate("void (window.opened = 'before')")
        page.call("Page.reload")
        page.wait_for("window.opened === undefined && document.readyState === 'complete'")
        page.sees("Live", "[aria-label=Connection]")
        assert page.violations() == []
    with open_page(whole.browser, whole.address) as stranger:
        stranger.sees("Sign in", "h1")


def test_parts_arrive_in_order_in_two_tabs_and_after_a_reload(whole: Whole) -> None:
    with open_page(whole.browser, whole.address) as page, open_page(whole.browser, whole.address) as other:
        for tab in (page, other):
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
            log_in(tab)
            tab.sees("Live", "[aria-label=Connection]")
            tab.evaluate(WATCH)
        page.choose("Vehicle", VEHICLE)
        page.choose("Command", "start_routine")
        page.fill("Routine", "self_test")
        page.fill("Steps", str(STEPS))
        page.press("Send command")
        page.press_link("Follow it")
        page.sees("Part 2", LOG)
        command = page.evaluate("location.pathname")
        other.click(f"document.querySelector('a[href=\"{command}\"]')")
        other.sees("Part 3", LOG)
        other.call("Page.reload")
        for tab in (page, other):
            tab.sees(IN_ORDER[-1], LOG)
            tab.sees("Completed", '[aria-label="State of the command"]')
            tab.sees(f"by {USER}", "main")
            assert is_in_order(tab), tab.evaluate("window.shown")[-3:]
            assert tab.violations() == []
        page.evaluate("void window.shown.splice(-1, 0, 'Part 2\\nPart 1')")
        assert not is_in_order(page), "another order is not noticed"
