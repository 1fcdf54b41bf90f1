"""The command skopeo."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.rig.packages import unpacked

_LIBRARIES = ("libgpgme11", "libassuan0", "libdevmapper1.02.1")  # what few machines have


def find_skopeo(folder: Path) -> str:
    """The command, out of Debian's packages where the machine has none; nothing is installed.

    The `folder` gets a script that lets it find its libraries.
    """
    found = shutil.which("skopeo")
    if found:
        return found
    root = unpacked("bookworm", "skopeo", *_LIBRARIES)
    libraries = ":".join(str(path) for path in (*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")))
    script = folder / "skopeo"
    script.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={libraries} exec {root}/usr/bin/skopeo "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(script)
