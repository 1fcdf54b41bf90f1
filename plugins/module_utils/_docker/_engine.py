# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine, by its command line: what runs a docker command and what every module asks (private to the collection).

The docker command is asked rather than the API, since it knows contexts, TLS and ssh, and brings BuildKit by buildx.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

from .._buildkit._errors import ImageError, ImageGoneError
from ._connection import Connection, explain_refusal

_ANSWER_TIMEOUT = 60  # seconds, for everything but a build, a push and a whole image


def read_json(printed: str, cli: str) -> Any:
    """Return the document that the docker command `cli` printed. Raises ImageError when it is none."""
    try:
        return json.loads(printed)
    except ValueError as error:
        raise ImageError(
            "docker_cli: expected JSON from {0!r}, found {1!r}; name one that prints nothing of its own "
            "to its output".format(cli, printed[:80])
        ) from error


@dataclass(frozen=True)
class EngineInfo:
    """The engine's release, its platform, the name of its image store, and the folder of its data."""

    version: str
    platform: str
    store: str
    data_root: str


class Engine:
    """One engine and the command line that reaches it."""

    def __init__(self, params: dict[str, Any]) -> None:
        """Take the connection options of the module's `params`; nothing is started yet."""
        connection = Connection.of(params)
        self.command = connection.command
        self.address = connection.address  # also for the state file
        connection.check(params)

    def inspect(self, references: list[str]) -> dict[str, dict[str, Any] | None]:
        """Return the engine's document of each image, None for those that it does not have."""
        if not references:
            return {}
        done = self.run(["image", "inspect", *references], check=False)
        documents = read_json(done.stdout or "[]", self.command[0])
        missing = {line.rpartition("o such image: ")[2].strip() for line in done.stderr.splitlines()}
        present = [reference for reference in references if reference not in missing]
        if len(present) == len(documents):
            found = dict(zip(present, documents))
            return {reference: found.get(reference) for reference in references}
        if len(references) > 1:  # the engine wrote a name in another way, so each has to be asked alone
            return {reference: self.inspect([reference])[reference] for reference in references}
        if documents:
            return {references[0]: documents[0]}
        if "o such image" in done.stderr or "invalid reference format" in done.stderr:
            return {references[0]: None}
        raise ImageError("cannot inspect the image {0}: {1}".format(references[0], done.stderr.strip()))

    def info(self) -> EngineInfo:
        """Ask the engine what it is."""
        document = read_json(self.run(["info", "--format={{json .}}"]).stdout, self.command[0])
        types = {pair[0]: pair[1] for pair in document.get("DriverStatus") or [] if len(pair) == 2}
        containerd = types.get("driver-type") == "io.containerd.snapshotter.v1"
        return EngineInfo(
            version=document.get("ServerVersion", ""),
            platform="{0}/{1}".format(document.get("OSType", "linux"), document.get("Architecture", "x86_64")),
            store="containerd" if containerd else document.get("Driver", ""),
            data_root=document.get("DockerRootDir", ""),
        )

    def run(
        self,
        arguments: list[str],
        *,
        check: bool = True,
        text: bool = True,
        timeout: int | None = None,
        late: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[Any]:
        """Run one docker command to its end. `late` is the message after `timeout` seconds.

        Raises ImageError when the engine cannot be reached or does not answer, and with `check` when the command fails.
        """
        timeout = timeout or _ANSWER_TIMEOUT
        try:
            # run_command has no limit of time.
            done = subprocess.run(  # pylint: disable=ansible-bad-function
                [*self.command, *arguments], env=self.environment(environment), stdin=subprocess.DEVNULL,
                capture_output=True, text=text, timeout=timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ImageError(
                late
                or "docker_host: the engine ({0}) did not answer {1!r} within {2} seconds; see whether it is stuck, "
                "and start it again".format(self.address, " ".join(arguments[:2]), timeout)
            ) from error
        printed = done.stderr if text else done.stderr.decode("utf-8", "replace")
        refusal = explain_refusal(self.address, printed) if done.returncode else None
        if refusal:
            raise ImageError(refusal)
        if done.returncode and check:
            raise ImageError("docker {0} failed: {1}".format(" ".join(arguments[:2]), printed.strip()))
        return done

    def run_on_image(self, arguments: list[str]) -> subprocess.CompletedProcess[Any]:
        """Run a command on an image that the engine had a moment ago. Raises ImageGoneError where it has it no more."""
        done = self.run(arguments, check=False)
        what, said = "docker {0}".format(" ".join(arguments[:2])), done.stderr.strip()
        if done.returncode and "o such image" in said:
            raise ImageGoneError(
                "{0}: the image was removed by another task meanwhile ({1}); run this one again".format(what, said)
            )
        if done.returncode:
            raise ImageError("{0} failed: {1}".format(what, said))
        return done

    @staticmethod
    def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
        """Return the variables for a docker command."""
        # What is asked and pushed is an image that is there; a build names its platform by an option.
        variables = {name: value for name, value in os.environ.items() if name != "DOCKER_DEFAULT_PLATFORM"}
        # Attestations change the index digest on each build (https://github.com/moby/moby/issues/48391).
        return {
            **variables,
            "LC_ALL": "C.UTF-8",
            "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
            "BUILDX_GIT_LABELS": "0",  # each commit would be another image
            "DOCKER_CLI_HINTS": "false",
            **(extra or {}),
        }
