"""Ask the application in this container whether it is healthy: the health check of the image.

Usage: health.py [--seconds=NUMBER] [--header=NAME:VALUE]... [--status=2xx]... URL

`localhost` in the URL is 127.0.0.1 and, where nobody listens there, ::1. ${NAME} is the environment variable of run
time. A certificate may be anybody's. No proxy is asked, since sockets know none. It ends with 0, or with 1 and one
line that says what was answered. An HTTP client, or argparse, takes longer to import than all that happens here.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Mapping, Sequence

LOCAL = ("127.0.0.1", "::1")
HIGHEST_PORT = 65535
MOST = 4096  # bytes of an answer that are read
SHOWN = 120  # characters of an answer that are told


class UnhealthyError(Exception):
    """What was found instead of an answer with one of the statuses."""


class Question:
    """What is asked, and when the time for it is over."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Read the arguments. Raises UnhealthyError for a variable that is not set, or a port that is none."""
        texts = [expanded(word, environment) for word in words]
        self.seconds = float(values_of("--seconds=", texts)[0])
        self.statuses = values_of("--status=", texts)
        self.url = texts[-1]
        self.scheme, _slashes, rest = self.url.partition("://")
        authority, slash, path = rest.partition("/")
        self.path = slash + path
        host, _colon, port = authority.rpartition(":")
        if not (port.isascii() and port.isdigit() and 0 < int(port) <= HIGHEST_PORT):
            raise UnhealthyError(f"has the port {port!r}, expected a number from 1 to {HIGHEST_PORT}")
        self.addresses = [(each, int(port)) for each in (LOCAL if host == "localhost" else [host.strip("[]")])]
        self.headers = dict(text.split(":", 1) for text in values_of("--header=", texts))
        self.name = next((value for name, value in self.headers.items() if name.lower() == "host"), "localhost")
        self.end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError when there are none."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def request(self) -> bytes:
        """Return the request. HTTP/1.0 has neither chunks nor a connection that is kept."""
        named = {"host"} & {name.lower() for name in self.headers}
        headers = self.headers if named else {"Host": self.name, **self.headers}
        lines = [f"GET {self.path} HTTP/1.0", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return os.fsencode("\r\n".join(lines))


def values_of(option: str, texts: Sequence[str]) -> list[str]:
    """Return what is given by an option, each time that it stands there."""
    return [text[len(option) :] for text in texts if text.startswith(option)]


def expanded(text: str, environment: Mapping[str, str]) -> str:
    """Return a text with each ${NAME} replaced. Raises UnhealthyError for a variable that is not set."""
    result, *parts = text.split("${")
    for part in parts:
        name, brace, rest = part.partition("}")
        if not (brace and name.isidentifier()):
            result += "${" + part
        elif name in environment:
            result += environment[name] + rest
        else:
            raise UnhealthyError(f"found no environment variable {name}, which the health check needs")
    return result


def connect(question: Question) -> socket.socket:
    """Return a connection to the first address that takes one; raises the OSError of the first one otherwise."""
    errors: list[OSError] = []
    for address in question.addresses:
        try:
            # Not create_connection, which looks names up, for which it imports an encoding.
            connection = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
            connection.settimeout(question.left())
            connection.connect(address)
        except OSError as error:
            errors.append(error)
        else:
            return connection
    raise errors[0]


def wrapped(connection: socket.socket, question: Question) -> socket.socket:
    """Return the connection within TLS, by the name that the application knows itself by."""
    import ssl  # takes longer than all the rest

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection, server_hostname=question.name.partition(":")[0] or None)


def first_bytes(connection: socket.socket, question: Question) -> bytes:
    """Return the beginning of the answer, at least its first line. Raises UnhealthyError where there is none."""
    answer = b""
    while b"\n" not in answer and len(answer) < MOST:
        try:
            connection.settimeout(question.left())
            piece = connection.recv(MOST)
        except TimeoutError:
            if not answer:
                raise
            break
        if not piece:
            break
        answer += piece
    if not answer:
        raise UnhealthyError("closed the connection without an answer")
    return answer


def ask(question: Question) -> bytes:
    """Return the beginning of the answer. Raises OSError, or UnhealthyError where there is none."""
    with connect(question) as plain:
        connection = wrapped(plain, question) if question.scheme == "https" else plain
        connection.settimeout(question.left())
        connection.sendall(question.request())
        return first_bytes(connection, question)


def judge(answer: bytes, statuses: Sequence[str]) -> None:
    """Raise UnhealthyError that says what was answered, unless that has one of the statuses."""
    line, end, rest = answer.partition(b"\n")
    version, _blank, told = line.rstrip(b"\r").partition(b" ")
    status = told.partition(b" ")[0]
    if not (end and version.startswith(b"HTTP/1.") and status.isdigit() and len(status) == len("200")):
        raise UnhealthyError(f"answered {printable(answer)!r}, which is no HTTP")
    if any(status.startswith(os.fsencode(accepted.rstrip("x"))) for accepted in statuses):
        return
    places = [header for header in rest.split(b"\n") if header.lower().startswith(b"location:")]
    place = f" to {printable(places[0][len('location:') :])}" if places else ""
    raise UnhealthyError(f"answered {printable(told)}{place}, expected {' or '.join(statuses)}")


def printable(text: bytes) -> str:
    """Return a part of an answer as it can stand on one line."""
    shown = text[:SHOWN].decode("latin-1").strip()
    return "".join(character if character.isprintable() else "?" for character in shown)


def main() -> None:
    """Ask; end with 0 where the answer is one of a healthy application."""
    where, found = "", ""
    try:
        question = Question(sys.argv[1:], os.environ)
        where = question.url + " "
        judge(ask(question), question.statuses)
    except UnhealthyError as error:
        found = str(error)
    except TimeoutError:
        found = f"has not answered within {question.seconds:g} seconds"
    except (OSError, ValueError) as error:
        found = f"cannot be asked: {getattr(error, 'strerror', None) or error}"
    sys.exit(where + found if found else 0)


if __name__ == "__main__":
    main()
