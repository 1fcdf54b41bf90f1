"""uv of the toolchain: it makes environments and locks in a tenth of the time of pip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.rig.images import CA_BUNDLE

UV = str(Path(sys.executable).with_name("uv"))
LONGEST = 1800  # seconds
PATIENCE = {"UV_HTTP_TIMEOUT": "60", "UV_HTTP_RETRIES": "10"}  # the registry may be slow while all processes ask it


def uv(*argv: str, folder: Path | None = None, **variables: str) -> None:
    """Run uv in a folder; where nothing else is configured, it trusts what the host trusts."""
    trust = {"SSL_CERT_FILE": str(CA_BUNDLE)} if CA_BUNDLE.is_file() else {}
    environment = {**trust, **PATIENCE, **os.environ, **variables}
    done = subprocess.run(
        [UV, "--quiet", *argv], cwd=folder, env=environment, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip
    assert done.returncode == 0, f"uv {' '.join(argv)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
