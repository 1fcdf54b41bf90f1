"""Look at a running container from a second one that shares its network and its processes; settings as JSON on stdin.

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

PATIENCE = 15
TIMEOUT = 10


def connect(host, port, patience=PATIENCE):
    """Return what keeps a port from taking connections, waiting a little for a server that has just started."""
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


def ask(host, port, request):
    """Return the status and all headers of an answer, in order and with repetitions."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request(request["method"], request["path"], headers=request["headers"])
        answer = connection.getresponse()
        answer.read()
        return {"status": answer.status, "headers": answer.getheaders(), "error": ""}
    except (OSError, http.client.HTTPException) as error:
        return {"status": 0, "headers": [], "error": f"{type(error).__name__}: {error}"}
    finally:
        connection.close()


def write(folder):
    """Return what keeps the user from making a file in a folder of the container, or an empty text when nothing does."""
    path = pathlib.Path("/proc/1/root") / folder.lstrip("/") / ".image-verify"
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        return errno.errorcode[error.errno]
    return ""


def processes():
    """Return what the kernel says about each process that the image started, by its number.

    Who has entered from outside has the parent 0: this probe, and each health check, which is root until runc gives that up.
    """
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            lines = (folder / "status").read_text().splitlines()
        except OSError:
            continue
        fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        if folder.name == "1" or fields["PPid"].strip() != "0":
            found[folder.name] = {
                key: fields[key].split() for key in ("Name", "Uid", "Gid", "CapEff", "NoNewPrivs") if key in fields
            }
    return found


def main():
    """Answer every question that was asked."""
    asked = json.load(sys.stdin)
    host = asked["host"]
    print(
        json.dumps(
            {
                "processes": processes(),
                "ports": {str(port): connect(host, port) for port in asked["ports"]},
                "inherited_ports": {str(port): connect(host, port, 0) for port in asked["inherited_ports"]},
                "answers": [ask(host, asked["http_port"], request) for request in asked["requests"]],
                "writes": {folder: write(folder) for folder in asked["folders"]},
            }
        )
    )


main()
