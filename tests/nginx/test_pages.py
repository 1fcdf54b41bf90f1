"""Sites of many pages, sites below a path, files of run time, and names with a hash."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import yaml

from tests.nginx import matrix, web_root
from tests.nginx.sites import ROOT, Site

GetSite = Callable[[str], Site]
NOT_FOUND, NGINX_404 = web_root.FILES["404.html"], b"404 Not Found"
# By set of variables and target: the status, and what the body has or where the redirect goes.
PAGES: dict[str, dict[str, tuple[int, bytes | str]]] = {
    "pages": {
        "/": (200, web_root.PAGE),
        "/about": (200, b"about.html"),
        "/about/": (200, b"about.html"),
        "/about.html": (200, b"about.html"),
        "/guide": (200, b"guide/index.html"),
        "/guide/": (200, b"guide/index.html"),
        "/both": (200, b"both/index.html"),
        "/with%20blank": (200, b"with blank"),
        "/none": (404, NOT_FOUND),
        "/none/deep/": (404, NOT_FOUND),
        "/images": (404, NOT_FOUND),
        "/404.html": (404, NOT_FOUND),
        "/assets/none.js": (404, NGINX_404),
        "/robots.txt": (404, NOT_FOUND),
    },
    "slash": {
        "/shop": (301, "/shop/"),
        "/shop/": (200, web_root.PAGE),
        "/shop/about": (301, "/shop/about/"),
        "/shop/about?a=b": (301, "/shop/about/?a=b"),
        "/shop/about/": (200, b"about.html"),
        "/shop/guide": (301, "/shop/guide/"),
        "/shop/guide/": (200, b"guide/index.html"),
        "/shop/with%20blank": (301, "/shop/with%20blank/"),
        "/shop/none": (404, NOT_FOUND),
        "/shop/none/": (404, NOT_FOUND),
        "/shop/main-K2XQ7ABC.js": (200, web_root.SCRIPT),
    },
    "bare": {
        "/": (200, web_root.PAGE),
        "/about": (200, b"about.html"),
        "/about/": (301, "/about"),
        "/guide/?a=b": (301, "/guide?a=b"),
        "/guide": (200, b"guide/index.html"),
        "/none/": (404, NGINX_404),
        "/404.html": (200, NOT_FOUND),
    },
    "shop": {
        "/shop": (301, "/shop/"),
        "/shop/": (200, web_root.PAGE),
        "/shop/vehicles/7": (200, web_root.PAGE),
        "/shop/assets/app-4f2a9c.js": (200, web_root.SCRIPT),
        "/shop/assets/none.js": (404, NGINX_404),
        "/shop/fonts/none": (404, NGINX_404),
        "/images/none": (404, NGINX_404),
        "/shop/health": (200, b"ok"),
        "/shop/api/200": (200, b"bbb"),
        "/shopping": (200, web_root.PAGE),
    },
}


@pytest.mark.parametrize(
    ("name", "target", "status", "wanted"),
    [(name, target, *found) for name, targets in PAGES.items() for target, found in targets.items()],
)
def test_the_page_of(site: GetSite, name: str, target: str, status: int, wanted: bytes | str) -> None:
    answer = site(name).ask(target)
    assert answer.status == status
    if isinstance(wanted, str):
        assert answer.one("Location") == wanted
    else:
        assert wanted in answer.body
    for header, value in matrix.SECURITY.items():
        assert answer.every(header) == [value]
    if status == 404:
        assert answer.every("Cache-Control") == ["no-store"]


def test_a_file_of_run_time_is_never_older(site: GetSite) -> None:
    served = site("runtime")
    for accepted in ("gzip", "identity"):
        for name in ("config.js", "env/a.js"):
            answer = served.ask(f"/{name}", f"Accept-Encoding: {accepted}")
            assert (answer.text(), answer.one("Cache-Control")) == (web_root.FILES[name], "no-store")
    assert served.ask("/assets/none.json").status == 404
    # Without the variable the .gz of the build is sent, which is what it is there for.
    assert site("plain").ask("/config.js", "Accept-Encoding: gzip").text() != web_root.FILES["config.js"]


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/assets/app-4f2a9c.js", True),
        ("/main-K2XQ7ABC.js", True),
        ("/assets/config.json", False),
        ("/config.js", False),
        ("/main-K2XQ7AB0.js", None),
    ],
)
def test_only_a_name_with_a_hash_is_kept(site: GetSite, target: str, kept: bool | None) -> None:
    found = site("plain").ask(target).one("Cache-Control")
    assert found == {True: "public, max-age=31536000, immutable", False: "no-cache", None: "no-store"}[kept]


HASHED = [
    "/assets/index-DiwrgTda.js", "/assets/index-B_3-xYz1.css", "/static/js/main.3f2a1b9c.js",
    "/static/js/787.28cb0dcd.chunk.js", "/main-FFKXTVQZ.js", "/chunk-ABC2DEF3.js", "/styles-5INURTSO.css",
    "/main.0b1c2d3e4f5a6b7c.js", "/assets/logo-CyrDw0Bd.svg",
    "/_next/static/chunks/4bd1b696-100b9d70ed4e49c1.js", "/_next/static/css/7cca8e2c5137bd71.css",
    "/_next/static/media/4f05ba3a6752a328-s.p.woff2", "/sb-manager/main.3f2a1b9c.iframe.bundle.js",
    "/_astro/hoisted.D5wVDbzx.js", "/_app/immutable/entry/start.BQx1Kz9_.js", "/js/app.d2f3c4b5.js.map",
]  # fmt: skip
PLAIN = [
    "/assets/config.json", "/assets/i18n/en.json", "/assets/en-US.json", "/favicon.ico", "/icon-192x192.png",
    "/photo-20231105.jpg", "/report-2023-11-05.pdf", "/theme-default.css", "/Inter-SemiBold.woff2",
    "/logo-dark-mode.svg", "/bg-v1-large.png", "/shot-1920x1080.png", "/jquery-3.7.1.min.js",
    "/app.version2.js", "/robots.txt", "/assets/background.json", "/decade.js", "/font-NotoSans.woff2",
    "/about", "/apple-touch-icon.png", "/service-worker.js", "/env-config.js", "/_next/static/chunks/main.js",
    "/page-Settings.js",
]  # fmt: skip


@pytest.mark.parametrize(("path", "hashed"), [*((path, True) for path in HASHED), *((path, False) for path in PLAIN)])
def test_a_hash_is_told_from_a_word(path: str, hashed: bool) -> None:
    defaults = yaml.safe_load((ROOT / "roles/nginx_conf/defaults/main.yml").read_text(encoding="utf-8"))
    assert bool(re.search(defaults["nginx_conf_hashed_name"], path)) == hashed
