# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a command that starts an application: server, application, port, workers; no I/O (private)."""

from __future__ import annotations

import posixpath
import re
import shlex
from dataclasses import dataclass, field, replace

from .._project._folder import Place

_WORKERS = re.compile(r"(\d+)\Z")
_LONGEST = 10000  # characters
SERVERS = ("uvicorn", "gunicorn", "hypercorn", "granian", "daphne", "celery")
_REFERENCE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(\([^()]*\))?\Z")
_PORT = re.compile(r"(?:.*:)?\$?\{?(?:PORT:-)?(\d{2,5})\}?\Z")
_SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")
_SHELL = (
    "sh",
    "bash",
    "/bin/sh",
    "/bin/bash",
    "dumb-init",
    "tini",
    "/sbin/tini",
    "exec",
    "env",
    "--",
    "-c",
    "-lc",
    "-g",
)
_RUNNERS = {"poetry": ("run",), "uv": ("run",), "pipenv": ("run",), "pdm": ("run",)}
# They start the words behind them, and do something of their own that no image here does.
_WRAPPERS = (
    *("newrelic-admin", "ddtrace-run", "opentelemetry-instrument", "doppler", "chamber"),
    *("wait-for-it", "wait-for-it.sh", "wait-for.sh"),
)
# Options that no variable has, and that mean the same in an image.
_KEPT = {
    "gunicorn": (
        *("--timeout", "--max-requests", "--max-requests-jitter", "--preload", "--worker-connections"),
        *("--limit-request-line", "--limit-request-field_size"),
    ),
    "uvicorn": (
        *("--root-path", "--lifespan", "--ws", "--ws-max-size", "--limit-concurrency", "--limit-max-requests"),
        *("--interface", "--h11-max-incomplete-event-size"),
    ),
    "hypercorn": ("--root-path",),
    "daphne": ("--root-path", "--websocket_timeout", "--http-timeout"),
    "granian": ("--blocking-threads", "--runtime-threads"),
}
_SWITCHES = ("--preload",)
_SHORT = {"-t": "--timeout"}
# What the roles decide themselves, by variables of their own or always in the same way.
_DECIDED = re.compile(
    r"--(host|port|bind|workers|worker-class|threads|config|factory|reload\S*|log\S*|access-log\S*|error-log\S*|name|"
    r"no-access-log|worker-tmp-dir|proxy-headers|forwarded-allow-ips|keep-alive|timeout-keep-alive|graceful-timeout|"
    r"timeout-graceful-shutdown|loop|http|chdir|app-dir|pythonpath|use-colors|no-server-header|capture-output|"
    r"enable-stdio-inheritance|user|group)\Z"
)


@dataclass(frozen=True)
class StartCommand:
    """What a command says; empty or 0 where it does not. `args` are the server's that no variable has.

    `folder` is the one that it goes to, or has modules imported from, and `left_out` are words that no image here gets.
    """

    place: Place
    server: str = ""
    reference: str = ""
    port: int = 0
    workers: int = 0
    args: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=())
    folder: str = ""
    left_out: tuple[str, ...] = ()


def read_command(text: str, place: Place) -> StartCommand | None:
    """Return what a command of a shell says, None where it starts nothing that is known, or is longer than any."""
    if len(text) > _LONGEST:
        return None
    last = [part for part in re.split(r"&&|;|\n", text) if part.strip()][-1:]
    try:
        whole = shlex.split(text)
        if len(whole) == 3 and whole[0] in _SHELLS and whole[1] in ("-c", "-lc", "-ec"):
            return read_command(whole[2], place)
        words = shlex.split(last[0]) if last else []
    except ValueError:
        return None
    if len(words) == 1 and " " in words[0]:
        return read_command(words[0], place)
    return in_folder(of_words(words, place), gone_to(text))


def gone_to(text: str) -> str:
    """Return the folder that a command of a shell goes to before it starts something."""
    match = re.search(r"(?:\A|&&|;|\n|['\"])\s*cd\s+(?:\./)?([\w.-]+(?:/[\w.-]+)*)/?\s*(?:&&|;|\n)", text)
    return match.group(1) if match and match.group(1) not in (".", "..") else ""


def in_folder(command: StartCommand | None, folder: str) -> StartCommand | None:
    """Return a command that is given in a folder."""
    return replace(command, folder=folder) if command is not None and folder and not command.folder else command


