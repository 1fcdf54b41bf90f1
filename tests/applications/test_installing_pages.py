"""Pages of each package manager, with workspaces, settings, patches, archives, and packages that need their scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.applications import few
from tests.applications.page_building import build_page, lock_page, package_archive, write_files
from tests.rig.cleanup import unique
from tests.rig.containers import output_of

pytestmark = pytest.mark.slow
WRITE = "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\n"
PAGE = f"{WRITE}import {{ text }} from './text.mjs';\nwriteFileSync('dist/index.html', text);\n"
NANOID = "import { urlAlphabet } from 'nanoid';\nexport const text = `${urlAlphabet.length} ${globalThis.MARK}`;\n"
# A package whose script makes what it exports, and one whose script nobody asked for.
SCRIPT = "require('fs').writeFileSync('made.js', 'module.exports = \"made\";')"
NEEDY = {
    "index.js": "let x = 'not made';\ntry { x = require('./made.js'); } catch {}\nmodule.exports = x;\n",
    "make.js": SCRIPT,
}
PNPM = "npm install --global --no-audit --no-fund pnpm@10.12.1 > /dev/null && pnpm install --lockfile-only"
YARN = "npm install --global --force @yarnpkg/cli-dist@4.9.2 > /dev/null && yarn install --mode=update-lockfile"
YARN += " && rm -rf .yarn .pnp.* node_modules"
NPM = "npm install --package-lock-only --ignore-scripts --no-audit --no-fund"
PATCH = """\
diff --git a/{0}url-alphabet/index.js b/{0}url-alphabet/index.js
--- a/{0}url-alphabet/index.js
+++ b/{0}url-alphabet/index.js
@@ -1,2 +1,3 @@
+globalThis.MARK = 'patched';
 export const urlAlphabet =
   'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict'
