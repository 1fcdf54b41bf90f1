"""Connections to Redis, made when first used."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

TIMEOUT = 2.0


def connect(url: str, *, retries: int) -> Redis:
    """Return a client that gives up after TIMEOUT seconds and tries a failed command `retries` times more.

    It gives bytes: what others publish need not be text, and a client that decodes it raises while it reads.
    """
    return Redis.from_url(
        url,
        socket_connect_timeout=TIMEOUT,
        socket_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), retries),
    )
