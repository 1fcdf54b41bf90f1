"""Virtual environments of their own, made from a lock and kept in the build folder for the next run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rig.images import CA_BUNDLE

INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")


def locked_venv(place: Path, lock: Path, interpreter: str = sys.executable) -> Path:
    """The Python of the environment in `place`, made again when the lock, the path or the interpreter differs."""
    python, made = place / "bin" / "python", place / "made-from"
    version = subprocess.run([interpreter, "-VV"], capture_output=True, text=True, check=True).stdout
    state = f"{place}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n{interpreter} {version}\n"
    if not made.is_file() or made.read_text(encoding="utf-8") != state:
        shutil.rmtree(place, ignore_errors=True)
        # Where nothing else is configured, pip trusts what the host trusts.
        trust = {"PIP_CERT": str(CA_BUNDLE)} if CA_BUNDLE.is_file() and "PIP_CERT" not in os.environ else {}
        for argv in ([interpreter, "-m", "venv", str(place)], [str(python), *INSTALL, str(lock)]):
            subprocess.run(argv, env={**os.environ, **trust}, check=True, timeout=900)
        made.write_text(state, encoding="utf-8")
    return python