def of_words(words: list[str], place: Place) -> StartCommand | None:
    """Return what the words of a command say."""
    if sum(map(len, words)) > _LONGEST:
        return None
    rest = list(words)
    while rest and (rest[0] in _SHELL or re.match(r"[A-Z_]+=", rest[0])):
        rest.pop(0)
    if len(rest) == 1 and " " in rest[0]:
        return read_command(rest[0], place)
    wrapper = posixpath.basename(rest[0]) if rest else ""
    inner = next((at for at, word in enumerate(rest) if posixpath.basename(word) in SERVERS), 0)
    if wrapper in _WRAPPERS and inner:
        command = of_words(rest[inner:], place)
        return replace(command, left_out=(*rest[:inner], *command.left_out)) if command is not None else None
    if rest and rest[0] in _RUNNERS and rest[1:2] == ["run"]:
        rest = [one for one in rest[2:] if not one.startswith("--no-")]
    if rest[:1] and re.match(r"python[0-9.]*\Z", posixpath.basename(rest[0])):
        rest = rest[2:] if rest[1:2] == ["-m"] else rest
    name = posixpath.basename(rest[0]) if rest else ""
    if name == "fastapi" and rest[1:2] == ["run"]:
        kept = [one for one in _other_options("uvicorn", rest)[0] if one.startswith("--root-path=")]
        workers = _number(rest, _WORKERS, "--workers")
        return StartCommand(place, "uvicorn", "", _number(rest, _PORT, "--port"), workers, tuple(kept), tuple(words))
    if name not in SERVERS:
        return None
    return _of_server(name, rest[1:], place, tuple(words))


def _of_server(name: str, rest: list[str], place: Place, words: tuple[str, ...]) -> StartCommand:
    reference = next((one for one in rest if _REFERENCE.match(one)), "")
    if name == "gunicorn" and not reference:
        named = [one for one in rest if re.match(r"[A-Za-z_]\w*(\.\w+)+\Z", one) and not one.endswith(".py")]
        reference = named[-1] + ":application" if named else ""
    args = []
    worker = _value(rest, "-k") or _value(rest, "--worker-class")
    if name == "gunicorn" and worker not in ("", "sync"):
        args.append("--worker-class=" + worker)
    if name == "gunicorn" and _value(rest, "--threads"):
        args.append("--threads=" + _value(rest, "--threads"))
    settings = _value(rest, "-c") or _value(rest, "--config")
    if name == "gunicorn" and settings:
        args.append("--config=" + settings)
    if "--factory" in rest:
        args.append("--factory")
    port = _number(rest, _PORT, "--port", "-p", "-b", "--bind")
    workers = _number(rest, _WORKERS, "--workers", "-w")
    if name == "celery":
        app = _value(rest, "-A") or _value(rest, "--app")
        queues = _value(rest, "-Q") or _value(rest, "--queues")
        args += ["--queues=" + queues] if queues else []
        workers = _number(rest, _WORKERS, "-c", "--concurrency")
        kind = "celery_beat" if "beat" in rest else "celery"
        return StartCommand(place, kind, app, workers=workers, args=tuple(args), words=words)
    kept, left_out = _other_options(name, rest)
    folder = next(filter(None, (_value(rest, one) for one in ("--chdir", "--app-dir", "--pythonpath"))), "")
    folder = posixpath.normpath(folder) if folder and not folder.startswith("/") else ""
    folder = "" if folder.startswith(".") else folder
    return StartCommand(place, name, reference, port, workers, (*args, *kept), words, folder, left_out)


def _other_options(name: str, rest: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the options that an image gets as they are, and those that it does not get."""
    kept: list[str] = []
    left_out: list[str] = []
    seen: set[str] = set()
    for word in rest:
        option = _SHORT.get(word, word.partition("=")[0]) if name == "gunicorn" else word.partition("=")[0]
        if option in seen or not option.startswith("--"):
            continue
        seen.add(option)
        value = _value(rest, option) or _value(rest, word)
        if option in _SWITCHES and option in _KEPT.get(name, ()):
            kept.append(option)
        elif option in _KEPT.get(name, ()) and value and "$" not in value:
            kept.append("{0}={1}".format(option, value))
        elif not _DECIDED.match(option):
            left_out.append(word)
    return kept, tuple(left_out)


def _value(words: list[str], option: str) -> str:
    for place, word in enumerate(words):
        if word == option:
            return words[place + 1] if place + 1 < len(words) else ""
        if word.startswith(option + "="):
            return word[len(option) + 1 :]
    return ""


def _number(words: list[str], pattern: re.Pattern[str], *options: str) -> int:
    found = [pattern.match(_value(words, option)) for option in options]
    return next((int(match.group(1)) for match in found if match), 0)
