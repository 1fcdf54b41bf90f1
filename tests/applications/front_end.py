"""A front end of another team's shape: what its image is built with, and what that serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FRONT_ENDS = Path(__file__).parent / "frontends"
# The images are waited for.
FEW_OF_A_PAGE = {"frontend_image_health_interval": "1s"}


@dataclass(frozen=True)
class Ask:
    """A request with these header lines, and its answer: status, a pattern of the body, and headers.

    A header stands there once with this value; an empty value means that it does not stand there.
    """

    path: str
    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.path}: {self.status}"


@dataclass(frozen=True)
class Release:
    """The next release: a text of a file that becomes another one, and what `/` then shows."""

    file: str
    before: str
    after: str
    shows: str


@dataclass(frozen=True)
class FrontEnd:
    """Variables of the roles, and by address the JavaScript expression that becomes true when it is opened in a tab.

    `shape` tells the reader of docs/applications.md what it is there for, `asks` are requests beside those of the
    browser, and `missing` is a hashed file that a release before this one had. `source` is the folder where it is not
    named like the case, and `planted` are texts of files that it gets on top. One without a lock is locked by npm.
    What a case with `is_wish` shows is brought about by its variables, and no file of the page says these.
    """

    shape: str
    views: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    release: Release | None = None
    asks: tuple[Ask, ...] = ()
    missing: str = "/assets/index-0ld1c0de.js"
    source: str = ""
    planted: Mapping[str, str] = field(default_factory=dict)
    is_wish: bool = False


def text_of(selector: str, pattern: str) -> str:
    """An expression that is true when what a selector finds has a text of this pattern."""
    return f"/{pattern}/.test(document.querySelector('{selector}')?.innerText)"
