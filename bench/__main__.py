"""`python -m bench [SUBJECT...]`: measure, keep the raw samples, write the table; fails on a missed limit."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bench.debian_tools import ROOT, output_of
from bench.pairing import Claim, Result, keep_samples, kept_results, with_table
from tests.rig.cleanup import clean

SUBJECTS = (
    "nginx",
    "image_builds",
    "container_start",
    "unchanged_task",
    "large_context",
    "unchanged_playbook",
    "builds_at_once",
    "shared_cache",
)
PAGE, SAMPLES = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks"


def modules(names: list[str]) -> list[ModuleType]:
    """The subjects by name, or all."""
    unknown = set(names) - set(SUBJECTS)
    if unknown:
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such subject, say some of {', '.join(SUBJECTS)}")
    return [import_module(f"bench.{name}") for name in names or SUBJECTS]


def all_claims() -> list[Claim]:
    """Every claim, in the order of the table."""
    return [claim for module in modules([]) for claim in module.CLAIMS]


def machine() -> dict[str, str]:
    """What may explain another figure elsewhere."""
    return {
        "cpus": str(len(os.sched_getaffinity(0))),
        "engine": output_of("docker", "version", "--format={{.Server.Version}}").strip(),
        "kernel": platform.release(),
        "load_before": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
    }


def run(subject: ModuleType) -> tuple[list[Result], bool]:
    """Measure the claims of one subject and write what was found; whether all of them could be measured."""
    results: list[Result] = []
    before, started = machine(), time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="sovd-bench-") as folder:
            for result in subject.measure(Path(folder)):
                keep_samples(SAMPLES, result, before)
                text = with_table(PAGE.read_text(encoding="utf-8"), kept_results(SAMPLES, all_claims()))
                PAGE.write_text(text, encoding="utf-8")
                results.append(result)
                judged = "met" if result.met else "MISSED"
                print(f"  ratio {result.ratio:.3f}, {result.limit}: {judged}", flush=True)
    except (
        AssertionError,
        OSError,
        RuntimeError,
        ValueError,
        subprocess.SubprocessError,
    ):  # the other subjects are still worth their figures
        traceback.print_exc()
    print(f"  {subject.__name__.rpartition('.')[2]}: {time.monotonic() - started:.0f} s", flush=True)
    return results, len(results) == len(subject.CLAIMS)


def main() -> int:
    """Measure the subjects that are named, or all."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    subjects = modules(sys.argv[1:])
    try:
        outcomes = [run(subject) for subject in subjects]
    finally:
        clean()
    missed = [result.claim.name for results, _ in outcomes for result in results if not result.met]
    for name in missed:
        print(f"missed: {name}")
    return 0 if not missed and all(complete for _, complete in outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
