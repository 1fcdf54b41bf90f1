# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short work that is done whole, whatever happens to the play that wants it (private to the collection)."""

from __future__ import annotations

import json
import os
import signal
import traceback
from contextlib import contextmanager
from typing import Any, Callable, Iterator

from .._buildkit._errors import ImageError


def run_detached(work: Callable[[], None]) -> None:
    """Do the work in a process of its own and wait for its end. Raises the ImageError or OSError that it raised.

    The process has a session of its own and no parent, so that neither a signal to the play's group nor one to all that
    is below the play reaches it: SIGKILL cannot be held back, and Ansible itself ends its modules by it. It keeps the
    open files, and with them their locks. Signals to this process wait until the work is done.
    """
    reading, writing = os.pipe()
    with _signals_held():
        between = os.fork()
        if between == 0:
            try:
                os.setsid()
                if os.fork() == 0:
                    os.close(reading)
                    os.write(writing, json.dumps(_outcome(work)).encode())
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(0)  # neither buffers nor handlers of the process that was forked are this one's to end
        os.close(writing)
        os.waitpid(between, 0)
        with open(reading, encoding="utf-8") as opened:
            answer = opened.read()
    if not answer:
        raise ImageError("the process that moves the tag ended before it was done; run the task again")
    outcome = json.loads(answer)
    if "image_error" in outcome:
        raise ImageError(outcome["image_error"], **outcome["details"])
    if "os_error" in outcome:
        raise OSError(*outcome["os_error"])


def _outcome(work: Callable[[], None]) -> dict[str, Any]:
    try:
        work()
    except ImageError as error:
        return {"image_error": str(error), "details": error.details}
    except OSError as error:
        return {"os_error": [error.errno, error.strerror, error.filename]}
    return {}


@contextmanager
def _signals_held() -> Iterator[None]:
    held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
