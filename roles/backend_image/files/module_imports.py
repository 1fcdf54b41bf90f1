"""Import modules in processes of their own, which each may end, and tell what became of each.

As a program it reads [modules, cut files, cut modules] in JSON, and writes a line for each module.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

LONGEST = 60.0  # seconds that one module may take
LONGEST_TEXT = 500  # characters of an error


@dataclass(frozen=True)
class Outcome:
    """What became of the import of a module. `error` is empty where it succeeded.

    `lacks` is the module whose absence alone explains the failure. `touched` are the files and modules that were cut
    off and that the import asked for; `ended` tells that the process ended or had to be ended.
    """

    module: str
    error: str = ""
    lacks: str = ""
    touched: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True)
class Cut:
    """What is not there: files by their absolute paths, and modules by their names."""

    files: Sequence[str] = ()
    modules: Sequence[str] = ()


def import_all(modules: Sequence[str], cut: Cut, processes: int = 0, longest: float = LONGEST) -> dict[str, Outcome]:
    """Import the modules, in as many processes at a time as there are processors."""
    count = processes or len(os.sched_getaffinity(0))
    size = -(-len(modules) // count) or 1
    chunks = [modules[start : start + size] for start in range(0, len(modules), size)]
    with ThreadPoolExecutor(max_workers=max(len(chunks), 1)) as pool:
        results = pool.map(lambda chunk: _import_in_processes(chunk, cut, longest), chunks)
    return {outcome.module: outcome for outcomes in results for outcome in outcomes}


def _import_in_processes(modules: Sequence[str], cut: Cut, longest: float) -> list[Outcome]:
    """Import the modules one after the other; where the process ends, another one goes on with the next module."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(modules):
        outcomes += _import_in_one_process(modules[len(outcomes) :], cut, longest)
    return outcomes


def _import_in_one_process(modules: Sequence[str], cut: Cut, longest: float) -> list[Outcome]:
    """Return the outcomes up to the module that the process ended at."""
    command = [sys.executable, "-E", "-s", "-B", str(Path(__file__).resolve())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise OSError("the process has no pipes")
        process.stdin.write(json.dumps([list(modules), list(cut.files), list(cut.modules)]).encode())
        process.stdin.close()
        lines, in_time = _lines(process.stdout.fileno(), len(modules), longest)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    outcomes = [_outcome(json.loads(line)) for line in lines]
    if len(outcomes) < len(modules):
        why = f"ended the process with {code}" if in_time else f"was not imported in {longest:g} seconds"
        outcomes.append(Outcome(modules[len(outcomes)], error=why, ended=True))
    return outcomes


def _lines(pipe: int, count: int, longest: float) -> tuple[list[bytes], bool]:
    """Read as many lines; return those that came, and whether each came in time."""
    read = b""
    while read.count(b"\n") < count:
        if not select.select([pipe], [], [], longest)[0]:
            return read.split(b"\n")[:-1], False
        part = os.read(pipe, 1 << 16)
        if not part:
            break
        read += part
    return read.split(b"\n")[:-1], True


def _outcome(values: dict[str, Any]) -> Outcome:
    return Outcome(**{**values, "touched": tuple(values["touched"])})


def lacking(error: BaseException) -> str:
    """Return the module that is not there where its absence began it all, with no other failure before it."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return error.name or "" if isinstance(error, ModuleNotFoundError) else ""


def _import(module: str) -> dict[str, str]:
    try:
        importlib.import_module(module)
    except BaseException as error:  # a module may raise anything, SystemExit and KeyboardInterrupt too
        text = f"{type(error).__name__}: {error}".replace("\n", " ")[:LONGEST_TEXT]
        return {"error": text, "lacks": lacking(error)}
    return {}


def _main() -> None:
    """Import what standard input names; nothing that a module prints gets between the lines."""
    gc.disable()  # what is imported stays: to look through it again and again takes a sixth of the time
    modules, files, names = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w") as channel, Path(os.devnull).open("r+b") as nowhere:
        for stream in (0, 1):
            os.dup2(nowhere.fileno(), stream)
        del sys.path[0]  # the folder of this file
        asked = _watch({*files, *names})
        for module in modules:
            del asked[:]
            result = {"module": module, **_import(module), "touched": sorted(set(asked))}
            channel.write(json.dumps(result) + "\n")
            channel.flush()
    os._exit(0)  # threads and exit handlers of the modules are no matter


class _Asked(MetaPathFinder):
    """Finds no module, and notes which of those that were cut off are looked for."""

    def __init__(self, wanted: frozenset[str], asked: list[str]) -> None:
        self._wanted, self._asked = wanted, asked

    def find_spec(self, fullname: str, *_: Any) -> None:
        if fullname in self._wanted:
            self._asked.append(fullname)


def _watch(cut: Iterable[str]) -> list[str]:
    """Return a list that grows by each of the files and modules that is asked for."""
    wanted = frozenset(cut)
    asked: list[str] = []

    def watch(event: str, values: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(values[0], str) and values[0] in wanted:
            asked.append(values[0])

    sys.addaudithook(watch)
    sys.meta_path.insert(0, _Asked(wanted, asked))
    return asked


if __name__ == "__main__":
    _main()
