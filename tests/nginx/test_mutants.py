"""Each claim is seen to fail: one thing in the rendered file is broken, and the check of that thing must notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.nginx import attempts, claims, matrix, merged_headers, site_claims
from tests.nginx.sites import Rig, Site

Claim = Callable[[Site], None]


def cases(*hows: str, place: str = "") -> Claim:
    """The headers of these cases of the matrix."""
    chosen = [case for case in matrix.CASES if case.how in hows and place in ("", case.place) and case.site == "plain"]
    assert chosen, hows
    return lambda site: claims.the_headers(site, chosen)


def met(name: str) -> Claim:
    """What goes out under a header that the backend sends, too."""
    chosen = [case for case in merged_headers.PLAIN if case.name == name and case.site == "plain"]
    assert chosen, name
    return lambda site: claims.nothing_weaker_goes_out(site, chosen)


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


ASSETS, PAGE, API = "location /assets/ {", "location / {", "location ^~ /api/ {"
CSP = "Content-Security-Policy"
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
MEDIA = claims.media_are_sent_in_parts
UPLOADS = claims.slow_uploads_leave_room
EVENTS = claims.an_event_comes_at_once
COOKIES = claims.large_cookies_pass
BODY = claims.a_body_arrives_whole
CHAIN = site_claims.a_chain_of_proxies_ends_at_the_client
DOWN = site_claims.maintenance_is_told
ADDRESS = site_claims.a_page_has_one_address
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
    "a forged scheme": Mutant(
        "X-Forwarded-Proto $forwarded_proto", "X-Forwarded-Proto $http_x_forwarded_proto", FORGERY
    ),
    "a forged request id": Mutant(f"{SET}X-Request-ID $forwarded_request_id;", "", FORGERY),
    "names with underscores": Mutant("charset utf-8;", "charset utf-8; underscores_in_headers on;", FORGERY),
    "everyone trusted": Mutant("192.0.2.0/24", "0.0.0.0/0", FORGERY, "distrusting"),
    "any upgrade": Mutant("Upgrade $backend_upgrade", "Upgrade $http_upgrade", UPGRADE),
    "an upgrade everywhere": Mutant('default "";\n    "~^/ws/" $upgrade_asked', "default $upgrade_asked", UPGRADE),
    "no upgrade": Mutant("websocket websocket;", "", WEBSOCKET),
    "an address that is decoded": Mutant(
        "@api_at_once;\n        proxy_pass http://backend;",
        "@api_at_once;\n        proxy_pass http://backend/api/;",
        address("/api/a%2Fb"),
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
    "the page for a missing file": Mutant(
        "try_files $uri $page_of_route;", "try_files $uri /index.html;", claims.a_missing_file_is_not_the_page
    ),
    "no page for a route": Mutant("try_files $uri $page_of_route;", "try_files $uri =404;", ROUTE),
    "folders looked into": Mutant("try_files $uri $page_of_route;", "try_files $uri $uri/ $page_of_route;", ROUTE),
    "redirects with the port": Mutant("absolute_redirect off;", "", REDIRECT),
    "redirects rewritten": Mutant("proxy_redirect off;", "proxy_redirect / /x/;", REDIRECT),
    "connections not kept": Mutant("keepalive 32;", "keepalive 1; keepalive_requests 1;", KEPT),
    "no rate limit": Mutant("limit_req zone=", "#", RATE, "limited"),
    "a rate limit that is 503": Mutant("limit_req_status 429;", "", RATE, "limited"),
    "the query in the log": Mutant('"path":"$asked_path"', '"path":"$request_uri"', LOG),
    "the file in the log": Mutant('"path":"$asked_path"', '"path":"$uri"', LOG),
    "no ranges": Mutant("max_ranges 4;", "", MEDIA),
    "headers twice on a 416": Mutant("error_page 416 @unsatisfiable;", "", cases("416 asked for", place="media")),
    "a 416 that is kept": Mutant('default "no-store";\n    "" $cache_by_path', "default $cache_by_path", MEDIA),
    "any number of ranges": Mutant("max_ranges 4;", "max_ranges 100;", cases("five ranges")),
    "all bodies in files": Mutant("limit_conn bodies_in_files", "#", UPLOADS),
    "answers that are collected": Mutant("proxy_buffering off;", "", EVENTS),
    "small headers of the backend": Mutant(
        "proxy_buffer_size 16k;\n    proxy_buffers 8 16k;", "proxy_buffer_size 4k;", COOKIES
    ),
    "small headers of clients": Mutant("large_client_header_buffers 4 32k;", "", COOKIES),
    "https not demanded": Mutant("1http 1;", "", site_claims.https_is_demanded, "secured"),
    "https demanded with another method": Mutant(
        "return 308 ", "return 301 ", site_claims.https_is_demanded, "secured"
    ),
    "the last proxy taken for the client": Mutant("real_ip_recursive on;", "", CHAIN, "trusting"),
    "one proxy not trusted": Mutant("    set_real_ip_from 198.51.100.0/24;", "    ", CHAIN, "trusting"),
    "no maintenance": Mutant("return 503;", "", DOWN, "down"),
    "maintenance without its page": Mutant("error_page 503 /maintenance.html;", "", DOWN, "down"),
    "maintenance that takes the page away, too": Mutant("    volatile;\n", "", DOWN, "down"),
    "no time to ask again": Mutant("503/maintenance.html 120;", "", DOWN, "down"),
    "an unhealthy maintenance": Mutant('/health "";', "", DOWN, "down"),
    "pages without their endings": Mutant("$path_of_page.html", "", site_claims.many_pages_are_found, "pages"),
    "folders without their pages": Mutant("$path_of_page/index.html", "", site_claims.many_pages_are_found, "pages"),
    "nginx's own 404": Mutant("error_page 404 /404.html;", "", site_claims.a_missing_page_is_the_sites_own, "pages"),
    "two addresses of a page": Mutant("default /.none;", "default $path_of_page;", ADDRESS, "slash"),
    "no redirect to the one address": Mutant("permanent;\n        }", "break;\n        }", ADDRESS, "slash"),
    "a log that is no JSON": Mutant("escape=json", "escape=none", LOG),
    "frames allowed again": Mutant(
        'DENY *(?:[,;]|$)" "DENY"', 'DENY *(?:[,;]|$)" "SAMEORIGIN"', met("X-Frame-Options")
    ),
    "only the page's policy": Mutant("'self'$content_security_policy_of_backend", "'self'", met(CSP)),
    "only the backend's policy": Mutant('default ", $upstream', 'default "$upstream', met(CSP)),
    "an address told": Mutant('"no-referrer";', '"unsafe-url";', met("Referrer-Policy")),
    "a feature granted": Mutant('"$upstream_http_permissions_policy, ', '"', met("Permissions-Policy")),
    "features that cannot be read": Mutant('"~^(?:(?:^|, *)', '"~=|^(?:(?:^|, *)', met("Permissions-Policy")),
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
