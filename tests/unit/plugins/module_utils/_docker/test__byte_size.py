"""Sizes as people write them."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._byte_size import format_size, parse_size

SIZES = [
    ("500 MB", 500_000_000),
    ("500MB", 500_000_000),
    ("500mb", 500_000_000),
    ("  500   MB ", 500_000_000),
    ("47.5 MiB", 49_807_360),
    ("1 KB", 1000),
    ("1 kB", 1000),
    ("1 KiB", 1024),
    ("1.5 GB", 1_500_000_000),
    ("1 GiB", 1_073_741_824),
    ("2 TB", 2_000_000_000_000),
    ("1 TiB", 1_099_511_627_776),
    ("4096", 4096),
    ("4096 B", 4096),
    ("0", 0),
    ("0.1 B", 0),
]
NO_SIZES = [
    "500 elephants",
    "",
    " ",
    "MB",
    "-1 MB",
    "1,5 GB",
    "1e3",
    "500 M",
    "1 2 MB",
    "0x10",
    "500 MB!",
    "500 MBB",
    "٣ MB x",
    "9" * 400 + " TB",
]
TEXTS = [
    (0, "0 B"),
    (999, "999 B"),
    (1000, "1.0 kB"),
    (84_300_000, "84.3 MB"),
    (999_999, "1000.0 kB"),
    (1_500_000_000, "1.5 GB"),
    (2_000_000_000_000, "2000.0 GB"),
]


@pytest.mark.parametrize(("text", "size"), SIZES)
def test_parse(text: str, size: int) -> None:
    assert parse_size(text, "option") == size


@pytest.mark.parametrize("text", NO_SIZES)
def test_refusal_names_option_and_text(text: str) -> None:
    with pytest.raises(ImageError) as raised:
        parse_size(text, "policy.max_size")
    message = str(raised.value)
    assert message.startswith(f"policy.max_size: found {text!r}")
    assert "such as '500 MB'" in message


@pytest.mark.parametrize(("size", "text"), TEXTS)
def test_format(size: int, text: str) -> None:
    assert format_size(size) == text
