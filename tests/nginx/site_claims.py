"""Claims about what stands before every answer, and about sites of many pages; each fails when its line is broken."""

from __future__ import annotations

import time

from tests.nginx import claims, web_root
from tests.nginx.sites import Site
from tests.rig.docker import docker

FLAG = "/tmp/down"


def https_is_demanded(site: Site) -> None:
    answer = site.ask("/a/b?c=%20d", "X-Forwarded-Proto: http")
    assert (answer.status, answer.every("Location")) == (308, ["https://sovd.example/a/b?c=%20d"])
    assert site.ask("/", "X-Forwarded-Proto: https").status == site.ask("/").status == 200


def maintenance_is_told(site: Site) -> None:
    docker("exec", site.container, "touch", FLAG)
    # That a file is not there is believed for a second.
    time.sleep(1.1)
    try:
        for target in ("/", "/shop/vehicles/7", "/assets/app-4f2a9c.js", "/api/200"):
            answer = site.ask(target)
            assert (answer.status, answer.body) == (503, web_root.FILES["maintenance.html"]), target
            assert (answer.one("Cache-Control"), answer.one("Retry-After")) == ("no-store", "120")
        health = site.ask("/health")
        assert (health.status, health.every("Retry-After")) == (200, [])
    finally:
        docker("exec", site.container, "rm", FLAG)


def many_pages_are_found(site: Site) -> None:
    for target, body in (("/about", b"about.html"), ("/guide/", b"guide/index.html"), ("/", web_root.PAGE)):
        answer = site.ask(target)
        assert (answer.status, body in answer.body) == (200, True), target


def a_missing_page_is_the_sites_own(site: Site) -> None:
    for target in ("/none", "/404.html"):
        answer = site.ask(target)
        assert (answer.status, answer.body) == (404, web_root.FILES["404.html"]), target


def a_page_has_one_address(site: Site) -> None:
    for target, location in (("/shop/about?a=b", "/shop/about/?a=b"), ("/shop/guide", "/shop/guide/")):
        answer = site.ask(target)
        assert (answer.status, answer.every("Location")) == (301, [location]), target
    assert site.ask("/shop/none").status == 404


def a_chain_of_proxies_ends_at_the_client(site: Site) -> None:
    """The last address that no trusted proxy has counts; what stands before it a client may have made up."""
    for chain in ("203.0.113.7, 198.51.100.9", "6.6.6.6, 203.0.113.7, 198.51.100.9", "203.0.113.7"):
        site.backend.take()
        site.ask("/api/200", f"X-Forwarded-For: {chain}")
        seen = claims.only_seen(site)
        assert seen.every("X-Forwarded-For") == seen.every("X-Real-IP") == ["203.0.113.7"], chain
