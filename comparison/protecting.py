"""Limits, secrets, time, interruptions, and what only the peers have."""

from __future__ import annotations

import re
from typing import Any

from comparison import judges
from comparison.contenders import SECRET_VARIABLE
from comparison.steps import Build, Judge, Outcome, Scenario, Shell

TOKEN = "w1sh-f0r-n0thing"
MOUNTING = """printf 'USER 0\\nRUN --mount=type=secret,id=token cat /run/secrets/token > /token\\n' >> Dockerfile
printf %s "TOKEN" > ../token""".replace("TOKEN", TOKEN)
READING = "c=$($ENGINE create $IMAGE x); $ENGINE cp $c:{} - | tar -xO; $ENGINE rm $c >/dev/null"
WAITING = "printf 'RUN sleep %s\\n' $MARKER >> Dockerfile"
SHOWING = "printf 'RUN echo %s; sleep 5\\n' $MARKER >> Dockerfile"
NEVER_RAN = "no: the step never ran"
RESULT_LINE = re.compile(r"^(changed|ok|fatal|failed): \[|^\[ERROR\]", re.MULTILINE)


UNCHECKED = "echo HEALTHCHECK NONE >> Dockerfile"
GROW = "head -c 3000000 /dev/urandom > app/large"
JUDGED = [
    ("An image above a size limit never gets the tag", {"max_size": "2500 kB"}, GROW),
    ("An image of root can be refused", {"user": "nonroot"}, "rm -f app/large; echo USER 0 >> Dockerfile"),
    ("An image without health check can be refused", {"healthcheck": "required"}, UNCHECKED),
]
SECRETS: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("A secret from a file reaches the step", {"type": "file", "src": "$FOLDER/token"}, {}),
    (
        "A secret from the environment reaches the step",
        {"type": "env", "env": SECRET_VARIABLE},
        {"environment": {SECRET_VARIABLE: TOKEN}},
    ),
    ("A secret given as a value reaches the step", {"type": "value", "value": TOKEN}, {}),
]


def policy() -> Scenario:
    steps: dict[str, Shell | Build] = {"first": Build()}
    for title, wanted, command in JUDGED:
        steps |= {f"{title} before": Shell(command), title: Build({"policy": wanted})}
    return Scenario(steps, {title: judges.refused(title, "policy") for title, *_ in JUDGED})


def secrets() -> Scenario:
    """Each kind in an image of its own content, so that no cache answers for it."""
    steps: dict[str, Shell | Build] = {"mount": Shell(MOUNTING)}
    rows = {}
    for number, (title, wanted, keywords) in enumerate(SECRETS):
        clear = f"$ENGINE rmi --force $IMAGE; echo {number} > app/greeting"
        build = Build({"secrets": [{"id": "token", **wanted}]}, keywords=keywords)
        steps |= {f"{title} before": Shell(clear), title: build, f"{title} inside": Shell(READING.format("/token"))}
        rows[title] = judges.printed(title, f"{title} inside", TOKEN)
    rows["The secret's value is not in the result"] = judges.nowhere(SECRETS[-1][0], TOKEN)
    return Scenario(steps, rows)


def cancelled(outcome: Outcome) -> str:
    if not outcome.seen["late"].result.get("failed"):
        return "no: goes on" if outcome.ran else NEVER_RAN
    if not outcome.ran:
        return NEVER_RAN
    if outcome.seconds > 60:
        return "no: goes on"
    return f"no: fails in time, but {' and '.join(outcome.left)} goes on" if outcome.left else "yes"


def left_nothing(outcome: Outcome) -> str:
    if not outcome.ran:
        return NEVER_RAN
    return f"no: {' and '.join(outcome.left)} goes on" if outcome.left else "yes"


def shown_while_running(outcome: Outcome) -> str:
    built = outcome.output.partition("TASK [Build late]")[2]
    end = RESULT_LINE.search(built)
    if not end:
        return "no: no result"
    if outcome.seen["late"].result.get("failed"):
        return "no: fails"
    return "yes" if "sleep 5" in built[: end.start()] else "no: all at the end"


def late(title: str, judge: Judge, more: dict[str, Any], command: str = WAITING, *, stop: bool = False) -> Scenario:
    return Scenario({"wait": Shell(command), "late": Build(more)}, {title: judge}, interrupted=stop)


def of_a_peer(title: str, more: dict[str, Any], command: str, look: str, text: str) -> Scenario:
    """What a peer has and this collection has not."""
    steps: dict[str, Shell | Build] = {"prepare": Shell(command), "built": Build(more), "look": Shell(look)}
    return Scenario(steps, {title: judges.printed("built", "look", text)}, missing_here=frozenset({title}))


HOSTS = "printf 'USER 0\\nRUN cat /etc/hosts > /seen\\n' >> Dockerfile"
SHARED = "printf 'USER 0\\nRUN cat /proc/mounts > /seen\\n' >> Dockerfile"
SCENARIOS = [
    policy(),
    secrets(),
    late("Steps are shown while they run (with `-v`)", shown_while_running, {}, SHOWING),
    late("A build that takes too long is cancelled, nothing goes on", cancelled, {"timeout": 5}),
    late("Ctrl-C ends the build, nothing goes on", left_nothing, {}, stop=True),
    of_a_peer(
        "Entries for the hosts file of the build",
        {"etc_hosts": {"seen.example": "192.0.2.7"}},
        HOSTS,
        READING.format("/seen"),
        "192.0.2.7",
    ),
    of_a_peer("Size of `/dev/shm` of the build", {"shm_size": "24M"}, SHARED, READING.format("/seen"), "size=24576k"),
    of_a_peer(
        "Images can be removed",
        {"state": "absent"},
        "$ENGINE tag $BASE:one $IMAGE",
        "$ENGINE image inspect $IMAGE >/dev/null 2>&1 || echo gone",
        "gone",
    ),
]
