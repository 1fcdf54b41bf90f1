"""Each test plugin, by what passes and what does not."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

PLUGINS = sorted(path.stem for path in (Path(__file__).parents[4] / "plugins" / "test").glob("*.py"))
PACKAGE = "ansible_collections.sovd.prod_images.plugins.test"
NO_TEXTS: list[object] = [None, True, 1, 1.1, [], ["app"], {}, {"a": "b"}]
# Of each plugin: what is of the grammar, and what is not.
VALUES: dict[str, tuple[list[str], list[str]]] = {
    "account_name": (["app", "_app", "a-b_c9", "a" * 32], ["", "root", "App", "1app", "a b", "a" * 33, "app\n"]),
    "byte_size": (["500 MB", "47.5 MiB", "0", "4096"], ["", "MB", "-1 MB", "1,5 GB", "500 M"]),
    "csp_source": (
        ["'self'", "'sha256-abc='", "data:", "*.example", "https://cdn.example:8443/x"],
        ["", "self", "none", "'self' data:", "data:;", '"x"', "$x"],
    ),
    "duration": (["1m30s", "1.5h", "300ms", "0", "-1s", ".5s"], ["", "5", "5 s", "1d", "1S", "s"]),
    "environment_name": (["A", "_a", "A1", "http_proxy"], ["", "1A", "A-B", "A B", "A=", "Ä", "A\n"]),
    "header_name": (["X-Frame-Options", "TE"], ["", "X Frame", "X_Frame", "X:", "X\n"]),
    "header_value": (["", "nosniff", "camera=(), usb=()", "a\tb"], ['"x"', "a\\b", "a\nb", "a\rb", "a\x00"]),
    "http_origin": (
        ["http://backend", "https://backend:8000", "http://[2001:db8::1]:80"],
        ["", "backend:8000", "http://backend/", "ftp://backend", "http://backend:0", "http://backend:65536", "http://[z]"],
    ),
    "http_path": (["/", "/health?full=1", "/a%20b/~c"], ["", "health", "/a b", "/'", "/a\n", "/ä"]),
    "image_name": (
        ["app", "team/app", "Registry.Example/app", "localhost:5000/a__b", "a" * 255],
        ["", "App", "team//app", "a:b:c", "a___b", "app:1", "app@sha256:" + "0" * 64, "a" * 300, "app\n"],
    ),
    "image_reference": (
        ["app", "app:1.0", "app:1@sha256:" + "0" * 64, "r.example:5000/app@sha512:" + "0" * 128],
        ["", "app:", "App:1", "a:b:c", "app@sha256:0", "app@md5:" + "0" * 32, "sha256 :1", "app:1\n"],
    ),
    "image_tag": (["1.0", "_", "A-b", "a" * 128], ["", ".1", "-1", "a b", "a:b", "a" * 129, "1\n"]),
    "ip_network": (
        ["10.0.0.1", "10.0.0.0/8", "10.1.2.3/8", "2001:db8::/32", "0.0.0.0/0"],
        ["", "10.0.0", "10.0.0.0/33", "256.0.0.1", "proxy.example", "fe80::1%eth0", "10.0.0.1\n"],
    ),
    "media_type": (["text/plain", "image/svg+xml", "font/*"], ["", "text", "text/", "text/plain;", "a b/c"]),
    "nginx_size": (
        ["0", "16k", "1m", "2G", "8589934591g"],
        ["", "1 m", "1mb", "-1", "1.5m", "1t", "8589934592g", "9999999999999g"],
    ),
    "nginx_time": (
        ["0", "60", "300ms", "1m30s", "1w2d3h4m5s6ms"],
        ["", "1.5h", "1 m", "30s1m", "1y", "1M", "-1s", "1S", "ms"],
    ),
    "package_name": (
        ["tini", "g++", "libpq-dev", "gcc:arm64", "gcc=4:12.2.0-3", "git/bookworm-backports", "libstdc++6"],
        ["", "Tini", "tini; id", "gcc make", "--yes", "gcc-", "$(id)", "tini\n"],
    ),
    "platform": (["linux/amd64", "linux/arm/v7"], ["", "linux", "Linux/AMD64", "linux/amd64,linux/arm64"]),
    "python_reference": (["app:app", "a.main:create.app"], ["", "app", "app:", ":app", "a..b:c", "a/b:app", "1:a"]),
    "regular_expression": (["", "a+", "(?i)secret"], ["(", "*a", "[z", "(?i"]),
    "relative_path": (["app", "src/app.py", "_a/b-c"], ["", "/app", "../app", "app/", "a//b", "a b", ".env", "a/./b"]),
}  # fmt: skip


def find(plugin: str) -> dict[str, Any]:
    tests: dict[str, Any] = import_module(f"{PACKAGE}.{plugin}").TestModule().tests()
    return tests


def test_every_plugin_has_its_values() -> None:
    assert sorted(VALUES) == PLUGINS


@pytest.mark.parametrize("plugin", PLUGINS)
def test_plugin_has_one_test_of_its_name(plugin: str) -> None:
    assert list(find(plugin)) == [plugin]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_what_is_of_the_grammar(plugin: str) -> None:
    good, _bad = VALUES[plugin]
    assert [text for text in good if find(plugin)[plugin](text)] == good


@pytest.mark.parametrize("plugin", PLUGINS)
def test_what_is_not_of_the_grammar(plugin: str) -> None:
    _good, bad = VALUES[plugin]
    assert [text for text in bad if find(plugin)[plugin](text)] == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_what_is_no_text(plugin: str) -> None:
    assert [value for value in NO_TEXTS if find(plugin)[plugin](value)] == []


@pytest.mark.parametrize("plugin", PLUGINS)
def test_documentation(plugin: str) -> None:
    module = import_module(f"{PACKAGE}.{plugin}")
    assert yaml.safe_load(module.DOCUMENTATION)["name"] == plugin
    (example,) = yaml.safe_load(module.EXAMPLES)
    test = find(plugin)[plugin]
    assert test(example["vars"]["good"])
    assert not test(example["vars"]["bad"])
