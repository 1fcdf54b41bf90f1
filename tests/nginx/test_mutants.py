"""Each claim is seen to fail: one thing in the rendered file is broken, and the check of that thing must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.nginx import attempts, claims, matrix
from tests.nginx.sites import Rig, Site

Claim = Callable[[Site], None]


def cases(*hows: str, place: str = "") -> Claim:
    """The headers of these cases of the matrix."""
    chosen = [case for case in matrix.CASES if case.how in hows and place in ("", case.place) and case.site == "plain"]
    assert chosen, hows
    return lambda site: claims.the_headers(site, chosen)


def address(target: str) -> Claim:
    return lambda site: claims.an_address_is_passed_as_it_is(site, target, attempts.TARGETS[target])


@dataclass(frozen=True)
class Mutant:
    """What is put in the place of what, and the claim that must not hold any more."""

    old: str
    new: str
    claim: Claim
    site: str = "plain"
    form: str = "resolve"


ASSETS, PAGE, API = "location /assets/ {", "location / {", "location /api/ {"
OWN = "backend with own headers"
SET = "    proxy_set_header "

FORGERY = claims.a_forgery_goes_nowhere
UPGRADE = claims.upgraded_is_only_a_websocket_and_only_below_ws
GZ = claims.a_gz_beside_a_file_is_sent_as_it_is
REDIRECT = claims.a_redirect_tells_nothing_of_the_port
LIMIT = claims.a_body_over_the_limit_stays_out
WEBSOCKET = claims.a_websocket_is_passed_both_ways
MISSING = claims.a_missing_asset_is_not_the_page
ROUTE = claims.any_other_path_is_the_page
RATE = claims.too_many_requests_are_429
LOG = claims.the_log_has_no_query
GZIP = claims.text_is_compressed
KEPT = claims.connections_to_the_backend_are_kept
BREACH = claims.the_backend_is_not_compressed
BODY = claims.a_body_arrives_whole
MUTANTS = {
    "a header in the location of assets": Mutant(ASSETS, f"{ASSETS} add_header X-A b;", cases("GET", place="static")),
    "a header in the location of the page": Mutant(PAGE, f"{PAGE} add_header X-A b;", cases("GET", place="SPA")),
    "a header in the location of the backend": Mutant(API, f"{API} add_header X-A b;", cases("backend")),
    "headers on success only": Mutant(" always;", ";", cases("a missing asset")),
    "ranges": Mutant("max_ranges 0;", "", cases("416 asked for", place="static")),
    "HTTP/0.9": Mutant("return 444;", "", cases("HTTP/0.9")),
    "the version shown": Mutant("server_tokens off;", "", cases("GET")),
    "errors kept for a year": Mutant("default $cache_on_error;", "default $cache_by_path;", cases("a missing asset")),
    "a page that is kept": Mutant('"~\\.html$"', '"~\\.none$"', cases("GET", place="SPA")),
    "a 304 that says something else": Mutant("304 $cache_by_path;", "", cases("If-None-Match")),
    "an upgrade with Cache-Control": Mutant('101 "";', "101 no-store;", cases("a WebSocket")),
    "forged by adding": Mutant("X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for", FORGERY),
    "forged as sent": Mutant(f"{SET}X-Real-IP $remote_addr;", "", FORGERY),
    "a forged scheme": Mutant("X-Forwarded-Proto $scheme", "X-Forwarded-Proto $http_x_forwarded_proto", FORGERY),
    "a forged request id": Mutant(f"{SET}X-Request-ID $request_id;", "", FORGERY),
    "names with underscores": Mutant("charset utf-8;", "charset utf-8; underscores_in_headers on;", FORGERY),
    "everyone trusted": Mutant("192.0.2.0/24", "0.0.0.0/0", FORGERY, "distrusting"),
    "any upgrade": Mutant("Upgrade $backend_upgrade", "Upgrade $http_upgrade", UPGRADE),
    "an upgrade everywhere": Mutant('default "";\n    "~^/ws/" $upgrade_asked', "default $upgrade_asked", UPGRADE),
    "no upgrade": Mutant("websocket websocket;", "", WEBSOCKET),
    "an address that is decoded": Mutant(
        "proxy_pass http://backend;", "proxy_pass http://backend/api/;", address("/api/a%2Fb")
    ),
    "an address with slashes merged": Mutant(
        "proxy_pass http://backend;", "proxy_pass http://backend$uri;", address("/api//b")
    ),
    "a limit of nothing": Mutant("client_max_body_size 1m", "client_max_body_size 0", LIMIT),
    "a body not waited for": Mutant(API, f"{API} proxy_request_buffering off;", BODY),
    "no .gz as it is": Mutant("gzip_static on;", "", GZ),
    "no Vary": Mutant("gzip_vary on;", "", GZ),
    "no gzip": Mutant("gzip on;", "", GZIP),
    "no type for modules": Mutant("text/javascript mjs;", "", GZIP),
    "a compressed backend": Mutant("gzip off;", "", BREACH),
    "the page for a missing asset": Mutant("try_files $uri =404;", "try_files $uri /index.html;", MISSING),
    "no page for a route": Mutant("try_files $uri /index.html;", "try_files $uri =404;", ROUTE),
    "folders looked into": Mutant("try_files $uri /index.html;", "try_files $uri $uri/ /index.html;", ROUTE),
    "redirects with the port": Mutant("absolute_redirect off;", "", REDIRECT),
    "redirects rewritten": Mutant("proxy_redirect off;", "proxy_redirect / /x/;", REDIRECT),
    "connections not kept": Mutant("keepalive 32;", "keepalive 1; keepalive_requests 1;", KEPT),
    "no rate limit": Mutant("limit_req zone=", "#", RATE, "limited"),
    "a rate limit that is 503": Mutant("limit_req_status 429;", "", RATE, "limited"),
    "the query in the log": Mutant('"path":"$uri"', '"path":"$request_uri"', LOG),
    "a log that is no JSON": Mutant("escape=json", "escape=none", LOG),
    **{f"the backend's {name}": Mutant(f"proxy_hide_header {name};", "", cases(OWN)) for name in matrix.SECURITY},
    **{
        f"{name} not cleared": Mutant(f'{SET}{name} "";', "", FORGERY)
        for name in (line.partition(":")[0] for line in attempts.FORGED)
        if name not in ("X-Real-IP", "X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Proto", "X-Request-ID")
        and name.replace("-", "").isalnum()
    },
}


@pytest.mark.parametrize("name", MUTANTS)
def test_noticed_is(rig: Rig, name: str) -> None:
    mutant = MUTANTS[name]
    site = rig.sites[f"{mutant.form}/{mutant.site}"]
    mutant.claim(site)
    broken = rig.mutant(site, mutant.old, mutant.new)
    with pytest.raises(AssertionError):
        mutant.claim(broken)


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("resolve", "server absent:8000 resolve ", "server nowhere:8000 "),
        ("variable", "proxy_pass $backend", "proxy_pass http://nowhere:8000"),
    ],
)
def test_a_name_resolved_once_keeps_nginx_from_starting(rig: Rig, form: str, old: str, new: str) -> None:
    text = rig.sites[f"{form}/absent"].text
    assert old in text
    assert "syntax is ok" in rig.check(form, "resolved", text)
    assert "host not found in upstream" in rig.check(form, "resolved", text.replace(old, new))
