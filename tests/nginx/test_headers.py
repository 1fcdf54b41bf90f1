"""On every answer each security header exactly once, and Cache-Control as the place and the status ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nginx import matrix, table
from tests.nginx.sites import Rig, Site
from tests.nginx.wire import request


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("case", matrix.CASES, ids=str)
def test_the_headers_of(rig: Rig, form: str, case: matrix.Case, gzip: bool) -> None:
    matrix.check(case, rig.measure(form, case, gzip))


def test_the_table_is_what_is_measured(rig: Rig) -> None:
    table.write_if_asked(rig)
    assert table.FILE.read_text(encoding="utf-8") == table.page(rig)


@pytest.mark.parametrize("status", [200, 304, 404, 500])
def test_what_the_backend_says_of_caching_is_kept(site: Callable[[str], Site], status: int) -> None:
    answer = site("plain").ask(f"/api/{status}?cache=private,max-age=5")
    assert (answer.status, answer.every("Cache-Control")) == (status, ["private,max-age=5"])


@pytest.mark.parametrize("target", ["/", "/index.html", "/vehicles/7", "/a.b/c", "/index.html?x=1"])
def test_the_page_is_never_kept(site: Callable[[str], Site], target: str) -> None:
    assert site("plain").ask(target).one("Cache-Control") == "no-cache, no-store, must-revalidate"


@pytest.mark.parametrize("target", ["/favicon.svg", "/manifest.webmanifest"])
def test_a_file_without_a_hash_is_asked_for_again(site: Callable[[str], Site], target: str) -> None:
    assert site("plain").ask(target).one("Cache-Control") == "no-cache"


@pytest.mark.parametrize("target", ["/assets/app-4f2a9c.js", "/favicon.svg", "/vehicles/7"])
def test_a_304_has_the_headers_of_the_200(site: Callable[[str], Site], target: str) -> None:
    first = site("plain").ask(target)
    again = site("plain").ask(target, f"If-None-Match: {first.one('ETag')}")
    assert again.status == 304
    about_the_body = {"Content-Type", "Content-Length", "Date", "Vary"}
    assert {name for name, _ in first.headers} - {name for name, _ in again.headers} <= about_the_body
    assert {pair for pair in again.headers if pair[0] != "Date"} <= set(first.headers)


def test_the_nginx_versions_are_those_that_the_forms_are_for(rig: Rig) -> None:
    versions = {form: tuple(map(int, rig.version(form).split("."))) for form in rig.nginx}
    assert versions["variable"] < (1, 27, 3) <= versions["resolve"]


def test_changed_variables_change_the_headers(site: Callable[[str], Site]) -> None:
    changed = site("changed")
    for target, enforced in (
        ("/static/none.js", []),
        ("/backend/500?own=1", ["default-src 'none'; sandbox"]),
        ("/healthz", []),
        ("/", []),
    ):
        answer = changed.ask(target)
        assert answer.one("X-Robots-Tag") == "noindex"
        assert answer.one("X-Frame-Options") == "DENY"
        assert answer.every("Content-Security-Policy") == enforced
        assert answer.one("Content-Security-Policy-Report-Only").startswith("default-src 'none'")
    docs = changed.ask("/backend/docs/200")
    assert (
        docs.one("Content-Security-Policy-Report-Only") == "default-src 'self'; script-src 'self' https://cdn.example"
    )
    assert changed.ask("/").one("Cache-Control") == "no-store"
    assert changed.ask("/favicon.svg").one("Cache-Control") == "max-age=5"
    assert changed.ask("/favicon.svg").every("ETag") == []
    assert changed.ask("/backend/200", "Content-Length: 3000", method="POST").status == 413


@pytest.mark.parametrize("target", ["/api/200", "/ws/200"])
def test_without_a_backend_its_places_are_the_page(site: Callable[[str], Site], target: str) -> None:
    answer = site("static").ask(target)
    assert (answer.status, answer.one("Content-Type")) == (200, "text/html; charset=utf-8")
    for name, value in matrix.SECURITY.items():
        assert answer.one(name) == value


def test_one_connection_serves_several_requests(site: Callable[[str], Site]) -> None:
    data = request("/assets/none.js", "Connection: keep-alive") + request("/health")
    assert site("plain").raw(data).count(b"\r\nContent-Security-Policy: ") == 2
