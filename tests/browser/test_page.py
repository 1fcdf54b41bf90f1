"""The real page in a real browser, through both production images: its policy blocks nothing of it, and it works."""

from __future__ import annotations

import functools
import http.client
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.browser.chromium import Chromium
from tests.browser.deployment import Deployment
from tests.browser.page import Styles, open_page, unlike_pixels
from tests.browser.states import VEHICLE, send
from tests.rig.waiting import until

VIEWS: dict[str, dict[str, Any]] = {
    "light desktop": {"scheme": "light", "width": 1280},
    "dark phone": {"scheme": "dark", "width": 390},
}


# The page's patience with a silent server, 45 s, as a tenth from the next heartbeat on.
IMPATIENCE = """
((wait) => {
  window.setTimeout = (handler, time, ...more) => wait(handler, time === 45_000 ? 4_500 : time, ...more);
})(window.setTimeout)
"""


class Look(NamedTuple):
    """What the browser made of the page."""

    styles: Styles
    picture: str
    violations: list[str]
    errors: list[str]


@pytest.fixture(scope="module")
def command(deployment: Deployment, browser: Chromium) -> str:
    """A command in the list, sent before the pages are compared."""
    with open_page(browser, deployment.no_policy) as page:
        send(page, "read_dtc")
        page.sees("read_dtc", "table")
    return "read_dtc"


@pytest.fixture(scope="module")
def look(browser: Chromium, command: str) -> Callable[[str, str], Look]:
    """`look(address, view)` is the page with a command opened and a form that has mistakes."""

    @functools.cache
    def use(address: str, view: str) -> Look:
        with open_page(browser, address, **VIEWS[view]) as page:
            page.sees("Live", "[aria-label=Connection]")
            page.click(f"document.querySelector('button[aria-label^=\"Details of {command} for {VEHICLE}\"]')")
            page.sees("engine", "table")
            page.press("Send command")
            page.sees("Choose a vehicle.", "form")
            page.come_to_rest()
            picture = page.settled_picture()
            return Look(page.styles(), picture, page.violations(), page.errors())

    return use


def differences(one: Styles, other: Styles) -> list[str]:
    """Each property that is not the same, and each element that only one of them has."""
    found = [f"only one has {place}" for place in one.keys() ^ other.keys()]
    for place in one.keys() & other.keys():
        here, there = one[place], other[place]
        unlike = [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)]
        found += [f"{place}: {name} is {here.get(name)}, not {there.get(name)}" for name in unlike]
    return sorted(found)


def directives(address: str) -> set[str]:
    """The parts of the policy that the page is served with."""
    connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=60)
    connection.request("GET", "/")
    policy = connection.getresponse().headers.get("Content-Security-Policy", "")
    connection.close()
    return set(filter(None, policy.split("; ")))


def test_the_pages_have_the_policies_that_they_are_compared_by(deployment: Deployment) -> None:
    policy = directives(deployment.production)
    assert "script-src 'self'" in policy
    assert not [part for part in policy if "unsafe" in part]
    assert directives(deployment.no_policy) == set()
    assert directives(deployment.no_hash) - policy == {"style-src 'self'"}


@pytest.mark.parametrize("view", VIEWS)
def test_the_policy_blocks_nothing(view: str, deployment: Deployment, look: Callable[..., Look]) -> None:
    page = look(deployment.production, view)
    assert page.violations == []
    assert page.errors == []


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_looks_as_without_a_policy(view: str, deployment: Deployment, look: Callable[..., Look]) -> None:
    page, wanted = look(deployment.production, view), look(deployment.no_policy, view)
    assert len(page.styles) > 300
    assert differences(page.styles, wanted.styles) == []


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_is_painted_as_without_a_policy(
    view: str, deployment: Deployment, browser: Chromium, look: Callable[..., Look]
) -> None:
    page, wanted = look(deployment.production, view), look(deployment.no_policy, view)
    assert unlike_pixels(browser, page.picture, wanted.picture) == (0, [])


def test_a_policy_that_is_too_strict_is_noticed(
    deployment: Deployment, browser: Chromium, look: Callable[..., Look]
) -> None:
    page, wanted = (look(address, "light desktop") for address in (deployment.no_hash, deployment.no_policy))
    assert [violation for violation in page.violations if violation.startswith("style-src-elem blocked inline")]
    assert page.errors
    assert differences(page.styles, wanted.styles)
    assert unlike_pixels(browser, page.picture, wanted.picture)[0] > 0


def test_another_colour_is_noticed(deployment: Deployment, browser: Chromium, command: str) -> None:
    """Of two pages that have the same size and the same words."""
    with open_page(browser, deployment.production) as page:
        page.sees("Live", "[aria-label=Connection]")
        page.sees("Command", "form")
        page.sees(command, "table")
        page.come_to_rest()
        before = page.settled_picture()
        assert unlike_pixels(browser, before, page.settled_picture()) == (0, [])
        page.evaluate("document.querySelector('h1').style.setProperty('color', 'rgb(1, 2, 3)', 'important')")
        count, (left, right, top, bottom) = unlike_pixels(browser, before, page.settled_picture())
    assert count > 20
    assert (right - left, bottom - top) < (600, 100)


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_the_whole_number_of_a_vehicle(width: int, deployment: Deployment, browser: Chromium) -> None:
    with open_page(browser, deployment.production, width=width) as page:
        page.choose("Vehicle", VEHICLE)
        page.wait_for(f"[...document.querySelectorAll('form p')].some((each) => each.innerText === '{VEHICLE}')")
        cut = "[...document.querySelectorAll('form p')].filter((each) => each.scrollWidth > each.clientWidth).length"
        assert page.evaluate(f"{cut} + (document.documentElement.scrollWidth > {width})") == 0


def test_a_command_reaches_the_list_and_other_tabs(deployment: Deployment, browser: Chromium) -> None:
    with open_page(browser, deployment.production) as page, open_page(browser, deployment.production) as other:
        other.sees("Live", "[aria-label=Connection]")
        send(page, "clear_dtc")
        page.sees("clear_dtc", "table")
        page.sees(f"Accepted clear_dtc for {VEHICLE}.")
        other.sees("clear_dtc", "[role=log]")
        other.sees("clear_dtc", "table")
        frames = [event["response"]["payloadData"] for event in other.events("Network.webSocketFrameReceived")]
        assert [frame for frame in frames if "command.created" in frame and "clear_dtc" in frame]
        assert page.violations() + other.violations() == []
        assert page.errors() + other.errors() == []


def test_a_connection_that_only_looks_alive_is_noticed(deployment: Deployment, browser: Chromium) -> None:
    with open_page(browser, deployment.production) as page:
        page.sees("Live", "[aria-label=Connection]")
        page.evaluate(IMPATIENCE)
        frames = len(page.events("Network.webSocketFrameReceived"))
        until(lambda: len(page.events("Network.webSocketFrameReceived")) > frames, 60, "a heartbeat is heard")
        with deployment.silent_backend():
            page.sees("Offline", "[aria-label=Connection]")
        page.sees("Live", "[aria-label=Connection]")
