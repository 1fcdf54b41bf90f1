"""Inputs without what Ansible hides."""

from __future__ import annotations

import hashlib

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._hidden_texts import (
    without_credentials,
    without_secrets,
)
from ansible_collections.sovd.prod_images.plugins.module_utils._build._request import Secret

HUSH, HUSHED = (f"sha256:{hashlib.sha256(value.encode()).hexdigest()}" for value in ("hush", "hush-hush"))
SECRETS = (
    Secret("a", env="A", value="hush"),
    Secret("b", env="B", value="hush-hush"),
    Secret("c", env="C", value="abc"),
    Secret("d", src="/file"),
)
# text, the same without secrets
TEXTS = [
    ("", ""),
    ("nothing", "nothing"),
    ("hush", HUSH),
    ("a hush and hush-hush", f"a {HUSH} and {HUSHED}"),
    ("abc", "abc"),
]
# text, the same without credentials
URLS = [
    ("https://user:hush@host/a.git#main", "https://host/a.git#main"),
    ("http://token@host:80/a@b", "http://host:80/a@b"),
    ("https://host/a@b", "https://host/a@b"),
    ("ssh://git@host/a.git", "ssh://git@host/a.git"),
    ("git@host:a.git", "git@host:a.git"),
    ("docker-image://a@sha256:b", "docker-image://a@sha256:b"),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_secrets_are_digests(text: str, shown: str) -> None:
    assert without_secrets({"A": text, "B": "b"}, SECRETS) == {"A": shown, "B": "b"}


def test_without_secrets_all_stays() -> None:
    assert without_secrets({"A": "hush"}, ()) == {"A": "hush"}


@pytest.mark.parametrize(("url", "shown"), URLS)
def test_credentials(url: str, shown: str) -> None:
    assert without_credentials(url) == shown
