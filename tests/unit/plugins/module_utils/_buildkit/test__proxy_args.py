"""Which build arguments for proxies count, and what of them is secret. BuildKit is asked in tests/module."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._proxy_args import (
    PROXY_ARGS,
    declared_proxy_args,
    proxy_secrets,
)

# Dockerfile, the arguments that count
DOCKERFILES = [
    ("FROM a\nRUN curl $HTTP_PROXY\n", set()),
    ("FROM a\nARG HTTP_PROXY\n", {"HTTP_PROXY"}),
    ("FROM a\nARG A=1 https_proxy=x NO_PROXY\n", {"https_proxy", "NO_PROXY"}),
    ("FROM a\narg \\\n  all_proxy\n", {"all_proxy"}),
    ("FROM a\nARG A=${FTP_PROXY:-x}\n", {"FTP_PROXY"}),
    ("FROM a AS b\nONBUILD ARG ftp_proxy\nFROM b\n", {"ftp_proxy"}),
    ("ARG HTTP_PROXY\nFROM a\n", set()),
    ("ARG HTTP_PROXY\nFROM ${HTTP_PROXY:-a}\n", {"HTTP_PROXY"}),
    ("ARG HTTP_PROXY\nARG A=$HTTP_PROXY\nFROM a\n", {"HTTP_PROXY"}),
    ("FROM a\n# ARG HTTP_PROXY\nARG MY_HTTP_PROXY\nENV HTTP_PROXY=x\n", set()),
    ("", set()),
]
SECRETS = [
    ({"HTTP_PROXY": "http://user:p%40ss@proxy:3128"}, {"http://user:p%40ss@proxy:3128", "p%40ss", "p@ss"}),
    ({"all_proxy": "user:pass@proxy"}, {"user:pass@proxy", "pass"}),
    (
        {"HTTP_PROXY": "http://proxy:3128", "NO_PROXY": "localhost,.example", "https_proxy": "http://user@proxy"},
        {"http://proxy:3128", "http://user@proxy"},
    ),
    ({"HTTP_PROXY": "proxy:3128"}, set()),
    ({"URL": "http://user:pass@host"}, set()),
    ({"HTTP_PROXY": "http://[::1", "http_proxy": 1}, {"http://[::1"}),
]


@pytest.mark.parametrize(("text", "counted"), DOCKERFILES)
def test_declared(text: str, counted: set[str]) -> None:
    assert declared_proxy_args(text) == counted


@pytest.mark.parametrize(("build_args", "secrets"), SECRETS)
def test_secrets(build_args: dict[str, object], secrets: set[str]) -> None:
    assert proxy_secrets(build_args) == secrets


def test_names() -> None:
    assert len(PROXY_ARGS) == 10
