"""Shared libraries that the packages of a virtual environment need, and the runtime image lacks."""

from __future__ import annotations

import re
from pathlib import Path

from package_modules import contains

# The words of glibc's loader and of musl's.
ABSENT = re.compile(r"(?P<library>[^\s/:]+\.so[.\d]*): cannot open shared object file")
ABSENT_ON_MUSL = re.compile(r"Error loading shared library (?P<library>[^\s/:]+):")
TOO_OLD = re.compile(r"(?P<library>[^\s/:]+\.so[.\d]*): version `[^']+' not found")


def lacking_library(site: Path, module: str, error: str) -> str:
    """Return the library for whose absence or age an extension module could not be loaded, or an empty text.

    It is one that the package itself needs: what a module of the standard library lacks is no matter of the packages.
    """
    found = next(
        (found for words in (ABSENT, ABSENT_ON_MUSL, TOO_OLD) for found in [words.search(error)] if found), None
    )
    if not found:
        return ""
    own = extension_file(site, module)
    if own is None:
        return ""
    package = module.partition(".")[0]
    beside = [*site.glob(package + "/**/*.so*"), *site.glob(package + ".libs/*.so*")]
    needed = found["library"].encode() + b"\0"
    return found["library"] if any(contains(path, needed) for path in (own, *beside)) else ""


def extension_file(site: Path, module: str) -> Path | None:
    """Return the file of an extension module, or None for one in Python."""
    *folders, name = module.split(".")
    return min(site.joinpath(*folders).glob(name + ".*so"), default=None)


def debian_package(library: str) -> str:
    """Return the package that most likely has a library: by Debian's rule (policy, 8.1) it carries name and version."""
    name, _suffix, version = library.partition(".so")
    version = version.lstrip(".")
    return (name + ("-" if version and name[-1:].isdigit() else "") + version).lower().replace("_", "-")
