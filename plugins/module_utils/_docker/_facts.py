# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An image as facts, made of the engine's documents; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Layer:
    """One layer: its size in bytes, unpacked, and the step that made it."""

    size: int
    created_by: str


@dataclass(frozen=True)
class User:
    """The `USER` of an image, and what the image's own files make of it; None where these do not say."""

    value: str
    name: str | None
    uid: int | None
    gid: int | None


@dataclass(frozen=True)
class Healthcheck:
    """A health check, with its times in seconds."""

    test: list[str]
    interval: float
    timeout: float
    start_period: float
    retries: int


@dataclass(frozen=True)
class ImageFacts:
    """An image as the modules return it. Sizes are in bytes."""

    reference: str
    id: str
    digests: list[str]
    size: int
    store: str
    layers: list[Layer]
    user: User
    healthcheck: Healthcheck | None
    ports: list[str]
    entrypoint: list[str]
    command: list[str]
    env: dict[str, str]
    labels: dict[str, str]
    working_dir: str
    stop_signal: str
    architecture: str
    os: str
    created: str

    @classmethod
    def of(cls, document: dict[str, Any]) -> ImageFacts:
        """Return the facts that `to_json` wrote. Raises TypeError or KeyError for anything else."""
        check = document["healthcheck"]
        nested = {
            "layers": [Layer(**layer) for layer in document["layers"]],
            "user": User(**document["user"]),
            "healthcheck": None if check is None else Healthcheck(**check),
        }
        return cls(**{**document, **nested})

    def to_json(self) -> dict[str, Any]:
        """Return them as the modules document them."""
        return asdict(self)


def shape_image(
    reference: str, document: dict[str, Any], history: list[dict[str, Any]], store: str, user: User
) -> ImageFacts:
    """Return the facts of an image.

    `document` is the engine's inspect document, `history` its layers (newest first), and `store` the name of the image
    store.
    """
    config = document.get("Config") or {}
    layers = [Layer(int(layer["Size"]), layer["CreatedBy"]) for layer in reversed(history)]
    return ImageFacts(
        reference=reference,
        id=document["Id"],
        digests=sorted(set(document.get("RepoDigests") or [])),
        # The engine's own Size is of packed layers on the containerd store: https://github.com/moby/moby/issues/53398
        size=sum(layer.size for layer in layers),
        store=store,
        layers=layers,
        user=user,
        healthcheck=shape_healthcheck(config.get("Healthcheck")),
        ports=sorted(config.get("ExposedPorts") or {}),
        entrypoint=config.get("Entrypoint") or [],
        command=config.get("Cmd") or [],
        env=dict(entry.partition("=")[::2] for entry in config.get("Env") or []),
        labels=config.get("Labels") or {},
        working_dir=config.get("WorkingDir") or "/",
        stop_signal=config.get("StopSignal") or "SIGTERM",
        architecture=document["Architecture"],
        os=document["Os"],
        created=document.get("Created") or "",
    )


def identity(document: dict[str, Any]) -> dict[str, Any]:
    """Return what makes an image itself on every store: its layers, configuration, platform and time of creation.

    The id does not: with attestations on the containerd store it differs on each build of the same image
    (https://github.com/moby/moby/issues/48391).
    """
    return {key: document.get(key) for key in ("RootFS", "Config", "Architecture", "Os", "Created")}


def shape_healthcheck(healthcheck: dict[str, Any] | None) -> Healthcheck | None:
    """Return the health check with its times in seconds and the engine's defaults filled in, or None.

    Defaults: https://docs.docker.com/reference/dockerfile/#healthcheck
    """
    test = (healthcheck or {}).get("Test") or []
    if healthcheck is None or not test or test == ["NONE"]:
        return None

    def seconds(key: str, default: float) -> float:
        value = healthcheck.get(key) or 0
        return value / _NANOSECONDS if value else default

    return Healthcheck(
        test=test,
        interval=seconds("Interval", 30),
        timeout=seconds("Timeout", 30),
        start_period=seconds("StartPeriod", 0),
        retries=healthcheck.get("Retries") or 3,
    )


def resolve_user(value: str, passwd: str, group: str) -> User:
    """Return what an image's `USER` value means by the image's own passwd and group files.

    No value means root, as for the engine.
    """
    user, colon, wanted_group = value.partition(":")
    user = user or "0"
    accounts = [line.split(":") for line in passwd.splitlines() if line.count(":") >= 3]
    groups = [line.split(":") for line in group.splitlines() if line.count(":") >= 2]
    uid = _number(user)  # a number is a UID, also where an account has it as its name
    column = 0 if uid is None else 2
    account = next((fields for fields in accounts if fields[column] == user), None)
    gid = 0 if uid is not None else None  # a number that no account has runs with group 0
    if account is not None:
        uid, gid = _number(account[2]), _number(account[3])
    if colon:
        gid = _number(wanted_group)
        if gid is None:
            gid = _number(next((fields[2] for fields in groups if fields[0] == wanted_group), ""))
    name = account[0] if account else ("root" if uid == 0 else None)
    return User(value, name, uid, gid)


def _number(text: str) -> int | None:
    return int(text) if re.match(r"[0-9]+\Z", text) else None
