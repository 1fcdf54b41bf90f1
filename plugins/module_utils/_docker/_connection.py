# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the docker command reaches an engine, and what it means when it does not (private to the collection)."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError
from ._options import ENGINE_CONFLICTS

_OPTIONS = {
    "docker_host": "--host",
    "cli_context": "--context",
    "ca_path": "--tlscacert",
    "client_cert": "--tlscert",
    "client_key": "--tlskey",
}
_FILES = ("ca_path", "client_cert", "client_key")

_NO_CONNECTION = "error during connect"
# words that the docker command prints, all of them: the message, where {0} is the engine and {1} what was printed
_MEANINGS = (
    (
        ("permission denied while trying to connect",),
        (
            "docker_host: the engine ({0}) does not let this user in; run the task with become, or add the user "
            "to the group that owns the socket"
        ),
    ),
    (
        (_NO_CONNECTION, "x509: "),
        (
            "ca_path: the certificate of the engine ({0}) is not trusted ({1}); name the certificate of the "
            "authority that signed it"
        ),
    ),
    (
        (_NO_CONNECTION, "remote error: tls: "),
        (
            "client_cert: the engine ({0}) does not accept the client's certificate ({1}); name one that its "
            "authority signed in client_cert, and its key in client_key"
        ),
    ),
    (
        ("Error response from daemon: Client sent an HTTP request to an HTTPS server",),
        "tls: the engine ({0}) takes TLS only ({1}); set validate_certs and name ca_path, client_cert and client_key",
    ),
    (
        (_NO_CONNECTION, "HTTP response to HTTPS client"),
        "tls: the engine ({0}) takes no TLS ({1}); set neither tls nor validate_certs, or name its other port",
    ),
    (
        ("unable to resolve docker endpoint", "context not found"),
        "cli_context: found no such context ({0}: {1}); docker context ls shows those that this user has",
    ),
    (
        ("tls info", "seems invalid"),
        "ca_path, client_cert or client_key: found a file that is no certificate or key ({0}: {1}); name PEM files",
    ),
    (
        ("unable to resolve docker endpoint",),
        (
            "docker_host: the docker command cannot use this connection ({0}: {1}); see docker_host, cli_context "
            "and the options for TLS"
        ),
    ),
)
_UNREACHABLE = (
    "Cannot connect to the Docker daemon",
    _NO_CONNECTION,
    "failed to connect to the docker API",
    "dial unix",
)


class NoCommandError(ImageError):
    """There is no docker command on the target."""


@dataclass(frozen=True)
class Connection:
    """The docker command without arguments of its own, and which engine it reaches: the same words, the same engine."""

    command: list[str]
    address: str

    @classmethod
    def of(cls, params: dict[str, Any]) -> Connection:
        """Return the connection that options in the module's `params` describe. Raises ImageError for a conflict."""
        arguments = connection_arguments(params)
        variables = os.environ.get("DOCKER_HOST") or os.environ.get("DOCKER_CONTEXT")
        address = " ".join(arguments) or variables or _context_in_use() or "default"
        return cls([params.get("docker_cli") or "docker", *arguments], address)

    def check(self, params: dict[str, Any]) -> None:
        """Raise ImageError for a file that is not there, NoCommandError without the command."""
        for option in _FILES:
            if params.get(option) and not os.path.isfile(params[option]):
                raise ImageError(
                    "{0}: found no file {1}; name a readable PEM file on the target".format(option, params[option])
                )
        if shutil.which(self.command[0]) is None:
            raise NoCommandError(
                "docker_cli: found no command {0!r} on the target; install the Docker CLI with buildx (the role "
                "sovd.prod_images.docker_engine does), or name its path in docker_cli".format(self.command[0])
            )


def connection_arguments(params: dict[str, Any]) -> list[str]:
    """Return the arguments of the docker command for the connection options in the module's `params`.

    Raises ImageError for two that exclude each other; what is false or empty says nothing, as a default does.
    """
    for pair in ENGINE_CONFLICTS:
        if all(params.get(option) for option in pair):
            raise ImageError("{0}, {1}: found both; set one of the two".format(*pair))
    arguments = []
    for option, flag in _OPTIONS.items():
        if params.get(option):
            arguments += [flag, params[option]]
    if params.get("validate_certs"):
        arguments.append("--tlsverify")
    elif params.get("tls"):
        arguments.append("--tls")
        if not params.get("ca_path"):
            arguments.append("--tlscacert=")  # else it demands one, though it checks nothing by it
    return arguments


def _context_in_use() -> str | None:
    """Return the context that `docker context use` chose, by the configuration of the docker command."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    try:
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as opened:
            return str(json.load(opened).get("currentContext") or "") or None
    except (OSError, ValueError, AttributeError):
        return None


def explain_refusal(address: str, printed: str) -> str | None:
    """Return the message for a failed connection to the engine at `address`; None where `printed` is of no such."""
    lines = [line for line in printed.splitlines() if line.strip()]
    last = lines[-1].strip() if lines else ""
    for words, meaning in _MEANINGS:
        if all(word in printed for word in words):
            return meaning.format(address, last)
    if any(words in printed for words in _UNREACHABLE):
        return (
            "docker_host: found no engine that answers ({0}: {1}); start it, install one with the role "
            "sovd.prod_images.docker_engine, or name another in docker_host".format(address, last)
        )
    return None
