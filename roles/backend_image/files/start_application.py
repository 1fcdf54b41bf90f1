"""Import on the runtime image, as its user, what the container will start: a program, its parts, the application.

Usage: start_application.py SETTINGS, a JSON file with `program`, the first word of the command; `modules`, those that
the program imports by name, with the variable that named each; `application`, as MODULE:ATTRIBUTE or empty; `folder`,
which the server puts on the import path; `environment`, placeholders for settings; `excluded`, modules to leave out.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

LONGEST = 120  # seconds


class StartError(Exception):
    """What the container would start is not there, or cannot be imported."""


def find_program(program: str) -> None:
    """Raise StartError where the command names a program that is not in the image."""
    if shutil.which(program) is None:
        raise StartError(f"found no program {program!r} that the user may run, expected the one that the command names")


def import_part(module: str, variable: str) -> None:
    """Import a module that the command of the container needs, which `variable` has named."""
    try:
        importlib.import_module(module)
    except BaseException as error:  # it may raise anything, SystemExit too
        raise StartError(
            f"{variable}: {module} cannot be imported: {shown(error)}\n"
            f"  Add the package that has it to the requirements, or change {variable}."
        ) from error


def import_application(reference: str) -> None:
    """Import the application as its server does: a module, and an attribute in it where one is named."""
    module, _colon, attribute = reference.partition(":")
    advice = (
        "  Where it needs settings to be imported, name placeholders for them in backend_image_proof_env.\n"
        f"  To leave it out of the proof: backend_image_proof_exclude: [{module}]"
    )
    try:
        imported = importlib.import_module(module)
    except BaseException as error:  # an application may raise anything, SystemExit too
        traceback.print_exc()
        raise StartError(f"{module}, the application, cannot be imported: {shown(error)}\n{advice}") from error
    name = attribute.partition("(")[0]
    if name and not _has(imported, name):
        raise StartError(f"{module} has no {name}, which backend_image_app_module {reference!r} names")


def _has(imported: Any, attribute: str) -> bool:
    try:
        reduce(getattr, attribute.split("."), imported)
    except AttributeError:
        return False
    return True


def shown(error: BaseException) -> str:
    """Return the kind and the text of an error."""
    return f"{type(error).__name__}: {error}"


def too_late(*_: object) -> None:
    """Raise StartError when the time is over."""
    raise StartError(f"an import took longer than {LONGEST} seconds")


def start(settings: Mapping[str, Any], ended: Callable[[], object]) -> None:
    """Do what starting the container would do up to the first request, without opening a port."""
    for name, value in settings["environment"].items():
        os.environ[name] = value if isinstance(value, str) else json.dumps(value)
    sys.path[0] = str(Path(settings["folder"]).resolve())
    find_program(settings["program"])
    for module, variable in settings["modules"].items():
        import_part(module, variable)
    application = settings["application"]
    if application and application.partition(":")[0] not in settings["excluded"]:
        import_application(application)
    ended()


def main() -> None:
    """Prove that the container can start; the message of the build says why it could not."""
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(LONGEST)
    gc.disable()  # what is imported stays: to look through it again and again takes a fifth of the time
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        start(settings, lambda: os._exit(0))  # threads that an application has begun would go on
    except StartError as error:
        sys.stdout.flush()
        print(f"The container could not start: {error}", file=sys.stderr, flush=True)
        os._exit(1)


if __name__ == "__main__":
    main()
