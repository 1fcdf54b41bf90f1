"""hadolint and checkov have nothing against the Dockerfiles, and something against each fault that is planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint import scanners
from tests.lint.conftest import RENDERED, SETS
from tests.lint.dockerfile_text import plain

DOCKERFILES = [name for name in RENDERED if name.endswith("Dockerfile.prod")]
# Distributions drop old versions from their archives, so a pinned one would break the build within weeks (DL3008).
# A WORKDIR would be a layer between the base image and a step with a secret, which BuildKit 0.13 makes slow (DL3003).
EXPLAINED = ("DL3008", "DL3003")
ALL = [(environment, name) for environment in SETS for name in DOCKERFILES]

FAULTS_FOR_HADOLINT = {
    "DL3006": ("FROM ${PYTHON_IMAGE} AS tools", "FROM python AS builder"),
    "DL3002": ("USER 1001:1001", "USER root"),
    "DL3004": ("&& python3 -m compileall -q", "&& sudo python3 -m compileall -q"),
    "DL3013": ("&& python3 -m compileall -q", "&& pip install flask && python3 -m compileall -q"),
    "DL3025": ('ENTRYPOINT []\nCMD ["/opt/venv/bin/python", "-m",', "CMD python -m"),
    "DL4000": ("USER 1001:1001", "MAINTAINER somebody\nUSER 1001:1001"),
    "SC2086": ("&& python3 -m compileall -q", "&& echo $HOME/* && python3 -m compileall -q"),
}
FAULTS_FOR_CHECKOV = {
    "CKV_DOCKER_7": ("ARG PYTHON_IMAGE=python:3.11-slim", "ARG PYTHON_IMAGE=python:latest"),
    "CKV_DOCKER_3": ("\nUSER ", "\nLABEL user="),
    "CKV_DOCKER_8": ("USER 1001:1001", "USER root"),
    "CKV_DOCKER_2": ("HEALTHCHECK --interval", "LABEL interval"),
    "CKV_DOCKER_1": ("EXPOSE 8000", "EXPOSE 22"),
    "CKV_DOCKER_4": ("COPY alembic.ini", "ADD alembic.ini"),
    # In a here-document, which checkov cannot read by itself.
    "CKV2_DOCKER_1": ("mkdir -p /rootfs/etc", "sudo mkdir -p /rootfs/etc"),
    "CKV2_DOCKER_4": ("uv pip install --python", "pip install --trusted-host mirror.example --python"),
}


def text_of(rendered: dict[str, Path], environment: str, name: str) -> str:
    return (rendered[environment] / name).read_text(encoding="utf-8")


def broken(rendered: dict[str, Path], old: str, new: str) -> str:
    """The backend's Dockerfile with one fault."""
    text = text_of(rendered, "defaults", "backend/Dockerfile.prod")
    assert old in text, f"nothing to break: {old!r}"
    return text.replace(old, new)


@pytest.mark.parametrize(("environment", "name"), ALL)
def test_hadolint(rendered: dict[str, Path], environment: str, name: str, tmp_path: Path) -> None:
    found = scanners.hadolint(text_of(rendered, environment, name), tmp_path)
    assert [line for line in found if not line.startswith(EXPLAINED)] == []


@pytest.mark.parametrize("rule", FAULTS_FOR_HADOLINT)
def test_hadolint_sees(rule: str, rendered: dict[str, Path], tmp_path: Path) -> None:
    found = scanners.hadolint(broken(rendered, *FAULTS_FOR_HADOLINT[rule]), tmp_path)
    assert [line for line in found if line.startswith(rule)], found


@pytest.fixture(scope="session")
def checkov(
    rendered: dict[str, Path], python_with_checkov: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What checkov has against each Dockerfile, whole and broken; in one run, since its start takes the longest."""
    texts = {f"{environment} {name}": text_of(rendered, environment, name) for environment, name in ALL}
    texts |= {rule: broken(rendered, *fault) for rule, fault in FAULTS_FOR_CHECKOV.items()}
    plain_texts = {name: plain(text) for name, text in texts.items()}
    return scanners.checkov(python_with_checkov, plain_texts, tmp_path_factory.mktemp("checkov"))


@pytest.mark.parametrize(("environment", "name"), ALL)
def test_checkov(environment: str, name: str, checkov: dict[str, list[str]]) -> None:
    assert checkov[f"{environment} {name}"] == []


@pytest.mark.parametrize("rule", FAULTS_FOR_CHECKOV)
def test_checkov_sees(rule: str, checkov: dict[str, list[str]]) -> None:
    assert [line for line in checkov[rule] if line.startswith(f"{rule} ")], checkov[rule]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_what_checkov_reads_is_line_by_line_what_docker_reads(name: str, root: Path) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert len(plain(text).splitlines()) == len(text.splitlines())
    assert not [line for line in plain(text).splitlines() if line.startswith("FROM ") and "$" in line]
