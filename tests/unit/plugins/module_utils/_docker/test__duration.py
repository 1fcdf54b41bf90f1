"""Durations as Docker reads them."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._duration import (
    parse_duration,
    parse_probe_time,
)

SECOND = 1_000_000_000
# From Go's own test, time_test.go.
DURATIONS = [
    ("0", 0),
    ("5s", 5 * SECOND),
    ("30s", 30 * SECOND),
    ("1478s", 1478 * SECOND),
    ("-5s", -5 * SECOND),
    ("+5s", 5 * SECOND),
    ("-0", 0),
    ("+0", 0),
    ("5.0s", 5 * SECOND),
    ("5.6s", 5_600_000_000),
    ("5.s", 5 * SECOND),
    (".5s", 500_000_000),
    ("1.0s", SECOND),
    ("1.004s", 1_004_000_000),
    ("100.00100s", 100_001_000_000),
    ("10ns", 10),
    ("11us", 11_000),
    ("12\u00b5s", 12_000),
    ("12\u03bcs", 12_000),
    ("13ms", 13_000_000),
    ("14s", 14 * SECOND),
    ("15m", 900 * SECOND),
    ("16h", 57_600 * SECOND),
    ("3h30m", 12_600 * SECOND),
    ("10.5s4m", 250_500_000_000),
    ("-2m3.4s", -123_400_000_000),
    ("1h2m3s4ms5us6ns", 3_723_004_005_006),
    ("39h9m14.425s", 140_954_425_000_000),
    ("1m30s", 90 * SECOND),
    ("1.5h", 5400 * SECOND),
    ("300ms", 300_000_000),
    ("1h1h", 7200 * SECOND),
    ("9223372036854775807ns", 2**63 - 1),
]
NO_DURATIONS = [
    "",
    "3",
    "-",
    "s",
    ".",
    "-.",
    ".s",
    "+.s",
    "1d",
    "1S",
    "5 s",
    "1e3s",
    "\x85\x85",
    "2562048h",
    "1m30",
    "s1",
]


@pytest.mark.parametrize(("text", "nanoseconds"), DURATIONS)
def test_parse(text: str, nanoseconds: int) -> None:
    assert parse_duration(text, "option") == nanoseconds


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_refusal_names_option_and_text(text: str) -> None:
    with pytest.raises(ImageError, match=r"^option: found") as raised:
        parse_duration(text, "option")
    assert repr(text) in str(raised.value)


@pytest.mark.parametrize(("text", "nanoseconds"), [("0", 0), ("0s", 0), ("1ms", 1_000_000), ("1000us", 1_000_000)])
def test_time_of_a_health_check(text: str, nanoseconds: int) -> None:
    assert parse_probe_time(text, "option") == nanoseconds


@pytest.mark.parametrize("text", ["999us", "1ns", "-1s", "5"])
def test_refused_time_of_a_health_check(text: str) -> None:
    with pytest.raises(ImageError, match=r"^option: found") as raised:
        parse_probe_time(text, "option")
    assert repr(text) in str(raised.value)
