"""What was built, as the state file keeps it. What is refused is in test__state.py, by damaged files."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import Healthcheck, Layer

DOCUMENT: dict[str, Any] = {
    "fingerprint": "f",
    "inputs": {"file": {"a": "file 0644 1"}},
    "stat_data": {"file": {"a": "1 2 3 4 5"}},
    "image": {
        "reference": "app:1",
        "id": "sha256:1",
        "digests": [],
        "size": 3,
        "store": "overlay2",
        "layers": [{"size": 3, "created_by": "COPY"}],
        "user": {"value": "1001", "name": None, "uid": 1001, "gid": 0},
        "healthcheck": {"test": ["CMD", "x"], "interval": 30, "timeout": 0.5, "start_period": 0, "retries": 3},
        "ports": ["80/tcp"],
        "entrypoint": [],
        "command": ["c"],
        "env": {"A": "1"},
        "labels": {},
        "working_dir": "/",
        "stop_signal": "SIGTERM",
        "architecture": "amd64",
        "os": "linux",
        "created": "",
    },
    "earlier": ["sha256:0"],
}


def test_written_and_read_it_is_the_same() -> None:
    record = Record.of(DOCUMENT)
    assert record.to_json() == DOCUMENT
    assert Record.of(json.loads(json.dumps(record.to_json()))) == record


def test_facts_are_types() -> None:
    image = Record.of(DOCUMENT).image
    assert image.layers == [Layer(3, "COPY")]
    assert image.healthcheck == Healthcheck(["CMD", "x"], 30, 0.5, 0, 3)
    assert image.user.uid == 1001
