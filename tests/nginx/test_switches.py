"""What stands before every answer: https that is demanded, and a page for the time of maintenance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nginx import matrix, web_root
from tests.nginx.sites import Site
from tests.nginx.test_files import BELIEVED, until_answered
from tests.rig.docker import docker

GetSite = Callable[[str], Site]


@pytest.mark.parametrize(
    ("told", "status", "location"),
    [
        (("X-Forwarded-Proto: http",), 308, ["https://sovd.example/a/b?c=%20d"]),
        (("X-Forwarded-Proto: https",), 200, []),
        ((), 200, []),
    ],
)
def test_https_is_demanded(site: GetSite, told: tuple[str, ...], status: int, location: list[str]) -> None:
    answer = site("secured").ask("/a/b?c=%20d", *told)
    assert (answer.status, answer.every("Location")) == (status, location)
    assert answer.one("X-Frame-Options") == "SAMEORIGIN"


def test_who_is_not_trusted_demands_nothing(site: GetSite) -> None:
    assert site("distrusting").ask("/", "X-Forwarded-Proto: http").status == 200


def test_while_the_flag_is_there_all_is_maintenance(site: GetSite) -> None:
    served = site("down")
    assert served.ask("/").status == 200
    docker("exec", served.container, "touch", "/tmp/down")
    try:
        for target in ("/", "/shop/", "/shop/vehicles/7", "/assets/app-4f2a9c.js", "/api/200"):
            answer = served.ask(target)
            assert (answer.status, answer.body) == (503, web_root.FILES["maintenance.html"]), target
            assert (answer.one("Cache-Control"), answer.one("Retry-After")) == ("no-store", "120")
            for name, value in matrix.SECURITY.items():
                assert answer.one(name) == value
        assert served.ask("/health").status == served.ask("/shop/health").status == 200
    finally:
        docker("exec", served.container, "rm", "/tmp/down")
    until_answered(served, "/", web_root.PAGE, BELIEVED)
    assert served.ask("/maintenance.html").status == 404
