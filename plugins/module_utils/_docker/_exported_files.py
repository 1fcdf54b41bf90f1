# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an image as its engine exports them, with later layers over earlier ones (private to the collection)."""

from __future__ import annotations

import subprocess
import tarfile
import threading
from typing import IO, Any, Iterator

from .._buildkit._errors import ImageError
from ._asking_container import asking_container
from ._engine import Engine

_TIMEOUT = 600  # seconds
_READ = 1 << 20  # bytes at once


def exported_files(engine: Engine, document: dict[str, Any], run: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, mode and UID of each file of the image that the engine's `document` describes.

    `run` names the task's run. Raises ImageError when the engine ends before the whole of it.
    """
    with asking_container(engine, document, run) as container:
        command = [*engine.command, "container", "export", container]
        # run_command hands nothing over before the end.
        with subprocess.Popen(  # pylint: disable=ansible-bad-function
            command,
            env=engine.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            timer = threading.Timer(_TIMEOUT, process.kill)
            timer.start()
            try:
                yield from _files(process.stdout)
                _refuse_failure(process.wait())
            except tarfile.ReadError as error:
                raise ImageError(
                    "cannot read the files of an image: docker container export ended with {0}; see whether the engine "
                    "is sound".format(error)
                ) from error
            finally:
                timer.cancel()
                process.kill()


def _refuse_failure(code: int) -> None:
    """Raise tarfile.ReadError for an exit code other than 0, since what came before it may look whole."""
    if code:
        raise tarfile.ReadError("exit code {0}".format(code))


def _files(stream: IO[bytes] | None) -> Iterator[tuple[str, int, int]]:
    with tarfile.open(fileobj=stream, mode="r|", bufsize=_READ) as archive:
        for member in archive:
            if member.isreg() or member.islnk():
                yield "/" + member.name.strip("/"), member.mode, member.uid
    while stream is not None and stream.read(_READ):
        pass  # what pads the archive, or its writer would never end
