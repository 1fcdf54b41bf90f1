"""Packages of a private scope: asked of their registry alone, with a token that no layer keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.applications.page_building import build_page, lock_page, package_archive, write_files
from tests.rig.cleanup import unique
from tests.rig.containers import output_of
from tests.rig.docker import docker
from tests.rig.npm_registry import NpmRegistry, served

pytestmark = pytest.mark.slow
TOKEN, OF_VARIABLE = "npm-token-of-the-test", "another-token-of-the-test"
PACKAGE = {
    "name": "page",
    "version": "1.0.0",
    "type": "module",
    "scripts": {"build": "node build.mjs"},
    "dependencies": {"@shop/goods": "1.0.0", "plain": "1.0.0"},
}
# What was installed, what a later step sees of .npmrc and how many lines with secrets, and how long the other one is.
BUILD = """\
import { execSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import goods from '@shop/goods';
import plain from 'plain';
const told = execSync('cat .npmrc; grep -c _authToken /root/.npmrc; echo ${#OTHER}').toString();
mkdirSync('dist');
writeFileSync('dist/index.html', `${goods} and ${plain}\\n${told}`);
"""


def archive(name: str) -> bytes:
    """A package that exports its name."""
    text = f"module.exports = {json.dumps(name)};"
    return package_archive({"package.json": json.dumps({"name": name, "version": "1.0.0"}), "index.js": text})


def layers_of_the_builder(source: Path) -> bytes:
    """Every byte of the stage that installs and builds, and of its history."""
    name = f"{unique('builder')}:1"
    secrets = [f"--secret=id=npmrc,src={source / '.npmrc'}", "--secret=id=other,env=OTHER"]
    docker(
        "build", "--provenance=false", "--target=builder", f"--tag={name}", f"--file={source / 'Dockerfile.prod'}",
        *secrets, str(source), OTHER=OF_VARIABLE,
    )  # fmt: skip
    saved = source.parent / "saved.tar"
    docker("save", f"--output={saved}", name)
    docker("image", "rm", name)
    return saved.read_bytes()


def test_a_private_scope(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    write_files(source, {"package.json": json.dumps(PACKAGE), "build.mjs": BUILD})
    with (
        served(NpmRegistry({"plain": archive("plain"), "@shop/goods": archive("an attack")})) as public,
        served(NpmRegistry({"@shop/goods": archive("goods")}, TOKEN)) as private,
    ):
        host = private.url.removeprefix("http:")
        # Without the addresses in the lock, only the settings say where a package is asked for.
        settings = f"omit-lockfile-registry-resolved=true\nregistry={public.url}\n@shop:registry={private.url}\n"
        other = "//other.example/:_authToken=${OTHER}\n"
        write_files(source, {".npmrc": f"{settings}{host}:_authToken={TOKEN}\n"})
        lock_page(source, "npm install --package-lock-only --no-audit --no-fund")
        write_files(source, {".npmrc": f"{settings}{other}{host}:_authToken={TOKEN}\n"})
        assert "http" not in (source / "package-lock.json").read_text(encoding="utf-8")
        public.asked.clear()
        private.asked.clear()
        variables = {
            "frontend_image_secrets": [{"id": "other", "type": "value", "value": OF_VARIABLE}],
            "frontend_image_secret_env": {"other": "OTHER"},
        }
        built = build_page(unique("page"), source, variables, tool_environment)
        layers = layers_of_the_builder(source) if built.code == 0 else b""
    assert built.code == 0, built.text[-6000:]
    assert output_of(built.image, "cat", "/usr/share/nginx/html/index.html") == (
        f"goods and plain\n{settings}{other.rstrip()}\n2\n{len(OF_VARIABLE)}\n"
    )
    assert {path.split("/-/")[0] for path in private.asked} == {"/@shop/goods"}
    # npm looks for a newer npm.
    assert {path.split("/-/")[0] for path in public.asked} - {"/npm"} == {"/plain"}
    assert b"omit-lockfile-registry-resolved" in layers
    for secret in (TOKEN, OF_VARIABLE):
        assert secret.encode() not in layers
        assert secret not in built.text + built.log
