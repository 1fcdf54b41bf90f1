"""How the docker command reaches an engine, and what its complaints mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._connection import (
    Connection,
    NoCommandError,
    connection_arguments,
    explain_refusal,
)

# title: (options, arguments)
ARGUMENTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "nulls": ({"docker_host": None, "tls": False, "validate_certs": None, "ca_path": ""}, []),
    "host": ({"docker_host": "unix:///s"}, ["--host", "unix:///s"]),
    "context": ({"cli_context": "c"}, ["--context", "c"]),
    "TLS": (
        {"docker_host": "tcp://h:1", "validate_certs": True, "ca_path": "/a", "client_cert": "/c", "client_key": "/k"},
        ["--host", "tcp://h:1", "--tlscacert", "/a", "--tlscert", "/c", "--tlskey", "/k", "--tlsverify"],
    ),
    "TLS unchecked": ({"tls": True, "client_cert": "/c"}, ["--tlscert", "/c", "--tls", "--tlscacert="]),
    "host and no context": ({"docker_host": "unix:///s", "cli_context": None}, ["--host", "unix:///s"]),
    "checked TLS and the default of tls": ({"tls": False, "validate_certs": True}, ["--tlsverify"]),
    "TLS unchecked with an authority": ({"tls": True, "ca_path": "/a"}, ["--tlscacert", "/a", "--tls"]),
}
# what was printed: beginning of the message, None where it is no matter of the connection
COMPLAINTS: dict[str, str | None] = {
    "permission denied while trying to connect to the Docker daemon socket at unix:///s": "docker_host: the engine (E)",
    'error during connect: Get "https://h/v1/i": tls: failed to verify certificate: x509: unknown': "ca_path: ",
    'error during connect: Get "https://h/v1/i": remote error: tls: certificate required': "client_cert: ",
    "Error response from daemon: Client sent an HTTP request to an HTTPS server.": "tls: the engine (E) takes TLS only",
    "error during connect: Get: http: server gave HTTP response to HTTPS client": "tls: the engine (E) takes no TLS",
    'Failed to initialize: unable to resolve docker endpoint: context "c": context not found: open m': "cli_context: ",
    "Failed to initialize: failed to retrieve context tls info: ca.pem seems invalid": "ca_path, client_cert or ",
    "Failed to initialize: unable to resolve docker endpoint: open ca.pem: no such file": "docker_host: the docker ",
    "Cannot connect to the Docker daemon at unix:///s. Is it": "docker_host: found no engine that answers (E: ",
    "failed to connect to the docker API at unix:///s": "docker_host: found no engine that answers",
    "dial unix /s: connect: no such file or directory": "docker_host: found no engine that answers",
    'error during connect: Get "http://h/v1/i": EOF': "docker_host: found no engine that answers",
    # what the engine says of a registry
    'Error response from daemon: Get "https://r/v2/": tls: failed to verify certificate: x509: unknown': None,
    'Error response from daemon: Get "https://r/v2/": http: server gave HTTP response to HTTPS client': None,
    "Error response from daemon: No such image: a": None,
    "": None,
}


@pytest.mark.parametrize("title", ARGUMENTS)
def test_arguments(title: str) -> None:
    options, arguments = ARGUMENTS[title]
    assert connection_arguments(options) == arguments


@pytest.mark.parametrize("said", COMPLAINTS)
def test_complaint(said: str) -> None:
    begin = COMPLAINTS[said]
    message = explain_refusal("E", f"\n{said}\n\n")
    if begin is None:
        assert message is None
        return
    assert message is not None
    assert message.startswith(begin), message
    assert "; " in message


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"docker_host": "unix:///s", "cli_context": "c"}, "docker_host, cli_context"),
        ({"tls": True, "validate_certs": True}, "tls, validate_certs"),
    ],
)
def test_options_that_exclude_each_other(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ImageError, match=f"^{named}: found both; set one of the two$"):
        connection_arguments(options)


# title: (options, variables, the docker command, which engine it reaches)
CONNECTIONS: dict[str, tuple[dict[str, Any], dict[str, str], list[str], str]] = {
    "none": ({}, {}, ["docker"], "default"),
    "by options": (
        {"docker_cli": "/d", "docker_host": "unix:///s"},
        {"DOCKER_HOST": "unix:///other"},
        ["/d", "--host", "unix:///s"],
        "--host unix:///s",
    ),
    "by an address": ({}, {"DOCKER_HOST": "unix:///s", "DOCKER_CONTEXT": "c"}, ["docker"], "unix:///s"),
    "by a context": ({}, {"DOCKER_CONTEXT": "c"}, ["docker"], "c"),
}


@pytest.mark.parametrize(("options", "variables", "command", "address"), CONNECTIONS.values(), ids=CONNECTIONS.keys())
def test_connection(
    options: dict[str, Any],
    variables: dict[str, str],
    command: list[str],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOCKER_CONFIG", "/none")
    assert Connection.of(options) == Connection(command, address)


@pytest.mark.parametrize(
    ("content", "variables", "address"),
    [
        ('{"currentContext": "c"}', {}, "c"),
        ('{"currentContext": "c"}', {"DOCKER_CONTEXT": "d"}, "d"),
        ('{"currentContext": ""}', {}, "default"),
        ("[]", {}, "default"),
        ("damaged", {}, "default"),
    ],
)
def test_context_that_was_chosen(
    content: str, variables: dict[str, str], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `docker context use`; the records of two engines would be one without it."""
    (tmp_path / "config.json").write_text(content)
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**variables, "DOCKER_CONFIG": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    assert Connection.of({}).address == address


def test_missing_command_is_told_from_a_missing_file() -> None:
    with pytest.raises(NoCommandError, match=r"^docker_cli: found no command '/nowhere/docker' on the target; install"):
        Connection(["/nowhere/docker"], "default").check({})
    with pytest.raises(ImageError, match=r"^ca_path: found no file /nowhere; name a readable PEM file") as raised:
        Connection(["/nowhere/docker"], "default").check({"ca_path": "/nowhere"})
    assert not isinstance(raised.value, NoCommandError)
