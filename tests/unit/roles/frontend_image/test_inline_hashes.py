"""The inline scripts and styles of a page, and what nginx and the user are told of them, by this machine's Node.js."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

NODE = os.environ.get("NODE_OF_TESTS", "node")
Finish = Callable[[Mapping[str, str], Mapping[str, object]], subprocess.CompletedProcess[str]]
UNSAFE = "'unsafe-hashes'"


def hash_of(text: str) -> str:
    """The source that allows a script or a style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def finish(root: Path, tmp_path: Path) -> Finish:
    """`finish(pages, inline)` writes pages, and lets the program of the build work on them."""
    program = root / "roles" / "frontend_image" / "files" / "finish_page.cjs"

    def finish(pages: Mapping[str, str], inline: Mapping[str, object]) -> subprocess.CompletedProcess[str]:
        for name, text in pages.items():
            (tmp_path / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "dist" / name).write_bytes(text.encode())
        settings = {"folder": "dist", "precompress": [], "runtime_files": [], "inline": inline, "bill": "bill.json"}
        return subprocess.run(
            [NODE, str(program), str(int(time.time()) - 60), json.dumps(settings)],
            cwd=tmp_path, check=False, capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    return finish


def maps(folder: Path) -> tuple[str, str]:
    """The maps of scripts and of styles."""
    return ((folder / "scripts.map").read_text("utf-8"), (folder / "styles.map").read_text("utf-8"))


# By name: a page, and the texts of its scripts and its styles; those in attributes begin with an @.
PAGES: dict[str, tuple[str, list[str], list[str]]] = {
    "none": ('<script src="/a.js"></script><p class="style">', [], []),
    "both": ("<style> p {} </style><script>\n a('ü') </script>", ["\n a('ü') "], [" p {} "]),
    "line ends": ("<script>a\r\nb\rc</script>", ["a\nb\nc"], []),
    "kinds": (
        "<script type=module>a</script><SCRIPT TYPE='text/javascript'>b</SCRIPT ><script type='importmap'>{}</script>",
        ["a", "b", "{}"],
        [],
    ),
    "data": (
        "<script type='application/ld+json'>a</script><script type='text/x-template'><style>b</style></script>",
        [],
        [],
    ),
    "attributes": (
        """<p title="a>b" style='color:red'><link onload="x=&#39;a&#39; &amp;&amp; 1"/><p onclick=a()>""",
        ["@x='a' && 1", "@a()"],
        ["@color:red"],
    ),
    "comment": ("<!-- <script>a</script> --><script>b<!-- c --></script>", ["b<!-- c -->"], []),
    "texts": ("<title><script>a</script></title><textarea><style>b</style></textarea>", [], []),
    "looks like tags": ("<script>if (a <b) '<p style=x>'</script>", ["if (a <b) '<p style=x>'"], []),
    "not closed": ("<script>a", ["a"], []),
}


@pytest.mark.parametrize("case", PAGES)
def test_what_stands_in_a_page(finish: Finish, tmp_path: Path, case: str) -> None:
    page, scripts, styles = PAGES[case]
    done = finish({"index.html": page}, {"folder": str(tmp_path / "inline"), "policy": {}})
    assert (done.returncode, done.stderr) == (0, "")
    for found, texts in zip(maps(tmp_path / "inline"), (scripts, styles), strict=True):
        sources = {hash_of(text.removeprefix("@")) for text in texts} | {UNSAFE for text in texts if text[0] == "@"}
        assert found == (f'"/index.html" " {" ".join(sorted(sources))}";\n' if sources else "")


def test_each_page_has_its_own(finish: Finish, tmp_path: Path) -> None:
    script = "<script>{0}</script>"
    pages = {
        "index.html": script.format("a"),
        "b/Über uns.html": script.format("b") * 2,
        "b/A.html": script.format("c"),
        "b/a.html": script.format("d"),
        'q".html': script.format("q"),
    }
    assert finish(pages, {"folder": str(tmp_path / "inline"), "policy": {}}).returncode == 0
    two = " ".join(sorted([hash_of("c"), hash_of("d")]))
    assert set(maps(tmp_path / "inline")[0].splitlines()) == {
        f'"/index.html" " {hash_of("a")}";',
        f'"/b/Über uns.html" " {hash_of("b")}";',
        f'"/b/a.html" " {two}";',
        f'"/q\\".html" " {hash_of("q")}";',
    }


BLOCKED = (
    "dist/index.html: found a {0} in the page itself, which the policy of nginx.conf blocks ({1}); set "
    "frontend_image_inline_hashes to always, or to never to leave it blocked\n"
)
SELF = {"script-src": ["'self'"], "style-src": ["'self'"]}
# By name: a policy, and what of a page with a script and a style it blocks.
POLICIES: dict[str, tuple[dict[str, list[str]], str]] = {
    "none": ({}, ""),
    "self": (SELF, "script"),
    "a hash": ({**SELF, "script-src": [hash_of("a")]}, "style"),
    "hashes": ({"script-src": [hash_of("a")], "style-src": ["'self'", hash_of("b")]}, ""),
    "all": ({"script-src": ["'unsafe-inline'"], "style-src": ["'UNSAFE-inline'"]}, ""),
    "default": ({"default-src": ["'self'"], "script-src": ["'unsafe-inline'"]}, "style"),
    "images": ({"img-src": ["'self'"]}, ""),
}


@pytest.mark.parametrize("case", POLICIES)
def test_what_a_policy_blocks_is_told(finish: Finish, case: str) -> None:
    policy, blocked = POLICIES[case]
    done = finish({"index.html": "<script>a</script><style>b</style>"}, {"folder": "", "policy": policy})
    source = hash_of("a" if blocked == "script" else "b")
    expected = (1, BLOCKED.format(blocked, source)) if blocked else (0, "")
    assert (done.returncode, done.stderr) == expected


def test_what_nginx_could_not_read_is_told(finish: Finish, tmp_path: Path) -> None:
    page = "".join(f"<script>{number}</script>" for number in range(80))
    done = finish({"index.html": page}, {"folder": str(tmp_path / "inline"), "policy": {}})
    assert done.returncode == 1
    assert done.stderr.startswith("dist/index.html: found 80 scripts and 0 styles in the page itself, whose hashes are")
