"""Look at a running container from a second one that shares its network and its processes; questions as JSON on stdin.

The second container runs as the same user with as few rights, so that it can do exactly what the application could,
and the image under test needs neither a shell nor Python.
"""

from __future__ import annotations

import errno
import http.client
import json
import pathlib
import socket
import sys
import time
from typing import Any

PATIENCE = 15  # seconds that a server which has just started may take to listen
TIMEOUT = 10  # seconds
STATUS_FIELDS = ("Name", "Uid", "Gid", "CapEff", "NoNewPrivs")
LISTENING = "0A"  # TCP_LISTEN in the table of sockets, proc(5)
PROC = pathlib.Path("/proc")


def is_open_on_all_of_ipv6(port: int) -> bool:
    """Tell whether a socket listens on all IPv6 addresses; the network of the container has IPv4 alone."""
    rows = [line.split() for line in (PROC / "net" / "tcp6").read_text(encoding="ascii").splitlines()[1:]]
    return any(row[1] == f"{'0' * 32}:{port:04X}" and row[3] == LISTENING for row in rows)


def address_of(host: str, port: int) -> str:
    """Return where a port takes connections: `host`, or the loopback address of IPv6. Raises OSError."""
    try:
        socket.create_connection((host, port), TIMEOUT).close()
    except ConnectionRefusedError:
        if not is_open_on_all_of_ipv6(port):
            raise
        return "::1"
    return host


def connect(host: str, port: int, patience: float = PATIENCE) -> str:
    """Return what keeps a port from taking connections, an empty text for nothing."""
    end = time.monotonic() + patience
    while True:
        try:
            address_of(host, port)
        except OSError as error:
            if time.monotonic() > end:
                return str(error)
            time.sleep(0.2)
        else:
            return ""


def ask(host: str, port: int, request: dict[str, Any]) -> dict[str, Any]:
    """Return the status and all headers of an answer, in order and with repetitions."""
    try:
        connection = http.client.HTTPConnection(address_of(host, port), port, timeout=TIMEOUT)
    except OSError as error:
        return {"status": 0, "headers": [], "error": f"{type(error).__name__}: {error}"}
    try:
        connection.request(request["method"], request["path"], headers=request["headers"])
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        return {"status": 0, "headers": [], "error": f"{type(error).__name__}: {error}"}
    else:
        return {"status": answer.status, "headers": answer.getheaders(), "error": ""}
    finally:
        connection.close()


def write(folder: str, root: pathlib.Path = PROC / "1" / "root") -> str:
    """Return what keeps the user from making a file in a folder of the container, an empty text for nothing."""
    path = root / folder.lstrip("/") / ".image-verify"
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return ""


def is_mounted(folder: str, proc: pathlib.Path = PROC) -> bool:
    """Whether a folder of the container, or one above it, is a mount of its own, such as a volume of the image."""
    lines = (proc / "1" / "mountinfo").read_text(encoding="utf-8").splitlines()
    mounts = {line.split()[4] for line in lines} - {"/"}
    path = pathlib.PurePosixPath(folder)
    return any(str(each) in mounts for each in (path, *path.parents))


def processes(proc: pathlib.Path = PROC) -> dict[str, dict[str, list[str]]]:
    """Return what the kernel says about each process that the image started, by its number.

    What entered from outside has the parent 0: this probe, and each health check, which is root until runc drops that.
    """
    found = {}
    for folder in proc.glob("[0-9]*"):
        try:
            lines = (folder / "status").read_text(encoding="utf-8").splitlines()
        except OSError:  # it ended meanwhile
            continue
        fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        if folder.name == "1" or fields["PPid"].strip() != "0":
            found[folder.name] = {key: fields[key].split() for key in STATUS_FIELDS if key in fields}
    return found


def answer(questions: dict[str, Any]) -> dict[str, Any]:
    """Answer every question; a port may come as a text, since Ansible before 2.19 makes one of it."""
    host, working_dir = questions["host"], questions["working_dir"]
    folders = [*questions["folders"], *([] if is_mounted(working_dir) else [working_dir])]
    return {
        "processes": processes(),
        "ports": {str(port): connect(host, int(port)) for port in questions["ports"]},
        "inherited_ports": {str(port): connect(host, int(port), 0) for port in questions["inherited_ports"]},
        "answers": [ask(host, int(questions["http_port"]), request) for request in questions["requests"]],
        "writes": {folder: write(folder) for folder in folders},
    }


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
