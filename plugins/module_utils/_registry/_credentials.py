# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login of a registry: from options, or as the docker command keeps it (private to the collection).

https://docs.docker.com/reference/cli/docker/login/ says what stands in the file and how a helper is asked.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError

_HELPER_TIMEOUT = 60  # seconds
_NOTHING_STORED = "credentials not found in native keychain"  # as helpers say it, without a login
_NO_USER = "<token>"  # the user name that a helper gives with one


@dataclass(frozen=True)
class Credentials:
    """A user and a password, or a token that is exchanged for others; `origin` says where they come from."""

    origin: str
    username: str = ""
    password: str = ""
    identity_token: str = ""

    @property
    def basic(self) -> str:
        """The value of the header Authorization with user and password."""
        return "Basic " + base64.b64encode("{0}:{1}".format(self.username, self.password).encode()).decode("ascii")

    def to_config(self, host: str) -> str:
        """Return the text of a docker configuration that holds this login alone, for a tool that reads such a file."""
        if self.identity_token:
            entry = {"auth": _packed("{0}:".format(_NO_USER)), "identitytoken": self.identity_token}
        else:
            entry = {"auth": _packed("{0}:{1}".format(self.username, self.password))}
        return json.dumps({"auths": {host: entry}})

    def __repr__(self) -> str:
        """Show no secret, wherever it is printed."""
        return "Credentials(from {0})".format(self.origin)


def find_credentials(host: str, params: dict[str, Any]) -> Credentials | None:
    """Return the login for the registry `host`, None where there is none. Raises ImageError.

    `registry_username` and `registry_password` of the module's `params` come first, then the docker configuration in
    `registry_config_dir`, which is that of the docker command where it is not set.
    """
    username, password = params.get("registry_username"), params.get("registry_password")
    if username and password:
        return Credentials("registry_username", username, password)
    if username or password:
        given, lacking = ("username", "password") if username else ("password", "username")
        raise ImageError("registry_{0}: found it without registry_{1}; set both, or none".format(given, lacking))
    folder = params.get("registry_config_dir") or os.environ.get("DOCKER_CONFIG") or "~/.docker"
    path = os.path.join(os.path.expanduser(folder), "config.json")
    document = _read(path)
    helper = (document.get("credHelpers") or {}).get(host) or document.get("credsStore")
    if helper:
        return _ask_helper(str(helper), host)
    return _stored(document.get("auths") or {}, host, path)


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as opened:
            document = json.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ImageError(
            "registry_config_dir: cannot read {0} ({1}); log in again with docker login".format(path, error)
        ) from error
    if not isinstance(document, dict):
        raise ImageError("registry_config_dir: found no mapping in {0}; log in again with docker login".format(path))
    return document


def _stored(auths: dict[str, Any], host: str, path: str) -> Credentials | None:
    entry = auths.get(host) or auths.get("https://" + host) or auths.get("https://{0}/v1/".format(host))
    if not entry:
        return None
    if entry.get("identitytoken"):
        return Credentials(path, identity_token=entry["identitytoken"])
    if entry.get("username") and entry.get("password"):
        return Credentials(path, entry["username"], entry["password"])
    try:
        username, _colon, password = base64.b64decode(entry.get("auth") or "").decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        username = password = ""
    if not username or not password:
        raise ImageError(
            "registry_config_dir: found no user and password for {0} in {1}; log in again with docker login".format(
                host, path
            )
        )
    return Credentials(path, username, password)


def _ask_helper(helper: str, host: str) -> Credentials | None:
    command = "docker-credential-" + helper
    failed = (
        "registry_config_dir: the credential helper {0} gave no login for {1} ({2}); see that it works for this user"
    )
    try:
        # run_command would log what it prints.
        done = subprocess.run(  # pylint: disable=ansible-bad-function
            [command, "get"], input=host, capture_output=True, text=True, timeout=_HELPER_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        cause = error.strerror if isinstance(error, OSError) else "no answer within 60 seconds"
        raise ImageError(failed.format(command, host, cause)) from error
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        if _NOTHING_STORED in said:
            return None
        raise ImageError(failed.format(command, host, said.splitlines()[-1] if said else "it printed nothing"))
    try:
        answer = json.loads(done.stdout)
        username, secret = str(answer["Username"]), str(answer["Secret"])
    except (ValueError, KeyError, TypeError) as error:
        raise ImageError(failed.format(command, host, "its answer is no JSON with Username and Secret")) from error
    if username == _NO_USER:
        return Credentials(command, identity_token=secret)
    return Credentials(command, username, secret)


def _packed(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
