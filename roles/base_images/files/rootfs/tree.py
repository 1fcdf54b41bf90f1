"""The tree of a root file system: what is taken away from it and what is written into it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from packages import RootfsError, run

TOP_FOLDERS = ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "home", "proc", "sys", "dev", "run", "root")
TEMPORARY_FOLDERS = ("tmp", "var/tmp")
MERGED_FOLDERS = ("bin", "sbin", "lib", "lib64")
DOCUMENTS = "usr/share/doc"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
LOADER = "/lib64/ld-linux-x86-64.so.2"
CERTIFICATES = "usr/share/ca-certificates"
BUNDLE = "etc/ssl/certs/ca-certificates.crt"
BUNDLE_LINKS = (
    ("etc/ssl/cert.pem", "certs/ca-certificates.crt"),
    ("usr/lib/ssl/cert.pem", "/etc/ssl/cert.pem"),
    ("usr/lib/ssl/certs", "/etc/ssl/certs"),
)
NAME_SERVICES = ("passwd: files", "group: files", "hosts: files dns", "services: files", "protocols: files")


def make_skeleton(root: Path) -> None:
    """Make the folders that every Debian system has, bin and lib being links into usr."""
    for name in (*TOP_FOLDERS, *TEMPORARY_FOLDERS):
        (root / name).mkdir(parents=True)
    for name in MERGED_FOLDERS:
        (root / name).symlink_to(f"usr/{name}")
    (root / "var/run").symlink_to("/run")
    for name in TEMPORARY_FOLDERS:
        (root / name).chmod(0o1777)
    (root / "root").chmod(0o700)


def matches(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the paths below root that the shell patterns name."""
    return [path for pattern in patterns for path in sorted(root.glob(pattern))]


def delete(path: Path) -> None:
    """Delete a file, a link or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def keep_licences(root: Path) -> None:
    """Of the packages' documents keep the copyright files alone."""
    for folder, _folders, names in os.walk(root / DOCUMENTS, topdown=False):
        for path in (Path(folder) / name for name in names):
            if path.name != "copyright" or path.is_symlink():
                path.unlink()
        for path in Path(folder).iterdir():
            if path.is_symlink() or (path.is_dir() and not any(path.iterdir())):
                delete(path)


def keep_only(root: Path, folder: str, patterns: list[str]) -> None:
    """In one folder keep only the entries that the patterns name."""
    for path in list((root / folder).iterdir()):
        if not any(fnmatchcase(path.name, pattern) for pattern in patterns):
            delete(path)


def is_program(path: Path) -> bool:
    """Whether a file holds machine code."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def prune_libraries(root: Path, patterns: Iterable[str]) -> None:
    """Delete the shared libraries that no program among the patterns loads; refuse when one lacks a library."""
    needed = {Path(LOADER).name}
    missing = []
    for path in filter(is_program, matches(root, patterns)):
        program = f"/{path.relative_to(root)}"
        command = ["/usr/sbin/chroot", str(root), LOADER, "--list", program]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        # The loader may print nothing at all when a library is missing, so its exit code counts, too.
        if "not found" in printed or (done.returncode and "statically linked" not in printed):
            missing.append(f"{program}: {printed.strip()[-200:]}")
        for library in re.findall(r"=> (/\S+)", done.stdout):
            needed |= {Path(library).name, (root / library.lstrip("/")).resolve().name}
    if missing:
        raise RootfsError("libraries are missing: " + "; ".join(missing))
    for path in (root / LIBRARIES).glob("*.so*"):
        if path.name not in needed and not path.is_dir():
            path.unlink()


def link_applets(root: Path) -> None:
    """Make a link to busybox for each of its commands that no other program provides."""
    for name in run("chroot", root, "/usr/bin/busybox", "--list").split():
        if not any(os.path.lexists(root / folder / name) for folder in ("usr/bin", "usr/sbin", "usr/local/bin")):
            (root / "usr/bin" / name).symlink_to("busybox")


def write(root: Path, name: str, text: str, mode: str = "0644") -> None:
    """Write a text file, and the folder that it lies in."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(int(mode, 8))


def write_accounts(root: Path, users: list[dict[str, Any]], groups: list[dict[str, Any]]) -> None:
    """Write passwd, group and shadow; nobody can log in with a password."""
    passwd = "".join("{name}:x:{uid}:{gid}:{gecos}:{home}:{shell}\n".format(**{"gecos": "", **user}) for user in users)
    write(root, "etc/passwd", passwd)
    write(root, "etc/group", "".join(f"{g['name']}:x:{g['gid']}:{','.join(g.get('members', []))}\n" for g in groups))
    write(root, "etc/shadow", "".join(f"{user['name']}:*:::::::\n" for user in users), "0640")
    write(root, "etc/nsswitch.conf", "\n".join(NAME_SERVICES) + "\n")


def write_certificates(root: Path) -> None:
    """Make the bundle of certificate authorities that update-ca-certificates would make."""
    write(root, BUNDLE, "".join(path.read_text() for path in sorted((root / CERTIFICATES).rglob("*.crt"))))
    shutil.rmtree(root / CERTIFICATES)
    for link, target in BUNDLE_LINKS:
        make_link(root, link, target)


def make_link(root: Path, link: str, target: str) -> None:
    """Make or replace a link, and the folder that it lies in."""
    path = root / link
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path):
        delete(path)
    path.symlink_to(target)


def make_folder(root: Path, folder: dict[str, Any]) -> None:
    """Make a folder with its owner and mode."""
    path = root / folder["path"]
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, folder.get("uid", 0), folder.get("gid", 0))
    path.chmod(int(folder.get("mode", "0755"), 8))


def add_npm_package(root: Path, package: dict[str, Any], folder: str) -> None:
    """Unpack an npm package: its only folder is left out, and only the wanted files are taken."""
    archive = Path(folder) / f"{package['name']}-{package['version']}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package["sha256"]:
        raise RootfsError(f"{archive.name} has the SHA-256 {found}, not {package['sha256']}")
    place = root / package["to"]
    place.mkdir(parents=True, exist_ok=True)
    options = ["--strip-components=1", "--no-same-owner", "--no-same-permissions"]
    run("tar", "-xzf", archive, "-C", place, *options, *package.get("only", []))
