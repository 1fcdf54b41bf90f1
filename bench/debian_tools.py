"""wrk and hyperfine as Debian ships them, and the figures that they print."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def need(*tools: str) -> None:
    """Install those that are absent, where root can; else say what to install."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=True, timeout=300)
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        raise SystemExit(f"make bench measures with {', '.join(missing)}: install that (on Debian by apt-get install)")


def output_of(*argv: str, timeout: int = 600, env: Mapping[str, str] | None = None) -> str:
    """What a command prints; ends the benchmark with its last words when it fails."""
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=timeout)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(argv)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-6000:]}")
    return done.stdout


def wall_seconds(*argv: str, env: Mapping[str, str] | None = None) -> float:
    """Seconds of one run of a command, which has to succeed, by hyperfine."""
    with tempfile.NamedTemporaryFile(suffix=".json") as samples:
        options = ("--runs=1", "--shell=none", "--style=none", f"--export-json={samples.name}")
        output_of("hyperfine", *options, shlex.join(argv), env=env)
        return float(json.loads(Path(samples.name).read_text(encoding="utf-8"))["results"][0]["times"][0])


def requests_per_second(url: str, cpu: int, seconds: int, *headers: str) -> float:
    """What one thread of wrk with 32 connections, kept on one CPU, gets answered; each answer has to be good."""
    wanted = [f"--header={header}" for header in headers]
    load = ("wrk", "--threads=1", "--connections=32", f"--duration={seconds}s", *wanted, url)
    said = output_of("taskset", "--cpu-list", str(cpu), *load)
    if bad := re.search(r"^ *(Non-2xx or 3xx responses|Socket errors):.*$", said, re.MULTILINE):
        raise RuntimeError(f"{url}: {bad.group(0).strip()}")
    found = re.search(r"^Requests/sec: +([0-9.]+)$", said, re.MULTILINE)
    if not found:
        raise RuntimeError(f"wrk printed no rate:\n{said}")
    return float(found.group(1))
