"""Tell whether a page may open a WebSocket; browsers send its origin, and forbid nothing by themselves."""

from collections.abc import Collection
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_own_or_named(origin: str | None, host: str, named: Collection[str]) -> bool:
    """Tell whether `origin` is absent, of the same host and port as the request, or one of `named`.

    The scheme is not compared: a proxy may take TLS away, so only the port that it stands for is known.
    """
    if origin is None or origin in named:
        return True
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"//{host}")
        defaults = {_DEFAULT_PORTS.get(parts.scheme), None}
        same_port = parts.port == asked.port or {parts.port, asked.port} <= defaults
    except ValueError:
        return False
    return bool(parts.hostname) and parts.scheme in _DEFAULT_PORTS and parts.hostname == asked.hostname and same_port
