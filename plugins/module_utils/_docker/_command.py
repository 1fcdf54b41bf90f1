# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One docker command of the user's own, with its output and its exit code (private to the collection)."""

from __future__ import annotations

import os
import signal
import subprocess
import tarfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Iterator, Mapping

from .._buildkit._errors import ImageError
from ._connection import Connection, NoCommandError, explain_refusal

MISSING, LATE = 127, 124  # the exit codes that a shell and timeout(1) give
_END_TIMEOUT = 5  # seconds that a command has to end after SIGTERM
_BLOCK = 1 << 16  # bytes


@dataclass(frozen=True)
class Done:
    """A command that has ended; `problem` says in a sentence why it failed."""

    command: list[str]
    rc: int
    stdout: str = ""
    stderr: str = ""
    problem: str = ""


def run_command(params: dict[str, Any], environment: Mapping[str, str] | None = None) -> Done:
    """Run `argv` of the module's `params` on the engine that its other options name, and return how it ended.

    The `environment` reaches the command besides that of the module.
    """
    connection = Connection.of(params)
    command = [*connection.command, *params["argv"]]
    try:
        connection.check(params)
    except ImageError as error:
        rc = MISSING if isinstance(error, NoCommandError) else 1
        return Done(command, rc, stderr=str(error), problem=str(error))
    run = _Run(command, params.get("stdin"), environment or {})
    late = run.wait(params.get("timeout") or 0, params.get("answer_timeout") or 0)
    stdout, stderr = (stream.decode("utf-8", "replace").rstrip("\r\n") for stream in (run.stdout, run.stderr))
    what = "docker {0}".format(" ".join(params["argv"][:2]))
    if late:
        return Done(command, LATE, stdout, stderr or "{0} {1}".format(what, late), "{0} {1}".format(what, late))
    last = (stderr or stdout).rpartition("\n")[2]
    problem = explain_refusal(connection.address, stderr) or "{0} ended with {1}: {2}".format(what, run.rc, last)
    return Done(command, run.rc, stdout, stderr, problem if run.rc else "")


@contextmanager
def output_of(params: dict[str, Any], argv: list[str]) -> Iterator[IO[bytes]]:
    """Run a command on the engine that `params` name, and give its output as a stream.

    Raises ImageError with what it complained about when it failed.
    """
    command = [*Connection.of(params).command, *argv]
    with TemporaryFile() as said:
        cut = ""
        # run_command hands nothing over before the end.
        with subprocess.Popen(  # pylint: disable=ansible-bad-function
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        ) as process:
            if process.stdout is not None:
                try:
                    yield process.stdout
                except tarfile.ReadError as error:  # the command may know better why there is no more of it
                    cut = "its archive cannot be read ({0})".format(error)
                while process.stdout.read(_BLOCK):
                    continue
        said.seek(0)
        text = said.read().decode("utf-8", "replace").strip() or cut
        if process.returncode or cut:
            raise ImageError("docker {0} ended with {1}: {2}".format(" ".join(argv[:2]), process.returncode, text))


class _Run:
    """A command that runs; both of its streams are read as they come, so that neither fills up."""

    def __init__(self, command: list[str], stdin: str | None, environment: Mapping[str, str]) -> None:
        self.stdout = self.stderr = b""
        self.rc = 0
        self._stdin = stdin
        self._answered = threading.Event()
        self._late = ""
        # A session of its own, so that its plugins end with it.
        # run_command hands nothing over before the end.
        self._process = subprocess.Popen(  # pylint: disable=ansible-bad-function
            command, env={**os.environ, "DOCKER_CLI_HINTS": "false", **environment}, start_new_session=True,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def wait(self, timeout: int, answer_timeout: int) -> str:
        """Return when the command has ended, with what was too late, which is an empty text for nothing."""
        timers = [
            threading.Timer(seconds, self._expire, [text.format(seconds), unless])
            for seconds, text, unless in (
                (timeout, "did not end within {0} s", None),
                (answer_timeout, "printed nothing within {0} s", self._answered),
            )
            if seconds
        ]
        threads = [threading.Thread(target=self._read, args=[name], daemon=True) for name in ("stdout", "stderr")] + (
            [threading.Thread(target=self._write, daemon=True)] if self._stdin is not None else []
        )
        for started in timers + threads:
            started.start()
        try:
            for thread in threads:
                thread.join()
            self.rc = self._process.wait()
        finally:
            for timer in timers:
                timer.cancel()
            self._end()
        return self._late

    def _expire(self, text: str, unless: threading.Event | None) -> None:
        if unless is None or not unless.is_set():
            self._late = text
            self._end()

    def _end(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            os.killpg(self._process.pid, number)
            try:
                self._process.wait(_END_TIMEOUT)
            except subprocess.TimeoutExpired:
                continue

    def _read(self, name: str) -> None:
        stream: IO[bytes] = getattr(self._process, name)
        parts = []
        while True:
            part = os.read(stream.fileno(), _BLOCK)
            if not part:
                break
            self._answered.set()
            parts.append(part)
        setattr(self, name, b"".join(parts))

    def _write(self) -> None:
        stream = self._process.stdin
        try:
            if stream is not None and self._stdin is not None:
                stream.write(self._stdin.encode("utf-8"))
                stream.close()
        except BrokenPipeError:
            pass  # it ended without reading all
