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
PROC = pathlib.Path("/proc")


def connect(host: str, port: int, patience: float = PATIENCE) -> str:
    """Return what keeps a port from taking connections, an empty text for nothing."""
    end = time.monotonic() + patience
    while True:
        try:
            socket.create_connection((host, port), TIMEOUT).close()
        except OSError as error:
            if time.monotonic() > end:
                return str(error)
            time.sleep(0.2)
        else:
            return ""


def ask(host: str, port: int, request: dict[str, Any]) -> dict[str, Any]:
    """Return the status and all headers of an answer, in order and with repetitions."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
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
    host = questions["host"]
    return {
        "processes": processes(),
        "ports": {str(port): connect(host, int(port)) for port in questions["ports"]},
        "inherited_ports": {str(port): connect(host, int(port), 0) for port in questions["inherited_ports"]},
        "answers": [ask(host, int(questions["http_port"]), request) for request in questions["requests"]],
        "writes": {folder: write(folder) for folder in questions["folders"]},
    }


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
