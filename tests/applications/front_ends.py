"""Small front ends of other teams' shapes: what their images are built with, and what a browser then shows."""

from __future__ import annotations

import json

from tests.applications.front_end import Ask, FrontEnd, Release, text_of
from tests.applications.generated_pages import GENERATED_PAGES
from tests.applications.installed_pages import INSTALLED_PAGES

TITLE = "Müller & Söhne \N{EN DASH} 日本 €"
SHOWS_TWO = text_of("body", "[Rr]elease two")
IN_ITS_STYLE = " && getComputedStyle(document.querySelector('.goods')).fontSize === '48px'"
# A minute of sound, of which the browser has to be sent the last seconds: without 206 it stays at the first.
SOUGHT = (
    "(window.sound ||= Object.assign(new Audio('/tone.wav'), {onloadedmetadata() {this.currentTime = 50}, "
    "onseeked() {window.place = this.currentTime}}), window.place) === 50"
)

PAGES = {
    "vue": FrontEnd(
        "Vue with its router, by Vite; hidden source maps",
        {
            "/": text_of("#home", "^title=Shop api=.api$"),
            "/about/me": text_of("#about", "^about me$"),
        },
        release=Release("src/main.js", "'title='", "'Release two '", SHOWS_TWO),
        variables={"frontend_image_build_env": {"VITE_TITLE": "Shop"}},
        source="umlaut",
        asks=(
            Ask("/.well-known/apple-app-site-association", body="^{"),
            Ask("/de.json", headers={"Content-Type": "application/json"}),
            Ask("/about/me", body="<title>Shop</title>", headers={"Content-Type": "text/html; charset=utf-8"}),
        ),
        is_wish=True,
    ),
    "umlaut": FrontEnd(
        "texts, switches and blanks in the environment of the build",
        {"/": f"document.querySelector('#home').innerText === 'title=' + {json.dumps(TITLE)} + ' api=/api'"},
        variables={"frontend_image_build_env": {"VITE_TITLE": TITLE}},
        asks=(Ask("/about/me", body=f"<title>{TITLE}</title>"),),
        is_wish=True,
    ),
    "switch": FrontEnd(
        "a switch in the environment of the build",
        {"/": text_of("#home", "^title=true api=")},
        variables={"frontend_image_build_env": {"VITE_TITLE": True}},
        source="umlaut",
        is_wish=True,
    ),
    "preact": FrontEnd(
        "Preact by Vite, a lazy chunk with its own CSS",
        {
            "/": text_of("h1", "Release one"),
            "/goods": text_of(".goods", "lazy chunk") + IN_ITS_STYLE,
        },
        release=Release("src/main.jsx", "Release one", "Release two", SHOWS_TWO),
    ),
    "svelte": FrontEnd(
        "Svelte by Vite, with a transition",
        {"/": text_of("p", "counted 3"), "/goods": text_of("p", ".goods counted 3")},
        release=Release("src/App.svelte", "Release one", "Release two", SHOWS_TWO),
    ),
    "webpack": FrontEnd(
        "webpack into `build/static/`, with source maps",
        {"/": text_of("main", "Release one"), "/goods": text_of("main", "Goods of a lazy chunk")},
        release=Release("src/index.js", "Release one", "Release two", SHOWS_TWO),
        variables={"frontend_image_output_dir": "build", "nginx_conf_assets_location": "/static/"},
        missing="/static/js/main.0ld1c0de.js",
    ),
    "esbuild": FrontEnd(
        "esbuild, WebAssembly, AVIF and a font of npm",
        {"/": text_of("main", "2 . 3 = 5") + " && document.fonts.check('20px Inter') && picture.naturalWidth === 16"},
        release=Release("src/main.js", "release one", "release two", SHOWS_TWO),
        variables={"nginx_conf_extra_csp": {"script-src": ["'wasm-unsafe-eval'"]}},
        asks=(Ask("/dot.avif", headers={"Content-Type": "image/avif"}),),
    ),
    "pwa": FrontEnd(
        "a PWA whose service worker keeps the scripts",
        {"/": "document.body.dataset.ready === 'yes'", "/any/route": text_of("h1", "Release one")},
        release=Release("src/main.js", "Release one", "Release two", SHOWS_TWO),
        asks=(
            Ask("/app.webmanifest", headers={"Content-Type": "application/manifest+json"}),
            Ask("/sw.js", headers={"Cache-Control": "no-cache"}),
        ),
    ),
    "storybook": FrontEnd(
        "files as Storybook builds them, with a frame; names without hashes",
        {
            "/": "/Story one/.test(preview.contentDocument?.body.innerText) && document.body.dataset.manager === 'one'",
            "/iframe.html?id=button--primary": text_of("h1", "Story one"),
        },
        release=Release("src/sb-manager/runtime.js", "'one'", "'two'", "document.body.dataset.manager === 'two'"),
        variables={
            "frontend_image_build_script": "build-storybook",
            "frontend_image_output_dir": "storybook-static",
            "nginx_conf_extra_csp": {"frame-src": ["'self'"]},
        },
        asks=(Ask("/index.json", body="button--primary", headers={"Cache-Control": "no-cache"}),),
    ),
    "maps": FrontEnd(
        "source maps in several packings, and a level of a game that is none",
        {"/": "document.title === 'js ran'"},
        variables={"nginx_conf_extra_csp": {"media-src": ["'self'"]}},
        source="media",
        asks=(
            Ask("/assets/app-abc12345.js", body="app"),
            Ask("/assets/app-abc12345.js.map", 404),
            Ask("/assets/app-abc12345.js.map.br", 404),
            Ask("/levels/world.map", body="^game level"),
        ),
    ),
    "media": FrontEnd(
        "a film that is sent in parts",
        {"/": f"document.title === 'js ran' && {SOUGHT}"},
        variables={"nginx_conf_extra_csp": {"media-src": ["'self'"]}},
        asks=(
            Ask("/movie.mp4", headers={"Accept-Ranges": "bytes", "Content-Type": "video/mp4"}),
            Ask("/movie.mp4", 206, r"^\x02\x03$", {"Content-Range": "bytes 2-3/3145728"}, ("Range: bytes=2-3",)),
            Ask(
                "/movie.mp4",
                416,
                headers={
                    "Content-Range": "bytes */3145728",
                    "X-Frame-Options": "SAMEORIGIN",
                    "X-Content-Type-Options": "nosniff",
                    "Cache-Control": "no-store",
                },
                sent=("Range: bytes=4000000-",),
            ),
        ),
    ),
    "manypages": FrontEnd(
        "a site of many pages with its own page for what is missing",
        {
            "/": text_of("h1", "^Home$"),
            "/about/": text_of("h1", "^About us$"),
            "/prices": text_of("h1", "^Prices$"),
        },
        variables={"nginx_conf_pages": "many"},
        asks=(Ask("/none", 404, "Nothing here"), Ask("/robots.txt", 404), Ask("/metrics", 404)),
        release=Release("site/index.html", "<h1>Home", "<h1>Release two", SHOWS_TWO),
    ),
    "shop": FrontEnd(
        "a page below `/shop/`",
        {"/shop/": text_of("#home", "^title=Shop"), "/shop/about/me": text_of("#about", "^about me$")},
        variables={
            "frontend_image_build_env": {"VITE_TITLE": "Shop", "BASE": "/shop/"},
            "nginx_conf_base_path": "/shop/",
        },
        source="umlaut",
        missing="/shop/assets/index-0ld1c0de.js",
        is_wish=True,
        release=Release("src/main.js", "'title='", "'Release two '", SHOWS_TWO),
    ),
    "stale": FrontEnd(
        "an output folder of an earlier build in the source",
        {"/": "document.title === 'js ran'"},
        variables={"frontend_image_output_dir": "www", "nginx_conf_extra_csp": {"media-src": ["'self'"]}},
        asks=(Ask("/assets/index-DEBUG.js", 404), Ask("/levels/world.map", body="^game level")),
    ),
    **GENERATED_PAGES,
    **INSTALLED_PAGES,
}
# Those that make test-slow builds: one and many pages, a page below a path, and what is served in its own way. The
# others, only by make applications, are another tool that makes files of the same kinds.
FEW_PAGES = (
    "vue",
    "manypages",
    "shop",
    "stale",
    "next",
)
