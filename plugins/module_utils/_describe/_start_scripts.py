# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of the shell that start an application, such as boot.sh: their last known command; reads (private)."""

from __future__ import annotations

import re

from .._project._folder import Place
from ._bounded_folder import BoundedFolder
from ._start_command import StartCommand, gone_to, in_folder, of_words, read_command

_SHELL = re.compile(r"(/bin/)?(ba|da)?sh\Z")
_SCRIPT = re.compile(r"[\w./-]+\.sh\Z|([\w./-]*/)?[\w-]*(entrypoint|start|boot|run)[\w-]*\Z")


def started_by_script(folder: BoundedFolder, words: list[str]) -> StartCommand | None:
    """Return what a script of the application starts at last, or the words that it is given; None for another command.

    In an image the script may lie elsewhere, so the end of its path is what is looked for. Raises ImageError.
    """
    rest = " ".join(words).split()
    rest = rest[1:] if rest and _SHELL.match(rest[0]) else rest
    parts = rest[0].split("/") if rest and _SCRIPT.match(rest[0]) else []
    paths = ["/".join(parts[start:]) for start in range(len(parts)) if parts[start] not in ("", ".", "..")]
    path = next((one for one in paths if folder.has(one) and not folder.is_folder(one)), "")
    if not path:
        return None
    lines = [*enumerate(folder.read(path).splitlines(), 1)]
    for number, said in reversed(lines):
        found = read_command(said, Place(path, number))
        if found is not None:
            return in_folder(found, gone_to("\n".join(text for _number, text in lines[:number])))
        if re.match(r"\s*exec\s+[\"']?\$@", said):
            return of_words(rest[1:], Place(path, number))
    return None
