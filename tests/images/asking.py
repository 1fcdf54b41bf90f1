"""What the process in a container answers by JSON, on the port of the image."""

from __future__ import annotations

import http.client
import json
from typing import Any

from tests.rig.network import address


def ask(name: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """The status and the JSON of the answer to a GET, or to a POST of this body."""
    connection = http.client.HTTPConnection(address(name), 8000, timeout=180)
    try:
        data = None if body is None else json.dumps(body)
        connection.request("GET" if body is None else "POST", path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
