"""What the result tells: of the image, and of a build that failed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from comparison import judges
from comparison.steps import Build, Scenario, Shell
from comparison.workshop import ROOT

FAILING = r"""cat > Dockerfile <<'END'
FROM $BASE:current
LABEL made-for=$PREFIX
COPY . /app/

RUN for i in 1 2 3; do echo "telling line $i"; done; exit 42
END
sed -i "s%\$BASE%$BASE%; s%\$PREFIX%$PREFIX%" Dockerfile; echo next > app/greeting"""
ASKING = f"""PYTHONPATH={ROOT} python -c 'import pathlib, re, sys
from tests.rig.registry import Registry
port, name = re.fullmatch("127.0.0.1:([0-9]+)/(.+):latest", sys.argv[1]).groups()
print(Registry("", pathlib.Path(), int(port)).digest(name, "latest"))' $IMAGE"""
# Somebody else pushes another image under the name; here the name stays on the image that it had.
OVERTAKEN = """[ $ENGINE = docker ] || insecure=--tls-verify=false
$ENGINE tag $IMAGE $BASE:kept; $ENGINE tag $BASE:two $IMAGE; $ENGINE push $insecure $IMAGE
$ENGINE tag $BASE:kept $IMAGE; $ENGINE rmi $BASE:kept"""
CONTINUED = r"printf 'RUN echo a && \\\n\n    echo b\n' >> Dockerfile"


def last_key(path: str) -> str:
    return re.sub(r"\[\d+\]$", "", path).rpartition(".")[2].lower()


def is_size(path: str, value: Any) -> bool:
    return last_key(path) in ("size", "virtualsize") and isinstance(value, int) and value > 100_000


def is_user(path: str, value: Any) -> bool:
    return "user" in path.lower() and value == "appuser"


def is_uid(_path: str, value: Any) -> bool:
    return bool(value == 1234)


def is_healthcheck(path: str, value: Any) -> bool:
    return last_key(path) == "healthcheck" and isinstance(value, dict) and "true" in str(value)


def is_seconds(path: str, value: Any) -> bool:
    return last_key(path) == "interval" and value == 7


def is_layers(_path: str, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "size" in one for one in value)


def is_log(_path: str, value: Any) -> bool:
    if not isinstance(value, str) or not value.startswith("/") or len(value) > 300:
        return False
    return Path(value).is_file() and "COPY . /app/" in Path(value).read_text(encoding="utf-8", errors="replace")


def is_steps(_path: str, value: Any) -> bool:
    return isinstance(value, dict) and "cached" in value


FACTS = Scenario(
    {"built": Build()},
    {
        "The result has the image's size": judges.returned("built", is_size),
        "The result has the size of each layer": judges.returned("built", is_layers),
        "The result has the user": judges.returned("built", is_user),
        "The result has the user's UID, by the image's own passwd": judges.returned("built", is_uid),
        "The result has the health check": judges.returned("built", is_healthcheck),
        "The result has its interval in seconds": judges.returned("built", is_seconds),
        "The result counts steps and those from the cache": judges.returned("built", is_steps),
        "The whole output is kept in a file that is named": judges.returned("built", is_log),
    },
)
PUSHED = Scenario(
    {
        "pushed": Build({"push": True}),
        "asked": Shell(ASKING),
        "overtaken": Shell(OVERTAKEN),
        "moved": Shell(ASKING),
        "again": Build({"push": True}),
        "asked again": Shell(ASKING),
    },
    {
        "A push reaches the registry": judges.pushed("pushed", "asked"),
        "The result has the digest that the registry reports": judges.returned_digest("pushed", "asked"),
        "A tag that somebody moved in the registry is put back": judges.put_back("asked", "moved", "asked again"),
    },
    pushed=True,
)
WARNED = Scenario(
    {"first": Build(), "more": Shell(CONTINUED), "warned": Build()},
    {"Warnings of the build are returned as such": judges.told("warned", "continuation line", "warning")},
)
STRICT = Scenario(
    {"first": Build(), "warned before": Shell(CONTINUED), "warned": Build({"fail_on_warnings": True})},
    {"Warnings can be made failures": judges.refused("warned", "continuation line")},
)
FAILED = Scenario(
    {"first": Build(), "failed before": Shell(FAILING), "failed": Build()},
    {
        "A build that fails leaves the old tag": judges.old_tag_kept("failed"),
        "The message names the step that failed": judges.told("failed", "RUN for i in 1 2 3"),
        "The message names its line in the Dockerfile": judges.told("failed", r"Dockerfile:5\b|line 5\b"),
        "The message has its exit code": judges.told("failed", r"(code|status|code:) 42\b"),
        "The message has its last lines": judges.told("failed", "telling line 3"),
    },
)
SCENARIOS = [FACTS, PUSHED, WARNED, STRICT, FAILED]
