"""The filter that counts the bytes of a size."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.byte_count import FilterModule, byte_count


@pytest.mark.parametrize(("size", "count"), [("2 GB", 2_000_000_000), ("1 MiB", 1_048_576), ("0 B", 0), (4096, 4096)])
def test_bytes_are_counted(size: str, count: int) -> None:
    assert byte_count(size) == count


def test_what_is_no_size() -> None:
    with pytest.raises(AnsibleFilterError, match="byte_count: found '2 elephants'"):
        byte_count("2 elephants")


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"byte_count": byte_count}
