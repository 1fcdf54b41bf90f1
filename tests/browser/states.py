"""Each state that the page can be in, and how it gets there through the production images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.chromium import Chromium
from tests.browser.deployment import Deployment
from tests.browser.page import Page, open_page

VEHICLE = "WVWZZZ1JZXW000001"
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"scheme": "light", "width": 1280},
    "dark": {"scheme": "dark", "width": 1280},
    "phone": {"scheme": "light", "width": 390},
    "dark-phone": {"scheme": "dark", "width": 390},
}
State = Callable[[Deployment, Chromium], Iterator[Page]]


def send(page: Page, command: str) -> None:
    """Choose a vehicle and a command without parameters of its own, and send it."""
    page.sees("Live", "[aria-label=Connection]")
    page.choose("Vehicle", VEHICLE)
    page.choose("Command", command)
    page.press("Send command")


def loading(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """Nothing has been answered yet."""
    with deployment.silent_backend(), open_page(browser, deployment.production) as page:
        page.sees("Asking the server")
        yield page


def empty(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """No command was ever stored."""
    deployment.forget_commands()
    with open_page(browser, deployment.production) as page:
        page.sees("No commands yet")
        page.sees("Live", "[aria-label=Connection]")
        yield page


def accepted(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """Some commands are there, the last of them sent by this tab, and its details are open."""
    with open_page(browser, deployment.production) as page:
        for command in ("clear_dtc", "read_data", "read_dtc"):
            send(page, command)
            page.sees(f"Accepted {command} for {VEHICLE}.")
            page.sees(command, "[role=log]")
        page.click(f"document.querySelector('button[aria-label^=\"Details of read_dtc for {VEHICLE}\"]')")
        page.sees("engine", "table")
        yield page


def refused_form(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """A form with mistakes, made of the schema of a command."""
    with open_page(browser, deployment.production) as page:
        page.sees("Live", "[aria-label=Connection]")
        page.choose("Command", "start_routine")
        page.fill("Steps", "101")
        page.press("Send command")
        page.sees("Choose a vehicle.", "form")
        page.sees("Enter at least 1 and at most 100.", "form")
        yield page


def login(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """A server that asks who it is, and does not know this name and password."""
    with open_page(browser) as page:
        # Refused also by a server that would take a request without this header.
        page.call("Network.setExtraHTTPHeaders", headers={"Authorization": "Basic eDp5"})
        page.visit(deployment.production)
        page.fill("User name", "nobody")
        page.fill("Password", "a wrong password")
        page.press("Sign in")
        page.sees("the user name or the password is wrong")
        yield page


def command(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """A command that runs, at its own address, with the parts that came so far."""
    with open_page(browser, deployment.production) as page:
        send(page, "read_dtc")
        page.sees(f"Accepted read_dtc for {VEHICLE}.")
        deployment.answer_in_two_parts()
        page.press_link("Follow it")
        page.sees("Part 2", "[role=log]")
        page.wait_for("location.pathname.startsWith('/commands/')")
        yield page


def offline(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """The browser knows that it has no network."""
    with open_page(browser, deployment.production) as page:
        page.sees("Live", "[aria-label=Connection]")
        page.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        page.choose("Vehicle", VEHICLE)
        page.choose("Command", "read_dtc")
        page.press("Send command")
        page.sees("This browser is offline.")
        yield page


def backend_away(deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """The page is there, and nothing answers behind it."""
    with deployment.no_backend(), open_page(browser, deployment.production) as page:
        page.sees("The commands could not be loaded")
        page.sees("Vehicles and commands could not be loaded")
        page.sees("Offline", "[aria-label=Connection]")
        yield page


STATES: dict[str, State] = {
    state.__name__.replace("_", "-"): state
    for state in (login, loading, empty, accepted, refused_form, command, offline, backend_away)
}


@contextmanager
def page_in(state: str, deployment: Deployment, browser: Chromium) -> Iterator[Page]:
    """The page in this state, until the block ends."""
    with contextmanager(STATES[state])(deployment, browser) as page:
        yield page
