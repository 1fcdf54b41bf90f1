"""The locked requirements: hashed, without addresses, and working together."""

import importlib
import importlib.metadata
import re

import pytest
from passlib.context import CryptContext

from tests.server import BACKEND

LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+) \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((BACKEND / name).read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_by_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", (BACKEND / name).read_text()))
    assert len(entries) == len(pins(name)) > 15
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_is_in_a_lock_file(name: str) -> None:
    assert "://" not in (BACKEND / name).read_text()


def test_both_lock_files_agree() -> None:
    production, development = (pins(name) for name in LOCKS)
    shared = production.keys() & development.keys()
    assert shared
    assert {name: production[name] for name in shared} == {name: development[name] for name in shared}


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_installed_is_what_is_locked(name: str) -> None:
    locked = pins(name)
    assert {package: importlib.metadata.version(package) for package in locked} == locked


@pytest.mark.parametrize(
    "module",
    ["asyncpg.protocol.protocol", "uvloop.loop", "httptools.parser.parser", "websockets.speedups", "greenlet._greenlet",
     "cryptography.hazmat.bindings._rust", "bcrypt._bcrypt", "pydantic_core._pydantic_core", "yaml._yaml"],
)  # fmt: skip
def test_extension_modules_load(module: str) -> None:
    assert str(importlib.import_module(module).__file__).endswith(".so")


def test_passlib_and_bcrypt_fit_together() -> None:
    context = CryptContext(schemes=["bcrypt"], bcrypt__rounds=4)
    hashed = context.hash("correct horse")
    assert context.verify("correct horse", hashed)
    assert not context.verify("wrong horse", hashed)
