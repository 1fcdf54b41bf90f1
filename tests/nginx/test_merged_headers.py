"""Where the backend sends a header, nothing weaker than either goes out, in one line, whatever the status and place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nginx import matrix
from tests.nginx.merged_headers import CSP, OTHERS, PLAIN, STATUSES, Merged
from tests.nginx.sites import Site

GetSite = Callable[[str], Site]


@pytest.mark.parametrize("case", [*PLAIN, *OTHERS], ids=str)
def test_goes_out_of(site: GetSite, case: Merged) -> None:
    served = site(case.site)
    if case.needs_all_lines and served.form == "variable":
        first = Merged(case.name, case.backend[:1], "", case.site, case.https)
        wanted = served.ask(first.target("/api/", 200), *case.asked).every(case.name)
    else:
        wanted = [case.sent]
    place = "/backend/" if case.site == "changed" else "/api/"
    for status in STATUSES:
        answer = served.ask(case.target(place, status), *case.asked)
        assert (answer.status, answer.every(case.name)) == (status, wanted)


def test_what_is_left_empty_is_not_sent(site: GetSite) -> None:
    for name in ("X-Frame-Options", "Content-Security-Policy"):
        assert site("lenient").ask("/").every(name) == site("lenient").ask("/api/200").every(name) == []


@pytest.mark.parametrize(
    ("target", "name", "value"),
    [
        ("/embed/x", "X-Frame-Options", []),
        ("/embed/x", "Cross-Origin-Resource-Policy", ["cross-origin"]),
        ("/x", "X-Frame-Options", ["SAMEORIGIN"]),
        ("/embed", "Cross-Origin-Resource-Policy", ["same-origin"]),
        ("/api/embed/200", "X-Frame-Options", ["DENY"]),
        ("/fonts/inter.woff2", "Access-Control-Allow-Origin", ["*"]),
        ("/fonts/inter.woff2", "Cross-Origin-Resource-Policy", ["cross-origin"]),
        ("/", "Access-Control-Allow-Origin", []),
        (
            "/api/200?header=Access-Control-Allow-Origin:%20https://a.example",
            "Access-Control-Allow-Origin",
            ["https://a.example"],
        ),
        ("/app", "Content-Security-Policy", ["default-src 'self'"]),
        ("/app/nested%20(1)/x", "Content-Security-Policy", ["default-src https://nested.example"]),
        ("/%C3%BCber%20uns", "Content-Security-Policy", ["img-src 'self'"]),
        ("/none/404", "Content-Security-Policy", []),
        ("/assets/none.js", "Content-Security-Policy", [CSP]),
        ("/api/docs/200", "Content-Security-Policy", ["default-src 'self'; script-src 'self' https://cdn.example"]),
        (
            "/api/docs/500?header=Content-Security-Policy:%20sandbox",
            "Content-Security-Policy",
            ["default-src 'self'; script-src 'self' https://cdn.example, sandbox"],
        ),
    ],
)
def test_by_path(site: GetSite, target: str, name: str, value: list[str]) -> None:
    assert site("by_path").ask(target).every(name) == value


def test_other_headers_by_path_stand_once(site: GetSite) -> None:
    for target in ("/embed/x", "/api/embed/500?own=1"):
        answer = site("by_path").ask(target)
        for name in matrix.SECURITY:
            assert len(answer.every(name)) <= 1
