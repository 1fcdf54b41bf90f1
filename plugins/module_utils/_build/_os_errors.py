# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an error of the operating system means for the user of a build; no I/O (private to the collection)."""

from __future__ import annotations

import errno
import os

_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


def explain_os_error(error: OSError, state_dir: str) -> str:
    """Return the message for an `error` that a build met, which names the option or the place.

    One of writing to a file that is open has no place, and those files are in `state_dir`: log and record. Another one
    without a place is of the system as a whole, such as too many open files or too little memory.
    """
    reason = error.strerror or str(error)
    if error.errno == errno.E2BIG:
        return (
            "build_args, labels, environment: found more than the system takes for one command ({0}); move what is "
            "long to files of the context or to secrets".format(error.strerror)
        )
    places = [os.fsdecode(name) for name in (error.filename, error.filename2) if name is not None]
    places = places or ([state_dir] if error.errno in _WRITING else [])
    if not places:
        return "found that the system refuses what the task needs ({0}); see its limits and its memory".format(reason)
    for place in places:
        if _is_in(place, state_dir):
            return (
                "state_dir: found that {0} cannot be read or written ({1}); name a folder that the user of the task "
                "may write to, on a file system with free space".format(place, reason)
            )
    return "found that {0} cannot be used ({1}); see whether the user of the task may use it".format(places[0], reason)


def _is_in(place: str, folder: str) -> bool:
    """Tell whether `place` is in `folder`, or is a folder above, which has to be made or entered first."""
    place, folder = (os.path.abspath(os.path.expanduser(path)) + os.sep for path in (place, folder))
    return place.startswith(folder) or folder.startswith(place)
