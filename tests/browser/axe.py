"""Barriers in a page, as axe-core finds them: https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.browser.page import Page
from tests.rig.images import ca_secret

PLACE = Path(__file__).with_name("npm")
ASK = """
axe.run(document, { resultTypes: ['violations', 'passes'] }).then(({ violations, passes }) => ({
  barriers: violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
  kept: passes.map(({ id }) => id),
}))
"""


class Findings(NamedTuple):
    """Each barrier with its rule in front, and the names of the rules that the page keeps."""

    barriers: list[str]
    kept: list[str]


def axe_script(run: Callable[..., str], folder: Path) -> str:
    """The text of axe-core, fetched into `folder`; BuildKit keeps it for the next time, by the lock file."""
    run("docker", "buildx", "build", f"--output=type=local,dest={folder}", *ca_secret(), str(PLACE), timeout=300)
    return (folder / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, script: str) -> Findings:
    """What axe-core has to say about the page as it is now; all of its rules are asked that are on by default."""
    page.evaluate(f"{{ {script} }}; void 0")
    return Findings(**page.evaluate(ASK))
