"""No state of the page has a barrier for people who cannot see it or use a mouse, in light, dark and on a phone.

With PAGE_PICTURES=docs/page in the environment it also writes the pictures there that docs/page.md shows.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.axe import Findings, axe_script, findings
from tests.browser.chromium import Chromium
from tests.browser.deployment import Deployment
from tests.browser.page import open_page
from tests.browser.states import STATES, VIEWS, page_in

PICTURES = os.environ.get("PAGE_PICTURES")
# Of the views, these say all that can be seen: colours and widths.
KEPT = ("light", "dark-phone")


@pytest.fixture(scope="module")
def axe(run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core."""
    return axe_script(run, tmp_path_factory.mktemp("axe"))


@pytest.mark.parametrize("state", STATES)
def test_no_barrier(state: str, axe: str, root: Path, deployment: Deployment, browser: Chromium) -> None:
    found: dict[str, Findings] = {}
    with page_in(state, deployment, browser) as page:
        for view, look in VIEWS.items():
            page.show_as(**look)
            page.come_to_rest()
            if PICTURES and view in KEPT:
                picture = page.picture(format="webp", quality=80)
                (root / PICTURES / f"{state}-{view}.webp").write_bytes(base64.b64decode(picture))
            found[view] = findings(page, axe)
        assert page.violations() == []
    assert {view: each.barriers for view, each in found.items() if each.barriers} == {}
    for each in found.values():
        assert {"color-contrast", "document-title", "landmark-one-main"} <= set(each.kept)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('h1').style.color = '#999999'", "color-contrast: "),
        ("document.querySelectorAll('label').forEach((label) => label.remove())", "select-name: "),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang: "),
        ("document.querySelector('main').setAttribute('role', 'none')", "landmark-one-main: "),
    ],
)
def test_a_barrier_is_noticed(fault: str, rule: str, axe: str, deployment: Deployment, browser: Chromium) -> None:
    with open_page(browser, deployment.production) as page:
        page.sees("Live", "[aria-label=Connection]")
        page.wait_for("!!document.querySelector('select')")
        page.come_to_rest()
        page.evaluate(f"void ({fault})")
        assert [barrier for barrier in findings(page, axe).barriers if barrier.startswith(rule)]


def test_each_state_has_its_pictures(root: Path) -> None:
    shown = set(re.findall(r"\(page/(.+)\.webp\)", (root / "docs" / "page.md").read_text(encoding="utf-8")))
    assert shown == {f"{state}-{view}" for state in STATES for view in KEPT}
    assert {file.stem for file in (root / "docs" / "page").iterdir()} == shown
