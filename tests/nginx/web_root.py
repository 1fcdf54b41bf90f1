"""What the nginx of the tests serve: a page, assets with and without a .gz, and files that cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

PAGE = b"<!doctype html><title>SOVD</title>" + b"<p>The page.</p>" * 40
SCRIPT = b"console.info('an asset');" * 400
STYLE = b"body { margin: 0; } " * 200
SCRIPT_GZ = gzip.compress(SCRIPT, compresslevel=9, mtime=0)

MEDIA = bytes(range(256)) * 4000

# What nginx has no types for, and what newer ones have.
TYPES = {
    "avif": "image/avif",
    "jxl": "image/jxl",
    "wasm": "application/wasm",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "vtt": "text/vtt",
    "geojson": "application/geo+json",
    "flac": "audio/flac",
    "otf": "font/otf",
    "ttf": "font/ttf",
    "woff2": "font/woff2",
}

FILES = {
    "index.html": PAGE,
    "assets/app-4f2a9c.js": SCRIPT,
    "assets/app-4f2a9c.js.gz": SCRIPT_GZ,
    "assets/app-4f2a9c.css": STYLE,
    "assets/worker-1a2b3c.mjs": SCRIPT,
    "assets/small-1a2b3c.css": b"p{}",
    "assets/logo-77aa00.png": b"\x89PNG" * 300,
    "assets/data-0b0b0b.json": b'{"a": [1, 2, 3]} ' * 100,
    "assets/clip-5c5c5c.mp4": MEDIA,
    "sound.opus": MEDIA,
    "assets/config.json": b"{}",
    "config.js": b"window.config = 1;" * 40,
    "config.js.gz": gzip.compress(b"window.config = 0;" * 40, mtime=0),
    "env/a.js": b"window.a = 1;" * 40,
    "env/a.js.gz": gzip.compress(b"window.a = 0;" * 40, mtime=0),
    "main-K2XQ7ABC.js": SCRIPT,
    "404.html": b"<h1>Not here</h1>",
    "maintenance.html": b"<h1>Back soon</h1>",
    "about.html": b"about.html",
    "guide/index.html": b"guide/index.html",
    "both.html": b"both.html",
    "both/index.html": b"both/index.html",
    "with blank/index.html": b"with blank",
    "images/logo.png": b"",
    "fonts/inter.woff2": b"font",
    "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g/>" * 200 + b"</svg>",
    "manifest.webmanifest": b'{"name": "SOVD"}' * 40,
}
UNREADABLE = ("assets/unreadable.js", "unreadable.txt")


def fill(folder: Path) -> None:
    for name, content in {**FILES, **{f"types/a.{extension}": b"a" for extension in TYPES}}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for name in UNREADABLE:
        (folder / name).write_bytes(b"never shown")
        (folder / name).chmod(0)
