"""Serve a registry with TLS and a login in FOLDER until it is terminated, and write to a file how to use it: FOLDER."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from tests.rig.registry import HASH, PASSWORD, USER, Registry, registry
from tests.rig.signing import KEY_PASSWORD, find_cosign, key_pair


def tell(file: Path, served: Registry, keys: tuple[Path, Path]) -> None:
    """Write how to use the registry, and which process to end, where nobody else may read it."""
    about = {
        "pid": os.getpid(),
        "address": served.address,
        "username": USER,
        "password": PASSWORD,
        "ca_path": str(served.authority),
        "cosign": find_cosign(),
        "key": str(keys[0]),
        "key_password": KEY_PASSWORD,
        "public_key": str(keys[1]),
    }
    written = file.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(about), encoding="utf-8")
    written.rename(file)


def main() -> None:
    """Serve; the file is there as long as the registry is."""
    folder = Path(sys.argv[1])
    file = folder / "registry.json"
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit())
    keys = key_pair(folder / "keys")
    try:
        with registry(folder / "registry", HASH, tls=True) as served:
            tell(file, served, keys)
            signal.pause()
    finally:
        file.unlink(missing_ok=True)


main()
