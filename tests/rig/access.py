"""Folders of the tests that users other than the one who runs them get into."""

from __future__ import annotations

from pathlib import Path

OTHERS_ENTER = 0o001


def let_others_in(folder: Path) -> None:
    """Let every user read the folder, and enter those above it that are closed; /tmp and others that are open stay."""
    for part in (folder, *folder.parents):
        if not part.stat().st_mode & OTHERS_ENTER:
            part.chmod(0o755)
