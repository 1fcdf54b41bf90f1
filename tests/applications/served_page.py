"""The image of a front end as production runs it, asked to the byte and looked at in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.applications.front_end import Ask
from tests.browser.chromium import Chromium
from tests.browser.page import Page, open_page
from tests.nginx.wire import Answer, answer_of, exchange, request
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, output_of, until_healthy

WEB_ROOT = "/usr/share/nginx/html"
LOCAL = "127.0.0.1"  # to which a browser is as open as to https


@contextmanager
def served(image: str, port: int, listens: int) -> Iterator[str]:
    """A healthy container of the image at a port of this machine."""
    options = (*HARDENED, f"--publish={LOCAL}:{port}:{listens}")
    with container(image, network="bridge", options=options) as name:
        until_healthy(name)
        yield name


def answer(port: int, path: str, *headers: str, method: str = "GET") -> Answer:
    return answer_of(exchange((LOCAL, port), request(path, *headers, method=method, host=f"{LOCAL}:{port}"), one=True))


def ask(port: int, told: Ask) -> None:
    """Send the request, and see that the answer is what was told."""
    found = answer(port, told.path, *told.sent)
    assert found.status == told.status, f"{told}: {found}"
    assert re.search(told.body.encode(), found.text()), f"{told}: {found}"
    for header, value in told.headers.items():
        assert found.every(header) == [value] * bool(value), f"{told}: {header}: {found}"


def faultless(page: Page, where: str) -> None:
    """Nothing was thrown, logged as an error or blocked by the policy."""
    found = page.errors() + page.violations()
    assert not found, f"{where}: {found}"


def look(browser: Chromium, port: int, views: Mapping[str, str]) -> None:
    """Open each address in a tab of its own, and wait for what it shows."""
    for path, shows in views.items():
        assert any(_is_shown(browser, port, path, shows) for _ in range(5)), f"{path}: the network changes all the time"


def _is_shown(browser: Chromium, port: int, path: str, shows: str) -> bool:
    """False where Chromium dropped what it loaded: tests beside this one add and remove networks of the engine."""
    with open_page(browser, f"http://{LOCAL}:{port}{path}") as page:
        try:
            page.wait_for(shows)
            faultless(page, path)
        except AssertionError:
            if any("net::ERR_NETWORK_CHANGED" in error for error in page.errors()):
                return False
            raise
    return True


def scripts_of(image: str) -> set[str]:
    """The paths of the scripts that the image serves."""
    listing = output_of(image, "find", WEB_ROOT, "-name", "*.js", "-type", "f", options=("--network=none",))
    return {line.removeprefix(WEB_ROOT) for line in listing.split()}
