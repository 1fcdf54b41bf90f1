# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bill of materials of an image, as SPDX and as CycloneDX; no I/O (private to the collection).

The same image gives the same bytes each time. https://spdx.github.io/spdx-spec/v2.3/ and
https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any, Sequence

from ._packages import Package, System

SPDX, CYCLONEDX = "application/spdx+json", "application/vnd.cyclonedx+json"
_TOOL = "sovd.prod_images"
_IDENTIFIER = re.compile(r"[^A-Za-z0-9.-]+")
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*\Z")


@dataclass(frozen=True)
class Subject:
    """The image that a bill is of: its name without a tag, digest, and when it was made (RFC 3339)."""

    name: str
    digest: str
    created: str

    @property
    def time(self) -> str:
        """When it was made, in seconds."""
        return self.created[:19] + "Z"


def to_spdx(subject: Subject, packages: Sequence[Package], remark: str = "") -> bytes:
    """Return the bill as SPDX 2.3 in JSON, with a remark on how its packages were found as its comment."""
    of_image = {
        "SPDXID": "SPDXRef-image",
        "name": subject.name,
        "versionInfo": subject.digest,
        "primaryPackagePurpose": "CONTAINER",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
    }
    entries = [_spdx_package(package) for package in packages]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image")]
    relations += [("SPDXRef-image", "CONTAINS", entry["SPDXID"]) for entry in entries]
    return _written(
        {
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": "{0}@{1}".format(subject.name, subject.digest),
            **({"comment": remark} if remark else {}),
            "documentNamespace": _serial(subject, packages),
            "creationInfo": {"created": subject.time, "creators": ["Tool: " + _TOOL]},
            "packages": [of_image, *entries],
            "relationships": [
                {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
                for one, kind, other in relations
            ],
        }
    )


def to_cyclonedx(subject: Subject, packages: Sequence[Package], system: System, remark: str = "") -> bytes:
    """Return the bill as CycloneDX 1.6 in JSON, with a remark on how its packages were found among its properties."""
    components = [_cyclonedx_component(package) for package in packages]
    if system.name:
        of_system = {"type": "operating-system", "bom-ref": "system", "name": system.name, "version": system.version}
        components.insert(0, {key: value for key, value in of_system.items() if value})
    return _written(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": _serial(subject, packages),
            "version": 1,
            "metadata": {
                "timestamp": subject.time,
                "tools": {"components": [{"type": "application", "name": _TOOL}]},
                "component": {
                    "type": "container",
                    "bom-ref": "image",
                    "name": subject.name,
                    "version": subject.digest,
                },
                **({"properties": [{"name": _TOOL + ":remark", "value": remark}]} if remark else {}),
            },
            "components": components,
        }
    )


def _spdx_package(package: Package) -> dict[str, Any]:
    name = "/".join(filter(None, [package.namespace if package.kind == "npm" else "", package.name]))
    # Two packages must not get one identifier, whatever their names are.
    unique = hashlib.sha256(package.purl.encode()).hexdigest()[:12]
    return {
        "SPDXID": "SPDXRef-{0}-{1}-{2}".format(package.kind, _IDENTIFIER.sub("-", name).strip("-"), unique),
        "name": name,
        "versionInfo": package.version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": package.license if _is_declared(package) else "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.purl}
        ],
    }


def _is_declared(package: Package) -> bool:
    """Tell whether the license is an expression of SPDX, which the metadata of Python promise."""
    return package.kind == "pypi" and bool(_EXPRESSION.match(package.license))


def _cyclonedx_component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {"type": "library", "bom-ref": package.purl, "name": package.name}
    if package.kind == "npm" and package.namespace:
        component["group"] = package.namespace
    component.update(version=package.version, purl=package.purl)
    if package.license:
        component["licenses"] = [{"license": {"name": package.license}}]
    return component


def _serial(subject: Subject, packages: Sequence[Package]) -> str:
    """Return a URN that is of this bill alone."""
    said = "\n".join([subject.name, subject.digest, *(package.purl for package in packages)])
    return uuid.uuid5(uuid.NAMESPACE_URL, said).urn


def _written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1, sort_keys=False).encode()
