"""Ask a vehicle over HTTP, and tell an answer that did not come from a question that was never asked."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

LONGEST_ANSWER = 1024 * 1024


class NotAskedError(Exception):
    """The vehicle could not be reached, so it has heard nothing."""


class SilentError(Exception):
    """The vehicle was asked and has not answered in time."""


class LostError(Exception):
    """The vehicle was asked, and its answer broke off or cannot be read."""


class RefusedError(Exception):
    """The vehicle answered that it does not do it; the message says why."""


class VehicleClient:
    """Asks up to `concurrency` questions at a time, each in a thread, for `timeout` seconds at most."""

    def __init__(self, timeout: float, concurrency: int) -> None:
        """Prepare; nothing is connected yet."""
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(concurrency, "vehicle")

    async def ask(self, method: str, url: str, command_id: str, body: object = None) -> dict[str, Any]:
        """Return the JSON of the answer, {} without content; raise one of the errors above."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, method, url, command_id, body)

    def close(self) -> None:
        """Ask nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask(self, method: str, url: str, command_id: str, body: object) -> dict[str, Any]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=self._timeout)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotAskedError(f"the vehicle cannot be reached: {type(error).__name__}") from error
        headers = {"X-Command-ID": command_id, "Content-Type": "application/json", "Accept": "application/json"}
        try:
            target = parts._replace(scheme="", netloc="").geturl()
            connection.request(method, target, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return _judge(answer.status, answer.read(LONGEST_ANSWER + 1))
        except TimeoutError as error:
            raise SilentError(f"the vehicle has not answered within {self._timeout:g} s") from error
        except (OSError, HTTPException) as error:
            raise LostError(f"the answer of the vehicle broke off: {type(error).__name__}") from error
        finally:
            connection.close()


def _judge(status: int, content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST_ANSWER:
        raise LostError(f"the vehicle answered more than {LONGEST_ANSWER} bytes")
    try:
        found = json.loads(content) if content else {}
    except ValueError as error:
        raise LostError("the vehicle answered what is no JSON") from error
    if status >= 300:
        detail = found.get("detail") if isinstance(found, dict) else None
        raise RefusedError(f"the vehicle refused it: {status} {detail or ''}".strip()[:400])
    return found if isinstance(found, dict) else {"value": found}
