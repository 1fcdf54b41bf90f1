# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command that speaks to registries, such as cosign and skopeo, and what its failures mean (private)."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import Mapping, Sequence

from .._buildkit._errors import ImageError

_LONGEST = 500  # characters of what a command says


@dataclass(frozen=True)
class Command:
    """A command by its `name` and `path`. `timeout` is in seconds, and `advice` says what to do when it fails."""

    name: str
    path: str
    timeout: int
    advice: str
    slow: str  # what to do where it takes longer

    def run(self, host: str, step: str, arguments: Sequence[str], more: Mapping[str, str] | None = None) -> str:
        """Return what the command prints. Raises ImageError that names the registry `host` and the step.

        No argument may be secret, for the list of processes shows it; `more` are variables of its environment.
        """
        try:
            # run_command would log what it is given.
            done = subprocess.run(  # pylint: disable=ansible-bad-function
                [self.path, *arguments], env={**os.environ, **(more or {}), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=self.timeout, check=False,
            )  # fmt: skip
        except OSError as error:
            raise ImageError(
                "{0}: cannot run {1!r} ({2}); install {0} on the target, or name its path".format(
                    self.name, self.path, error.strerror
                )
            ) from error
        except subprocess.TimeoutExpired as error:
            raise ImageError(
                "registry {0}: {1}: {2} gave no answer within {3} seconds; {4}".format(
                    host, step, self.name, self.timeout, self.slow
                ),
                registry=host,
                step=step,
            ) from error
        if done.returncode:
            raise ImageError(
                "registry {0}: {1}: {2} failed ({3}); {4}. What was published before is as it was; run the task again "
                "to finish".format(host, step, self.name, _last_error(done.stderr), self.advice),
                registry=host,
                step=step,
            )
        return done.stdout


def write_private(path: str, text: str) -> None:
    """Write a new file that only this user can read."""
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)


def _last_error(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["it printed nothing"])[-1][-_LONGEST:]
