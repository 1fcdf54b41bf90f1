"""Debian packages: fetch them from a mirror and unpack them without running their scripts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

NEVER_UNPACKED = (
    "usr/share/man",
    "usr/share/info",
    "usr/share/locale",
    "usr/share/lintian",
    "usr/share/bash-completion",
    "etc/init.d",
)
NOTED_FIELDS = ("Package", "Version", "Architecture", "Maintainer", "Source", "Depends")
# Mirrors of sid may be weeks behind its own limit; what is signed stays signed.
SUITES_WITH_OLD_INDEXES = ("sid",)


class RootfsError(Exception):
    """What was asked for cannot be assembled; the text says why."""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a command and return what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RootfsError(f"{' '.join(map(str, command[:3]))} ... failed: {done.stderr.strip()[-600:]}")
    return done.stdout


def apt_options(folder: Path, sources: Iterable[str], suite: str) -> list[str]:
    """Options that make apt use these sources and these folders alone, whatever the host's apt knows."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources.list").write_text("\n".join(sources) + "\n")
    (folder / "status").touch()
    places: dict[str, str | Path] = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache::archives": folder / "archives",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
    }
    if suite in SUITES_WITH_OLD_INDEXES:
        places["Acquire::Check-Valid-Until"] = "false"
    return [f"-o{name}={value}" for name, value in places.items()]


def download(
    names: Sequence[str], suites: Iterable[str], sources: Mapping[str, Iterable[str]], work: Path
) -> tuple[str, list[Path]]:
    """Fetch the packages from the first suite that the mirror has, and return its name and the files."""
    refused = []
    for suite in suites:
        options = apt_options(work / suite, sources[suite], suite)
        folder = work / suite / "packages"
        folder.mkdir(exist_ok=True)
        try:
            run("apt-get", "-qq", *options, "update")
            run("apt-get", "-qq", *options, "download", *names, cwd=folder)
        except RootfsError as error:
            refused.append(f"{suite}: {error}")
            continue
        return suite, sorted(folder.glob("*.deb"))
    raise RootfsError("no suite gave the packages. " + " ".join(refused))


def unpack(root: Path, package: Path) -> tuple[str, str]:
    """Unpack one package, note it where scanners look for it, and return its name and version."""
    content = package.with_suffix(".tar")
    with content.open("wb") as file:
        subprocess.run(["/usr/bin/dpkg-deb", "--fsys-tarfile", package], stdout=file, check=True)
    excluded = [f"--exclude=./{name}/*" for name in NEVER_UNPACKED]
    run("tar", "-xf", content, "-C", root, "--keep-directory-symlink", *excluded)
    content.unlink()
    fields = run("dpkg-deb", "-f", package, *NOTED_FIELDS)
    noted = dict(re.findall(r"^(\S+): (.*)$", fields, re.MULTILINE))
    status = root / "var/lib/dpkg/status.d" / noted["Package"]
    status.parent.mkdir(parents=True, exist_ok=True)
    status.write_text(fields)
    return noted["Package"], noted["Version"]
