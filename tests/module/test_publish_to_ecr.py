"""A token of ECR, by moto's API, logs image_publish in, as a password and through Docker's credential helper."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.module.test_publish import TASK, helped_login, options
from tests.rig.cleanup import unique
from tests.rig.docker import docker
from tests.rig.locked_venv import locked_venv
from tests.rig.registry import Registry

pytestmark = pytest.mark.slow
# Prints what `aws ecr get-authorization-token` gives, and what an htpasswd file has of it.
PROGRAM = """\
import base64, bcrypt, boto3, json, moto
with moto.mock_aws():
    account = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests", "region_name": "eu-central-1"}
    given = boto3.client("ecr", **account).get_authorization_token()["authorizationData"][0]["authorizationToken"]
username, _colon, token = base64.b64decode(given).decode().partition(":")
hashed = bcrypt.hashpw(token.encode(), bcrypt.gensalt(4)).decode()
print(json.dumps({"username": username, "token": token, "htpasswd": f"{username}:{hashed}"}))
"""


@pytest.fixture(scope="module")
def login(root: Path) -> dict[str, str]:
    """User, token and line of an htpasswd file."""
    python = locked_venv(root / "build" / "moto", root / "requirements" / "moto.txt")
    given: dict[str, str] = json.loads(subprocess.run([python, "-c", PROGRAM], check=True, capture_output=True).stdout)
    assert given["username"] == "AWS"
    return given


@pytest.fixture
def image(on_the_engine: None, tmp_path: Path) -> str:
    """A small image on the engine."""
    del on_the_engine
    name = unique("publish-ecr")
    (tmp_path / "Dockerfile").write_text(f"FROM scratch\nCOPY Dockerfile /{name}\n", encoding="utf-8")
    docker("buildx", "build", "--quiet", "--provenance=false", f"--tag={name}:1", str(tmp_path))
    return name


def test_token_of_ecr(
    login: dict[str, str], image: str, tls_shop: Registry, play: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    accounts = tls_shop.folder / "htpasswd"
    others = accounts.read_text(encoding="utf-8")
    accounts.write_text(f"{others}{login['htpasswd']}\n", encoding="utf-8")
    wanted = options(tls_shop, image, "team/ecr", registry_username="AWS", registry_password=login["token"])
    environment = helped_login(tmp_path / "helped", "ecr-login", tls_shop, "AWS", login["token"])
    helped = {**wanted, "registry_config_dir": f"{tmp_path}/helped", "tags": ["2.0"]}
    del helped["registry_username"], helped["registry_password"]
    first, second = play({TASK: wanted}, {TASK: helped, "environment": environment})
    assert first["changed"], first
    assert [reason["kind"] for reason in second["reasons"]] == ["tag"], second
    assert login["token"] not in json.dumps([first, second])

    accounts.write_text(others, encoding="utf-8")  # twelve hours later
    (expired,) = play({TASK: {**wanted, "tags": ["3.0"]}})
    assert "it does not accept the login of registry_username, which is wrong or expired (" in expired["msg"]
    assert login["token"] not in json.dumps(expired)
    assert tls_shop.digest("team/ecr", "3.0") is None
