"""Scanners of what is rendered: each gives its findings as lines with the rule in front, and none when all is well."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.rig.cleanup import readable
from tests.rig.docker import docker

TIMEOUT = 1800
# What gixy may say beside its findings, besides the file of types that nginx itself brings.
NOTHING_WRONG = re.compile(r"\[nginx_parser\]\tINFO\t.*\n?")
INFORMATION_ONLY = 60


def ask(*argv: str, text: str = "", folder: Path | None = None) -> tuple[Any, str]:
    """What a scanner reports as JSON, and what it says beside; it may end with 1 when it found something."""
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False, timeout=TIMEOUT, cwd=folder)
    assert done.returncode in (0, 1), f"{argv[0]} ended with {done.returncode}: {done.stdout}{done.stderr}"
    try:
        return json.loads(done.stdout), done.stderr
    except json.JSONDecodeError:
        raise AssertionError(f"{' '.join(argv)} reported no JSON: {done.stdout}{done.stderr}") from None


def hadolint(text: str, folder: Path) -> list[str]:
    """What hadolint has against a Dockerfile, also where a comment in it tells hadolint to look away."""
    argv = ("hadolint", "--no-fail", "--disable-ignore-pragma", "--format=json", "-")
    found, _ = ask(*argv, text=text, folder=folder)
    return [f"{one['code']} line {one['line']}: {one['message']}" for one in found]


def checkov(python: Path, texts: dict[str, str], folder: Path) -> dict[str, list[str]]:
    """What checkov's rules have against each of these Dockerfiles; `python` is one that has checkov."""
    files = {folder / f"{number}.Dockerfile": name for number, name in enumerate(texts)}
    for file, name in files.items():
        file.write_text(texts[name], encoding="utf-8")
    options = ("--skip-download", "--framework=dockerfile", "--output=json", "--quiet", "--compact")
    argv = (str(python), "-m", "checkov.main", *options, "--file", *(file.name for file in files))
    report, messages = ask(*argv, folder=folder)
    assert "unsupported instruction" not in messages, messages
    summary = report["summary"]
    assert summary["passed"] > 20 * len(texts), f"checkov hardly looked: {summary}"
    assert (summary["skipped"], summary["parsing_errors"]) == (0, 0), summary
    found: dict[str, list[str]] = {name: [] for name in texts}
    for one in report["results"]["failed_checks"]:
        line = f"{one['check_id']} lines {one['file_line_range']}: {one['check_name']}"
        found[files[folder / Path(one["file_path"]).name]].append(line)
    return found


def gixy(dump: str, version: str) -> list[str]:
    """What gixy has against a configuration as `nginx -T` of that version prints it."""
    found, messages = ask("gixy", f"--nginx-version={version}", "--format=json", "-", text=dump)
    assert not NOTHING_WRONG.sub("", messages).strip(), messages
    return [f"{one['plugin']} {one['file']}:{one['line']}: {one['reason']}" for one in found]


def in_container(image: str, *argv: str, options: tuple[str, ...] = ("--network=none",)) -> Any:
    """What a scanner of the npm image reports as JSON."""
    # It ends with 1 when it found something.
    return json.loads(docker("run", "--rm", "--init", "--pull=never", *options, image, *argv, good=(0, 1)))


def dclint(image: str, compose: Path) -> list[str]:
    """What dclint has against a Compose file."""
    options = ("--network=none", f"--volume={readable(compose)}:/compose.yml:ro")
    argv = ("node_modules/.bin/dclint", "--formatter=json", "--max-warnings=0", "/compose.yml")
    (report,) = in_container(image, *argv, options=options)
    return [f"{one['rule']} line {one['line']}: {one['message']}" for one in report["messages"]]


def csp_evaluator(image: str, policy: str) -> list[str]:
    """What Google's evaluator has against a Content Security Policy, without what is information only."""
    found = in_container(image, "node", "csp_findings.cjs", policy)
    return [
        f"severity {one['severity']} {one['directive']} {one.get('value') or ''}: {one['description']}"
        for one in found
        if one["severity"] < INFORMATION_ONLY
    ]
