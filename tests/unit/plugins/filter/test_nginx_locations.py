"""The filter that completes the locations that nginx passes on."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.nginx_locations import FilterModule, nginx_locations

COMMON = {
    "url": "http://backend:8000",
    "host": "",
    "read_timeout": "60s",
    "websocket_timeout": "1h",
    "max_body_size": "1m",
    "space": "32m",
}


def test_what_the_template_reads() -> None:
    (one,) = nginx_locations([{"path": "/a/", "url": "https://a.example"}], "", "", **COMMON)
    assert (one["upstream"], one["scheme"], one["backend"]["address"]) == ("backend_1", "https", "a.example:443")


@pytest.mark.parametrize("wrong", [[{}], ["/a/"], [{"path": "/a/", "max_body_size": "some"}]])
def test_what_is_no_list_of_proxies(wrong: list[dict[str, str]]) -> None:
    with pytest.raises(AnsibleFilterError, match="nginx_locations: found no such variables"):
        nginx_locations(wrong, "", "", **COMMON)


def test_filter_is_known_by_its_name() -> None:
    assert FilterModule().filters() == {"nginx_locations": nginx_locations}
