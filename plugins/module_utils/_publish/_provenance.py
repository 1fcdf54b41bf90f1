# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an image comes from, as SLSA provenance in an in-toto statement; no I/O (private to the collection).

https://slsa.dev/spec/v1.0/provenance and https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Mapping

from ._bill_of_materials import Subject
from ._source_commit import SourceCommit

PROVENANCE = "application/vnd.in-toto+json"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"
_BUILD_TYPE = "https://github.com/sovd/prod_images/blob/main/docs/publishing.md#provenance"
_TEXTS = ("dockerfile",)  # inputs of which a digest is enough
_BASES = "base_image"


@dataclass(frozen=True)
class Inputs:
    """What decided the image by the record of its build: the fingerprint, and values by kind and name."""

    fingerprint: str
    values: Mapping[str, Mapping[str, str]]


def to_statement(subject: Subject, builder: str, commit: SourceCommit | None, inputs: Inputs | None) -> bytes:
    """Return the statement. `builder` is the URI of who built; what is not known is left out."""
    definition: dict[str, Any] = {
        "buildType": _BUILD_TYPE,
        "externalParameters": _parameters(commit, inputs),
        "internalParameters": {"fingerprint": inputs.fingerprint} if inputs else {},
        "resolvedDependencies": [*_source(commit), *_bases(inputs)],
    }
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": subject.name, "digest": {"sha256": subject.digest.partition(":")[2]}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "buildDefinition": definition,
            "runDetails": {"builder": {"id": builder}, "metadata": {"finishedOn": subject.time}},
        },
    }
    return json.dumps(statement, indent=1).encode()


def _parameters(commit: SourceCommit | None, inputs: Inputs | None) -> dict[str, Any]:
    found: dict[str, Any] = {"source": {"commit": commit.sha, "dirty": commit.dirty}} if commit else {}
    for kind, values in (inputs.values if inputs else {}).items():
        if kind in ("file", "build_context"):
            found[kind] = {"entries": len(values), "sha256": _digest(values)}
        elif kind != _BASES and values:
            found[kind] = {
                name: {"sha256": hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()}
                if kind in _TEXTS else value
                for name, value in values.items()
            }  # fmt: skip
    return found


def _digest(values: Mapping[str, str]) -> str:
    """Return one digest of all entries of a folder."""
    content = hashlib.sha256()
    for name, value in sorted(values.items()):
        content.update("{0}\0{1}\0".format(name, value).encode("utf-8", "surrogateescape"))
    return content.hexdigest()


def _source(commit: SourceCommit | None) -> list[dict[str, Any]]:
    if commit is None:
        return []
    entry: dict[str, Any] = {"name": "source", "digest": {"gitCommit": commit.sha}}
    if commit.origin:
        entry["uri"] = "git+" + commit.origin if "://" in commit.origin else commit.origin
    return [entry]


def _bases(inputs: Inputs | None) -> list[dict[str, Any]]:
    found = []
    for name, identity in sorted((inputs.values.get(_BASES) or {}).items() if inputs else ()):
        algorithm, _colon, digest = identity.partition(":")
        entry: dict[str, Any] = {"name": name, "uri": "docker-image://" + name}
        if algorithm == "sha256" and len(digest) == 64:
            entry["digest"] = {"sha256": digest}
        found.append(entry)
    return found
