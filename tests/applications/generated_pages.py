"""Front ends of generators that put scripts and styles into their pages, each page its own."""

from __future__ import annotations

from tests.applications.front_end import Ask, FrontEnd, text_of

COLOUR = " && getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'"
MANY = {"nginx_conf_pages": "many"}
# What the themes of VitePress and the router of SvelteKit put into a page while it runs, always the same.
NO_TRANSITIONS = "'sha256-skqujXORqzxt1aE0NNXxujEanPTX6raoqSscTV/Ww/Y='"
ANNOUNCER = "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='"
# Angular puts the styles of components into the page while it runs.
POLICY_OF_ANGULAR = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}

GENERATED_PAGES = {
    "next": FrontEnd(
        "Next, exported: pages with scripts of their own",
        {
            "/": text_of("#home", "^Home page$") + " && document.body.dataset.hydrated === 'yes'",
            "/about": text_of("#about", "^About page$"),
            "/coverage": text_of("#coverage", "insurance covers"),
        },
        variables={**MANY, "frontend_image_output_dir": "out", "nginx_conf_assets_location": "/_next/static/"},
        asks=(Ask("/none", 404, "This page could not be found"), Ask("/robots.txt", 404)),
        missing="/_next/static/chunks/main-0123456789abcdef.js",
    ),
    "angular": FrontEnd(
        "Angular: critical styles in the page, hashed files at the root",
        {
            "/": text_of("#home", "^Shop$") + COLOUR + " && getComputedStyle(document.body).margin === '8px'",
            "/lazy": text_of("#lazy", "^lazy works$")
            + " && getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'",
        },
        variables={"frontend_image_output_dir": "dist/shop/browser", "nginx_conf_csp": POLICY_OF_ANGULAR},
        asks=(
            Ask("/assets/i18n/en.json", headers={"Cache-Control": "no-cache"}),
            Ask("/assets/none.json", 404),
        ),
        missing="/chunk-0LDCH4NK.js",
    ),
    "vitepress": FrontEnd(
        "VitePress: output behind a dot",
        {"/": text_of("h1", "Manual"), "/guide/start": text_of("h1", "Start here")},
        variables={
            **MANY,
            "frontend_image_output_dir": "docs/.vitepress/dist",
            "nginx_conf_extra_csp": {"style-src": [NO_TRANSITIONS]},
        },
        asks=(Ask("/none", 404, "404"),),
        missing="/assets/app.0ld1c0de.js",
    ),
    "sveltekit": FrontEnd(
        "SvelteKit, prerendered: the style attribute of its page",
        {"/": text_of("h1", "^Kit counted 1$") + COLOUR, "/about": text_of("h1", "^About the kit$")},
        variables={
            **MANY,
            "frontend_image_output_dir": "build",
            "nginx_conf_assets_location": "/_app/immutable/",
            "nginx_conf_extra_csp": {"style-src": ["'unsafe-hashes'", ANNOUNCER]},
        },
        missing="/_app/immutable/entry/start.0ld1c0de.js",
    ),
    "astro": FrontEnd(
        "Astro below `/shop/`, with a slash at the end of each address",
        {
            "/shop/": text_of("h1", "^Goods: tea, coffee$") + COLOUR + " && document.body.dataset.ran === 'yes'",
            "/shop/about/": text_of("h1", "^About the shop$"),
        },
        variables={
            **MANY,
            "nginx_conf_base_path": "/shop/",
            "nginx_conf_trailing_slash": "always",
            "nginx_conf_assets_location": "/_astro/",
        },
        asks=(
            Ask("/shop/about", 301, headers={"Location": "/shop/about/"}),
            Ask("/shop/none/", 404, "Nothing here"),
        ),
        missing="/shop/_astro/index.0ld1c0de.css",
    ),
}
