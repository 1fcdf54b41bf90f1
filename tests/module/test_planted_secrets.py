"""200 secrets of 20 kinds in the layers, the environment and the history of a real image: none is missed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import read_contract
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_claims import secret_claims

from tests.rig.cleanup import unique
from tests.rig.docker import docker, inspect
from tests.rig.plays import run_tasks
from tests.unit.plugins.module_utils._verify.planted_secrets import Secret, plant
from tests.unit.plugins.module_utils._verify.test__contract import NUMBERS

NAME = unique("planted")


def instruction(number: int, secret: Secret) -> str:
    """What puts a secret into the history without a container: each value on one line, as JSON writes it."""
    value = json.dumps(secret.text.replace("\n", "\\n"))
    if secret.place == "environment":
        return f"ENV {secret.name}={value}"
    return secret.text if secret.text.startswith("ARG ") else f"LABEL step{number}={value}"


def dockerfile(secrets: list[Secret]) -> str:
    planted = [each for each in secrets if each.place in ("environment", "history")]
    gone = " ".join(each.name for each in secrets if each.place == "deleted")
    lines = ["FROM debian:bookworm-slim", "COPY layer /", "COPY deleted /", f"RUN rm {gone}"]
    return "\n".join([*lines, *(instruction(number, secret) for number, secret in enumerate(planted))])


@pytest.fixture
def image(tmp_path: Path) -> Any:
    """An image with every secret; what is deleted, a container does not see."""
    secrets = plant(seed=14)
    for secret in secrets:
        if secret.place in ("layer", "deleted"):
            path = tmp_path / "context" / secret.place / secret.name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(secret.text, encoding="utf-8")
    (tmp_path / "context" / "Dockerfile").write_text(dockerfile(secrets), encoding="utf-8")
    docker("build", "--quiet", f"--tag={NAME}", str(tmp_path / "context"))
    yield secrets
    docker("image", "rm", "--force", NAME)


def test_none_is_missed(
    image: list[Secret], tmp_path: Path, run: Callable[..., str], tool_environment: dict[str, str]
) -> None:
    task = {"sovd.prod_images.image_contents": {"image": NAME}}
    (result,) = run_tasks(tmp_path, run, [task], tool_environment)
    env = dict(each.split("=", 1) for each in json.loads(inspect(NAME, "{{json .Config.Env}}")))
    history = docker("image", "history", "--no-trunc", "--format", "{{json .CreatedBy}}", NAME).splitlines()
    steps = [json.loads(line) for line in history]
    claims = secret_claims({"env": env}, result["contents"], steps, read_contract(NUMBERS))
    found = {claim.claim.rpartition(" ")[2]: "\n".join(each.what for each in claim.findings) for claim in claims}
    told = {*re.findall(r" in step ([0-9]+)", found["history"])}
    numbers = {step: str(number) for number, step in enumerate(reversed(steps), start=1)}
    missed = [
        (each.kind, each.place)
        for each in image
        if not (
            {numbers[step] for step in numbers if each.text.split("\n")[-1][-30:] in step} & told
            if each.place == "history"
            else f"{each.name} " in found["environment" if each.place == "environment" else "layers"]
        )
    ]
    assert len(image) == 200
    assert missed == []
