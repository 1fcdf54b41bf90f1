"""Scripts in pages that nothing in the source announced: refused where the policy blocks them, or allowed by hashes."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from tests.applications.page_building import build_page, write_files
from tests.applications.served_page import answer, served
from tests.rig.cleanup import unique
from tests.rig.docker import docker
from tests.rig.network import free_port

pytestmark = pytest.mark.slow
SCRIPT = "document.title = 'ran'"
HASH = f"'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
BUILD = f"""\
const {{ mkdirSync, writeFileSync }} = require('fs');
mkdirSync('dist');
writeFileSync('dist/index.html', `<script>{SCRIPT}</script>`);
writeFileSync('dist/about.html', '<p>About</p>');
"""
PACKAGE = {"name": "page", "version": "1.0.0", "scripts": {"build": "node build.js"}}
LOCK = {"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"version": "1.0.0"}}}
FILES = {"package.json": json.dumps(PACKAGE), "package-lock.json": json.dumps(LOCK), "build.js": BUILD}


def test_what_would_be_blocked_ends_the_build(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    write_files(tmp_path / "source", FILES)
    name = unique("page")
    built = build_page(name, tmp_path / "source", {}, tool_environment)
    assert built.code != 0
    assert (
        f"dist/index.html: found a script in the page itself, which the policy of nginx.conf blocks ({HASH})"
        in built.text
    )
    assert docker("image", "ls", "--quiet", f"{name}:1") == ""
    allowed = {"nginx_conf_extra_csp": {"script-src": [HASH]}}
    built = build_page(name, tmp_path / "source", allowed, tool_environment)
    assert built.code == 0, built.text[-6000:]


def test_each_page_allows_its_own(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    write_files(tmp_path / "source", FILES)
    variables = {
        "frontend_image_inline_hashes": "always",
        "frontend_image_health_interval": "1s",
        "nginx_conf_pages": "many",
    }
    built = build_page(unique("page"), tmp_path / "source", variables, tool_environment)
    assert built.code == 0, built.text[-6000:]
    port = free_port()
    with served(built.image, port, 80):
        policies = {path: answer(port, path).one("Content-Security-Policy") for path in ("/", "/about", "/none")}
    assert policies["/"] == policies["/about"].replace("script-src 'self'", f"script-src 'self' {HASH}")
    assert policies["/none"] == policies["/about"]
    assert HASH not in policies["/about"]
