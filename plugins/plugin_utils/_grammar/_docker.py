# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Docker and BuildKit read. References, durations and sizes are parsed by what the modules use."""

from __future__ import annotations

import csv
import re

from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._ignore import IgnoreRules
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._byte_size import parse_size
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._duration import parse_duration, parse_probe_time
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._image_name import is_name, is_reference, is_tag

from .._dockerfile_word import LONGEST, has_word, is_unicode
from ._grammar import Grammar, grammar, parsed_by, union

IMAGE_NAME = Grammar(
    "an image name without tag or digest, in lower case but for the host, such as registry.example/team/app", is_name
)
IMAGE_TAG = Grammar("up to 128 letters, digits, '_', '.' and '-', beginning with a letter, digit or '_'", is_tag)
IMAGE_REFERENCE = Grammar(
    "an image by name, tag or digest, such as python:3.11-slim or registry.example/team/app@sha256:...", is_reference
)
IMAGE_DIGEST = Grammar(
    "an image in a registry by its digest, such as registry.example/team/app@sha256:...",
    lambda text: "@" in text and "/" in text and is_reference(text),
)
IMAGE_PATTERN = grammar(
    "a shell pattern of images, such as python or registry.example/base/*", r"[A-Za-z0-9\[*?][A-Za-z0-9\[\]*?!._/:@-]*"
)
IMAGE_ID = grammar("the id of an image, sha256: and 64 digits", "sha256:[0-9a-f]{64}")
IMAGE = union("an image by name, tag, digest or id, such as registry.example/team/app:1.0", IMAGE_REFERENCE, IMAGE_ID)
BYTE_SIZE = Grammar("a size in B, KB, MB, GB, TB, KiB, MiB, GiB or TiB, such as 500 MB", parsed_by(parse_size))
DURATION = Grammar("a duration in h, m, s, ms, us or ns, such as 1m30s", parsed_by(parse_duration))
PROBE_TIME = Grammar("a duration of 0 or at least 1ms in h, m, s and ms, such as 1m30s", parsed_by(parse_probe_time))
PLATFORM = grammar("a platform as os/architecture, such as linux/arm64", "[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9.]+)?")
CONTAINER_NAME = grammar(
    "lower-case letters, digits, '_', '.' and '-', beginning with a letter or digit", "[a-z0-9][a-z0-9_.-]*"
)
LABEL_NAME = grammar("the name of a label without blanks or '=', such as org.example.team", r"[^\s=]+")
SECRET_ID = grammar("an id of letters, digits, '_', '.' and '-', such as token", "[A-Za-z0-9_.-]+")
MOUNT_TARGET = grammar("an absolute path without blanks, commas or quotes, such as /root/.netrc", r"/[^\s,'\"\\$]+")
DOCKERFILE_TEXT = Grammar(
    "a text of at most {0} bytes without a line feed, which a Dockerfile cannot hold; give it at run time, or put it "
    "into a file of the code".format(LONGEST),
    has_word,
)
PASSED_TEXT = Grammar("a text without NUL characters", lambda text: "\0" not in text and is_unicode(text))

_MEMORY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:([kmgtp])i?)?b?\Z", re.IGNORECASE | re.ASCII)
_SMALLEST_MEMORY = 6 * 1024**2  # Docker's own limit


def _is_memory(text: str) -> bool:
    found = _MEMORY.match(text)
    if found is None:
        return False
    factor: int = 1024 ** ("kmgtp".index(found.group(2).lower()) + 1) if found.group(2) else 1
    return float(found.group(1)) * factor >= _SMALLEST_MEMORY


MEMORY = Grammar("memory of at least 6m in b, k, m or g, such as 512m", _is_memory)
IGNORE_LINE = Grammar(
    "one line of an ignore file with a pattern that BuildKit reads, such as docs or !docs/api.md",
    lambda text: len(text.splitlines()) < 2 and parsed_by(IgnoreRules)(text),
)


def _is_cache(text: str) -> bool:
    if is_reference(text):
        return True
    fields = _fields(text)
    return bool(fields) and "type" in fields


def _fields(text: str) -> dict[str, str]:
    """Return the fields of an option such as `type=local,dest=/folder`, or nothing where it has another form."""
    if not text.strip() or len(text.splitlines()) > 1:
        return {}
    (words,) = csv.reader([text])
    pairs = [word.partition("=") for word in words]
    if any(not key.strip() or not value for key, _equals, value in pairs):
        return {}
    return {key.strip().lower(): value for key, _equals, value in pairs}


CACHE = Grammar("a cache as docker buildx build takes it, such as type=registry,ref=registry.example/cache", _is_cache)
ATTESTATION = Grammar(
    "an attestation as docker buildx build takes it, such as type=sbom", lambda text: "type" in _fields(text)
)
TMPFS = grammar("an absolute path, which options may follow, such as /tmp or /run:size=8m", r"/[^\s:]*(?::[^\s:]+)?")
