"""An image as facts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import (
    ImageFacts,
    User,
    identity,
    resolve_user,
    shape_healthcheck,
    shape_image,
)

PASSWD = """root:x:0:0:root:/root:/bin/bash
daemon:x:1:1::/:/usr/sbin/nologin
appuser:x:1001:1002:,,,:/app:/bin/sh
twin:x:1001:7:::
77:x:5:6:::
# a comment
broken
short:x:9
odd:x:nine:ten::/:/bin/sh

"""
GROUP = "root:x:0:\nstaff:x:50:appuser\n77:x:8:\nbroken\nodd:x:ten:\n"

# USER value: (name, uid, gid)
USERS: dict[str, tuple[str | None, int | None, int | None]] = {
    "": ("root", 0, 0),
    "root": ("root", 0, 0),
    "0": ("root", 0, 0),
    "0:0": ("root", 0, 0),
    "appuser": ("appuser", 1001, 1002),
    "1001": ("appuser", 1001, 1002),
    "1001:1001": ("appuser", 1001, 1001),
    "appuser:staff": ("appuser", 1001, 50),
    "appuser:50": ("appuser", 1001, 50),
    "appuser:nobody-has-it": ("appuser", 1001, None),
    "4242": (None, 4242, 0),
    "4242:4343": (None, 4242, 4343),
    "4242:staff": (None, 4242, 50),
    "nobody-has-it": (None, None, None),
    "nobody-has-it:50": (None, None, 50),
    "77": (None, 77, 0),  # a number is a UID, also where an account has it as its name
    "5": ("77", 5, 6),
    "5:77": ("77", 5, 77),
    ":50": ("root", 0, 50),
    "odd": ("odd", None, None),
    "root:odd": ("root", 0, None),
    "short": (None, None, None),
    "broken": (None, None, None),
    "²": (None, None, None),
}
# USER value on an image that has neither file
BARE_USERS: dict[str, tuple[str | None, int | None, int | None]] = {
    "": ("root", 0, 0),
    "0": ("root", 0, 0),
    "root": (None, None, None),
    "10101": (None, 10101, 0),
    "10101:10101": (None, 10101, 10101),
    "nginx": (None, None, None),
}

SECOND = 1_000_000_000
DEFAULTS = {"interval": 30, "timeout": 30, "start_period": 0, "retries": 3}
HEALTHCHECKS: dict[str, tuple[dict[str, Any] | None, dict[str, Any] | None]] = {
    "none": (None, None),
    "empty": ({}, None),
    "no test": ({"Interval": SECOND}, None),
    "empty test": ({"Test": []}, None),
    "switched off": ({"Test": ["NONE"]}, None),
    "defaults": ({"Test": ["CMD", "x"]}, {"test": ["CMD", "x"], **DEFAULTS}),
    "zeros are defaults": ({"Test": ["CMD", "x"], "Interval": 0, "Retries": 0}, {"test": ["CMD", "x"], **DEFAULTS}),
    "everything": (
        {
            "Test": ["CMD-SHELL", "x"],
            "Interval": 10 * SECOND,
            "Timeout": 3 * SECOND,
            "StartPeriod": 20 * SECOND,
            "Retries": 5,
        },
        {"test": ["CMD-SHELL", "x"], "interval": 10, "timeout": 3, "start_period": 20, "retries": 5},
    ),
    "part of a second": (
        {"Test": ["CMD", "x"], "Interval": SECOND // 2},
        {"test": ["CMD", "x"], **DEFAULTS, "interval": 0.5},
    ),
}

HISTORY = [
    {"Size": "30", "CreatedBy": "RUN last"},
    {"Size": "0", "CreatedBy": "ENV x"},
    {"Size": "12", "CreatedBy": "FROM"},
]
USER: dict[str, Any] = {"value": "1001", "name": "appuser", "uid": 1001, "gid": 1001}
BARE_DOCUMENT = {"Id": "sha256:1", "Architecture": "amd64", "Os": "linux"}
BARE_FACTS = {
    "reference": "app:1",
    "id": "sha256:1",
    "digests": [],
    "size": 42,
    "store": "overlay2",
    "layers": [
        {"size": 12, "created_by": "FROM"},
        {"size": 0, "created_by": "ENV x"},
        {"size": 30, "created_by": "RUN last"},
    ],
    "user": USER,
    "healthcheck": None,
    "ports": [],
    "entrypoint": [],
    "command": [],
    "env": {},
    "labels": {},
    "working_dir": "/",
    "stop_signal": "SIGTERM",
    "architecture": "amd64",
    "os": "linux",
    "created": "",
}
DOCUMENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "no configuration": ({"Config": None}, {}),
    "nulls": (
        {"RepoDigests": None, "Config": dict.fromkeys(("Cmd", "Env", "Labels", "ExposedPorts", "Healthcheck"))},
        {},
    ),
    "digests": ({"RepoDigests": ["b@sha256:2", "a@sha256:1"]}, {"digests": ["a@sha256:1", "b@sha256:2"]}),
    "ports": ({"Config": {"ExposedPorts": {"8000/tcp": {}, "53/udp": {}}}}, {"ports": ["53/udp", "8000/tcp"]}),
    "environment": (
        {"Config": {"Env": ["A=1", "B=x=y", "C=", "D"]}},
        {"env": {"A": "1", "B": "x=y", "C": "", "D": ""}},
    ),
    "the rest": (
        {
            "Created": "2026-01-01T00:00:00Z",
            "Config": {
                "Entrypoint": ["/e"],
                "Cmd": ["c", "d"],
                "Labels": {"l": "1"},
                "WorkingDir": "/app",
                "StopSignal": "SIGQUIT",
                "Healthcheck": {"Test": ["CMD", "x"]},
            },
        },
        {
            "created": "2026-01-01T00:00:00Z",
            "entrypoint": ["/e"],
            "command": ["c", "d"],
            "labels": {"l": "1"},
            "working_dir": "/app",
            "stop_signal": "SIGQUIT",
            "healthcheck": {"test": ["CMD", "x"], **DEFAULTS},
        },
    ),
}


@pytest.mark.parametrize("value", USERS)
def test_user(value: str) -> None:
    name, uid, gid = USERS[value]
    assert resolve_user(value, PASSWD, GROUP) == User(value, name, uid, gid)


@pytest.mark.parametrize("value", BARE_USERS)
def test_user_without_files(value: str) -> None:
    name, uid, gid = BARE_USERS[value]
    assert resolve_user(value, "", "") == User(value, name, uid, gid)


@pytest.mark.parametrize(("document", "facts"), HEALTHCHECKS.values(), ids=HEALTHCHECKS.keys())
def test_healthcheck(document: dict[str, Any] | None, facts: dict[str, Any] | None) -> None:
    shaped = shape_healthcheck(document)
    assert (None if shaped is None else asdict(shaped)) == facts


@pytest.mark.parametrize(("document", "facts"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_image(document: dict[str, Any], facts: dict[str, Any]) -> None:
    shaped = shape_image("app:1", {**BARE_DOCUMENT, **document}, HISTORY, "overlay2", User(**USER))
    assert shaped.to_json() == {**BARE_FACTS, **facts}
    assert ImageFacts.of(shaped.to_json()) == shaped


@pytest.mark.parametrize("key", ["RootFS", "Config", "Architecture", "Os", "Created"])
def test_identity_differs(key: str) -> None:
    assert identity({**BARE_DOCUMENT, key: "x"}) != identity({**BARE_DOCUMENT, key: "y"})


@pytest.mark.parametrize("key", ["Id", "RepoTags", "RepoDigests", "Metadata", "Size"])
def test_identity_is_the_same(key: str) -> None:
    assert identity({**BARE_DOCUMENT, key: "x"}) == identity({**BARE_DOCUMENT, key: "y"})
