"""What a statement says of where an image comes from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._publish._bill_of_materials import Subject
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._provenance import Inputs, to_statement
from ansible_collections.sovd.prod_images.plugins.module_utils._publish._source_commit import SourceCommit

IMAGE = Subject("r.example/team/app", "sha256:" + "a" * 64, "2026-11-27T19:33:21.7Z")
COMMIT = SourceCommit("c" * 40, dirty=True, origin="https://git.example/team/app")
INPUTS = Inputs(
    "f" * 64,
    {
        "dockerfile": {"Dockerfile": "FROM x\n"},
        "build_arg": {"VERSION": "1"},
        "label": {},
        "file": {"a": "file 0644 1", "b": "file 0644 2"},
        "base_image": {"python:3.11": "sha256:" + "b" * 64, "local": "a name"},
    },
)


def definition(commit: SourceCommit | None, inputs: Inputs | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_statement(IMAGE, "https://ci.example", commit, inputs))["predicate"]
    return dict(found["buildDefinition"])


def test_statement() -> None:
    statement = json.loads(to_statement(IMAGE, "https://ci.example", COMMIT, INPUTS))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    assert statement["subject"] == [{"name": IMAGE.name, "digest": {"sha256": "a" * 64}}]
    run = statement["predicate"]["runDetails"]
    assert run == {"builder": {"id": "https://ci.example"}, "metadata": {"finishedOn": "2026-11-27T19:33:21Z"}}


def test_what_made_the_image() -> None:
    found = definition(COMMIT, INPUTS)
    parameters = found["externalParameters"]
    assert parameters["source"] == {"commit": "c" * 40, "dirty": True}
    assert parameters["build_arg"] == {"VERSION": "1"}
    assert parameters["dockerfile"] == {"Dockerfile": {"sha256": hashlib.sha256(b"FROM x\n").hexdigest()}}
    assert parameters["file"]["entries"] == 2
    assert "label" not in parameters
    assert found["internalParameters"] == {"fingerprint": "f" * 64}
    assert found["resolvedDependencies"] == [
        {"name": "source", "digest": {"gitCommit": "c" * 40}, "uri": "git+https://git.example/team/app"},
        {"name": "local", "uri": "docker-image://local"},
        {"name": "python:3.11", "uri": "docker-image://python:3.11", "digest": {"sha256": "b" * 64}},
    ]
    other = Inputs(INPUTS.fingerprint, {**INPUTS.values, "file": {"a": "file 0755 1", "b": "file 0644 2"}})
    assert definition(COMMIT, other)["externalParameters"]["file"] != parameters["file"]


def test_what_is_not_known_is_left_out() -> None:
    found = definition(None, None)
    assert found["externalParameters"] == found["internalParameters"] == {}
    assert found["resolvedDependencies"] == []
