"""How the tree of a stand-in is cut down and furnished."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def folder(root: Path) -> Iterator[Path]:
    """The folder of the program, whose parts import each other by their bare names."""
    place = root / "roles" / "base_images" / "files" / "rootfs"
    before = {name: sys.modules.pop(name, None) for name in ("packages", "tree")}
    sys.path.insert(0, str(place))
    yield place
    sys.path.remove(str(place))
    for name, module in before.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module


@pytest.fixture
def tree(folder: Path) -> ModuleType:
    assert folder.is_dir()
    return import_module("tree")


@pytest.fixture
def packages(folder: Path) -> ModuleType:
    assert folder.is_dir()
    return import_module("packages")


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir() or path.is_symlink())


def test_skeleton_links_the_merged_folders(tree: ModuleType, tmp_path: Path) -> None:
    tree.make_skeleton(tmp_path)
    assert {name: str((tmp_path / name).readlink()) for name in ("bin", "lib64", "var/run")} == {
        "bin": "usr/bin", "lib64": "usr/lib64", "var/run": "/run"
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / "tmp").stat().st_mode) == 0o1777
    assert stat.S_IMODE((tmp_path / "root").stat().st_mode) == 0o700


def test_only_licences_stay_of_the_documents(tree: ModuleType, tmp_path: Path) -> None:
    put(tmp_path, "usr/share/doc/a/copyright", "usr/share/doc/a/README", "usr/share/doc/b/x/NEWS")
    (tmp_path / "usr/share/doc/c").symlink_to("a")
    (tmp_path / "usr/share/doc/a/copyright.link").symlink_to("copyright")
    tree.keep_licences(tmp_path)
    assert names(tmp_path) == ["usr/share/doc/a/copyright"]
    assert not (tmp_path / "usr/share/doc/b").exists()


def test_keep_only_and_delete(tree: ModuleType, tmp_path: Path) -> None:
    put(tmp_path, "bin/a1", "bin/a2", "bin/b", "bin/sub/x", "elsewhere/y")
    (tmp_path / "bin/link").symlink_to("../elsewhere")
    tree.keep_only(tmp_path, "bin", ["a*"])
    assert names(tmp_path) == ["bin/a1", "bin/a2", "elsewhere/y"]
    for path in tree.matches(tmp_path, ["bin/a?", "none*", "elsewhere"]):
        tree.delete(path)
    assert names(tmp_path) == []


def test_programs_are_told_by_their_first_bytes(tree: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(b"\x7fELF...")
    put(tmp_path, "script")
    found = [tree.is_program(tmp_path / name) for name in ("program", "script", "none", ".")]
    assert found == [True, False, False, False]


def test_accounts_cannot_log_in(tree: ModuleType, tmp_path: Path) -> None:
    users = [{"name": "redis", "uid": 999, "gid": 1000, "home": "/data", "shell": "/bin/sh"}]
    tree.write_accounts(
        tmp_path, users, [{"name": "redis", "gid": 1000}, {"name": "tty", "gid": 5, "members": ["redis"]}]
    )
    assert (tmp_path / "etc/passwd").read_text() == "redis:x:999:1000::/data:/bin/sh\n"
    assert (tmp_path / "etc/group").read_text() == "redis:x:1000:\ntty:x:5:redis\n"
    assert (tmp_path / "etc/shadow").read_text() == "redis:*:::::::\n"
    assert stat.S_IMODE((tmp_path / "etc/shadow").stat().st_mode) == 0o640


def test_certificates_become_one_bundle_with_its_links(tree: ModuleType, tmp_path: Path) -> None:
    put(tmp_path, "usr/share/ca-certificates/b.crt", "usr/share/ca-certificates/a.crt")
    tree.write_certificates(tmp_path)
    bundle = (tmp_path / "etc/ssl/certs/ca-certificates.crt").read_text()
    assert bundle == "usr/share/ca-certificates/a.crtusr/share/ca-certificates/b.crt"
    assert str((tmp_path / "usr/lib/ssl/certs").readlink()) == "/etc/ssl/certs"
    assert not (tmp_path / "usr/share/ca-certificates").exists()


def test_a_link_replaces_what_was_there(tree: ModuleType, tmp_path: Path) -> None:
    put(tmp_path, "a/b")
    tree.make_link(tmp_path, "a", "elsewhere")
    tree.make_link(tmp_path, "a", "again")
    assert str((tmp_path / "a").readlink()) == "again"


def npm_package(folder: Path) -> dict[str, str]:
    put(folder, "package/index.js", "package/README.md")
    with tarfile.open(folder / "some-1.0.tgz", "w:gz") as archive:
        archive.add(folder / "package", "package")
    digest = hashlib.sha256((folder / "some-1.0.tgz").read_bytes()).hexdigest()
    return {"name": "some", "version": "1.0", "sha256": digest, "to": "usr/lib/some"}


def test_an_npm_package_is_unpacked_without_its_folder(tree: ModuleType, tmp_path: Path) -> None:
    package = npm_package(tmp_path)
    tree.add_npm_package(tmp_path / "root", {**package, "only": ["package/index.js"]}, str(tmp_path))
    assert names(tmp_path / "root") == ["usr/lib/some/index.js"]


def test_an_npm_package_of_another_sum_is_refused(tree: ModuleType, packages: ModuleType, tmp_path: Path) -> None:
    package = {**npm_package(tmp_path), "sha256": "0" * 64}
    with pytest.raises(packages.RootfsError, match=r"some-1\.0\.tgz has the SHA-256 [0-9a-f]{64}, not 0{64}"):
        tree.add_npm_package(tmp_path / "root", package, str(tmp_path))


def test_apt_looks_at_these_sources_alone(packages: ModuleType, tmp_path: Path) -> None:
    options = packages.apt_options(tmp_path / "sid", ["deb one", "deb two"], "sid")
    assert (tmp_path / "sid/sources.list").read_text() == "deb one\ndeb two\n"
    assert f"-oDir::Etc::sourcelist={tmp_path}/sid/sources.list" in options
    assert "-oAcquire::Check-Valid-Until=false" in options
    assert not [o for o in packages.apt_options(tmp_path / "t", [], "trixie") if "Valid-Until" in o]


def test_the_first_suite_that_gives_the_packages_is_taken(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*command: str, cwd: Path | None = None) -> str:
        if "sid" in str(command):
            raise packages.RootfsError("sid is gone")
        if cwd is not None:
            put(cwd, "b.deb", "a.deb")
        return ""

    monkeypatch.setattr(packages, "run", run)
    sources = {"sid": ["deb sid"], "trixie": ["deb trixie"]}
    suite, files = packages.download(["a", "b"], ["sid", "trixie"], sources, tmp_path)
    assert (suite, [file.name for file in files]) == ("trixie", ["a.deb", "b.deb"])
    with pytest.raises(packages.RootfsError, match=r"no suite gave the packages\. sid: sid is gone"):
        packages.download(["a"], ["sid"], sources, tmp_path / "again")


def test_the_same_tree_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = []
    for name, late in (("one", 2_000_000_000), ("two", 2_100_000_000)):
        put(tmp_path / name, "b", "a/c")
        os.utime(tmp_path / name / "b", (late, late))
        for path in (tmp_path / name, tmp_path / name / "a", tmp_path / name / "a/c"):
            os.utime(path, (1, 1))
        script = "import runpy, sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        script += "write_tar = runpy.run_path(sys.argv[1] + '/__main__.py')['write_tar']\n"
        script += "write_tar(Path(sys.argv[2]), sys.argv[3], 1700000000)"
        arguments = [str(folder), str(tmp_path / name), str(tmp_path / f"{name}.tar")]
        subprocess.run([sys.executable, "-c", script, *arguments], check=True)
        made.append((tmp_path / f"{name}.tar").read_bytes())
    assert made[0] == made[1]
