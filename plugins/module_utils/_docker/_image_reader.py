# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image as facts: asks the engine for its layers and reads its passwd and group files (private)."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import threading
from typing import Any

from .._buildkit._errors import ImageError, ImageGoneError
from ._asking_container import asking_container
from ._engine import Engine
from ._facts import ImageFacts, resolve_user, shape_image
from ._saved_image import read_layers

_ABSENT = "Could not find the file"  # what the engine says of a path that is not in the image
_FILES = ("/etc/passwd", "/etc/group")
_ATTEMPTS = 3
_SAVE_TIMEOUT = 600  # seconds


def read_images(engine: Engine, references: list[str]) -> dict[str, ImageFacts | None]:
    """Return the facts of each image, None for those that the engine does not have."""
    documents, store = engine.inspect(references), engine.info().store
    return {reference: _read_image(engine, reference, document, store) for reference, document in documents.items()}


def _read_image(engine: Engine, reference: str, document: dict[str, Any] | None, store: str) -> ImageFacts | None:
    for _attempt in range(_ATTEMPTS):
        if document is None:
            return None
        try:
            return image_facts(engine, reference, document, store, os.urandom(8).hex())
        except ImageGoneError:  # its name moved to another one meanwhile
            document = engine.inspect([reference])[reference]
    raise ImageError("names: {0} became another image each time that it was read; run the task again".format(reference))


def image_facts(engine: Engine, reference: str, document: dict[str, Any], store: str, run: str) -> ImageFacts:
    """Return the facts of the image that the engine's `document` describes; `run` names the task's run.

    Raises ImageGoneError when the engine has the image no more.
    """
    passwd, group = _read_files(engine, document, run)
    value = (document.get("Config") or {}).get("User") or ""
    user = resolve_user(value, read_text_from_tar(passwd), read_text_from_tar(group))
    layers = _saved_layers(engine, document) if store == "containerd" else None
    if layers is None:
        layers = _history(engine, document["Id"])
    return shape_image(reference, document, layers, store, user)


def read_text_from_tar(archive: bytes) -> str:
    """Return the text of the first file in a tar `archive`, or an empty text where there is none."""
    if not archive:
        return ""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for member in opened:
            content = opened.extractfile(member)
            if content is not None:
                return content.read().decode("utf-8", "replace")
    return ""


def _read_files(engine: Engine, document: dict[str, Any], run: str) -> list[bytes]:
    """Return a tar of each of the two files, empty where there is none. The image need not hold a shell."""
    with asking_container(engine, document, run, seen=_FILES) as container:
        return [_copy(engine, container, path) for path in _FILES]


def _copy(engine: Engine, container: str, path: str) -> bytes:
    done = engine.run(["container", "cp", "--follow-link", container + ":" + path, "-"], check=False, text=False)
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode and _ABSENT not in said:
        raise ImageError("cannot read {0} of an image: {1}".format(path, said))
    content: bytes = done.stdout
    return b"" if done.returncode else content


def _history(engine: Engine, image: str) -> list[dict[str, Any]]:
    """Return the layers of `image`, newest first, with `Size` in bytes and `CreatedBy`."""
    done = engine.run_on_image(["image", "history", "--no-trunc", "--human=false", "--format={{json .}}", image])
    return [json.loads(line) for line in done.stdout.split("\n") if line.strip()]


def _saved_layers(engine: Engine, document: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return what `_history` does, with the sizes of the files in each layer, for which the image is read whole.

    None where the archive ends early or holds a layer that Python cannot read.
    """
    command = [*engine.command, "image", "save", document["Id"]]
    # run_command hands nothing over before the end.
    with subprocess.Popen(  # pylint: disable=ansible-bad-function
        command, env=engine.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        timer = threading.Timer(_SAVE_TIMEOUT, process.kill)
        timer.start()
        try:
            return read_layers(process.stdout, document["RootFS"]["Layers"])
        except tarfile.ReadError:
            return None
        finally:
            timer.cancel()
            process.kill()
