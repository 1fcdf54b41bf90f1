# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's side of image_build: shows the steps of a long build while the module runs on the target."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._build._option_values import refuse_joined_lists
from ..module_utils._build._state import log_path
from ..module_utils._buildkit._errors import ImageError
from ..module_utils._buildkit._progress import Progress
from ..module_utils._buildkit._proxy_args import proxy_secrets
from ..module_utils._docker._image_name import ImageName

_INTERVAL = 1  # seconds between two looks at the log
_HEARTBEAT = 10  # seconds after which a step that still runs is named again
_SHOWN = 100  # characters of a step

# Asked when the plugin is loaded, which is before Ansible forks: its workers have no terminal.
_TERMINAL = sys.stdout.isatty()


class ActionModule(ActionBase):
    """Runs the module, and reads the log of its build from the target by the same connection."""

    _supports_async = True

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what the module returned."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        try:
            refuse_joined_lists(self._task.args)
        except ImageError as error:
            return {**result, "failed": True, "msg": str(error)}
        display = Display()
        quiet = not display.verbosity and (not _TERMINAL or bool(os.environ.get("CI")))
        if quiet or self._task.no_log or self._task.async_val or self._task.check_mode:
            result.update(self._execute_module(task_vars=task_vars, wrap_async=self._task.async_val))
            return result
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done, display), daemon=True)
        watcher.start()
        try:
            result.update(self._execute_module(task_vars=task_vars))
        finally:
            done.set()
            watcher.join()
        return result

    def _watch(self, done: threading.Event, display: Display) -> None:
        """Show each step of the build once it is known, until `done`; a short task ends before the first look."""
        arguments = self._task.args
        try:
            reference = ImageName.of(str(arguments.get("name")), str(arguments.get("tag") or "latest")).reference
        except ImageError:
            return  # the module says it better
        folder = str(arguments.get("state_dir") or "~/.local/state/sovd.prod_images")
        report = StepReport(reference, hidden_texts(arguments))
        read = 0  # bytes
        while not done.wait(_INTERVAL):
            text = self._read_log(log_path(folder, reference) + ".running", read)
            read += len(text.encode("utf-8", "surrogateescape"))
            for line in report.read(text, time.monotonic()):
                display.display(line)

    def _read_log(self, path: str, skip: int) -> str:
        folder, name = os.path.split(path)
        quoted = self._connection._shell.quote(name)
        # The shell of the target expands a leading ~ as the module does, so the folder stays outside the quotes.
        home, slash, rest = folder.partition("/")
        place = (
            home + slash + self._connection._shell.quote(rest)
            if home.startswith("~")
            else self._connection._shell.quote(folder)
        )
        found = self._low_level_execute_command("tail -c +{0} {1}/{2} 2>/dev/null".format(skip + 1, place, quoted))
        return str(found["stdout"])


def hidden_texts(arguments: Mapping[str, Any]) -> list[str]:
    """Return what is not to be shown of a task's arguments, the longest first: secrets and addresses of proxies."""
    secrets = [secret for secret in arguments.get("secrets") or () if isinstance(secret, dict)]
    build_args = arguments.get("build_args")
    found = proxy_secrets(build_args) if isinstance(build_args, dict) else set()
    found.update(str(secret["value"]) for secret in secrets if secret.get("value"))
    return sorted(found, key=len, reverse=True)


class StepReport:
    """Reports the steps of a build from its log, each once."""

    def __init__(self, reference: str, hidden: list[str] | None = None) -> None:
        """Name the image in front of each line, and show none of the `hidden` texts in it."""
        self._reference = reference
        self._hidden = hidden or []
        self._progress = Progress()
        self._rest = ""
        self._step = ""
        self._since = 0.0
        self._told = 0.0

    def read(self, text: str, now: float) -> list[str]:
        """Take the next piece of the log at the time `now` (seconds) and return the lines to show."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._progress.read(line)
        step = self._progress.current()
        for hidden in self._hidden:
            step = step.replace(hidden, "********")
        if not step:
            return []
        if step != self._step:
            self._step, self._since, self._told = step, now, now
            return ["  {0}: {1}".format(self._reference, step[:_SHOWN])]
        if now - self._told >= _HEARTBEAT:
            self._told = now
            return ["  {0}: {1} ({2:.0f} s)".format(self._reference, step[:_SHOWN], now - self._since)]
        return []
