"""What is said against variables of nginx_conf about headers that do not fit each other."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values.problems import problems

WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"nginx_conf_hsts_preload": True},
        (
            "nginx_conf_hsts_preload: found true, which browsers accept only with nginx_conf_hsts_include_subdomains "
            "true and nginx_conf_hsts_max_age of 31536000 or more"
        ),
    ),
    (
        {"nginx_conf_csp_report_only": True, "nginx_conf_csp_reported": {"img-src": ["'self'"]}},
        (
            "nginx_conf_csp_reported: found a policy, expected none with nginx_conf_csp_report_only, which reports "
            "nginx_conf_csp; set one of them"
        ),
    ),
    (
        {"nginx_conf_extra_csp": {"style-src": ["'unsafe-inline'"]}},
        (
            "nginx_conf_extra_csp.style-src: found 'unsafe-inline' beside "
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', for which browsers ignore it, expected one of the "
            "two; give the whole list of style-src in nginx_conf_csp"
        ),
    ),
    (
        {"nginx_conf_force_https": True},
        (
            "nginx_conf_force_https: found true, expected nginx_conf_trusted_proxies to name the balancer that tells "
            "how a client came"
        ),
    ),
    (
        {"nginx_conf_csp": {"img-src": ["'none'", "data:"]}},
        "nginx_conf_csp.img-src: found 'none' beside other sources, which browsers then ignore, expected it alone",
    ),
]


@pytest.mark.parametrize(("values", "message"), WRONG)
def test_headers_that_do_not_fit_each_other(values: dict[str, Any], message: str) -> None:
    assert problems("nginx_conf", values) == [message]
