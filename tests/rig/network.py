"""Networks without a way out, the addresses in them, and free ports of this machine."""

from __future__ import annotations

import atexit
import functools
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.rig.cleanup import PREFIX, clean, unique
from tests.rig.docker import docker, inspect

OWN_PORTS = range(10_000, 30_000)  # Linux gives those from 32768 on
CLAIMS: list[socket.socket] = []


@functools.cache
def own_network() -> str:
    """The network of this process, which `clean` removes."""
    docker("network", "create", "--internal", PREFIX)
    atexit.register(clean)  # where no fixture does
    return PREFIX


@contextmanager
def network(kind: str) -> Iterator[str]:
    """A network of its own, removed at the end."""
    name = unique(kind)
    docker("network", "create", "--internal", name)
    try:
        yield name
    finally:
        docker("network", "rm", name, check=False)


def subnet(name: str) -> str:
    """The addresses of a network."""
    return docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", name)


def gateway(name: str) -> str:
    """The address that this machine has in a network."""
    return docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", name)


def address(container: str) -> str:
    """The address of a container that is in one network."""
    return inspect(container, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")


def connect(container: str, name: str, *aliases: str) -> str:
    """Put a container into a network under these names only, at an address that was free, and return that."""
    docker("network", "connect", *(f"--alias={alias}" for alias in aliases), name, container)
    return address(container)


def disconnect(container: str, name: str) -> None:
    """Take a container out of a network."""
    docker("network", "disconnect", "--force", name, container, check=False)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on, and that no other test gets as long as this process runs.

    Not one of those that the kernel gives to any connection: it could be taken again before a server is there, or
    while that is down.
    """
    for port in random.sample(OWN_PORTS, len(OWN_PORTS)):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0sovd-test-port-{port}")  # a name that ends with the process
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        CLAIMS.append(claim)
        return port
    raise AssertionError("all ports are taken")
