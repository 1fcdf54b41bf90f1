# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One image as facts: asks the engine for its layers and reads its passwd and group files (private)."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import threading
from typing import Any

from ._engine import Engine
from ._facts import ImageFacts, resolve_user, shape_image
from ._saved_image import read_layers

_SAVE_TIMEOUT = 600  # seconds


def image_facts(engine: Engine, reference: str, document: dict[str, Any], store: str) -> ImageFacts:
    """Return the facts of the image that the engine's `document` describes."""
    passwd, group = _read_files(engine, document["Id"], ["/etc/passwd", "/etc/group"])
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


def remove_reader(engine: Engine, image: str) -> None:
    """Remove the container by which the files of the `image` of this id are read, which a killed run leaves."""
    engine.run(["container", "rm", "--force", _reader(image)], check=False)


def _read_files(engine: Engine, image: str, paths: list[str]) -> list[bytes]:
    """Return a tar of each file in `image`, empty where there is none. The image need not hold a shell."""
    container = _reader(image)
    remove_reader(engine, image)
    engine.run(["container", "create", "--network=none", "--name", container, image, "none"])
    try:
        copies = [
            engine.run(["container", "cp", "--follow-link", container + ":" + path, "-"], check=False, text=False)
            for path in paths
        ]
    finally:
        remove_reader(engine, image)
    return [copy.stdout if copy.returncode == 0 else b"" for copy in copies]


def _reader(image: str) -> str:
    """Return the name of the container that reads `image`: of the id alone, so that the next run finds it."""
    return "sovd-prod-images-reads-" + image.rpartition(":")[2][:24]


def _history(engine: Engine, image: str) -> list[dict[str, Any]]:
    """Return the layers of `image`, newest first, with `Size` in bytes and `CreatedBy`."""
    done = engine.run(["image", "history", "--no-trunc", "--human=false", "--format={{json .}}", image])
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def _saved_layers(engine: Engine, document: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return what `_history` does, with the sizes of the files in each layer, for which the image is read whole.

    None where the archive ends early or holds a layer that Python cannot read.
    """
    command = [*engine.command, "image", "save", document["Id"]]
    with subprocess.Popen(
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
