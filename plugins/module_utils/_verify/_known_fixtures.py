# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What packages publish for tests and documentation, and is no secret; no I/O (private to the collection)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Pattern

from ._distributions import Recorded

_TESTS = re.compile(
    r"/(tests?|testing|selftest|self_test|test_[^/]*|testdata|[^/]*_tests?|conftest|fixtures)(\.py)?(/|\Z)",
    re.IGNORECASE,
)
_OF_NODE = re.compile(r"/node_modules/.*/(tests?|__tests__|fixtures|spec)/")
_BYTECODE = re.compile(r"/__pycache__/([^/]+?)\.[^/]*pyc\Z")


@dataclass(frozen=True)
class Fixture:
    """Files of a package, why they hold no secret, and the SHA-256 of each value, where these never change."""

    path: Pattern[str]
    reason: str
    digests: frozenset[str] = frozenset()


def _fixture(path: str, reason: str, *digests: str) -> Fixture:
    return Fixture(re.compile(r"/(site|dist)-packages/" + path), reason, frozenset(digests))


FIXTURES = (
    _fixture(
        r"autobahn/wamp/cryptosign\.py\Z",
        "the key that the documentation of autobahn shows",
        "0ee88bf8f9022370b891017bc28210354ca6bc1910bc8a320f21caa73b4c6d96",
    ),
    _fixture(r"awscli/examples/.*\.rst\Z", "answers that the documentation of AWS shows"),
    _fixture(
        r"cmake/data/share/.*/Windows_TemporaryKey\.pfx\Z", "the key of CMake's templates of Windows applications"
    ),
    _fixture(
        r"(jose/jw[st]\.py|python_jose-[^/]+/METADATA)\Z",
        "the tokens that the documentation of python-jose shows",
        "b816f36b4715af4b5161f3bd9f1074eaf0489ebd543446f8952ce034a2e52d9a",
        "5cefcbea13e8e57cc93b66c326997d57ccb6556919133f56915f6ed5b5bd7a4f",
    ),
    _fixture(
        r"moto/moto_proxy/(ca|cert)\.key\Z",
        "the authority of moto's proxy, which stands for AWS in tests",
        "1c9949cfc44a269269450aef3be2fb2d4fc6d29d3b2519a42878d439bb14524a",
        "b6e5575810d135116cfd0ef1f5d6c0ae62581e4572121b5b2b9159c8804d3b4f",
    ),
    _fixture(
        r"skimage/data/_fetchers\.py\Z",
        "the link in the history of a picture of scikit-image",
        "0a088f9fdffd5500a7162be858f3cbb2bc19008cd48ff21bb5879fb379c84765",
    ),
)


def source_of(path: str) -> str:
    """Return the path of the source that the bytecode at `path` is made of, or `path` for what is none."""
    return _BYTECODE.sub(r"/\1.py", path)


def known_fixture(path: str, digest: str, file_digest: str, files: Mapping[str, Recorded]) -> str:
    """Return why the secret of this `digest` in the file at `path` is none, or an empty text.

    `files` are those that distributions have installed. Bytecode counts as its source, of which it is made. Only a file
    that is as its distribution recorded it is one of its tests.
    """
    source = source_of(path)
    for fixture in FIXTURES:
        if fixture.path.search(source) and (not fixture.digests or digest in fixture.digests):
            return fixture.reason
    recorded = files.get(source)
    if recorded and _TESTS.search(source) and (source != path or recorded.digest == file_digest != ""):
        return "a fixture of the tests of {0}".format(recorded.distribution)
    return "a fixture of the tests of a package" if _OF_NODE.search(path) else ""
