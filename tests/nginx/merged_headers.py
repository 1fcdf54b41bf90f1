"""What goes out where the page and the backend both have a header: nothing weaker than either, in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.nginx import matrix

CSP = matrix.SECURITY["Content-Security-Policy"]
DENIED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
MAPS = 'geolocation=(self "https://maps.example")'
YEAR = "max-age=31536000"


@dataclass(frozen=True)
class Merged:
    """What the backend sends under one name, one text for each line, and what has to go out in one line."""

    name: str
    backend: tuple[str, ...]
    sent: str
    site: str = "plain"
    https: bool = False

    def __str__(self) -> str:
        return f"{self.site} {self.name} {' + '.join(self.backend)}"[:90]

    def target(self, place: str, status: int) -> str:
        lines = "&".join(f"header={quote(f'{self.name}: {value}')}" for value in self.backend)
        return f"{place}{status}?location=/elsewhere&{lines}"

    @property
    def asked(self) -> tuple[str, ...]:
        return ("X-Forwarded-Proto: https",) if self.https else ()

    @property
    def needs_all_lines(self) -> bool:
        """Whether nginx below 1.23 sends less: of several lines it sees the first alone."""
        return len(self.backend) > 1


def of(name: str, sent: dict[str, str], site: str = "plain", https: bool = False) -> list[Merged]:
    """The cases of one header; lines of the backend stand with a bar between."""
    return [Merged(name, tuple(filter(None, lines.split("|"))), value, site, https) for lines, value in sent.items()]


LENIENT: dict[str, Any] = {
    "nginx_conf_headers": {
        "X-Frame-Options": "",
        "X-XSS-Protection": "0",
        "Referrer-Policy": "no-referrer-when-downgrade",
        "Permissions-Policy": f"camera=(), fullscreen=*, {MAPS}, usb=(self)",
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Embedder-Policy": "credentialless",
        "Cross-Origin-Resource-Policy": "cross-origin",
    },
    "nginx_conf_extra_headers": {
        "X-Robots-Tag": "noindex",
        "X-Version": 'the "page" \\ 1',
        "Origin-Agent-Cluster": "?0",
    },
    "nginx_conf_csp": {},
    "nginx_conf_csp_reported": {"default-src": ["'self'"]},
    "nginx_conf_hsts_include_subdomains": True,
    "nginx_conf_hsts_preload": True,
}

PLAIN = [
    *of(
        "Content-Security-Policy",
        {
            "": CSP,
            "default-src 'none'; sandbox": f"{CSP}, default-src 'none'; sandbox",
            "default-src *": f"{CSP}, default-src *",
            "sandbox|img-src 'none'": f"{CSP}, sandbox, img-src 'none'",
        },
    ),
    *of("Content-Security-Policy-Report-Only", {"default-src *": "default-src *"}),
    *of(
        "X-Frame-Options",
        {
            "": "SAMEORIGIN",
            "DENY": "DENY",
            "deny": "DENY",
            "SAMEORIGIN": "SAMEORIGIN",
            "ALLOWALL": "SAMEORIGIN",
            "ALLOW-FROM https://deny.example": "SAMEORIGIN",
            "SAMEORIGIN|DENY": "DENY",
        },
    ),
    *of("X-Content-Type-Options", {"nosniff": "nosniff", "sniff": "nosniff"}),
    *of("X-XSS-Protection", {"0": "1; mode=block", "1; mode=block": "1; mode=block"}),
    *of(
        "Referrer-Policy",
        {
            "": "strict-origin-when-cross-origin",
            "no-referrer": "no-referrer",
            "same-origin": "same-origin",
            "strict-origin": "strict-origin",
            "origin": "strict-origin",
            "unsafe-url": "strict-origin-when-cross-origin",
            "no-referrer-when-downgrade": "strict-origin-when-cross-origin",
            "unsafe-url|No-Referrer": "no-referrer",
        },
    ),
    *of(
        "Permissions-Policy",
        {
            "": DENIED,
            "fullscreen=()": f"fullscreen=(), {DENIED}",
            'camera=*, usb=(self "https://a.example"), fullscreen=self': (
                f'camera=*, usb=(self "https://a.example"), fullscreen=self, {DENIED}'
            ),
            "camera 'none'": DENIED,
            'fullscreen=(self"x")': DENIED,
            "fullscreen=()|midi=()": f"fullscreen=(), midi=(), {DENIED}",
        },
    ),
    *of("Cross-Origin-Opener-Policy", {"same-origin": "same-origin", "unsafe-none": "same-origin"}),
    *of("Cross-Origin-Embedder-Policy", {"require-corp": "require-corp", "unsafe-none": "require-corp"}),
    *of("Cross-Origin-Resource-Policy", {"same-origin": "same-origin", "cross-origin": "same-origin"}),
    *of(
        "Strict-Transport-Security",
        {
            "": YEAR,
            "max-age=0": YEAR,
            "max-age=31535999; preload": f"{YEAR}; preload",
            "max-age=31536001": "max-age=31536001",
            'includesubdomains; max-age="63072000"': "max-age=63072000; includeSubDomains",
            "max-age=100000000; includeSubDomains; preload": "max-age=100000000; includeSubDomains; preload",
        },
        "trusting",
        https=True,
    ),
]
OTHERS = [
    *of("Content-Security-Policy", {"sandbox": "sandbox"}, "lenient"),
    *of("Content-Security-Policy-Report-Only", {"img-src *": "default-src 'self', img-src *"}, "lenient"),
    *of("X-Frame-Options", {"DENY": "DENY"}, "lenient"),
    *of("X-XSS-Protection", {"": "0", "1; mode=block": "1; mode=block", "1": "1"}, "lenient"),
    *of(
        "Referrer-Policy",
        {
            "": "no-referrer-when-downgrade",
            "unsafe-url": "no-referrer-when-downgrade",
            "origin-when-cross-origin": "strict-origin-when-cross-origin",
            "origin": "strict-origin",
            "same-origin": "same-origin",
        },
        "lenient",
    ),
    *of(
        "Permissions-Policy",
        {
            "": f"camera=(), fullscreen=*, {MAPS}, usb=(self)",
            "usb=*, fullscreen=()": f"fullscreen=*, usb=*, fullscreen=(), camera=(), {MAPS}, usb=(self)",
            "geolocation=(self), usb=()": (
                "fullscreen=*, geolocation=(self), usb=(), camera=(), geolocation=(self), usb=()"
            ),
            'geolocation=("https://b.example"), usb=("https://b.example")': (
                'fullscreen=*, geolocation=("https://b.example"), usb=("https://b.example"), '
                "camera=(), geolocation=(), usb=()"
            ),
        },
        "lenient",
    ),
    *of(
        "Cross-Origin-Opener-Policy",
        {"": "unsafe-none", "same-origin": "same-origin", "same-origin-allow-popups": "same-origin-allow-popups"},
        "lenient",
    ),
    *of("Cross-Origin-Embedder-Policy", {"": "credentialless", "require-corp": "require-corp"}, "lenient"),
    *of(
        "Cross-Origin-Resource-Policy",
        {"": "cross-origin", "same-site": "same-site", "same-origin": "same-origin"},
        "lenient",
    ),
    *of("Origin-Agent-Cluster", {"": "?0", "?1": "?1"}, "lenient"),
    *of("X-Robots-Tag", {"": "noindex", "nofollow": "noindex, nofollow"}, "lenient"),
    *of("X-Version", {"": 'the "page" \\ 1', "the backend": "the backend"}, "lenient"),
    *of("Content-Security-Policy", {"sandbox": "sandbox"}, "changed"),
]
STATUSES = (200, 204, 206, 301, 304, 401, 404, 416, 500, 503)
