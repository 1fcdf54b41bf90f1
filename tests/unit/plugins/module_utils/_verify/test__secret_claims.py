"""What a gate says of secrets, once each, and how each is allowed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._contract import Contract, read_contract
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._secret_claims import pattern_of, secret_claims
from ansible_collections.sovd.prod_images.tests.unit.plugins.module_utils._verify.test__contract import NUMBERS
from ansible_collections.sovd.prod_images.tests.unit.plugins.sample_facts import CONTENTS

CONTRACT = read_contract({**NUMBERS, "secret_patterns": ["shop-[0-9]{4}"], "secret_variables": ["^PIN$"]})
TOKEN = "glpat-Xk39dfkslE23mmQ8tYz1"
URL = "postgres://shop:hunter2@db/shop"


def found(
    env: dict[str, str], history: list[str], contract: Contract = CONTRACT, contents: dict[str, Any] | None = None
) -> list[list[str]]:
    claims = secret_claims({"env": env}, contents or CONTENTS, history, contract)
    return [[finding.what for finding in claim.findings] for claim in claims]


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("ANY", TOKEN, "GitLab token"), ("ANY", URL, "password in a URL"), ("ANY", "shop-1234", "a pattern of yours"),
        ("DB_PASSWORD", "x", "by its name"), ("PIN", "1234", "by its name"), ("DB_PASSWORD", "$X", ""),
        ("DB_PASSWORD", "", ""),
        ("CONNECTION", "Server=db;User Id=sa;Password=Xk39;", "Password in it"),
        ("DSN", "host=db user=shop password=Xk39", "password in it"), ("JAVA_OPTS", "-Dtoken.ttl=5 -Xmx1g", ""),
        ("JDBC_URL", "jdbc:postgresql://db/shop?user=shop&password=Xk39", "password in it"),
        ("JAVA_OPTS", "-Djavax.net.ssl.trustStorePassword=changeit", ""),
        ("DB_PASSWORD_FILE", "x", ""), ("MAX_TOKENS", "4096", ""), ("USE_TOKEN", "true", ""),
        ("TOKEN", "/run/secrets/token", ""), ("URL", "postgres://shop:${PASS}@db", ""), ("PATH", "/bin", ""),
    ],
)  # fmt: skip
def test_environment(name: str, value: str, kind: str) -> None:
    assert found({name: value}, [])[1] == ([f"{name} ({kind})"] if kind else [])


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("ARG TOKEN=x", ["TOKEN in step 1"]),
        ("RUN |1 TOKEN=x /bin/sh -c echo $TOKEN", ["TOKEN in step 1"]),
        ("RUN login --password x", ["password in step 1"]),
        (f"RUN pip install -i {URL}", ["password in a URL in step 1, behind 'RUN pip install -i postgres://shop:'"]),
        (f"RUN echo {TOKEN} > a", ["GitLab token in step 1, behind 'RUN echo '"]),
        ("RUN curl -u shop:hunter2 https://h", ["password of a user in step 1, behind 'RUN curl -u shop:'"]),
        (
            f"RUN |1 TOKEN=abc /bin/sh -c get {URL}",
            ["TOKEN in step 1", "password in a URL in step 1, behind ' /bin/sh -c get postgres://shop:'"],
        ),
        ("RUN echo shop-1234", ["a pattern of yours in step 1, behind 'RUN echo '"]),
        (f"RUN A={URL} make", ["A in step 1"]),
        ("RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) make", []),
        ("ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D PYTHON_SHA256=0f1e2d3c4b5a69788796", []),
        ("RUN useradd --password '!' -u 1001 app && adduser --disabled-password app", []),
        ("RUN docker login --password-stdin r && git clone https://x-access-token:${TOKEN}@h/a", []),
        ("RUN echo root:Xk39 | chpasswd", ["password of a user in step 1, behind 'RUN echo root:'"]),
    ],
)
def test_history(step: str, what: list[str]) -> None:
    assert found({}, [step])[2] == what


def test_steps_are_counted_from_the_first_and_each_secret_is_told_once() -> None:
    steps = ["RUN |1 TOKEN=x /bin/sh -c two", "RUN |1 TOKEN=x /bin/sh -c one", "ARG TOKEN=x", "FROM a"]
    assert found({}, steps)[2] == ["TOKEN in step 2"]


def test_what_the_environment_has_is_told_there_alone() -> None:
    env = {"DB_PASSWORD": "x", "URL": URL}
    assert found(env, [f"ENV DB_PASSWORD=x URL={URL}"])[1:] == [
        ["DB_PASSWORD (by its name)", "URL (password in a URL)"],
        [],
    ]


def test_what_is_allowed() -> None:
    contract = replace(CONTRACT, secret_variables_allowed=["TOKEN"], secret_steps_allowed=["postgres://shop:"])
    assert found({"TOKEN": TOKEN}, ["ARG TOKEN=x", f"RUN get {URL}", f"RUN echo {TOKEN[:-1]}2"], contract)[1:] == [
        [], ["GitLab token in step 1, behind 'RUN echo '"]
    ]  # fmt: skip


def test_the_layers_tell_what_packages_publish_beside_what_is_found() -> None:
    contents = {**CONTENTS, "known_secrets": [{"path": "/a", "kind": "private key", "layer": 1, "reason": "x"}]}
    claim = secret_claims({"env": {}}, contents, [], CONTRACT)[0]
    assert (claim.ok, claim.found) == (True, "none (besides 1 that packages publish for their tests and documentation)")


@pytest.mark.parametrize("text", ["/srv/.env", "/a b/[x](y){1}+*?|$", 'RUN echo "a" > \\ ^'])
def test_an_expression_that_is_pasted_matches_the_text(text: str) -> None:
    assert re.fullmatch(pattern_of(text), text)
    assert not set(pattern_of(text)) & set('\\"')
