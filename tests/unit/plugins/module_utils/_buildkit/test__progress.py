"""What a build said. The transcripts are of real builds, by buildx 0.13 unless the title says another."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._progress import Progress

SUCCESS = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 153B 0.1s done
#1 DONE 0.4s

#2 [internal] load metadata for docker.io/library/python:3.11-slim
#2 DONE 0.0s

#4 [first 1/2] FROM docker.io/library/python:3.11-slim
#4 CACHED

#5 [internal] load build context
#5 ...

#6 [first 2/2] RUN echo one
#6 CACHED

#5 [internal] load build context
#5 transferring context: 23B 1.5s done
#5 DONE 1.5s

#7 [stage-1 2/3] COPY --from=first /etc/passwd /h
#7 CACHED

#8 [stage-1 3/3] COPY file /
#8 DONE 0.1s

#9 exporting to image
#9 exporting layers 0.0s done
#9 DONE 0.1s
"""
FAILED_COMMAND = """\
#4 [builder 1/3] FROM docker.io/library/python:3.11-slim
#4 CACHED

#6 [builder 2/3] COPY file /
#6 DONE 0.0s

#7 [builder 3/3] RUN echo before &&     for i in $(seq 1 25); do echo line $i; done;     exit 3
#7 1.249 before
{output}
#7 1.298 at app.py:7
#7 ERROR: process "/bin/sh -c echo before &&     for i in $(seq 1 25); do echo line $i; done;     exit 3" did not \
complete successfully: exit code: 3
------
 > [builder 3/3] RUN echo before &&     for i in $(seq 1 25); do echo line $i; done;     exit 3:
1.298 line 24
1.298 line 25
1.298 at app.py:7
------
Dockerfile.prod:3
--------------------
   2 |     COPY file /
   3 | >>> RUN echo before && \\
--------------------
ERROR: failed to solve: process "/bin/sh -c echo before" did not complete successfully: exit code: 3
""".format(output="\n".join(f"#7 1.298 line {number}" for number in range(1, 26)))
FAILED_COPY = """\
#5 [internal] load build context
#5 ...

#7 [stage-1 2/3] COPY --from=first /h /h
#7 ERROR: failed to calculate checksum

#5 [internal] load build context
#5 transferring context: 23B 1.5s done
#5 CANCELED
------
 > [stage-1 2/3] COPY --from=first /h /h:
------
my Dockerfile:4
--------------------
   4 | >>> COPY --from=first /h /h
--------------------
ERROR: failed to solve: failed to calculate checksum
"""
UNKNOWN_INSTRUCTION = """\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.2s
Dockerfile:2
--------------------
   2 | >>> COPPY a /
--------------------
ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)
"""
NO_BASE = """\
#2 [internal] load metadata for no-such-image:1
#2 ERROR: no such host
------
 > [internal] load metadata for no-such-image:1:
------
Dockerfile:1
--------------------
   1 | >>> FROM no-such-image:1
--------------------
ERROR: failed to solve: no-such-image:1: failed to resolve source metadata
"""
PAINTED_WARNING = """\
#5 [2/2] RUN echo a  b
#5 DONE 1.6s

 \x1b[33m1 warning found (use --debug to expand):
\x1b[0m - Empty continuation line found in: RUN echo a  b
"""
WARNINGS_TWICE = """\
#1 [internal] load build definition from Dockerfile
#1 WARN: StageNameCasing: Stage name 'Base' should be lowercase (line 1)
#1 WARN: MaintainerDeprecated: Maintainer instruction is deprecated (line 2)
#1 DONE 0.0s

 2 warnings found (use docker --debug to expand):
 - StageNameCasing: Stage name 'Base' should be lowercase (line 1)
 - MaintainerDeprecated: Maintainer instruction is deprecated (line 2)
"""
PLATFORMS = """\
#4 [linux/amd64 builder 1/2] FROM docker.io/library/debian:12
#4 CACHED
#5 [linux/arm64 builder 1/2] FROM docker.io/library/debian:12
#5 DONE 0.1s
#6 [linux/amd64 builder 2/2] RUN true
#6 CACHED
"""
CONTAINERD_STORE = """\
#4 [1/2] FROM docker.io/library/python:3.11-slim@sha256:3897fc639325
#4 resolve docker.io/library/python:3.11-slim@sha256:3897fc639325 0.0s done
#4 DONE 0.0s

#6 [2/2] RUN echo 1
#6 0.314 1
#6 DONE 0.6s
"""
PULLED = """\
#4 [1/1] FROM docker.io/library/debian:12@sha256:3897fc639325
#4 resolve docker.io/library/debian:12@sha256:3897fc639325 0.0s done
#4 sha256:6bd7526e7574 1.05MB / 48.49MB 0.2s
#4 extracting sha256:6bd7526e7574
#4 extracting sha256:6bd7526e7574 1.5s done
#4 DONE 2.1s
"""
FROM_ELSEWHERE = """\
#2 importing cache manifest from registry:5000/cache:1
#2 sha256:aaaa 94B / 94B done
#2 DONE 0.0s
#6 [1/2] COPY a /
#6 CACHED
#7 [2/2] COPY b /
#7 sha256:6bd7526e7574 94B / 94B done
#7 DONE 0.0s
"""
NO_DAEMON = "ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n"
DASHES_IN_OUTPUT = """\
#7 [2/2] RUN test
#7 0.1 ------
#7 0.2 - no warning
#7 ERROR: process "test" did not complete successfully: exit code: 137
------
 > [2/2] RUN test:
0.1 ------
------
Dockerfile:9
--------------------
"""


def read(text: str) -> Progress:
    progress = Progress()
    for line in text.splitlines():
        progress.read(line)
    return progress


