# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was built last, kept in files on the target; reads and writes these only (private to the collection)."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Iterator, Sequence

from .._buildkit._errors import ImageError
from ._reason import Reason
from ._record import Record

_VERSION = 6  # of the file's form; another one counts as no record
_REASONS, _LOCK, _RUNS = ".reasons.jsonl", ".lock", ".runs"
_LOCK_INTERVAL = 0.2  # seconds between two tries


def log_path(folder: str, reference: str) -> str:
    """Return the file with the output of the last build of `reference`; while it runs the file ends in `.running`."""
    return os.path.join(folder, _file_name(reference, reference) + ".log")


def candidate_of(run: str) -> str:
    """Return the name that an image has until it is promoted, which belongs to one `run`."""
    return "sovd-prod-images-candidate:" + run


@dataclass(frozen=True)
class Head:
    """The first line of a record: the engine that it is about, and the ids of the images that its records are of."""

    engine: str
    images: list[str]


def read_head(path: str) -> Head | None:
    """Return the head of the record in the file `path`, None where it is damaged or of another form."""
    try:
        with open(path, encoding="utf-8") as opened:
            content = json.loads(opened.readline())
        return Head(content["engine"], content["images"]) if content["version"] == _VERSION else None
    except (OSError, KeyError, TypeError, ValueError):
        return None


def reasons_beside(record: str) -> str:
    """Return the file with the reasons of the build that the file `record` is of."""
    return os.path.splitext(record)[0] + _REASONS


@contextmanager
def unlocked(record: str) -> Iterator[bool]:
    """Keep builds out of the reference that the file `record` is about, if none runs, and tell whether that is so."""
    with open(os.path.splitext(record)[0] + _LOCK, "a", encoding="utf-8") as lock:
        yield _try_lock(lock.fileno())


class State:
    """The files about one reference on one engine, in `folder`.

    Around the moment in which the tag moves the file holds two records, the coming one and the last one, so that the
    tag alone tells which of them is true, whenever a run is killed.
    """

    def __init__(self, folder: str, reference: str, engine: str) -> None:
        """Name the files; nothing is read or made yet. `engine` tells two engines on one target apart."""
        name = _file_name(reference, "{0} {1}".format(engine, reference))
        self.folder = folder
        self._engine = engine
        self._reference = reference
        self.log_file = log_path(folder, reference)
        self.record_file = os.path.join(folder, name + ".json")
        self.reasons_file = os.path.join(folder, name + _REASONS)
        self._lock_file = os.path.join(folder, name + _LOCK)
        self._work_folder = os.path.join(folder, name + ".build")
        self._runs_file = os.path.join(folder, name + _RUNS)
        # Names on the engine are of one run, since several state folders may be about one reference on one engine.
        self.killed_runs: list[str] = []
        self.run = os.urandom(8).hex()
        self.candidate = candidate_of(self.run)

    def files(self) -> list[str]:
        """Return the paths of the files that a build writes, whether or not they are there."""
        of_reference = [self.record_file, self.reasons_file, self._lock_file, self._runs_file]
        return [*of_reference, self.log_file, self.log_file + ".running"]

    def read(self) -> list[Record]:
        """Return the records, the latest first; none where there is no file or it is damaged."""
        try:
            with open(self.record_file, encoding="utf-8") as opened:
                head, documents = json.loads(opened.readline()), json.loads(opened.read())
            return [Record.of(document) for document in documents] if head["version"] == _VERSION else []
        except (OSError, KeyError, TypeError, ValueError):
            return []

    def write(self, *records: Record) -> None:
        """Replace the records at once, so that an interrupted run leaves the old ones. Raises OSError."""
        head = Head(self._engine, [record.image.id for record in records])
        handle, temporary = tempfile.mkstemp(dir=self._work_folder)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(json.dumps({"version": _VERSION, **asdict(head)}) + "\n")
            opened.write(json.dumps([record.to_json() for record in records]))
        os.replace(temporary, self.record_file)

    def keep_reasons(self, reasons: Sequence[Reason]) -> None:
        """Replace the file with the reasons of the last build, a JSON document a line; no reasons, no file."""
        if not reasons:
            with suppress(FileNotFoundError):
                os.remove(self.reasons_file)
            return
        handle, temporary = tempfile.mkstemp(dir=self._work_folder)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.writelines(json.dumps(reason.to_json()) + "\n" for reason in reasons)
        os.replace(temporary, self.reasons_file)

    def is_building(self) -> bool:
        """Tell whether a build of the reference runs, or was killed and what it left is still there."""
        return os.path.exists(self._runs_file)

    @contextmanager
    def building(self, timeout: int) -> Iterator[str]:
        """Keep other builds of the reference out, and lend an empty folder that is gone afterwards, unless interrupted.

        What killed runs left in that folder is removed first, and `killed_runs` are then their names, which the next
        one finds again unless the caller has emptied the list. Raises ImageError when another build still runs after
        `timeout` seconds.
        """
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        with open(self._lock_file, "w", encoding="utf-8") as lock:
            self._acquire(lock.fileno(), timeout)
            self.killed_runs = _lines(self._runs_file)
            # Added, since this one may be killed before it has removed what those have left.
            with open(self._runs_file, "a", encoding="utf-8") as opened:
                opened.write(self.run + "\n")
            shutil.rmtree(self._work_folder, ignore_errors=True)
            os.mkdir(self._work_folder, 0o700)
            try:
                yield self._work_folder
            except KeyboardInterrupt:
                raise  # what is left on the engine may not be removed any more; the file of runs tells the next one
            except BaseException:
                self._end()
                raise
            self._end()

    def _end(self) -> None:
        shutil.rmtree(self._work_folder, ignore_errors=True)
        if not self.killed_runs:
            with suppress(OSError):  # the next run would only look for what is not there
                os.remove(self._runs_file)

    def _acquire(self, lock: int, timeout: int) -> None:
        until = time.monotonic() + timeout
        while not _try_lock(lock):
            if time.monotonic() > until:
                raise ImageError(
                    "timeout: found another build of {0} that has not ended within {1} seconds; wait for it, or end "
                    "it".format(self._reference, timeout)
                )
            time.sleep(_LOCK_INTERVAL)


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8") as opened:
            return opened.read().split()
    except FileNotFoundError:
        return []


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_name(reference: str, unique: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", reference)
    return "{0}.{1}".format(readable, hashlib.sha256(unique.encode()).hexdigest()[:12])
