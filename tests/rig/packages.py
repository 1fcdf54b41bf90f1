"""Programs out of Debian packages of any suite, unpacked into a cache folder and never installed."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sovd.prod_images" / "packages"


def load_downloader() -> ModuleType:
    """Return the role's own way to fetch packages, which leaves the host's apt as it is."""
    path = ROOT / "roles" / "base_images" / "files" / "rootfs" / "packages.py"
    spec = importlib.util.spec_from_file_location("rootfs_packages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mirror() -> str:
    """Return the address from which this host's apt takes Debian."""
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(RELEASE)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (address, *_others) = re.findall(r"^(?:bookworm|trixie|forky)\|main\|(.*)$", listing, re.MULTILINE)
    listed = re.match(r"mirror\+file:(?://)?(.*?)/?$", address)  # a list of mirrors lies in a file of this host
    return str(Path(listed[1]).read_text(encoding="utf-8").split()[0] if listed else address)


def unpacked(suite: str, *names: str) -> Path:
    """Return the folder that holds the packages of a suite; fetched once, and again when the folder is gone."""
    folder = CACHE / "-".join([suite, *names])
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            work = CACHE / "work"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            source = f"deb [signed-by={KEYRING}] {mirror()} {suite} main"
            _suite, packages = load_downloader().download(names, [suite], {suite: [source]}, work)
            for package in packages:
                subprocess.run(["dpkg-deb", "--extract", package, work / "root"], check=True)
            (work / "root").rename(folder)
            shutil.rmtree(work)
    return folder
