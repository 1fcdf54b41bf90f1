"""Virtual environments of their own, made from a lock and kept in the build folder for the next run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rig.uv import uv


def locked_venv(place: Path, lock: Path, interpreter: str = sys.executable) -> Path:
    """The Python of the environment in `place`, made again when the lock, the path or the interpreter differs."""
    python, made = place / "bin" / "python", place / "made-from"
    version = subprocess.run([interpreter, "-VV"], capture_output=True, text=True, check=True).stdout
    state = f"{place}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n{interpreter} {version}\n"
    if not made.is_file() or made.read_text(encoding="utf-8") != state:
        shutil.rmtree(place, ignore_errors=True)
        uv("venv", "--no-project", "--python", interpreter, str(place))
        uv("pip", "install", "--python", str(python), "--require-hashes", "-r", str(lock))
        made.write_text(state, encoding="utf-8")
    return python
