"""What was built, as the state file keeps it. What is refused is in test__state.py, by damaged files."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._record import Record
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import Healthcheck, Layer

DOCUMENT: dict[str, Any] = {
    "fingerprint": "f",
    "inputs": {"label": {"l": "1"}},
    "entries": {},
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


INPUTS = {
    "label": {"l": "1"},
    "file": {
        "a": "file 0644 " + "1f" * 32,
        "b \u00e9\n\udcff": "file 4755 " + "00" * 32 + " user.x=00",
        "folder": "folder 0755",
        "link": "link a\nb",
        "": "",
    },
    "build_context": {"tool": "docker-image://tool:1"},
}
STAT_DATA = {"file": {"a": "1 2 3 4 5", "b \u00e9\n\udcff": "1 2"}, "build_context": {}}


def record(**changes: Any) -> Record:
    return replace(Record.of(DOCUMENT), inputs=INPUTS, stat_data=STAT_DATA, **changes)


def test_written_and_read_it_is_the_same() -> None:
    assert Record.of(json.loads(json.dumps(record().to_json()))) == record()
    assert record().to_json()["inputs"] == {"label": {"l": "1"}}


def test_reading_leaves_the_document() -> None:
    document = record().to_json()
    assert Record.of(document) == Record.of(document)


# title: what stands in the place of the column of digests
SPOILT: dict[str, Any] = {
    "no base64": "*",
    "not packed": "AAAA",
    "cut off": record().to_json()["entries"]["file"]["digests"][:8],
    "fewer texts": record().to_json()["entries"]["build_context"]["digests"],
    "a number": 1,
    "null": None,
}


@pytest.mark.parametrize("column", SPOILT.values(), ids=SPOILT.keys())
def test_spoilt_column(column: Any) -> None:
    document = record().to_json()
    document["entries"]["file"]["digests"] = column
    with pytest.raises((TypeError, ValueError)):
        Record.of(document)


def test_large_record_is_small() -> None:
    """At 50,000 files it is below 4 MB, so at a tenth of them below a tenth of that."""
    some = random.Random(1)
    names = [f"node_modules/package-{number // 50:03}/lib/module_{number:05}.js" for number in range(5000)]
    inputs = {"file": {name: f"file 0644 {some.randbytes(32).hex()}" for name in names}}
    times = [1_790_000_000_000_000_000 + some.randrange(10**15) for _name in names]
    stat_data = {
        "file": {
            name: f"{some.randrange(10**5)} {time} {time + 10**6} {some.randrange(10**8)} 65024"
            for name, time in zip(names, times, strict=True)
        }
    }
    large = replace(record(), inputs=inputs, stat_data=stat_data)
    assert len(json.dumps(large.to_json())) < 400_000


def test_facts_are_types() -> None:
    image = Record.of(DOCUMENT).image
    assert image.layers == [Layer(3, "COPY")]
    assert image.healthcheck == Healthcheck(["CMD", "x"], 30, 0.5, 0, 3)
    assert image.user.uid == 1001
