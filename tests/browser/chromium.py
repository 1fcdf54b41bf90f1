"""A headless Chromium, driven by its DevTools protocol over two pipes: no driver to install, no port to choose."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--hide-scrollbars",
    "--window-size=1280,900",
)
STEADY = (sys.executable, str(Path(__file__).with_name("steady_network.py")))
ANSWER_TIMEOUT = 120.0
Message = dict[str, Any]


class Chromium:
    """One running browser: commands go out, answers come back, events are kept by the page that they belong to."""

    def __init__(self, commands: int, messages: int) -> None:
        self._commands, self._messages = commands, messages
        self._unread = b""
        self._last = 0
        self._events: dict[str, list[Message]] = {}

    def call(self, method: str, session: str = "", **parameters: Any) -> Message:
        """Send one command and return its result."""
        self._last += 1
        command = {"id": self._last, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next_message(method)
            if message.get("id") == self._last:
                assert "error" not in message, f"{method}: {message['error']['message']}"
                result: Message = message["result"]
                return result
            self._events.setdefault(message.get("sessionId", ""), []).append(message)

    def events(self, session: str) -> list[Message]:
        """All events of one page so far."""
        self.call("Browser.getVersion")
        return self._events.get(session, [])

    def _next_message(self, method: str) -> Message:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._messages], [], [], ANSWER_TIMEOUT)
            assert ready, f"{method}: Chromium did not answer within {ANSWER_TIMEOUT:.0f} s"
            part = os.read(self._messages, 1 << 20)
            assert part, f"{method}: Chromium has ended"
            self._unread += part
        first, _, self._unread = self._unread.partition(b"\0")
        message: Message = json.loads(first)
        return message


def find_chromium() -> str:
    """Where Chromium is; on a Debian where it is not, root gets it installed."""
    with_apt = os.geteuid() == 0 and shutil.which("apt-get")
    if not shutil.which("chromium") and with_apt:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=True, timeout=1800)
    path = shutil.which("chromium")
    if not path:
        pytest.fail("The page is tested in Chromium: install it (on Debian: apt-get install chromium)", pytrace=False)
    return path


@contextmanager
def chromium(folder: Path, trusted: list[str]) -> Iterator[Chromium]:
    """A browser whose profile is in `folder`, ended afterwards; it treats the trusted addresses as if they had TLS."""
    # It reads commands from descriptor 3 and writes messages to 4; only bash can move descriptors above 9 there.
    ours, theirs = os.pipe(), os.pipe()
    move = f'exec "$@" 3<&{ours[0]} 4>&{theirs[1]}'
    own = (f"--user-data-dir={folder / 'profile'}", f"--unsafely-treat-insecure-origin-as-secure={','.join(trusted)}")
    argv = [*STEADY, "bash", "-c", move, "bash", find_chromium(), *FLAGS, *own, "about:blank"]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            argv,
            pass_fds=(ours[0], theirs[1]),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    os.close(ours[0])
    os.close(theirs[1])
    try:
        yield Chromium(ours[1], theirs[0])
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours[1])
        os.close(theirs[0])
        wait_until_gone(process.pid)


def wait_until_gone(group: int) -> None:
    """Its children write to the profile until they are gone."""
    deadline = time.monotonic() + 60
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.05)
