"""Start a command for which the network of this machine never changes: `python steady_network.py COMMAND ARGUMENT...`.

Chromium drops all that it is loading whenever an address comes or goes (net::ERR_NETWORK_CHANGED), as with each network
that another test makes on the engine. It hears of that by a netlink socket; where it cannot have one, it takes the
network for one that is always there.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

NUMBER_OF_SOCKET = {"x86_64": 41, "aarch64": 198}  # the system call; elsewhere nothing is kept from the command
AF_NETLINK = 16
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2  # of prctl
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06  # instructions of the filter, on words of the call
CALL, FIRST_ARGUMENT = 0, 16  # where the call has them
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


class Program(ctypes.Structure):
    """What the kernel calls struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_netlink() -> None:
    """Let this process, and all that it becomes and starts, have no netlink socket, where the kernel lets us say so."""
    number = NUMBER_OF_SOCKET.get(platform.machine())
    if number is None:
        return
    steps = (
        *((LOAD, 0, 0, CALL), (EQUALS, 0, 3, number)),
        *((LOAD, 0, 0, FIRST_ARGUMENT), (EQUALS, 0, 1, AF_NETLINK)),
        *((RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)),
    )
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program = Program(len(steps), code)
    libc = ctypes.CDLL(None, use_errno=True)
    for words in ((NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SECCOMP, FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*words):
            sys.stderr.write(f"no filter: {os.strerror(ctypes.get_errno())}\n")
            return


if __name__ == "__main__":
    refuse_netlink()
    os.execvp(sys.argv[1], sys.argv[1:])
