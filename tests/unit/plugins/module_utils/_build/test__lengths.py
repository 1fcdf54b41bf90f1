"""How long a value may be that the docker command gets, and secrets that are longer."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._lengths import (
    long_secrets_in_files,
    refuse_long_arguments,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import BuildRequest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError

PARAMS: dict[str, Any] = {"name": "app", "tag": "1", "context": "/src", "dockerfile": "Dockerfile", "pull": "missing"}
LONGEST = 128 * 1024 - 1  # bytes of an argument, without the NUL behind it
REFUSED = [
    (
        {"build_args": {"A": "x" * (LONGEST - 1)}},
        "build_args.A: found 131072 bytes, but the system takes at most 131071",
    ),
    ({"labels": {"l": "é" * 70_000}}, "labels.l: found 140002 bytes"),
    ({"outputs": ["a", "x" * (LONGEST + 1)]}, "outputs: found 131072 bytes"),
]


def request(**options: Any) -> BuildRequest:
    made: BuildRequest = BuildRequest.of({**PARAMS, **options})
    return made


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_argument_that_is_too_long(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ImageError) as raised:
        refuse_long_arguments(request(**options))
    assert str(raised.value).startswith(message)


def test_longest_argument() -> None:
    value = "x" * (LONGEST - len("A="))
    assert refuse_long_arguments(request(build_args={"A": value})) is None
    assert subprocess.run(["true", f"A={value}"], check=True).returncode == 0  # so the limit is the system's own
    with pytest.raises(OSError, match="Argument list too long"):
        subprocess.run(["true", f"A={value}x"], check=True)


def test_secret_that_is_too_long_for_a_variable(tmp_path: Path) -> None:
    secrets = [
        {"id": "a", "type": "value", "value": "s"},
        {"id": "b,c", "type": "value", "value": "x" * LONGEST + "\r\n"},
    ]
    with long_secrets_in_files(request(secrets=secrets), str(tmp_path)) as lent:
        assert lent.environment() == {"SOVD_BUILD_SECRET_0": "s"}
        (file,) = tmp_path.iterdir()
        assert file.read_bytes() == b"x" * LONGEST + b"\r\n"
        assert file.stat().st_mode & 0o777 == 0o600
        assert [secret.argument() for secret in lent.secrets] == [
            "id=a,env=SOVD_BUILD_SECRET_0",
            f'"id=b,c",src={file}',
        ]
    assert list(tmp_path.iterdir()) == []


def test_file_is_gone_after_a_failure(tmp_path: Path) -> None:
    secrets = [{"id": "b", "type": "value", "value": "x" * LONGEST}]
    with pytest.raises(KeyError), long_secrets_in_files(request(secrets=secrets), str(tmp_path)):
        raise KeyError
    assert list(tmp_path.iterdir()) == []
