"""What packages publish is known by package, path and digest, and nothing beside it."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._distributions import Recorded
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._known_fixtures import FIXTURES, known_fixture

SITE = "/opt/venv/lib/python3.11/site-packages"
KEY = f"{SITE}/tornado/test/test.key"
FILES = {
    KEY: Recorded("tornado", "aa"),
    f"{SITE}/twisted/conch/test/keydata.py": Recorded("Twisted", "bb"),
    f"{SITE}/shop/settings.py": Recorded("shop", "cc"),
}
# title: path, digest of the value, digest of the file, whether it is known
CASES = {
    "of tests, as it was recorded": (KEY, "1", "aa", True),
    "of tests, changed": (KEY, "1", "ab", False),
    "of tests, too large for a digest": (KEY, "1", "", False),
    "of tests, of no package": (f"{SITE}/shop/test/test.key", "1", "aa", False),
    "bytecode of tests": (f"{SITE}/twisted/conch/test/__pycache__/keydata.cpython-311.pyc", "1", "zz", True),
    "of a package, no test": (f"{SITE}/shop/settings.py", "1", "cc", False),
    "shown by documentation": (f"{SITE}/awscli/examples/iot/create-provisioning-claim.rst", "1", "", True),
    "the same name elsewhere": ("/srv/awscli/examples/iot/create-provisioning-claim.rst", "1", "", False),
    "another value than the known one": (f"{SITE}/jose/jwt.py", "1", "", False),
    "tests of a package of Node": ("/srv/node_modules/ssh2/test/fixtures/id_rsa", "1", "", True),
    "the team's own": ("/srv/tests/id_rsa", "1", "", False),
}


@pytest.mark.parametrize("title", CASES)
def test_known(title: str) -> None:
    path, digest, of_file, known = CASES[title]
    assert bool(known_fixture(path, digest, of_file, FILES)) is known


def test_the_known_value_is_known_also_in_bytecode() -> None:
    digest = "b816f36b4715af4b5161f3bd9f1074eaf0489ebd543446f8952ce034a2e52d9a"
    for path in (f"{SITE}/jose/jwt.py", f"{SITE}/jose/__pycache__/jwt.cpython-312.pyc"):
        assert "python-jose" in known_fixture(path, digest, "", {})


def test_each_has_a_reason() -> None:
    assert all(len(fixture.reason) > 20 for fixture in FIXTURES)
