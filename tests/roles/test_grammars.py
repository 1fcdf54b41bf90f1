"""The grammars are those of the programs that read the values: asked for the same texts, these answer the same."""

from __future__ import annotations

import subprocess

import pytest

from tests.unit.plugins.module_utils._docker.test__duration import DURATIONS, NO_DURATIONS
from tests.unit.plugins.test.test_values import VALUES

TIMES_IN_SECONDS = (["0", "60", "1M", "1y2d", "1h30m5s"], ["300ms", "1.5h", "30s1m", "s"])
# Each value is put into a file of its own, which nginx then checks.
ASK_NGINX = """
directive=$1
shift
for value in "$@"; do
  printf 'events {} http { server { %s%s; } }' "$directive" "$value" >/tmp/asked.conf
  if nginx -t -q -c /tmp/asked.conf 2>/tmp/answer; then echo yes; else echo no; fi
done
"""


def output(*argv: str) -> str:
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600, check=False)
    return done.stdout


def docker_reads_reference(text: str) -> bool:
    told = output("docker", "build", f"--tag={text}", "/nowhere")
    assert ("invalid tag" in told) != ("not found" in told), told
    return "invalid tag" not in told


def docker_reads_duration(text: str) -> bool:
    told = output("docker", "create", f"--health-interval={text}")
    assert ("invalid argument" in told) != ("requires at least 1 argument" in told), told
    return "invalid argument" not in told


def nginx_reads(directive: str, texts: list[str]) -> list[str]:
    argv = ["docker", "run", "--rm", "--network=none", "--entrypoint=sh", "nginx:alpine", "-c", ASK_NGINX, "sh"]
    answers = output(*argv, directive, *texts).split()
    return [text for text, answer in zip(texts, answers, strict=True) if answer == "yes"]


@pytest.mark.parametrize(
    ("grammar", "written"), [("image_name", "{0}:1"), ("image_tag", "app:{0}"), ("image_reference", "{0}")]
)
def test_docker_reads_references_the_same(grammar: str, written: str) -> None:
    good, bad = VALUES[grammar]
    assert [text for text in good if not docker_reads_reference(written.format(text))] == []
    assert [text for text in bad if docker_reads_reference(written.format(text))] == []


def test_docker_reads_durations_the_same() -> None:
    assert [text for text, _nanoseconds in DURATIONS if not docker_reads_duration(text)] == []
    assert [text for text in NO_DURATIONS if docker_reads_duration(text)] == []


@pytest.mark.parametrize(
    ("directive", "texts"),
    [
        ("client_header_timeout ", VALUES["nginx_time"]),
        ("client_max_body_size ", VALUES["nginx_size"]),
        ("resolver 127.0.0.1 valid=", TIMES_IN_SECONDS),
    ],
)
def test_nginx_reads_times_and_sizes_the_same(directive: str, texts: tuple[list[str], list[str]]) -> None:
    good, bad = texts
    assert nginx_reads(directive, [*good, *bad]) == good
