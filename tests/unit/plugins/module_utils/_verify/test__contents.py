"""Whiteouts, opaque folders and replaced ones; and what a gate is told of the merged tree."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import User
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contents import (
    Allowed,
    describe,
    groups_of,
    may_write,
    merge,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import FileSecrets
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._layers import Entry, Layer

PASSWD = "root:x:0:0::/root:/bin/sh\napp:x:1001:1001::/:/bin/sh\n"
GROUP = "root:x:0:\napp:x:1001:\nmedia:x:44:other,app\nbroken\n"


def entry(kind: str = "file", mode: int = 0o644, uid: int = 0, gid: int = 0) -> Entry:
    return Entry(kind, mode, uid, gid, 1)


def layer(*paths: str, **more: Any) -> Layer:
    """A layer with these paths; those that end in a slash are folders."""
    entries = {path.rstrip("/") or "/": entry("folder" if path.endswith("/") else "file") for path in paths}
    return Layer({**entries, **more.pop("entries", {})}, **more)


# title: (the layers, the paths that a container sees)
MERGED: dict[str, tuple[list[Layer], set[str]]] = {
    "later layers add": ([layer("/a/", "/a/b"), layer("/a/c")], {"/a", "/a/b", "/a/c"}),
    "whiteout of a file": ([layer("/a/", "/a/b", "/a/bc"), layer("/a/", "/a/.wh.b")], {"/a", "/a/bc"}),
    "whiteout of a folder": ([layer("/a/", "/a/b/", "/a/b/c"), layer("/a/.wh.b")], {"/a"}),
    "whiteout in the root": ([layer("/", "/a/", "/a/b"), layer("/.wh.a")], {"/"}),
    "a whiteout hides nothing of its own layer": ([layer("/a"), layer("/.wh.a", "/a")], {"/a"}),
    "what was deleted may come back": ([layer("/a"), layer("/.wh.a"), layer("/a")], {"/a"}),
    "opaque folder": ([layer("/a/", "/a/b", "/ab"), layer("/a/", "/a/.wh..wh..opq", "/a/c")], {"/a", "/a/c", "/ab"}),
    "opaque root": ([layer("/a/", "/a/b"), layer("/.wh..wh..opq", "/c")], {"/c"}),
    "a file replaces a folder": ([layer("/a/", "/a/b"), layer("/a")], {"/a"}),
    "a link replaces a folder": ([layer("/a/", "/a/b"), Layer({"/a": entry("link")})], {"/a"}),
    "a folder stays over a folder": ([layer("/a/", "/a/b"), layer("/a/")], {"/a", "/a/b"}),
    "many whiteouts": (
        [layer(*(f"/{n}" for n in range(3000))), layer(*(f"/.wh.{n}" for n in range(2999)))],
        {"/2999"},
    ),
}


@pytest.mark.parametrize("title", MERGED)
def test_merge(title: str) -> None:
    layers, seen = MERGED[title]
    assert set(merge(layers)) == seen


def test_a_later_layer_changes_the_rights() -> None:
    assert merge([layer("/a"), Layer({"/a": entry(uid=5)})])["/a"].uid == 5


@pytest.mark.parametrize(
    ("found", "can"),
    [
        (entry(), False),
        (entry(uid=1001, mode=0o400), True),
        (entry(mode=0o646), True),
        (entry(gid=44, mode=0o664), True),
        (entry(gid=44, mode=0o644), False),
        (entry(gid=45, mode=0o664), False),
        (entry("folder", uid=1001), True),
        (entry("link", mode=0o777, uid=1001), False),
    ],
)
def test_may_write(found: Entry, can: bool) -> None:
    assert may_write(found, 1001, {1001, 44}) is can


def test_groups_of_a_user_are_his_own_and_those_that_name_him() -> None:
    assert groups_of(User("app", "app", 1001, 1001), GROUP) == {1001, 44}
    assert groups_of(User("app", None, None, None), GROUP) == {0}


def image(**entries: Entry) -> list[Layer]:
    named = {"/" + path.replace("__", "/"): found for path, found in entries.items()}
    accounts = {"/etc/passwd": entry(), "/etc/group": entry()}
    return [Layer({**accounts, **named}, texts={"/etc/passwd": PASSWD, "/etc/group": GROUP})]


def test_what_belongs_to_another_or_can_be_changed_is_told() -> None:
    layers = image(
        srv__app=entry(uid=1001),
        srv__media=entry(gid=44, mode=0o664),
        srv=entry("folder"),
        tmp__x=entry(uid=1001),
        tmp=entry("folder", mode=0o1777),
        tmpfile=entry(uid=9),
    )
    found = describe(layers, "1001", Allowed(writable=["/tmp/"]))
    assert found["user_name"] == "app"
    assert found["foreign_files"] == ["/srv/app", "/tmpfile"]
    assert found["writable_paths"] == ["/srv/app", "/srv/media"]
    assert found["entries"] == 8
    assert describe(layers, "app", Allowed(writable=["/"]))["writable_paths"] == []


@pytest.mark.parametrize("user", ["", "0", "root", "nobody-knows"])
def test_root_can_change_everything(user: str) -> None:
    assert describe(image(), user, Allowed())["writable_paths"] == ["/"]


def test_forbidden_programs_are_files_and_links_at_whole_paths() -> None:
    layers = image(
        usr__bin__gcc=entry(mode=0o755), bin__gcc=entry("link"), opt__gcc=entry(mode=0o755),
        usr__bin__make=entry("folder", mode=0o755), srv__bin__gcc=entry(mode=0o644),
    )  # fmt: skip
    forbidden = ["*/bin/gcc", "*/bin/make", "/opt"]
    assert describe(layers, "1001", Allowed(forbidden))["forbidden_programs"] == ["/bin/gcc", "/usr/bin/gcc"]
    assert describe(layers, "1001", Allowed(forbidden, ["/usr/*"]))["forbidden_programs"] == ["/bin/gcc"]
    assert describe(layers, "1001", Allowed())["forbidden_programs"] == []


SITE = "/venv/lib/site-packages"
JOSE = "b816f36b4715af4b5161f3bd9f1074eaf0489ebd543446f8952ce034a2e52d9a"  # of a token that its documentation shows
RECORD = f"{SITE}/uv-1.dist-info/RECORD"


@pytest.mark.parametrize(
    ("record", "more", "forbidden", "of_packages"),
    [
        ("", [], ["/venv/bin/uv"], []),
        ("../../bin/uv,,", [], [], [{"path": "/venv/bin/uv", "package": "uv"}]),
        ("../../bin/uv,,", [f"{SITE}/uv-1.dist-info/direct_url.json"], ["/venv/bin/uv"], []),
    ],
    ids=["copied", "of a wheel", "of the team's own code"],
)
def test_a_program_that_a_package_brings_is_told_apart(
    record: str, more: list[str], forbidden: list[str], of_packages: list[dict[str, str]]
) -> None:
    entries = {"/venv/bin/uv": entry(mode=0o755), **{path: entry() for path in [RECORD, *more]}}
    found = describe([Layer(entries, texts={RECORD: record})], "1001", Allowed(["*/bin/uv"]))
    assert (found["forbidden_programs"], found["programs_of_packages"]) == (forbidden, of_packages)


def test_setuid_programs_are_told() -> None:
    layers = image(srv__root=entry(mode=0o4755), usr__bin__su=entry(mode=0o4755))
    assert describe(layers, "1001", Allowed())["setuid_files"] == ["/srv/root (setuid)"]


def test_secrets_are_told_by_layer_also_deleted_ones() -> None:
    layers = [
        layer("/a", secrets={"/a": secrets("two", "one")}),
        layer("/.wh.a"),
        layer("/b", secrets={"/b": secrets("one")}),
    ]
    assert describe(layers, "", Allowed())["secrets"] == [
        {"path": "/a", "kind": "one", "layer": 1},
        {"path": "/a", "kind": "two", "layer": 1},
        {"path": "/b", "kind": "one", "layer": 3},
    ]


def test_what_packages_publish_is_told_apart() -> None:
    path = f"{SITE}/jose/jwt.py"
    found = describe([layer(path, secrets={path: FileSecrets(frozenset({("JSON Web Token", JOSE)}))})], "", Allowed())
    assert found["secrets"] == []
    (known,) = found["known_secrets"]
    assert (known["path"], known["kind"], known["layer"]) == (path, "JSON Web Token", 1)
    assert "python-jose" in known["reason"]


def secrets(*kinds: str) -> FileSecrets:
    return FileSecrets(frozenset((kind, "0") for kind in kinds))


def test_accounts_of_a_deleted_file_are_none() -> None:
    layers = [*image(), layer("/etc/.wh.passwd")]
    assert describe(layers, "1001", Allowed())["user_name"] == ""


@pytest.mark.parametrize(("path", "has"), [("usr__bin__whoami", True), ("bin__whoami", True), ("opt__whoami", False)])
def test_whoami(path: str, has: bool) -> None:
    assert describe(image(**{path: entry()}), "", Allowed())["has_whoami"] is has
