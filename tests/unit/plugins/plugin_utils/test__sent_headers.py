"""The headers of every answer as maps and directives of nginx."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.plugin_utils._sent_headers import (
    path_key,
    quoted,
    quoted_key,
    sent_headers,
    text_of,
)


def test_without_a_backend_there_are_no_maps() -> None:
    sent = sent_headers({"X-A": "b", "X-None": ""}, {}, proxies=False)
    assert (sent.maps, sent.headers, sent.replaced) == ((), (("X-A", "b"),), ())


def test_what_is_empty_is_left_to_the_backend() -> None:
    sent = sent_headers({"X-Frame-Options": ""}, {}, proxies=True)
    assert (sent.headers, sent.replaced) == ((), ())


def test_by_path_the_longest_comes_first() -> None:
    by_path = {"/a": {"x-a": "2"}, "/a/b": {"X-A": ""}, "/c": {"X-B": "3"}}
    sent = sent_headers({"X-A": "1"}, by_path, proxies=False)
    assert [(one.source, one.variable) for one in sent.maps] == [
        ("$path_asked", "$header_x_a"),
        ("$path_asked", "$header_x_b"),
    ]
    assert sent.maps[0].entries == (("default", "1"), ("~^/a/b", ""), ("~^/a", "2"))
    assert sent.headers == (("X-A", "$header_x_a"), ("X-B", "$header_x_b"))


def test_each_value_by_path_meets_the_backend() -> None:
    sent = sent_headers({"X-Frame-Options": "SAMEORIGIN"}, {"/a": {"X-Frame-Options": ""}}, proxies=True)
    assert sent.maps[-1].entries == (
        ("default", "$header_x_frame_options_0"),
        ("~^/a", "$upstream_http_x_frame_options"),
    )
    assert sent.replaced == ("X-Frame-Options",)


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ({}, ""),
        ({"sandbox": []}, "sandbox"),
        ({"default-src": ["'none'"], "img-src": ["'self'", "data:"]}, "default-src 'none'; img-src 'self' data:"),
        ({"default-src": ["'none'", "'self'"]}, "default-src 'self'"),
    ],
)
def test_text_of_a_policy(policy: dict[str, list[str]], text: str) -> None:
    assert text_of(policy) == text


def test_quoting() -> None:
    assert quoted('a "b" \\ $c') == '"a \\"b\\" \\\\ $c"'
    assert quoted_key("default") == "default"
    assert quoted_key('~"\\.') == '"~\\"\\."'
    assert path_key("/a.b (1)/{x}$") == r"~^/a\.b \(1\)/\{x\}\$"
