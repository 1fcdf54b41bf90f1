"""What the environment of the frontend's container may say: what is to come of it, and what has to be refused."""

from __future__ import annotations

from tests.nginx.variable_sets import DOCS_CSP, OTHERS, Variables

Environment = dict[str, str]
# By what is set: the variables of the image, those of the role that make the wanted file, and the environment.
SAME: dict[str, tuple[Variables, Variables, Environment]] = {
    "nothing": ({}, {}, {"BACKEND_URL": "", "CSP_IMG_SRC": "", "CSP_API_SERVICE_HOST": "10.0.0.1"}),
    "backend": ({}, {"nginx_conf_backend_url": "http://10.0.0.9"}, {"BACKEND_URL": "http://10.0.0.9"}),
    "https": ({}, {"nginx_conf_backend_url": "https://api.example"}, {"BACKEND_URL": "https://api.example"}),
    "http again": (
        {"nginx_conf_backend_url": "https://api.example"},
        {"nginx_conf_backend_url": "http://[2001:db8::1]:8000"},
        {"BACKEND_URL": "http://[2001:db8::1]:8000"},
    ),
    "https by name": (
        {"nginx_conf_backend_host": "shop.example:8443"},
        {"nginx_conf_backend_url": "https://10.0.0.9"},
        {"BACKEND_URL": "https://10.0.0.9"},
    ),
    "proxies": (OTHERS["proxies"], {"nginx_conf_backend_url": "https://a-b.example"}, {"BACKEND_URL": "https://a-b.example"}),
    "strip": (
        {"nginx_conf_proxies": [{"path": "/tools/", "strip": True}], "nginx_conf_rewrite_redirects": True},
        {"nginx_conf_backend_url": "http://tools.example:81"},
        {"BACKEND_URL": "http://tools.example:81"},
    ),
    "all": (
        {},
        {
            "nginx_conf_resolver": "10.0.0.1 [::1]:53",
            "nginx_conf_trusted_proxies": ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"],
            "nginx_conf_extra_csp": {
                "connect-src": ["https://t.example", "wss:"],
                "base-uri": ["'self'"],
                "media-src": ["blob:"],
            },
            "nginx_conf_client_max_body_size": "5m",
            "nginx_conf_rate_limit": "50r/s",
            "nginx_conf_rate_limit_burst": 100,
            "nginx_conf_hsts_max_age": 2147483647,
            "nginx_conf_hsts_include_subdomains": True,
            "nginx_conf_hsts_preload": True,
        },
        {
            "RESOLVER": "10.0.0.1 [::1]:53",
            "TRUSTED_PROXIES": "10.0.0.0/8, 2001:db8::/32 192.0.2.1",
            "CSP_CONNECT_SRC": "https://t.example wss:",
            "CSP_BASE_URI": "'self'",
            "CSP_MEDIA_SRC": "blob:",
            "CLIENT_MAX_BODY_SIZE": "5m",
            "RATE_LIMIT": "50r/s",
            "RATE_LIMIT_BURST": "100",
            "HSTS_MAX_AGE": "2147483647",
            "HSTS_INCLUDE_SUBDOMAINS": "true",
            "HSTS_PRELOAD": "true",
        },
    ),
    "other proxies in front": (
        {"nginx_conf_trusted_proxies": ["10.0.0.0/8", "10.1.0.0/16"], "nginx_conf_force_https": True},
        {"nginx_conf_trusted_proxies": ["192.0.2.1"]},
        {"TRUSTED_PROXIES": "192.0.2.1"},
    ),
    "sources by path": (
        {"nginx_conf_csp_by_path": {"/api/docs": DOCS_CSP}},
        {"nginx_conf_extra_csp": {"img-src": ["https://i.example"]}},
        {"CSP_IMG_SRC": "https://i.example"},
    ),
    "sources reported": (
        {"nginx_conf_csp_report_only": True},
        {"nginx_conf_extra_csp": {"style-src-elem": ["'unsafe-inline'"]}},
        {"CSP_STYLE_SRC_ELEM": "'unsafe-inline'"},
    ),
    "sources beside inline code": (
        {"nginx_conf_inline_hashes": "/etc/nginx/inline", "nginx_conf_csp": {"script-src": [], "img-src": ["'none'"]}},
        {"nginx_conf_extra_csp": {"script-src": ["https://s.example"], "style-src-elem": ["https://e.example"]}},
        {"CSP_SCRIPT_SRC": "https://s.example", "CSP_STYLE_SRC_ELEM": "https://e.example"},
    ),
    "small size": (
        {"nginx_conf_proxies": [{"path": "/upload/", "max_body_size": "9m"}]},
        {"nginx_conf_client_max_body_size": "2k"},
        {"CLIENT_MAX_BODY_SIZE": "2k"},
    ),
    "no rate": ({"nginx_conf_rate_limit": "5r/m"}, {"nginx_conf_rate_limit": ""}, {"RATE_LIMIT": "off"}),
    "no HSTS": ({}, {"nginx_conf_hsts_max_age": 0}, {"HSTS_MAX_AGE": "0"}),
    "HSTS": ({"nginx_conf_hsts_max_age": 0}, {"nginx_conf_hsts_max_age": 1099}, {"HSTS_MAX_AGE": "1099"}),
    "HSTS without subdomains": (
        {"nginx_conf_hsts_include_subdomains": True},
        {"nginx_conf_hsts_include_subdomains": False},
        {"HSTS_INCLUDE_SUBDOMAINS": "false"},
    ),
    "HSTS of a page alone": (
        {"nginx_conf_api_location": "", "nginx_conf_websocket_location": ""},
        {"nginx_conf_hsts_max_age": 99, "nginx_conf_hsts_include_subdomains": True},
        {"HSTS_MAX_AGE": "99", "HSTS_INCLUDE_SUBDOMAINS": "true"},
    ),
}  # fmt: skip
# For an nginx that cannot resolve an upstream again, whose file differs in what is about the backend.
VARIABLE = ("nothing", "backend", "https", "proxies", "strip", "all")
# What each variable may not be, besides what the role refuses.
HOSTILE: dict[str, list[str]] = {
    "BACKEND_URL": [
        "http://b;", "http://b:80; }", "http://b:80}", "http://$host", "http://b\nreturn 200",
        "http://b:80 backup", "http://b\n", "http://b/;return 204", "http://b#x", "http://b?x",
        "http://user:secret@b", "http://user/x:secret@b", "user:secret@b:80",
        "http://b:0", "http://b:", "http://", "https:///", "unix:/tmp/s", "http://b{",
        "http://b\\", "http://b'", "http://b\"", "http://1.2.3", "http://999.1.1.1", "http://b..c",
        "http://-b", "http://b\u00fc", "http://`id`", "http://$(id)", "http://b&", "http://[::1",
        "http://[1::2::3]", "\thttp://b", " http://b",
    ],
    "RESOLVER": [
        "1.1.1.1;", "1.1.1.1 valid=1y", "$host", "1.1.1.1\n", "[::1", "fe80::1%eth0", "1.1.1.1:99999", "off}",
        "nobody.invalid", "10.0.0.1 nobody.invalid:53",
    ],
    "TRUSTED_PROXIES": [
        "10.0.0.0/8;", "unix:", "10.0.0.0/8,", "all", "10.0.0.0/8\n0.0.0.0/0", "$a", "1.2.3.4/0", "::/0",
        "10.0.0/8", "01.2.3.4",
    ],
    "CSP_IMG_SRC": [
        "https://a;", "https://a; script-src *", "'none'", "self", "a\nb", "$host", "a,b", "a\"", "a\\", "{",
        "}", "'unsafe-inline'",
    ],
    "CSP_STYLE_SRC": ["'unsafe-inline'", "'Unsafe-Inline'"],
    "CSP_CONECT_SRC": ["https://a"],
    "CSP_SANDBOX": ["allow-scripts"],
    "CLIENT_MAX_BODY_SIZE": ["1m;", "1 m", "-1", "1t", "$a", "1m\n", "}", "9999999999999g", "8589934592g"],
    "RATE_LIMIT": ["1r/s;", "1", "0r/s", "1r/h", "1r/s burst=9", "on", "$a", "9999999999999r/s"],
    "RATE_LIMIT_BURST": ["0", "-1", "1;", "many", "2147483648", "1e3"],
    "HSTS_MAX_AGE": ["-1", "1y", "1;", "1\"", "1.5", "2147483648", "01"],
    "HSTS_INCLUDE_SUBDOMAINS": ["1", "yes;", "$a"],
    "HSTS_PRELOAD": ["true", "on"],
}  # fmt: skip
# More than nginx reads at once, or than a name may have.
TOO_LONG = {
    "BACKEND_URL": "http://" + "a" * 300,
    "CSP_IMG_SRC": " ".join(f"https://{number}.example" for number in range(300)),
    "TRUSTED_PROXIES": "10.0.0.0/" + "8" * 300,
}
