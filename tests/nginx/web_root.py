"""What the nginx of the tests serve: a page, assets with and without a .gz, and files that cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

PAGE = b"<!doctype html><title>SOVD</title>" + b"<p>The page.</p>" * 40
SCRIPT = b"console.info('an asset');" * 400
STYLE = b"body { margin: 0; } " * 200
SCRIPT_GZ = gzip.compress(SCRIPT, compresslevel=9, mtime=0)

FILES = {
    "index.html": PAGE,
    "assets/app-4f2a9c.js": SCRIPT,
    "assets/app-4f2a9c.js.gz": SCRIPT_GZ,
    "assets/app-4f2a9c.css": STYLE,
    "assets/worker-1a2b3c.mjs": SCRIPT,
    "assets/small-1a2b3c.css": b"p{}",
    "assets/logo-77aa00.png": b"\x89PNG" * 300,
    "assets/data-0b0b0b.json": b'{"a": [1, 2, 3]} ' * 100,
    "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g/>" * 200 + b"</svg>",
    "manifest.webmanifest": b'{"name": "SOVD"}' * 40,
}
UNREADABLE = ("assets/unreadable.js", "unreadable.txt")


def fill(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for name in UNREADABLE:
        (folder / name).write_bytes(b"never shown")
        (folder / name).chmod(0)
