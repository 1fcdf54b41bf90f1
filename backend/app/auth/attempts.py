"""Count attempts to log in by the address that they come from, over all processes."""

import asyncio
import ipaddress
import time

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.causes import root_cause

WINDOW_SECONDS = 60
_REDIS_SECONDS = 0.25
_MOST_ADDRESSES = 10_000
# One step, or a process that dies between the two would leave a count that never ends.
_COUNT = """
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {number, redis.call('TTL', KEYS[1])}
"""
log = structlog.get_logger(__name__)


class Attempts:
    """The attempts of the last minute; without Redis, those that this process has seen."""

    def __init__(self, redis: Redis, environment: str, most: int) -> None:
        """Allow `most` attempts in a minute from one address."""
        self._redis = redis
        self._prefix = f"sovd:{environment}:logins:"
        self._most = most
        self._own: dict[str, tuple[int, float]] = {}

    async def count(self, address: str) -> int:
        """Count one from `address`; return 0 where it is allowed, else the seconds until it is again."""
        source = source_of(address)
        own, remaining = self._count_here(source), WINDOW_SECONDS
        number = own
        try:
            async with asyncio.timeout(_REDIS_SECONDS):
                number, remaining = await self._redis.eval(_COUNT, 1, self._prefix + source, WINDOW_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("logins.counted_alone", reason=root_cause(error))
        return max(int(remaining), 1) if max(int(number), own) > self._most else 0

    def _count_here(self, source: str) -> int:
        now = time.monotonic()
        number, until = self._own.pop(source, (0, 0.0))
        if until < now:
            number, until = 0, now + WINDOW_SECONDS
        if len(self._own) >= _MOST_ADDRESSES:
            self._own.pop(next(iter(self._own)))
        self._own[source] = (number + 1, until)
        return number + 1


def source_of(address: str) -> str:
    """Return what counts as one client: an address, or the network of 64 bits that an IPv6 client has for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