STEPS = [
    (SUCCESS, {"total": 4, "cached": 3}),
    (FAILED_COMMAND, {"total": 3, "cached": 1}),
    (PLATFORMS, {"total": 3, "cached": 3}),
    (CONTAINERD_STORE, {"total": 2, "cached": 1}),
    (PULLED, {"total": 1, "cached": 0}),
    (FROM_ELSEWHERE, {"total": 2, "cached": 2}),
    (UNKNOWN_INSTRUCTION, {"total": 0, "cached": 0}),
    ("", {"total": 0, "cached": 0}),
]
TITLE = "[builder 3/3] RUN echo before &&     for i in $(seq 1 25); do echo line $i; done;     exit 3"
LAST_LINES = "\n".join([*(f"line {number}" for number in range(7, 26)), "at app.py:7"])
NO_PLACE = """\
#5 [2/2] RUN echo hi; exit 42
#5 0.136 hi
#5 ERROR: executor failed running [/bin/sh -c echo hi; exit 42]: exit code: 42
------
 > [2/2] RUN echo hi; exit 42:
0.136 hi
------
ERROR: failed to solve: executor failed running [/bin/sh -c echo hi; exit 42]: exit code: 42
"""  # of Docker 20.10
EXPLANATIONS: dict[str, tuple[str, str]] = {
    "command": (
        FAILED_COMMAND,
        f"step {TITLE!r} (Dockerfile.prod:3) failed with exit code 3; its last lines are:\n{LAST_LINES}",
    ),
    "copy": (
        FAILED_COPY,
        "step '[stage-1 2/3] COPY --from=first /h /h' (my Dockerfile:4) failed with failed to calculate checksum",
    ),
    "unknown instruction": (
        UNKNOWN_INSTRUCTION,
        "failed to solve: dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)",
    ),
    "no base image": (
        NO_BASE,
        "step '[internal] load metadata for no-such-image:1' (Dockerfile:1) failed with no such host",
    ),
    "no engine": (NO_DAEMON, NO_DAEMON[len("ERROR: ") :].strip()),
    "dashes in the output": (
        DASHES_IN_OUTPUT,
        "step '[2/2] RUN test' (Dockerfile:9) failed with exit code 137; its last lines are:\n------\n- no warning",
    ),
    "silence": ("", "the builder ended without saying why"),
}
WARNINGS: dict[str, tuple[str, list[str]]] = {
    "none": (SUCCESS, []),
    "painted": (PAINTED_WARNING, ["Empty continuation line found in: RUN echo a  b"]),
    "twice (buildx 0.29)": (
        WARNINGS_TWICE,
        [
            "StageNameCasing: Stage name 'Base' should be lowercase (line 1)",
            "MaintainerDeprecated: Maintainer instruction is deprecated (line 2)",
        ],
    ),
    "output with a dash": (DASHES_IN_OUTPUT, []),
}


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_steps(text: str, steps: dict[str, Any]) -> None:
    assert read(text).steps() == steps


@pytest.mark.parametrize(("text", "explanation"), EXPLANATIONS.values(), ids=EXPLANATIONS.keys())
def test_explanation(text: str, explanation: str) -> None:
    assert read(text).explain("Dockerfile", "") == explanation


def test_place_that_the_builder_does_not_say() -> None:
    explanation = read(NO_PLACE).explain("Dockerfile.failing", "FROM a\n\nRUN echo hi; exit 42\n")
    assert explanation == (
        "step '[2/2] RUN echo hi; exit 42' (Dockerfile.failing:3) failed with exit code 42; its last lines are:\nhi"
    )
    assert "(Dockerfile:9)" in read(DASHES_IN_OUTPUT).explain("other", "FROM a\nRUN test\n")


@pytest.mark.parametrize(("text", "warnings"), WARNINGS.values(), ids=WARNINGS.keys())
def test_warnings(text: str, warnings: list[str]) -> None:
    assert read(text).warnings == warnings


MAIN = "[internal] load build context"
# title: (the title of a step, what else is said of it, the contexts that came whole)
CONTEXTS = {
    "only the ignore file": ("[internal] load .dockerignore", "DONE 0.1s", set()),
    "the main one": (MAIN, "transferring context: 30B done\n#4 DONE 0.1s", {"context"}),
    "cancelled": (MAIN, "transferring context: 3MB 1.0s\n#4 CANCELED", set()),
    "by name": ("[context a/b] load from client", "DONE 0.1s", {"a/b"}),
}


@pytest.mark.parametrize(("title", "said", "contexts"), CONTEXTS.values(), ids=CONTEXTS.keys())
def test_contexts(title: str, said: str, contexts: set[str]) -> None:
    assert read(f"#4 {title}\n#4 {said}").contexts() == contexts


def test_current_step() -> None:
    assert read("").current() == ""
    assert read(UNKNOWN_INSTRUCTION).current() == ""
    assert read(SUCCESS).current() == "[stage-1 3/3] COPY file /"


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ("failed to prepare a as b: open /var/lib/docker/overlay2/c/.tmp-committed12: no such file or directory", True),
        ("open /app/.tmp: no such file or directory", False),
    ],
)
def test_lost_layer(said: str, lost: bool) -> None:
    progress = Progress(warnings=["kept"])
    for line in ("#5 [1/2] FROM a", "#5 CACHED", "#6 [2/2] RUN b", "#6 0.1 output", f"#6 ERROR: {said}"):
        progress.read(line)
    assert progress.begin_after_lost_layer() == lost
    assert progress.steps()["total"] == (0 if lost else 2)
    assert (progress == Progress(warnings=["kept"], _before=f"#6 ERROR: {said}")) == lost
