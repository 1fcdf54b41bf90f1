"""How production runs a container: no right, and no place to write but /tmp."""

from __future__ import annotations

HARDENED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp:mode=1777")
