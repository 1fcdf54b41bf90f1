"""The sets of variables that the tests run nginx with, and those that the role has to refuse."""

from __future__ import annotations

from typing import Any

from tests.nginx import merged_headers

Variables = dict[str, Any]

# How the upstream is written, with the version that makes the role choose that form.
FORMS = {"resolve": "1.27.3", "variable": "1.22.0"}
FIRST_PORT = 8101
DOCS_CSP = {"default-src": ["'self'"], "script-src": ["'self'", "https://cdn.example"]}
BY_PATH: Variables = {
    "nginx_conf_headers_by_path": {
        "/embed/": {"X-Frame-Options": "", "Cross-Origin-Resource-Policy": "cross-origin"},
        "/api/embed/": {"X-Frame-Options": "DENY"},
        "/fonts/": {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
    },
    "nginx_conf_csp_by_path": {
        "/app": {"default-src": ["'self'"]},
        "/app/nested (1)/": {"default-src": ["https://nested.example"]},
        "/\u00fcber uns": {"img-src": ["'self'"]},
        "/none": {},
        "/api/docs": DOCS_CSP,
    },
}
OTHERS: dict[str, Variables] = {
    "proxies": {
        "nginx_conf_backend_url": "http://nobody:8000",
        "nginx_conf_proxies": [
            {"path": "/ws", "exact": True, "url": "http://backend:8000", "websocket": True},
            {"path": "/graphql", "exact": True, "url": "http://backend:8000", "host": "graph.example"},
            {"path": "/tools/", "url": "http://backend:8000", "strip": True},
            {"path": "/upload/", "url": "http://backend:8000", "max_body_size": "2k", "buffering": True},
            {"path": "/tls/", "url": "https://secure", "read_timeout": "5s", "connect_timeout": "1s"},
        ],
        "nginx_conf_rewrite_redirects": True,
        "nginx_conf_forced_scheme": "https",
        "nginx_conf_access_log_format": "combined",
        "nginx_conf_access_log_clients": False,
        "nginx_conf_mime_types": {"text/x-module": ["mjs"]},
        "nginx_conf_range_extensions": [],
    },
    "runtime": {"nginx_conf_runtime_files": ["/config.js", "/assets/none.json", "/env/"]},
    "shop": {"nginx_conf_base_path": "/shop/", "nginx_conf_assets_locations": ["/fonts/", "/images/"]},
    "pages": {"nginx_conf_pages": "many"},
    "slash": {"nginx_conf_pages": "many", "nginx_conf_trailing_slash": "always", "nginx_conf_base_path": "/shop/"},
    "bare": {"nginx_conf_pages": "many", "nginx_conf_trailing_slash": "never", "nginx_conf_not_found_page": ""},
}


def site_sets(client: str, name_server: str) -> dict[str, Variables]:
    """The sets by name, for a client and a name server at these addresses; each runs in both forms."""
    return {
        "plain": {},
        "impatient": {"nginx_conf_read_timeout": "1s", "nginx_conf_websocket_timeout": "1s"},
        "nobody": {"nginx_conf_backend_url": "http://nobody:8000"},
        "limited": {"nginx_conf_rate_limit": "1r/m", "nginx_conf_rate_limit_burst": 1},
        "trusting": {"nginx_conf_trusted_proxies": [f"{client}/32", "198.51.100.0/24"]},
        "distrusting": {"nginx_conf_trusted_proxies": ["192.0.2.0/24", "2001:db8::/32"]},
        "empty": {"nginx_conf_root": "/nowhere"},
        "static": {"nginx_conf_api_location": "", "nginx_conf_websocket_location": ""},
        "idle": {"nginx_conf_backend_keepalive_timeout": "1s"},
        "uncached": {"nginx_conf_open_file_cache": 0},
        "changed": {
            "nginx_conf_ipv6": True,
            "nginx_conf_server_names": ["sovd.example", "*.sovd.example"],
            "nginx_conf_server_directives": ["large_client_header_buffers 4 4k", "etag off"],
            "nginx_conf_assets_location": "/static/",
            "nginx_conf_health_location": "/healthz",
            "nginx_conf_api_location": "/backend/",
            "nginx_conf_websocket_location": "/socket/",
            "nginx_conf_extra_headers": {"X-Robots-Tag": "noindex", "X-Frame-Options": "DENY"},
            "nginx_conf_csp_by_path": {"/backend/docs": DOCS_CSP},
            "nginx_conf_csp_report_only": True,
            "nginx_conf_hsts_max_age": 0,
            "nginx_conf_cache_assets": "public, max-age=60",
            "nginx_conf_cache_html": "no-store",
            "nginx_conf_cache_other": "max-age=5",
            "nginx_conf_gzip_backend": True,
            "nginx_conf_client_max_body_size": "2k",
            "nginx_conf_rate_limit": "6000r/s",
        },
        "lenient": merged_headers.LENIENT,
        "by_path": BY_PATH,
        "secured": {"nginx_conf_trusted_proxies": [f"{client}/32"], "nginx_conf_force_https": True},
        "down": {"nginx_conf_maintenance_flag": "/tmp/down", "nginx_conf_base_path": "/shop/"},
        **OTHERS,
        "absent": {"nginx_conf_backend_url": "http://absent:8000"},
        "deaf": {"nginx_conf_backend_url": "http://deaf:8000"},
        "stopped": {"nginx_conf_backend_url": "http://stopped:8000", "nginx_conf_read_timeout": "1s"},
        "moved": {"nginx_conf_backend_url": "http://moved:8000"},
        "named": {"nginx_conf_backend_url": "http://named.test:8000", "nginx_conf_resolver": name_server},
    }


# By what is wrong: the variables, and what the message has to say.
REFUSED: dict[str, tuple[Variables, tuple[str, ...]]] = {
    "resolve below 1.27.3": (
        {"nginx_conf_nginx_version": "1.27.2", "nginx_conf_upstream": "resolve"},
        ("nginx_conf_upstream", "1.27.2", "1.27.3"),
    ),
    "a version of two numbers": ({"nginx_conf_nginx_version": "1.27"}, ("nginx_conf_nginx_version", "1.27")),
    "a version too old": ({"nginx_conf_nginx_version": "1.18.0"}, ("nginx_conf_nginx_version", "1.18.0", "1.22.0")),
    "add_header": ({"nginx_conf_server_directives": ["add_header X-A b"]}, ("add_header", "nginx_conf_extra_headers")),
    "a block": ({"nginx_conf_server_directives": ["location / { return 200; }"]}, ("nginx_conf_server_directives",)),
    "a header twice": ({"nginx_conf_extra_headers": {"x-frame-options": "DENY"}}, ("nginx_conf_extra_headers",)),
    "a reserved header": (
        {"nginx_conf_extra_headers": {"Cache-Control": "x"}},
        ("Cache-Control", "nginx_conf_cache_other"),
    ),
    "a header of two lines": ({"nginx_conf_extra_headers": {"X-A": "a\nb"}}, ("nginx_conf_extra_headers", "X-A")),
    "a quote in the CSP": ({"nginx_conf_csp": {"default-src": ["'self'; x \""]}}, ("nginx_conf_csp",)),
    "an unquoted keyword": ({"nginx_conf_csp": {"default-src": ["self"]}}, ("nginx_conf_csp", "'self'")),
    "all proxies trusted": ({"nginx_conf_trusted_proxies": ["0.0.0.0/0"]}, ("nginx_conf_trusted_proxies", "0.0.0.0/0")),
    "a path in the backend": ({"nginx_conf_backend_url": "http://backend:8000/v1"}, ("nginx_conf_backend_url", "/v1")),
    "a location without its slash": ({"nginx_conf_api_location": "/api"}, ("nginx_conf_api_location", "/api")),
    "a time without a number": ({"nginx_conf_read_timeout": "long"}, ("nginx_conf_read_timeout", "long")),
    "a limit without its unit": ({"nginx_conf_rate_limit": "20"}, ("nginx_conf_rate_limit", "20r/s")),
    "a burst of nothing": (
        {"nginx_conf_rate_limit": "20r/s", "nginx_conf_rate_limit_burst": 0},
        ("nginx_conf_rate_limit_burst", "0"),
    ),
    "a port that is none": ({"nginx_conf_port": 70000}, ("nginx_conf_port", "70000")),
}


def gate_sets(since: dict[str, str]) -> dict[str, Variables]:
    """For each gated directive one set with the first version that reads it, and one with the last that does not."""
    sets: dict[str, Variables] = {}
    for directive, version in since.items():
        major, minor, patch = map(int, version.split("."))
        before = f"{major}.{minor}.{patch - 1}" if patch else f"{major}.{minor - 1}.99"
        for which, needed in (("first", version), ("before", before)):
            sets[f"{directive} {which}"] = {
                "nginx_conf_nginx_version": needed,
                "nginx_conf_server_directives": [f"{directive} on"],
            }
    return sets


def inventory(sites: dict[str, Variables], since: dict[str, str]) -> dict[str, Variables]:
    """All hosts of the render play: `form/set` with its own port, `gate/...` and `refused/...`."""
    hosts: dict[str, Variables] = {}
    for form, version in FORMS.items():
        for port, (name, variables) in enumerate(sites.items(), FIRST_PORT):
            hosts[f"{form}/{name}"] = {"nginx_conf_nginx_version": version, "nginx_conf_port": port, **variables}
    hosts |= {f"gate/{name}": variables for name, variables in gate_sets(since).items()}
    hosts |= {f"refused/{name}": variables for name, (variables, _) in REFUSED.items()}
    return hosts
