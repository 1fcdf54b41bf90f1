# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Cross-Origin-Embedder-Policy blocks what the Content Security Policy allows: https://fetch.spec.whatwg.org/#corp-check."""

from __future__ import annotations

from typing import Iterator, Mapping

# What a page embeds without asking by CORS; fonts and connections ask, and are not blocked.
_EMBEDDED = ("default-src", "script-src", "style-src", "img-src", "media-src", "object-src", "frame-src", "child-src")
_FRAMES = ("frame-src", "child-src")
_OWN = ("data:", "blob:", "filesystem:", "mediastream:")


def blocked(embedder: str, policy: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield each directive and source of other origins that browsers block with the value `embedder` of the header.

    Not blocked is what comes with Cross-Origin-Resource-Policy: cross-origin, or a frame with such a policy itself.
    """
    strict = embedder.split(";", maxsplit=1)[0].strip().lower()
    directives = {"require-corp": _EMBEDDED, "credentialless": _FRAMES}.get(strict, ())
    for directive in directives:
        for source in policy.get(directive, []):
            if not source.startswith("'") and source not in _OWN:
                yield directive, source
