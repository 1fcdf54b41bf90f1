# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that give whoever runs them another user or group; no I/O (private to the collection)."""

from __future__ import annotations

from typing import Iterable, Mapping, Tuple

# path, mode and UID of a file; typing's Tuple, since Python 3.8 has no tuple[...] at run time
Privileged = Tuple[str, int, int]

_SETUID, _SETGID, _RUN = 0o4000, 0o2000, 0o111
# What distributions bring with their base system. None of them has an effect under no_new_privs, which the gate demands
# (https://docs.kernel.org/userspace-api/no_new_privs.html). sudo and pkexec are not among them.
_LOGIN = ("chfn", "chsh", "gpasswd", "newgrp", "passwd", "su")
_DEBIAN = ("mount", "umount", "ntfs-3g", "fusermount", "fusermount3")
_GROUPS = ("chage", "expiry", "wall", "write", "write.ul", "bsd-write", "ssh-agent", "crontab", "dotlockfile")
OF_DISTRIBUTIONS: Mapping[str, str] = {
    **{folder + name: "logging in" for folder in ("/bin/", "/usr/bin/") for name in _LOGIN},
    **{folder + name: "mounting" for folder in ("/bin/", "/usr/bin/") for name in _DEBIAN},
    **{"/usr/bin/" + name: "accounts, messages and keys by a group" for name in _GROUPS},
    **{folder + "unix_chkpwd": "checking a password" for folder in ("/sbin/", "/usr/sbin/", "/usr/bin/")},
    "/usr/sbin/pam_timestamp_check": "checking a password",
    "/usr/lib/openssh/ssh-keysign": "keys of the host",
    "/usr/libexec/openssh/ssh-keysign": "keys of the host",
    "/usr/lib/dbus-1.0/dbus-daemon-launch-helper": "starting services",
    "/usr/libexec/dbus-1/dbus-daemon-launch-helper": "starting services",
    "/usr/libexec/utempter/utempter": "listing who is logged in",
    "/usr/lib/x86_64-linux-gnu/utempter/utempter": "listing who is logged in",
    "/bin/bbsuid": "what of BusyBox needs root",
}


def is_privileged(mode: int) -> bool:
    """Whether a file of this mode gives whoever runs it another user or group."""
    return bool(mode & (_SETUID | _SETGID) and mode & _RUN)


def setuid_files(files: Iterable[Privileged], allowed: Iterable[str] = (), of_distributions: bool = True) -> list[str]:
    """Return the programs among `files` that run as another user or group, without those that are `allowed`.

    Those of distributions are allowed as long as root owns them, unless `of_distributions` is false.
    """
    allowed = {*allowed}
    return sorted(
        "{0} ({1})".format(path, "setuid" if mode & _SETUID else "setgid")
        for path, mode, uid in files
        if is_privileged(mode)
        and path not in allowed
        and not (of_distributions and uid == 0 and path in OF_DISTRIBUTIONS)
    )
