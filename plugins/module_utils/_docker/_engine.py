# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine, by its command line; the only file that talks to Docker (private to the collection).

The docker command is asked rather than the API, since it knows contexts, TLS and ssh, and brings BuildKit by buildx.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import threading
from typing import Any, Callable

from .._buildkit._checks import read_checks
from .._buildkit._errors import ImageError
from ._connection import FILES, connection_arguments, explain_refusal
from ._saved_image import read_layers
from ._watched_command import run_watched

_ANSWER_TIMEOUT = 60  # seconds, for everything but a build and a push
_LOAD_TIMEOUT = 600  # seconds
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64}) size")


class Engine:
    """One engine and the command line that reaches it."""

    def __init__(self, params: dict[str, Any]) -> None:
        """Take the connection options of the module's `params`; nothing is started yet."""
        cli = params.get("docker_cli") or "docker"
        self._command = [cli, *connection_arguments(params)]
        # Which engine this is, for the state file: the same words reach the same engine.
        self.address = (
            " ".join(self._command[1:])
            or os.environ.get("DOCKER_HOST")
            or os.environ.get("DOCKER_CONTEXT")
            or "default"
        )
        for option in FILES:
            if params.get(option) and not os.path.isfile(params[option]):
                raise ImageError(
                    "{0}: found no file {1}; name a readable PEM file on the target".format(option, params[option])
                )
        if shutil.which(cli) is None:
            raise ImageError(
                "docker_cli: found no command {0!r} on the target; install the Docker CLI with buildx (the role "
                "sovd.prod_images.docker_engine does), or name its path in docker_cli".format(cli)
            )

    def inspect(self, references: list[str]) -> dict[str, dict[str, Any] | None]:
        """Return the engine's document of each image, None for those that it does not have."""
        if not references:
            return {}
        done = self._run(["image", "inspect", *references], check=False)
        documents = json.loads(done.stdout or "[]")
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

    def history(self, image: str) -> list[dict[str, Any]]:
        """Return the layers of `image`, newest first, with `Size` in bytes and `CreatedBy`."""
        done = self._run(["image", "history", "--no-trunc", "--human=false", "--format={{json .}}", image])
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    def saved_layers(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what `history` does, with the sizes of the files in each layer, for which the image is read whole."""
        command = [*self._command, "image", "save", document["Id"]]
        with subprocess.Popen(
            command, env=self._environment({}), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            timer = threading.Timer(_LOAD_TIMEOUT, process.kill)
            timer.start()
            try:
                layers = read_layers(process.stdout, document["RootFS"]["Layers"])
            except tarfile.ReadError:  # it ended early
                layers = None
            finally:
                timer.cancel()
                process.kill()
        return self.history(document["Id"]) if layers is None else layers

    def info(self) -> dict[str, Any]:
        """Return `{version, store, data_root}`: the release, the image store's name, and the folder of its data."""
        document = json.loads(self._run(["info", "--format={{json .}}"]).stdout)
        types = {pair[0]: pair[1] for pair in document.get("DriverStatus") or [] if len(pair) == 2}
        containerd = types.get("driver-type") == "io.containerd.snapshotter.v1"
        return {
            "version": document.get("ServerVersion", ""),
            "store": "containerd" if containerd else document.get("Driver", ""),
            "data_root": document.get("DockerRootDir", ""),
        }

    def read_files(self, image: str, paths: list[str]) -> list[bytes]:
        """Return a tar of each file in `image`, empty where there is none. The image need not hold a shell."""
        container = _reader(image)
        self.remove_reader(image)
        self._run(["container", "create", "--network=none", "--name", container, image, "none"])
        try:
            copies = [
                self._run(["container", "cp", "--follow-link", container + ":" + path, "-"], check=False, text=False)
                for path in paths
            ]
        finally:
            self.remove_reader(image)
        return [copy.stdout if copy.returncode == 0 else b"" for copy in copies]

    def remove_reader(self, image: str) -> None:
        """Remove the container by which `read_files` reads the `image` of this id, which a killed run leaves."""
        self._run(["container", "rm", "--force", _reader(image)], check=False)

    def digests(self, reference: str) -> list[str]:
        """Return the digests by which the engine knows an image that it has, as `NAME@DIGEST`."""
        document = self.inspect([reference])[reference] or {}
        return sorted(set(document.get("RepoDigests") or []))

    def registry_digest(self, reference: str, timeout: int = _ANSWER_TIMEOUT) -> tuple[str | None, str]:
        """Return the digest that the registry has for `reference` now, or None with what it said instead.

        That ends in `: not found` where the registry answered that it has none. `timeout` is in seconds.
        """
        arguments = ["buildx", "imagetools", "inspect", "--format={{json .Manifest}}", reference]
        try:
            late = "no answer within {0} seconds".format(timeout)
            done = self._run(arguments, check=False, timeout=timeout, late=late)
        except ImageError as error:
            return None, str(error)
        if done.returncode:
            return None, _last_line(done.stderr)
        digest: str = json.loads(done.stdout)["digest"]
        return digest, ""

    def registry_platforms(self, reference: str) -> tuple[str | None, list[str]]:
        """Return the digest that the registry has for `reference`, or None, and the platforms that it offers."""
        arguments = ["buildx", "imagetools", "inspect", "--format={{json .Manifest}}", reference]
        done = self._run(arguments, check=False)
        manifest = json.loads(done.stdout) if done.returncode == 0 else {}
        platforms = [entry.get("platform") or {} for entry in manifest.get("manifests") or []]
        parts = [[entry.get(key) for key in ("os", "architecture", "variant")] for entry in platforms]
        return manifest.get("digest"), ["/".join(filter(None, names)) for names in parts]

    def has_platform(self, image: str, platform: str) -> bool:
        """Tell whether the engine has `image` for `platform`; a container is created to ask, and removed."""
        container = "sovd-prod-images-asks-" + hashlib.sha256(image.encode()).hexdigest()[:24]
        self._run(["container", "rm", "--force", container], check=False)
        options = ["--pull=never", "--network=none", "--name", container, "--platform", platform]
        done = self._run(["container", "create", *options, image, "none"], check=False)
        self._run(["container", "rm", "--force", container], check=False)
        return done.returncode == 0

    def build(
        self,
        arguments: list[str],
        environment: dict[str, str],
        log_file: str,
        timeout: int,
        read: Callable[[str], None],
    ) -> int:
        """Run one build as `run_watched` does."""
        return run_watched(
            [*self._command, "buildx", "build", *arguments], self._environment(environment), log_file, timeout, read
        )

    def checks(self, arguments: list[str], environment: dict[str, str]) -> list[str]:
        """Return the warnings of BuildKit's checks for a build with these arguments; none before buildx 0.15."""
        if "--check " not in self._run(["buildx", "build", "--help"], check=False).stdout:
            return []
        command = ["buildx", "build", "--call=check,format=json", *arguments]
        return read_checks(self._run(command, check=False, environment=environment).stdout)

    def check_buildx(self) -> None:
        """Raise ImageError when the docker command has no buildx."""
        done = self._run(["buildx", "version"], check=False)
        if done.returncode:
            raise ImageError(
                "docker_cli: found {0!r} without the buildx plugin, which BuildKit needs; install docker-buildx (the "
                "role sovd.prod_images.docker_engine does)".format(self._command[0])
            )

    def load(self, archive: str) -> None:
        """Load an image from the tar `archive`."""
        self._run(["image", "load", "--quiet", "--input", archive], timeout=_LOAD_TIMEOUT)

    def tag(self, image: str, reference: str) -> None:
        """Let `reference` point to `image`."""
        self._run(["image", "tag", image, reference])

    def remove(self, image: str) -> None:
        """Remove `image` unless something still uses it."""
        self._run(["image", "rm", image], check=False)

    def push(self, reference: str, timeout: int) -> str:
        """Push `reference` and return its digest; `timeout` is in seconds. Raises ImageError with what was said."""
        late = (
            "timeout: the push of {0} was cancelled after {1} seconds; raise the timeout, or see whether the registry "
            "is stuck".format(reference, timeout)
        )
        done = self._run(["image", "push", reference], check=False, timeout=timeout, late=late)
        found = _PUSHED.search(done.stdout)
        if done.returncode or not found:
            raise ImageError(
                "push: the registry refused {0} or did not answer ({1}); log in, and see that the registry runs and "
                "the repository exists. The image is on the engine, and the next run pushes it".format(
                    reference, _last_line(done.stderr)
                )
            )
        return found.group(1)

    def _run(
        self,
        arguments: list[str],
        *,
        check: bool = True,
        text: bool = True,
        timeout: int | None = None,
        late: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[Any]:
        timeout = timeout or _ANSWER_TIMEOUT
        try:
            done = subprocess.run(
                [*self._command, *arguments], env=self._environment(environment or {}), stdin=subprocess.DEVNULL,
                capture_output=True, text=text, timeout=timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ImageError(
                late
                or "docker_host: the engine ({0}) did not answer {1!r} within {2} seconds; see whether it is stuck, "
                "and start it again".format(self.address, " ".join(arguments[:2]), timeout)
            ) from error
        said = done.stderr if text else done.stderr.decode("utf-8", "replace")
        refusal = explain_refusal(self.address, said) if done.returncode else None
        if refusal:
            raise ImageError(refusal)
        if done.returncode and check:
            raise ImageError("docker {0} failed: {1}".format(" ".join(arguments[:2]), said.strip()))
        return done

    @staticmethod
    def _environment(extra: dict[str, str]) -> dict[str, str]:
        # Attestations change the index digest on each build (https://github.com/moby/moby/issues/48391).
        return {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
            "DOCKER_CLI_HINTS": "false",
            **extra,
        }


def _reader(image: str) -> str:
    """Return the name of the container that reads `image`: of the id alone, so that the next run finds it."""
    return "sovd-prod-images-reads-" + image.rpartition(":")[2][:24]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return re.sub(r"\AERROR: ", "", lines[-1].strip()) if lines else "it said nothing"
