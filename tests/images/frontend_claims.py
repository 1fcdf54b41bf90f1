"""What must not be in a frontend image: each claim gives the paths that break it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import PurePosixPath

from tests.rig.images import Files

WEB_ROOT = "usr/share/nginx/html/"
FIXED = ("etc/", "usr/")
TEXT = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"}
NODE = {"node", "nodejs", "npm", "npx", "yarn", "pnpm", "corepack", "node_modules"}
USER = 10101
OTHERS_WRITE, GROUP_WRITES = 0o002, 0o020


def text_files(files: Files) -> list[str]:
    """What is worth compressing."""
    return [name for name in files.regular(WEB_ROOT) if PurePosixPath(name).suffix in TEXT]


def wrongly_packed(files: Files) -> list[str]:
    """Texts without a .gz, and each .gz that does not hold what the file beside it holds."""
    broken = [name for name in text_files(files) if f"{name}.gz" not in files.members]
    for name in (name for name in files.regular(WEB_ROOT) if name.endswith(".gz")):
        try:
            same = gzip.decompress(files.read(name)) == files.read(name.removesuffix(".gz"))
        except (OSError, EOFError, zlib.error, KeyError):
            same = False
        broken += [] if same else [name]
    return broken


def source_maps(files: Files) -> list[str]:
    """Source maps, and scripts that ask for one."""
    maps = [name for name in files.regular(WEB_ROOT) if ".map" in PurePosixPath(name).suffixes]
    return maps + [name for name in text_files(files) if b"sourceMappingURL=" in files.read(name)]


def console_calls(files: Files) -> list[str]:
    """Scripts that write to the console of the browser."""
    return [name for name in text_files(files) if name.endswith("js") and b"console." in files.read(name)]


def node_programs(files: Files) -> list[str]:
    """What belongs to Node."""
    return [name for name in files.members if PurePosixPath(name).name in NODE]


def writable(files: Files) -> list[str]:
    """Configuration, programs and pages that the user of the container may change."""
    return [
        name
        for name, member in files.members.items()
        if f"{name}/".startswith(FIXED) and not member.issym()
        if member.uid == USER or member.mode & OTHERS_WRITE or (member.gid == USER and member.mode & GROUP_WRITES)
    ]