"""


def archive(name: str) -> bytes:
    said = {"name": name, "version": "1.0.0", "scripts": {"postinstall": "node make.js"}}
    return package_archive({"package.json": json.dumps(said), **NEEDY})


@dataclass(frozen=True)
class Case:
    """A package.json, more files, the script that locks it, variables of the role, and what the page says."""

    package: dict[str, Any]
    lock: str
    page: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


TEXT_OF_TWO = "import needy from 'needy';\nimport other from 'other';\nexport const text = `${needy}, ${other}`;\n"
ARCHIVES: dict[str, str | bytes] = {
    "vendor/needy.tgz": archive("needy"),
    "vendor/other.tgz": archive("other"),
    "text.mjs": TEXT_OF_TWO,
}
OF_ARCHIVES = {"needy": "file:vendor/needy.tgz", "other": "file:vendor/other.tgz"}
WEB = json.dumps(
    {"name": "web", "version": "1.0.0", "type": "module", "scripts": {"build": "node ../../build.mjs"},
     "dependencies": {"ui": "WANTED"}}
)  # fmt: skip
UI = json.dumps(
    {"name": "ui", "version": "1.0.0", "type": "module", "main": "made.mjs", "scripts": {"prepare": "node make.mjs"},
     "dependencies": {"nanoid": "5.1.5"}}
)  # fmt: skip
WORKSPACES = {
    "build.mjs": f"{WRITE}const {{ text }} = await import(`${{process.cwd()}}/text.mjs`);\n"
    "writeFileSync('dist/index.html', text);\n",
    "packages/ui/package.json": UI,
    "packages/ui/make.mjs": "import { writeFileSync } from 'node:fs';\n"
    "const made = \"import { urlAlphabet } from 'nanoid';export const made = 'of ui ' + urlAlphabet.length;\";\n"
    "writeFileSync('made.mjs', made);\n",
    "apps/web/text.mjs": "import { made } from 'ui';\nexport const text = made;\n",
}
IN_WEB = {"frontend_image_build_dir": "apps/web", "frontend_image_output_dir": "apps/web/dist"}
PATTERNS = ["packages/*", "apps/*"]
BUILD = {"name": "page", "version": "1.0.0", "private": True, "type": "module", "scripts": {"build": "node build.mjs"}}
WITH_NANOID = {**BUILD, "dependencies": {"nanoid": "5.1.5"}}
ROOT = {"name": "page", "private": True, "workspaces": PATTERNS}
BERRY = "yarn@4.9.2"
CASES = {
    "npm workspaces": Case(
        ROOT, NPM, "of ui 64", {**WORKSPACES, "apps/web/package.json": WEB.replace("WANTED", "*")}, IN_WEB
    ),
    "turborepo": Case(
        {**ROOT, "packageManager": "npm@10.8.2", "scripts": {"build": "turbo run build"},
         "devDependencies": {"turbo": "2.5.4"}},
        NPM, "of ui 64",
        {**WORKSPACES, "apps/web/package.json": WEB.replace("WANTED", "*"),
         "turbo.json": '{"tasks": {"build": {"dependsOn": ["^build"], "outputs": ["dist/**"]}}}'},
        {"frontend_image_output_dir": "apps/web/dist"},
    ),
    "nx": Case(
        {**ROOT, "scripts": {"build": "nx run web:build"}, "devDependencies": {"nx": "20.7.0"}},
        NPM, "of ui 64",
        {**WORKSPACES, "apps/web/package.json": WEB.replace("WANTED", "*"),
         "nx.json": '{"targetDefaults": {"build": {"dependsOn": ["^build"]}}}'},
        {"frontend_image_output_dir": "apps/web/dist"},
    ),
    "pnpm workspaces": Case(
        {"name": "page", "private": True, "packageManager": "pnpm@10.12.1"}, PNPM, "of ui 64",
        {**WORKSPACES, "apps/web/package.json": WEB.replace("WANTED", "workspace:*"),
         "pnpm-workspace.yaml": "packages:\n  - packages/*\n  - 'apps/*'\n"},
        IN_WEB,
    ),
    "yarn 1 workspaces": Case(
        ROOT, "yarn install --silent --ignore-scripts --non-interactive && rm -rf node_modules */*/node_modules",
        "of ui 64",
        {**WORKSPACES, "apps/web/package.json": WEB.replace("WANTED", "1.0.0")}, IN_WEB,
    ),
    "yarn 4 workspaces": Case(
        {**ROOT, "packageManager": BERRY}, YARN, "of ui 64",
        {**WORKSPACES, "packages/ui/package.json": UI.replace('"prepare"', '"postinstall"'),
         "apps/web/package.json": WEB.replace("WANTED", "workspace:*"), "yarn.lock": ""},
        IN_WEB,
    ),
    "patch-package": Case(
        {**WITH_NANOID, "devDependencies": {"patch-package": "8.0.0"},
         "scripts": {"build": "node build.mjs", "postinstall": "patch-package"}},
        NPM, "64 patched",
        {"text.mjs": NANOID, "patches/nanoid+5.1.5.patch": PATCH.format("node_modules/nanoid/")},
    ),
    "pnpm patch": Case(
        WITH_NANOID, PNPM, "64 patched",
        {"text.mjs": NANOID, "patches/nanoid.patch": PATCH.format(""),
         "pnpm-workspace.yaml": "patchedDependencies:\n  nanoid@5.1.5: patches/nanoid.patch\n"},
    ),
    "yarn 4 patch, Plug'n'Play": Case(
        {**WITH_NANOID, "packageManager": BERRY,
         "resolutions": {"nanoid@npm:5.1.5": "patch:nanoid@npm%3A5.1.5#~/.yarn/patches/nanoid.patch"}},
        YARN.replace("rm -rf .yarn ", "rm -rf .yarn/install-state.gz .yarn/cache .yarn/unplugged "), "64 patched",
        {"text.mjs": NANOID, ".yarn/patches/nanoid.patch": PATCH.format(""), "yarn.lock": ""},
    ),
    "yarn 4, node-modules": Case(
        {**WITH_NANOID, "packageManager": BERRY}, YARN, "64 undefined",
        {"text.mjs": NANOID, ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": ""},
    ),
    "npm archives, one script": Case(
        {**BUILD, "dependencies": OF_ARCHIVES}, NPM, "made, not made", ARCHIVES,
        {"frontend_image_scripts_of": ["needy"]},
    ),
    "npm archives, all scripts": Case(
        {**BUILD, "dependencies": OF_ARCHIVES}, NPM, "made, made", ARCHIVES, {"frontend_image_ignore_scripts": False}
    ),
    "pnpm archives, one script": Case(
        {**BUILD, "dependencies": OF_ARCHIVES}, PNPM, "made, not made",
        {**ARCHIVES, "pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - needy\n"},
    ),
    "pnpm archives, a script by a variable": Case(
        {**BUILD, "dependencies": OF_ARCHIVES}, PNPM, "made, not made", ARCHIVES,
        {"frontend_image_scripts_of": ["needy"]},
    ),
    "yarn 4 archives, one script": Case(
        {**BUILD, "packageManager": BERRY, "dependencies": OF_ARCHIVES, "dependenciesMeta": {"needy": {"built": True}}},
        YARN, "made, not made", {**ARCHIVES, "yarn.lock": ""},
    ),
}  # fmt: skip
# Each package manager with workspaces, one patch, and the script of one package.
FEW_CASES = (
    "npm workspaces",
    "pnpm workspaces",
    "yarn 1 workspaces",
    "yarn 4 workspaces",
    "yarn 4 patch, Plug'n'Play",
    "npm archives, one script",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    few.parametrize(metafunc, "name", CASES, FEW_CASES)


def test_the_page_is_of_what_was_installed(name: str, tmp_path: Path, tool_environment: dict[str, str]) -> None:
    case, source = CASES[name], tmp_path / "source"
    write_files(source, {"build.mjs": PAGE, "package.json": json.dumps(case.package), **case.files})
    lock_page(source, case.lock)
    image = unique("page")
    built = build_page(image, source, case.variables, tool_environment)
    assert built.code == 0, built.text[-6000:]
    assert output_of(built.image, "cat", "/usr/share/nginx/html/index.html") == case.page
    with (next(source.glob("**/text.mjs"))).open("a", encoding="utf-8") as code:
        code.write("// changed\n")
    again = build_page(image, source, case.variables, tool_environment)
    assert again.code == 0, again.text[-6000:]
    install = next(line for line in again.log.splitlines() if " install" in line or "npm ci" in line)
    number = install.split()[0]
    assert f"{number} CACHED" in again.log.splitlines(), install
