"""No file names a package registry or a path of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from pip._internal.models.index import PyPI

SETTINGS = ("/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/pip.conf", "/root/.npmrc", "/etc/npmrc")
URL = re.compile(r"https?://[^\s\"'<>]+")


def configured_urls() -> set[str]:
    """The addresses that this machine's apt, npm and pip are told to use."""
    texts = []
    for pattern in SETTINGS:
        base = Path("/")
        texts += [
            path.read_text(encoding="utf-8", errors="replace") for path in base.glob(pattern[1:]) if path.is_file()
        ]
    tools = (["npm", "config", "get", "registry"], ["pip", "config", "list"])
    for argv in tools:
        try:
            texts.append(subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60).stdout)
        except FileNotFoundError:
            continue
    return {url for text in texts for url in URL.findall(text)}


def registry_hosts() -> set[str]:
    hosts = {PyPI.netloc, PyPI.file_storage_domain}
    hosts |= {urlsplit(url).hostname or "" for url in configured_urls()}
    return {host for host in hosts if "." in host and not host.startswith("127.")}


def lines_with(pattern: re.Pattern[str], root: Path, tree_files: list[Path]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:150]}"
        for name in tree_files
        if (root / name).is_file() and not (root / name).is_symlink()
        for number, line in enumerate((root / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry_host(root: Path, tree_files: list[Path]) -> None:
    hosts = registry_hosts()
    assert hosts, "no registry is known here, so nothing was looked for"
    named = lines_with(re.compile("|".join(re.escape(host) for host in sorted(hosts))), root, tree_files)
    assert not named, "\n".join(["a registry's host is written into:", *named])


def test_no_file_names_a_path_of_this_machine(root: Path, tree_files: list[Path]) -> None:
    places = {root, root.parent} - {Path("/"), Path.home(), Path.home().parent, Path(tempfile.gettempdir())}
    pattern = "|".join(re.escape(str(place)) + r"(?![\w.-])" for place in sorted(places))
    named = lines_with(re.compile(pattern), root, tree_files)
    assert not named, "\n".join(["a path of this machine is written into:", *named])
