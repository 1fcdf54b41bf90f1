"""Packages by what package managers say of themselves in an image."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packages import (
    Package,
    System,
    find_packages,
    find_system,
)

DEBIAN = 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n'
STATUS = """\
Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.36-9+deb12u8
Description: a library
 Version: 0

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: base-files
Status: hold ok installed
Architecture: all
Version: 1:12.4~x
"""
APK = "C:Q1=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nF:lib\nR:ld.so\n\nP:zlib\nV:1.3\n"
SITE = "/opt/venv/lib/python3.11/site-packages/"
DISTRO = ("distro", "debian-12")

# title: files, the package URLs
FILES: dict[str, tuple[dict[str, str], list[str]]] = {
    "none": ({"/etc/os-release": DEBIAN}, []),
    "dpkg": (
        {"/etc/os-release": DEBIAN, "/var/lib/dpkg/status": STATUS},
        [
            "pkg:deb/debian/base-files@1:12.4~x?arch=all&distro=debian-12",
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u8?arch=amd64&distro=debian-12",
        ],
    ),
    "dpkg without a database": (
        {"/var/lib/dpkg/status.d/tzdata": "Package: tzdata\nVersion: 2024a\n"},
        ["pkg:deb/debian/tzdata@2024a"],
    ),
    "apk": (
        {"/usr/lib/os-release": "ID=alpine\nVERSION_ID=3.20.1\n", "/lib/apk/db/installed": APK},
        [
            "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1",
            "pkg:apk/alpine/zlib@1.3?distro=alpine-3.20.1",
        ],
    ),
    "python": (
        {
            SITE + "A_b-1.dist-info/METADATA": "Name: A_b.c\nVersion: 1.0+local\n\nVersion: 2\n",
            SITE + "old.egg-info/PKG-INFO": "Name: old\nVersion: 3\n",
            "/usr/lib/python3/dist-packages/x.egg-info": "Name: x\nVersion: 4\n",
            SITE + "setuptools/_vendor/wheel-1.dist-info/METADATA": "Name: wheel\nVersion: 1\n",
            SITE + "broken.dist-info/METADATA": "Name: broken\n",
        },
        ["pkg:pypi/a-b-c@1.0%2Blocal", "pkg:pypi/old@3", "pkg:pypi/x@4"],
    ),
    "python in two places": (
        {
            SITE + "a-1.dist-info/METADATA": "Name: a\nVersion: 1\n",
            "/srv/packages/a-1.dist-info/METADATA": "Name: A\nVersion: 1\n",
        },
        ["pkg:pypi/a@1"],
    ),
    "node": (
        {
            "/app/node_modules/react/package.json": '{"name": "react", "version": "18.2.0", "license": "MIT"}',
            "/app/node_modules/@mui/x/package.json": '{"name": "@mui/x", "version": "5"}',
            "/app/node_modules/alias/package.json": '{"name": "other", "version": "5"}',
            "/app/node_modules/broken/package.json": "{",
        },
        ["pkg:npm/%40mui/x@5", "pkg:npm/react@18.2.0"],
    ),
}


@pytest.mark.parametrize(("files", "urls"), FILES.values(), ids=FILES.keys())
def test_packages(files: dict[str, str], urls: list[str]) -> None:
    assert sorted(package.purl for package in find_packages(files)) == urls


def test_licenses() -> None:
    (musl, _zlib) = find_packages({"/lib/apk/db/installed": APK})
    assert musl.license == "MIT"
    text = "Name: a\nVersion: 1\nLicense: of some kind\nLicense-Expression: MIT OR Apache-2.0\n"
    assert find_packages({"/x/a.dist-info/METADATA": text}) == [Package("pypi", "a", "1", license="MIT OR Apache-2.0")]


def test_system() -> None:
    assert find_system({"/etc/os-release": DEBIAN, "/usr/lib/os-release": "ID=other\n"}) == System("debian", "12")
    assert find_system({}) == System("", "")
    assert System("debian", "").qualifier == "debian"
