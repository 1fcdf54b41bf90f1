# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a Content Security Policy takes the hashes of a page's inline scripts and styles, which its build found."""

from __future__ import annotations

import re
from typing import Mapping

# Variables of nginx, each empty or a list of sources that begins with a blank.
SCRIPTS, STYLES = "$inline_scripts", "$inline_styles"
_BY_KIND = {"script": SCRIPTS, "style": STYLES}
_OF_CODE = re.compile("(script|style)-src(?:-elem|-attr)?")


def with_inline_sources(policy: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the policy with the variables of nginx in each directive of scripts and of styles.

    A directive that allows all inline code stays as it is, since browsers would forget that beside a hash. Without one
    of a kind, default-src counts for it (https://www.w3.org/TR/CSP3/#directive-fallback-list), and is said again.
    """
    whole = dict(policy)
    for kind in _BY_KIND:
        if "default-src" in policy and kind + "-src" not in policy:
            whole[kind + "-src"] = policy["default-src"]
    found: dict[str, list[str]] = {}
    for name, sources in whole.items():
        match = _OF_CODE.fullmatch(name)
        if not match or "'unsafe-inline'" in [source.lower() for source in sources]:
            found[name] = list(sources)
            continue
        # 'none' counts only alone, and an empty list is the same.
        words = [name, *(source for source in sources if source.lower() != "'none'")]
        words[-1] += _BY_KIND[match.group(1)]
        found[words[0]] = words[1:]
    return found
