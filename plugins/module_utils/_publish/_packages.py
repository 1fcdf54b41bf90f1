# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages in an image, by what package managers say of themselves in it; no I/O (private to the collection).

dpkg's status: deb-control(5). apk's database: https://wiki.alpinelinux.org/wiki/Apk_spec. Python's distributions:
https://packaging.python.org/en/latest/specifications/core-metadata/. Package URLs: https://github.com/package-url/purl-spec.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from typing import Iterator, Mapping
from urllib.parse import quote

_OS_RELEASE = ("/etc/os-release", "/usr/lib/os-release")
_PYTHON_FOLDERS = ("site-packages", "dist-packages")


@dataclass(frozen=True, order=True)
class Package:
    """One package: its kind as a package URL has it, name, version, and what its URL says besides."""

    kind: str
    name: str
    version: str
    namespace: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()
    license: str = ""

    @property
    def purl(self) -> str:
        """The package URL."""
        path = "/".join(quote(part, safe="~") for part in [*filter(None, [self.namespace]), self.name])
        query = "&".join("{0}={1}".format(key, quote(value, safe="~:")) for key, value in sorted(self.qualifiers))
        return "pkg:{0}/{1}@{2}{3}".format(
            self.kind, path, quote(self.version, safe="~:"), "?" + query if query else ""
        )


@dataclass(frozen=True)
class System:
    """The distribution of an image, with empty texts where it says none."""

    name: str
    version: str

    @property
    def qualifier(self) -> str:
        """What a package URL says of it."""
        return "-".join(filter(None, [self.name, self.version]))


def find_system(files: Mapping[str, str]) -> System:
    """Return the distribution (os-release(5))."""
    text = next((files[path] for path in _OS_RELEASE if path in files), "")
    lines = [line.partition("=") for line in text.splitlines()]
    values = {name: value.strip().strip("\"'") for name, _equals, value in lines}
    return System(values.get("ID", ""), values.get("VERSION_ID", ""))


def find_packages(files: Mapping[str, str]) -> list[Package]:
    """Return each package that the files of the image name, once, in an order that does not change."""
    system = find_system(files)
    found: set[Package] = set()
    for path, text in files.items():
        if path.startswith("/var/lib/dpkg/"):
            found.update(_of_dpkg(text, system))
        elif path.endswith("/apk/db/installed"):
            found.update(_of_apk(text, system))
        elif path.endswith("/package.json"):
            found.update(_of_node(path, text))
        elif path.endswith(("/METADATA", "/PKG-INFO", ".egg-info")) and _is_installed(path):
            found.update(_of_python(text))
    return sorted({package.purl: package for package in sorted(found)}.values())


def _of_dpkg(text: str, system: System) -> Iterator[Package]:
    for fields in _paragraphs(text):
        installed = fields.get("Status", "install ok installed").split()[-1:] == ["installed"]
        if installed and "Package" in fields and "Version" in fields:
            qualifiers = {"arch": fields.get("Architecture", ""), "distro": system.qualifier}
            kept = tuple((key, value) for key, value in qualifiers.items() if value)
            yield Package("deb", fields["Package"], fields["Version"], system.name or "debian", kept)


def _of_apk(text: str, system: System) -> Iterator[Package]:
    for block in re.split(r"\n\s*\n", text):
        fields = {line[0]: line[2:].strip() for line in block.splitlines() if line[1:2] == ":" and line[0] in "PVAL"}
        if "P" in fields and "V" in fields:
            qualifiers = {"arch": fields.get("A", ""), "distro": system.qualifier}
            kept = tuple((key, value) for key, value in qualifiers.items() if value)
            yield Package("apk", fields["P"], fields["V"], system.name or "alpine", kept, fields.get("L", ""))


def _of_python(text: str) -> Iterator[Package]:
    fields = next(_paragraphs(text), {})
    if fields.get("Name") and fields.get("Version"):
        name = re.sub(r"[-_.]+", "-", fields["Name"]).lower()
        yield Package("pypi", name, fields["Version"], license=fields.get("License-Expression", ""))


def _is_installed(path: str) -> bool:
    """Tell whether Python finds the distribution, and no package has it inside for itself alone."""
    parts = posixpath.dirname(path).split("/")
    places = [number for number, part in enumerate(parts) if part in _PYTHON_FOLDERS]
    metadata = len(parts) - 1 if path.endswith(("/METADATA", "/PKG-INFO")) else len(parts)
    return not places or places[-1] == metadata - 1


def _of_node(path: str, text: str) -> Iterator[Package]:
    try:
        document = json.loads(text)
        name, version = str(document["name"]), str(document["version"])
    except (ValueError, KeyError, TypeError):
        return
    if posixpath.dirname(path).endswith("/node_modules/" + name):
        yield node_package(name, version, document.get("license"))


def node_package(name: str, version: str, license_text: object = None) -> Package:
    """Return the package of npm with the name, which may have a scope."""
    scope, slash, rest = name.rpartition("/")
    known = license_text if isinstance(license_text, str) else ""
    return Package("npm", rest, version, scope if slash else "", license=known)


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each paragraph; what follows on more lines is of no interest here."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = [line.partition(":") for line in paragraph.splitlines() if line[:1] not in (" ", "\t", "")]
        fields: dict[str, str] = {}
        for name, _colon, value in lines:
            fields.setdefault(name, value.strip())
        if fields:
            yield fields
