"""Ask each dependency for an answer, all at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from app.causes import root_cause

Check = Callable[[], Awaitable[object]]


async def run_checks(checks: Mapping[str, Check], seconds: float) -> dict[str, str]:
    """Run `checks` together, each for at most `seconds`; return `ok` or what went wrong for each name."""
    outcomes = await asyncio.gather(*(_outcome(check, seconds) for check in checks.values()))
    return dict(zip(checks, outcomes, strict=True))


async def _outcome(check: Check, seconds: float) -> str:
    try:
        async with asyncio.timeout(seconds):
            await check()
    except TimeoutError:
        return "no answer in time"
    # Whatever a driver raises means the same here: the dependency is not usable.
    except Exception as error:
        return root_cause(error)
    return "ok"
