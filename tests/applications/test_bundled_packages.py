"""A page by the real Vite, whose image and bill of materials name what the bundler took and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._engine import Engine
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bill_of_materials import Subject
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bundled_packages import bundled_packages
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._papers import Papers
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._saved_archive import saved_image

from tests.applications.page_building import build_page, lock_page, write_files
from tests.rig.cleanup import unique
from tests.rig.docker import inspect

pytestmark = pytest.mark.slow
PACKAGE = {
    "name": "page",
    "version": "1.0.0",
    "scripts": {"build": "vite build"},
    # Used, imported for nothing that is used, not imported, and imported for its styles.
    "dependencies": {"ms": "2.1.3", "clsx": "2.1.1", "mitt": "3.0.1", "normalize.css": "8.0.1"},
    "devDependencies": {"nanoid": "5.1.5", "vite": "5.4.21"},
}
MAIN = """\
import 'normalize.css';
import { clsx } from 'clsx';
import ms from 'ms';
import { nanoid } from 'nanoid';
document.title = ms('1h') + nanoid();
"""
FILES = {
    "package.json": json.dumps(PACKAGE),
    "index.html": '<!doctype html><script type="module" src="/src/main.js"></script>',
    "src/main.js": MAIN,
}
TAKEN = ["pkg:npm/ms@2.1.3", "pkg:npm/nanoid@5.1.5", "pkg:npm/normalize.css@8.0.1"]
LOCKED = ["pkg:npm/clsx@2.1.1", "pkg:npm/mitt@3.0.1", "pkg:npm/ms@2.1.3", "pkg:npm/normalize.css@8.0.1"]


def bill_of(image: str, source: Path) -> tuple[list[str], str]:
    """The packages of npm that the bill of an image names, and its remark."""
    papers = Papers(("cyclonedx",), "", bundled_packages(str(source)), None, {})
    found = inspect(image, "{{.Id}}")
    with saved_image(Engine({}), found, 300) as (archive, _folder):
        subject = Subject("r.example/page", "sha256:" + "a" * 64, "2026-01-01T00:00:00Z")
        document = json.loads(papers.content("cyclonedx", subject, archive, found))
    purls = [each["purl"] for each in document["components"] if each.get("purl", "").startswith("pkg:npm/")]
    return purls, document["metadata"]["properties"][0]["value"]


def test_the_bundler_decides(tmp_path: Path, tool_environment: dict[str, str]) -> None:
    source = tmp_path / "source"
    write_files(source, {**FILES, "vite.config.mjs": "export default { build: { sourcemap: 'hidden' } };"})
    lock_page(source, "npm install --package-lock-only --no-audit --no-fund")
    built = build_page(unique("bill"), source, {}, tool_environment)
    assert built.code == 0, built.text[-6000:]
    assert "Which packages the bundler took is not known" not in built.log
    exact = "The packages of npm are those of which the bundler took something into the page, by its source maps."
    assert bill_of(built.image, source) == (TAKEN, exact)
    # A step from the cache says nothing.
    (source / "vite.config.mjs").write_text(f"export default {{}}; // {unique('anew')}", encoding="utf-8")
    without = build_page(unique("bill"), source, {}, tool_environment)
    assert without.code == 0, without.text[-6000:]
    assert "Which packages the bundler took is not known, since dist/assets/index-" in without.log
    named, remark = bill_of(without.image, source)
    assert (named, remark.endswith(".js has no source map.")) == (LOCKED, True)
