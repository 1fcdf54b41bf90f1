"""A name server of the tests, run in a container: each question is answered from a file that the tests rewrite.

The file holds {"name": ["10.0.0.1", ...]}; a name that is not there does not exist, and `null` for it gets no answer.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
from pathlib import Path

A, INTERNET, NO_SUCH_NAME = 1, 1, 3
TTL = 3600  # long, since nginx_conf_resolver_valid must win over it


def question(packet: bytes) -> tuple[str, int, bytes]:
    """The name asked for, the type of record, and the question as it stands in the packet."""
    labels, place = [], 12
    while packet[place]:
        labels.append(packet[place + 1 : place + 1 + packet[place]].decode())
        place += 1 + packet[place]
    (kind,) = struct.unpack_from("!H", packet, place + 1)
    return ".".join(labels), kind, packet[12 : place + 5]


def reply(packet: bytes, names: dict[str, list[str] | None]) -> bytes | None:
    name, kind, asked = question(packet)
    addresses = names.get(name, [])
    if addresses is None:
        return None
    found = addresses if kind == A else []
    code = 0 if name in names else NO_SUCH_NAME
    head = packet[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(found), 0, 0)
    records = (struct.pack("!HHHIH", 0xC00C, A, INTERNET, TTL, 4) + socket.inet_aton(address) for address in found)
    return head + asked + b"".join(records)


def main(table: Path, log: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("", 53))
        with log.open("a", encoding="ascii") as asked:  # who sees the file may ask
            while True:
                packet, client = listener.recvfrom(4096)
                name, kind, _ = question(packet)
                asked.write(f"{name} {kind}\n")
                asked.flush()
                answer = reply(packet, json.loads(table.read_text(encoding="utf-8")))
                if answer is not None:
                    listener.sendto(answer, client)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
