"""What the last step of the build makes of a page, under the Node.js of this machine."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

MAP = '{"version":3,"sources":["secret.ts"],"mappings":""}'
INDEX = '<!doctype html><script src="/assets/app.js"></script>'
NODE = os.environ.get("NODE_OF_TESTS", "node")
Finish = Callable[..., subprocess.CompletedProcess[str]]


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files, by path, into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def names(folder: Path) -> set[str]:
    """The files of a folder, by path."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def finish(root: Path, tmp_path: Path) -> Finish:
    """`finish(files, folder=...)` writes the output of a build, and lets the program work on it."""
    program = root / "roles" / "frontend_image" / "files" / "finish_page.cjs"

    def finish(
        files: Mapping[str, str | bytes],
        folder: str = "dist",
        runtime_files: tuple[str, ...] = (),
        inline: Mapping[str, object] = MappingProxyType({"folder": "", "policy": {}}),
    ) -> subprocess.CompletedProcess[str]:
        write(tmp_path, files)
        settings = {
            "folder": folder,
            "precompress": ["css", "html", "js", "json"],
            "runtime_files": runtime_files,
            "inline": dict(inline),
            "bill": "bill/page.cdx.json",
        }
        return subprocess.run(
            [NODE, str(program), str(int(time.time()) - 60), json.dumps(settings)],
            cwd=tmp_path, check=False, capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    return finish


def test_source_maps_go_at_any_depth_and_other_maps_stay(finish: Finish, tmp_path: Path) -> None:
    gone = {
        "assets/a.js.map": MAP,
        "assets/deep/b.css.map": "not even JSON",
        "assets/a.js.map.br": "brotli",
        "assets/a.js.map.gz": gzip.compress(MAP.encode()),
        "assets/c.mjs.map.zst": "zstd without its original",
        "chunks/main.map": f")]}}'\n{MAP}",
        "chunks/other.map.gz": gzip.compress(MAP.encode()),
        "chunks/index.map": '{"version": 3, "sections": []}',
    }
    kept = {
        "index.html": INDEX,
        "levels/world.map": "a level of a game",
        "levels/tiles.map": '{"version": 3, "layers": []}',
        "levels/style.map": '{"version": 8, "sources": {}}',
        "levels/packed.map.gz": gzip.compress(b"a level"),
        "about.map.htm": "<p>",
    }
    done = finish({f"dist/{name}": text for name, text in {**gone, **kept}.items()})
    assert (done.returncode, done.stderr) == (0, "")
    assert names(tmp_path / "dist") == {*kept, "index.html.gz"}


def test_each_text_has_a_gz_that_holds_the_same(finish: Finish, tmp_path: Path) -> None:
    files = {
        "dist/index.html": INDEX,
        "dist/a.js": "new",
        "dist/a.js.gz": gzip.compress(b"old"),
        "dist/b.js": "same",
        "dist/b.js.gz": gzip.compress(b"same", 1, mtime=5),
        "dist/c.css": "x",
        "dist/c.css.gz": "no gzip at all",
        "dist/d.csv": "new",
        "dist/d.csv.gz": gzip.compress(b"old"),
        "dist/e.png": "picture",
        "dist/a.js.br": "of something else",
        "dist/archive.gz": "alone",
    }
    assert finish(files).returncode == 0
    dist = tmp_path / "dist"
    packed = {name.name: gzip.decompress(name.read_bytes()).decode() for name in dist.glob("*.*.gz")}
    expected = {"index.html.gz": INDEX, "a.js.gz": "new", "b.js.gz": "same", "c.css.gz": "x", "d.csv.gz": "new"}
    assert packed == expected
    assert (dist / "b.js.gz").read_bytes() == files["dist/b.js.gz"]
    assert {"e.png", "archive.gz"} <= names(dist)
    assert not names(dist) & {"a.js.br", "e.png.gz"}


def test_what_is_replaced_at_run_time_has_nothing_packed_beside_it(finish: Finish, tmp_path: Path) -> None:
    packed = {"config.js.gz": gzip.compress(b"a"), "config.js.br": "b", "config.js.zst": "z"}
    kept = {
        "config.js": "a",
        "env/one.json": "{}",
        "env/deep/two.json": "{}",
        "envy.json": "{}",
        "sub/config.js": "b",
        "index.html": INDEX,
    }
    files = {f"dist/{name}": text for name, text in {**packed, **kept}.items()}
    done = finish(files, runtime_files=("/config.js", "/env/"))
    assert done.returncode == 0, done.stderr
    assert names(tmp_path / "dist") == {*kept, "envy.json.gz", "sub/config.js.gz", "index.html.gz"}


def times(folder: Path) -> dict[str, int]:
    """The time of each file, in nanoseconds."""
    return {name: (folder / name).stat().st_mtime_ns for name in names(folder)}


def test_times_follow_the_content_alone(finish: Finish, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    files = {"dist/index.html": INDEX, "dist/a.js": "release 1", "dist/b.png": "picture", "dist/empty.txt": ""}
    assert finish(files).returncode == 0
    first = times(dist)
    assert finish(files).returncode == 0
    assert times(dist) == first
    assert finish({**files, "dist/a.js": "release 2"}).returncode == 0
    second = times(dist)
    assert {name for name in first if first[name] != second[name]} == {"a.js", "a.js.gz"}
    assert all(86400 <= each // 10**9 < 86400 + 2**28 and each % 10**9 == 0 for each in second.values())


def test_rights(finish: Finish, tmp_path: Path) -> None:
    write(tmp_path, {"dist/index.html": INDEX, "dist/deep/a.js": "a"})
    (tmp_path / "dist" / "deep").chmod(0o700)
    (tmp_path / "dist" / "deep" / "a.js").chmod(0o600)
    assert finish({}).returncode == 0
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "dist").rglob("*")}
    files = ("a.js", "a.js.gz", "index.html", "index.html.gz")
    assert modes == {"deep": 0o755, **dict.fromkeys(files, 0o644)}


SHAPES: dict[str, tuple[str, dict[str, str | bytes]]] = {
    "at the top": ("dist", {"dist/index.html": INDEX}),
    "behind a dot": ("docs/.vitepress/dist", {"docs/.vitepress/dist/index.html": INDEX}),
    "another name at the top": ("dist", {"dist/home.html": INDEX}),
    "languages": ("dist", {"dist/en/index.html": INDEX, "dist/de/index.html": INDEX}),
    "below a path": ("dist", {"dist/shop/index.html": '<script src="/shop/a.js">', "dist/shop/a.js": "a"}),
    "by its base": ("dist", {"dist/shop/index.html": '<base href="/shop/"><script src="a.js">', "dist/shop/a.js": "a"}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_pages(finish: Finish, shape: str) -> None:
    folder, files = SHAPES[shape]
    done = finish(files, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")


MESSAGE = "frontend_image_output_dir: found {0}, expected the folder of the page; the build wrote {1}\n"
# By name: the folder that was named, what the build wrote, and what the message says of both.
WRONG: dict[str, tuple[str, dict[str, str | bytes], str, str]] = {
    "another name": ("dist", {"build/index.html": INDEX, "build/a/b.html": ""}, "no folder dist", "build"),
    "a file": ("dist", {"dist": "x", "www/a.html": ""}, "no folder dist", "www"),
    "two": (
        "dist",
        {"out/index.html": "", ".output/public/index.html": "", "node_modules/x/a.html": "", ".next/b.html": ""},
        "no folder dist",
        ".output/public, out",
    ),
    "Angular": (
        "dist",
        {
            "dist/shop/browser/index.html": '<base href="/"><script src="main-AB.js">',
            "dist/shop/browser/main-AB.js": "",
            "dist/shop/licenses.txt": "",
        },
        "no page at the top of dist",
        "dist/shop/browser",
    ),
    "a server": ("dist", {"dist/server.js": "x"}, "no page in dist", "dist"),
    "nothing": ("dist", {}, "no folder dist", "nothing"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_folder_is_told_with_what_the_build_wrote(finish: Finish, case: str) -> None:
    folder, files, found, wrote = WRONG[case]
    done = finish(files, folder=folder)
    assert (done.returncode, done.stderr) == (1, MESSAGE.format(found, wrote))


def test_links(finish: Finish, tmp_path: Path) -> None:
    write(tmp_path, {"dist/index.html": INDEX, "dist/a.png": "a", "shared/b.png": "b"})
    dist = tmp_path / "dist"
    (dist / "inside.png").symlink_to("a.png")
    (dist / "outside.png").symlink_to("../shared/b.png")
    assert finish({}).returncode == 0
    assert (dist / "inside.png").is_symlink()
    assert not (dist / "outside.png").is_symlink()
    assert (dist / "outside.png").read_text(encoding="utf-8") == "b"
    (dist / "broken").symlink_to("nowhere")
    done = finish({})
    message = "dist/broken: found a link to nowhere, expected one to what is in dist\n"
    assert (done.returncode, done.stderr) == (1, message)
