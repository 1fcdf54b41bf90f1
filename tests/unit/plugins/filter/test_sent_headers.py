"""The filter that makes the headers of nginx.conf."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.sent_headers import FilterModule, sent_headers

HSTS = {"seconds": 5, "flags": [], "scheme": "$scheme"}


def test_words_are_quoted() -> None:
    sent = sent_headers({"X-A": 'b "c"'}, policy_by_path={"/d": {"img-src": ["e"]}}, hsts=HSTS)
    assert sent["headers"] == [
        ["X-A", '"b \\"c\\""'],
        ["Content-Security-Policy", '"$header_content_security_policy"'],
        ["Strict-Transport-Security", '"$strict_transport_security"'],
    ]
    assert sent["maps"][0] == {
        "source": "$path_asked",
        "variable": "$header_content_security_policy",
        "setting": "",
        "entries": [["default", '""'], ['"~^/d"', '"img-src e"']],
    }
    assert sent["replaced"] == []


def test_each_policy_takes_inline_sources() -> None:
    policy = {"script-src": ["'self'"]}
    headers = {"X-A": "b", "Content-Security-Policy": policy, "Content-Security-Policy-Report-Only": policy}
    sent = sent_headers(headers, policy_by_path={"/d": {"style-src": ["'self'"]}}, inline=True)
    assert sent["headers"] == [
        ["X-A", '"b"'],
        ["Content-Security-Policy", '"$header_content_security_policy"'],
        ["Content-Security-Policy-Report-Only", "\"script-src 'self'$inline_scripts\""],
    ]
    assert [entry[1] for entry in sent["maps"][0]["entries"]] == [
        "\"script-src 'self'$inline_scripts\"",
        "\"style-src 'self'$inline_styles\"",
    ]


def test_no_seconds_no_header() -> None:
    alone, proxied = (
        sent_headers({}, hsts={**HSTS, "seconds": 0}, proxies=proxies)["maps"][-1] for proxies in (False, True)
    )
    assert {value for _key, value in alone["entries"]} == {'""'}
    # That of the backend is passed on.
    assert {value for _key, value in proxied["entries"]} == {'"$upstream_http_strict_transport_security"'}


@pytest.mark.parametrize("wrong", [{"by_path": "x"}, {"hsts": {"seconds": 5}}, {"hsts": {"seconds": "x"}}])
def test_what_is_no_mapping(wrong: dict[str, Any]) -> None:
    with pytest.raises(AnsibleFilterError, match="sent_headers: found no mapping"):
        sent_headers({"X-A": "b"}, **wrong)


@pytest.mark.parametrize(("embedder", "told"), [("require-corp", 2), ("", 0)])
def test_what_the_page_embeds_and_browsers_block_is_told(
    embedder: str, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ansible.utils.display.Display.warning", lambda _display, message: said.append(message))
    headers = {"Cross-Origin-Embedder-Policy": embedder, "Content-Security-Policy": {"img-src": ["https://a.example"]}}
    sent_headers(headers, policy_by_path={"/b": {"media-src": ["'self'", "https://c.example"]}})
    assert len(said) == told
    if said:
        assert "https://a.example in img-src" in said[0]
        assert "https://c.example in media-src" in said[1]


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"sent_headers": sent_headers}
