"""Which packages the build of a page says are in it, by this machine's Node.js."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

NODE = os.environ.get("NODE_OF_TESTS", "node")
SCRIPT = "dist/assets/app.js"
BILL = "bill/page.cdx.json"
USED = "../../node_modules/used/index.js"
PAGE = {
    "dist/index.html": '<script src="/assets/app.js"></script>',
    "index.html": "<script>own()</script>",
    SCRIPT: "1",
}
Bill = Callable[..., dict[str, Any]]


def package(name: str, version: str = "1.0.0", folder: str = "", **more: str) -> dict[str, str]:
    """The files of an installed package that has a script."""
    place = f"node_modules/{folder or name}"
    manifest = {"name": name, "version": version, "license": "MIT", **more}
    return {f"{place}/package.json": json.dumps(manifest), f"{place}/index.js": "1"}


def map_of(*sources: str, **more: Any) -> str:
    return json.dumps({"version": 3, "sources": sources, "mappings": "", **more})


@pytest.fixture
def bill(root: Path, tmp_path: Path) -> Bill:
    """`bill(files)` gives the bill of the page in dist, after its maps are gone."""
    program = root / "roles" / "frontend_image" / "files" / "finish_page.cjs"

    def bill(files: Mapping[str, str], folder: str = "dist") -> dict[str, Any]:
        for name, text in {**PAGE, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        inline = {"folder": "", "policy": {}}
        settings = {"folder": folder, "precompress": [], "runtime_files": [], "inline": inline, "bill": BILL}
        command = [NODE, str(program), str(int(time.time())), json.dumps(settings)]
        subprocess.run(command, cwd=tmp_path, check=True, timeout=600)
        assert not list((tmp_path / folder).rglob("*.map"))
        read: dict[str, Any] = json.loads((tmp_path / BILL).read_text(encoding="utf-8"))
        return read

    return bill


def purls(found: dict[str, Any]) -> list[str]:
    """The packages of a bill that claims to have all of them."""
    assert found["compositions"] == [{"aggregate": "complete", "assemblies": ["page"]}], found
    return [each["purl"].removeprefix("pkg:npm/") for each in found["components"]]


def test_what_the_bundler_took(bill: Bill) -> None:
    files = {
        **package("used"), **package("unused"), **package("@scope/a b", "2.0.0+1"), **package("real", folder="alias"),
        **package("inner", "3.0.0", folder="used/node_modules/inner"), "src/main.ts": "import type { T } from 'unused'",
        f"{SCRIPT}.map": map_of(
            USED, "../../node_modules/used/node_modules/inner/index.js?commonjs-proxy",
            "../../node_modules/@scope/a b/index.js", "../../node_modules/alias/index.js", "../../src/main.ts",
            "\0vite/preload-helper.js",
        ),
    }  # fmt: skip
    found = bill(files)
    assert purls(found) == ["%40scope/a%20b@2.0.0%2B1", "inner@3.0.0", "real@1.0.0", "used@1.0.0"]
    assert found["components"][0]["group"] == "@scope"
    assert found["components"][3]["licenses"] == [{"license": {"name": "MIT"}}]
    assert bill(files) == found, "the same page has the same bill"


# title: the map of the script, or what stands in the script
FORMS: dict[str, dict[str, str]] = {
    "webpack": {
        f"{SCRIPT}.map": map_of("webpack://page/./node_modules/used/index.js", "webpack://page/webpack/bootstrap")
    },
    "sections": {f"{SCRIPT}.map": json.dumps({"sections": [{"map": {"sources": [USED]}}]})},
    "a root": {f"{SCRIPT}.map": map_of("used/index.js", sourceRoot="../../node_modules")},
    "guarded": {f"{SCRIPT}.map": ")]}'\n" + map_of(USED)},
    "another name": {
        SCRIPT: "1\n//# sourceMappingURL=maps/other.map",
        "dist/assets/maps/other.map": map_of("../../../node_modules/used/index.js"),
    },
    "in the script": {
        SCRIPT: "1\n//# sourceMappingURL=data:application/json;base64,"
        + base64.b64encode(map_of(USED).encode()).decode()
    },
}


@pytest.mark.parametrize("title", FORMS)
def test_forms_of_maps(bill: Bill, title: str) -> None:
    assert purls(bill({**package("used"), **package("unused"), **FORMS[title]})) == ["used@1.0.0"]


# title: an import, and the files of the package besides its script
UNTOLD: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a style by its path": ({"src/a.ts": "import 'styled/dist/a.css'"}, {}),
    "for its styles": ({"src/a.ts": "import 'styled'"}, {"node_modules/styled/a.css": ""}),
    "by a style": ({"src/a.scss": "@use 'styled/scss/all' as s;"}, {}),
    "by a style with url": ({"src/a.css": "@import url('~styled/x');"}, {}),
    "a font": ({"src/a.css": "a { src: url(~styled/a.woff2) }"}, {}),
    "in a component": ({".vitepress/theme/A.vue": '<style>@import "styled/a.css";</style>'}, {}),
    "by a tool": ({"angular.json": '{"styles": ["node_modules/styled/a.css"]}'}, {}),
    "data": ({"src/a.ts": "import all from 'styled/all.json'"}, {}),
}


@pytest.mark.parametrize("title", UNTOLD)
def test_what_no_map_tells(bill: Bill, title: str) -> None:
    source, held = UNTOLD[title]
    found = bill({**package("styled"), **package("unused"), **held, **source, f"{SCRIPT}.map": map_of()})
    assert purls(found) == ["styled@1.0.0"]


def test_a_package_that_is_data(bill: Bill) -> None:
    files = {**package("data", main="./all.json"), "src/a.ts": "import all from 'data'", f"{SCRIPT}.map": map_of()}
    assert purls(bill(files)) == ["data@1.0.0"]


@pytest.mark.parametrize("text", ["import { a } from 'unused'", "resolve('unused')", "import 'unused'", "['unused']"])
def test_what_is_only_named_is_not_in_it(bill: Bill, text: str) -> None:
    assert purls(bill({**package("unused"), "src/a.ts": text, f"{SCRIPT}.map": map_of()})) == []


def test_a_script_of_the_source_needs_no_map(bill: Bill) -> None:
    assert purls(bill({"public/assets/app.js": PAGE[SCRIPT]})) == []


# title: what is in the way, why the packages are not known
OPEN: dict[str, tuple[dict[str, str], str]] = {
    "no map": ({}, f"{SCRIPT} has no source map"),
    "a damaged map": ({f"{SCRIPT}.map": "{"}, f"{SCRIPT} has no source map"),
    "one of two": ({f"{SCRIPT}.map": map_of(), "dist/other.mjs": "2"}, "dist/other.mjs has no source map"),
    "a source that is nowhere": (
        {f"{SCRIPT}.map": map_of("../../packages/other/src/a.ts")},
        "a source map names ../../packages/other/src/a.ts, which is not there",
    ),
    "no package": (
        {f"{SCRIPT}.map": map_of("../../node_modules/bare/a.js"), "node_modules/bare/a.js": ""},
        "node_modules/bare/a.js belongs to no package",
    ),
    "a script that the build wrote into the page": (
        {"dist/index.html": "<script>own()</script><script>bundled()</script>", f"{SCRIPT}.map": map_of()},
        "dist/index.html holds scripts that the build wrote",
    ),
}


@pytest.mark.parametrize("title", OPEN)
def test_what_is_not_known_is_said(bill: Bill, title: str, capfd: pytest.CaptureFixture[str]) -> None:
    files, reason = OPEN[title]
    found = bill(files)
    assert (found["compositions"][0]["aggregate"], found["components"]) == ("unknown", [])
    (said,) = found["metadata"]["properties"]
    assert said["value"].endswith(reason)
    assert f"Which packages the bundler took is not known, since {said['value']}\n" == capfd.readouterr().out


def test_a_workspace(bill: Bill) -> None:
    output = "apps/web/dist"
    files = {
        **package("used"), f"{output}/index.html": "<p>", f"{output}/app.js": "1",
        f"{output}/app.js.map": map_of("webpack://web/../../node_modules/used/index.js", "webpack://web/./src/a.js"),
        "apps/web/src/a.js": "",
    }  # fmt: skip
    assert purls(bill(files, output)) == ["used@1.0.0"]
