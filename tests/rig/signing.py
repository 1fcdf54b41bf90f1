"""The command cosign, and keys for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.rig.certificates import Signed, for_code
from tests.rig.packages import unpacked

KEY_PASSWORD = "hush-key-52c9"


COSIGN_OF = {2: "trixie", 3: "forky"}  # which suite of Debian has a version


def find_cosign(version: int = 0) -> str:
    """The command of a version, or any, out of Debian's package where the machine has none; nothing is installed."""
    found = None if version else shutil.which("cosign")
    return found or str(unpacked(COSIGN_OF[version or 2], "cosign") / "usr/bin/cosign")


def certified_key(folder: Path, signer: Signed, identity: str, issuer: str) -> tuple[Path, Path]:
    """A private key, which KEY_PASSWORD opens, and its certificate by an authority for an identity."""
    folder.mkdir()
    # Debian's cosign 2 imports no ECDSA key.
    for_code(folder, "signer", signer, identity, issuer)
    subprocess.run(
        [find_cosign(3), "import-key-pair", "--key", "signer-key.pem"], cwd=folder, check=True, capture_output=True,
        env={**os.environ, "COSIGN_PASSWORD": KEY_PASSWORD},
    )  # fmt: skip
    return folder / "import-cosign.key", folder / "signer.pem"


def key_pair(folder: Path) -> tuple[Path, Path]:
    """A private key, which KEY_PASSWORD opens, and its public half."""
    folder.mkdir()
    subprocess.run(
        [find_cosign(), "generate-key-pair"], cwd=folder, check=True, capture_output=True,
        env={**os.environ, "COSIGN_PASSWORD": KEY_PASSWORD},
    )  # fmt: skip
    return folder / "cosign.key", folder / "cosign.pub"
