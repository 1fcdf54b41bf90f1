"""Bills of materials in both forms."""

from __future__ import annotations

import json

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bill_of_materials import (
    Subject,
    to_cyclonedx,
    to_spdx,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._packages import Package, System

IMAGE = Subject("r.example/team/app", "sha256:" + "a" * 64, "2026-11-27T19:33:21.727195442Z")
PACKAGES = [
    Package("deb", "libc6", "2.36", "debian", (("arch", "amd64"),)),
    Package("npm", "material", "5", "@mui", license="MIT"),
    Package("pypi", "a", "1", license="MIT OR Apache-2.0"),
    Package("pypi", "a", "2", license="see LICENSE (or ask)"),
]


def test_spdx() -> None:
    document = json.loads(to_spdx(IMAGE, PACKAGES))
    image, *packages = document["packages"]
    assert document["spdxVersion"] == "SPDX-2.3"
    assert document["creationInfo"]["created"] == "2026-11-27T19:33:21Z"
    assert (image["name"], image["versionInfo"]) == (IMAGE.name, IMAGE.digest)
    assert [each["externalRefs"][0]["referenceLocator"] for each in packages] == [each.purl for each in PACKAGES]
    assert [each["name"] for each in packages] == ["libc6", "@mui/material", "a", "a"]
    declared = [each["licenseDeclared"] for each in packages]
    assert declared == ["NOASSERTION", "NOASSERTION", "MIT OR Apache-2.0", "NOASSERTION"]
    identifiers = [each["SPDXID"] for each in document["packages"]]
    assert len({*identifiers}) == 5
    contained = [each["relatedSpdxElement"] for each in document["relationships"]]
    assert contained == identifiers


def test_cyclonedx() -> None:
    document = json.loads(to_cyclonedx(IMAGE, PACKAGES, System("debian", "12")))
    system, *libraries = document["components"]
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert (system["type"], system["name"], system["version"]) == ("operating-system", "debian", "12")
    assert [each["purl"] for each in libraries] == [each.purl for each in PACKAGES]
    assert libraries[1]["group"] == "@mui"
    assert libraries[1]["licenses"] == [{"license": {"name": "MIT"}}]
    assert json.loads(to_cyclonedx(IMAGE, [], System("", "")))["components"] == []


def test_the_same_image_gives_the_same_bytes_and_another_one_a_serial_of_its_own() -> None:
    assert to_spdx(IMAGE, PACKAGES) == to_spdx(IMAGE, list(PACKAGES))
    other = Subject(IMAGE.name, "sha256:" + "b" * 64, IMAGE.created)
    serials = {json.loads(to_spdx(each, PACKAGES))["documentNamespace"] for each in (IMAGE, other)}
    serials |= {json.loads(to_spdx(IMAGE, PACKAGES[:1]))["documentNamespace"]}
    assert len(serials) == 3
