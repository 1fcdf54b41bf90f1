"""Packages from PyPI, installed and read as a layer, give no alarm; what is planted beside them does."""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path
from typing import IO, Any

import pytest
import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contents import Allowed, describe
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._file_secrets import SecretRules
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._layers import read_layer

from tests.rig.uv import uv

FOLDER = Path(__file__).parent
# Of those that were reported and of the most used, what gave alarms once and is quickly fetched.
SAMPLE = ["botocore", "boto3", "pillow", "python-jose", "sqlalchemy", "tornado", "twisted", "uv"]
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{'MIIEpAIBAAKCAQEA7bq0x' * 40}\n-----END RSA PRIVATE KEY-----\n"


def pins(file: str) -> dict[str, str]:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def install(packages: dict[str, str], prefix: Path) -> None:
    """Install just these, as into the virtual environment of an image, with bytecode."""
    names = [f"{name}=={version}" for name, version in packages.items()]
    options = ("--no-deps", "--only-binary=:all:", "--compile-bytecode", "--link-mode=copy", f"--prefix={prefix}")
    uv("pip", "install", "--python", sys.executable, *options, *names)


def read(prefix: Path, forbidden: list[str]) -> dict[str, Any]:
    """What the gate is told of an image with these files in /opt/venv."""
    with (prefix.parent / "layer.tar").open("w+b") as packed:
        with tarfile.open(fileobj=packed, mode="w") as archive:
            archive.add(prefix, "opt/venv", filter=of_root)
        packed.seek(0)
        stream: IO[bytes] = packed
        contents: dict[str, Any] = describe([read_layer(stream, SecretRules())], "1001", Allowed(forbidden))
    return contents


def of_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    return member


@pytest.fixture(scope="module")
def forbidden(root: Path) -> list[str]:
    defaults = yaml.safe_load((root / "roles/image_verify/defaults/main.yml").read_text(encoding="utf-8"))
    patterns: list[str] = defaults["image_verify_forbidden_programs"]
    return patterns


def alarms(contents: dict[str, Any]) -> list[Any]:
    names = ("secrets", "forbidden_programs", "setuid_files", "foreign_files")
    return [found for name in names for found in contents[name]]


def test_the_lists() -> None:
    assert len(pins("most_used.txt")) == 100
    assert {*SAMPLE} <= {*pins("most_used.txt"), *pins("reported.txt")}


def test_a_sample_gives_no_alarm(tmp_path: Path, forbidden: list[str]) -> None:
    every = {**pins("most_used.txt"), **pins("reported.txt")}
    install({name: every[name] for name in SAMPLE}, tmp_path / "venv")
    contents = read(tmp_path / "venv", forbidden)
    assert alarms(contents) == []
    known = [each["path"] for each in contents["known_secrets"]]
    assert [path for path in known if path.endswith("/tornado/test/test.key")] != []
    assert "uv" in [each["package"] for each in contents["programs_of_packages"]]

    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "tornado" / "test" / "test.key").write_text(KEY)
    (site / "tornado" / "tls.pem").write_text(KEY)
    (tmp_path / "venv" / "bin" / "make").symlink_to("/bin/true")
    planted = read(tmp_path / "venv", forbidden)
    assert [each["path"].rpartition("/")[2] for each in planted["secrets"]] == ["test.key", "tls.pem"]
    assert planted["forbidden_programs"] == ["/opt/venv/bin/make"]


@pytest.mark.slow
@pytest.mark.parametrize("file", ["most_used.txt", "reported.txt"])
def test_none_gives_an_alarm(file: str, tmp_path: Path, forbidden: list[str]) -> None:
    install(pins(file), tmp_path / "venv")
    contents = read(tmp_path / "venv", forbidden)
    assert contents["entries"] > 1000
    # pip is among the most used, and the one package that no virtual environment of an image may keep.
    pip = [path for path in contents["forbidden_programs"] if path.startswith("/opt/venv/bin/pip")]
    assert bool(pip) is (file == "most_used.txt")
    assert [found for found in alarms(contents) if found not in pip] == []
