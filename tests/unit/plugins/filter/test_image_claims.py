"""The claims of the gate: each holds for a good image, and each is broken once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.sovd.prod_images.plugins.filter.claim_table import FilterModule as TableFilters
from ansible_collections.sovd.prod_images.plugins.filter.image_claims import FilterModule

from tests.unit.plugins.sample_facts import CONTENTS, USER

CLAIMS = FilterModule().filters()["image_claims"]
TABLE = TableFilters().filters()["claim_table"]
Observed = dict[str, Any]

GOOD: Observed = {
    "image": {
        "user": USER,
        "healthcheck": {"interval": 5.0},
        "ports": ["80/tcp", "8000/tcp"],
        "env": {"PATH": "/usr/bin", "TOKEN_FILE": "/run/secrets/token", "API_KEY": ""},
        "size": 80_000_000,
        "stop_signal": None,
    },
    "contents": CONTENTS,
    "history": ["RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) make", "CMD [app]"],
    "before": [{"rc": 0, "stdout": "", "stderr": "", "item": {"name": "migrate"}}],
    "state": {"Running": True, "Health": {"Status": "healthy", "Log": []}, "Log": ""},
    "probe": {
        "processes": {"1": {"Uid": ["1001"], "CapEff": ["0000000000000000"], "NoNewPrivs": ["1"]}},
        "ports": {"8000": ""},
        "inherited_ports": {"80": "refused"},
        "writes": {"/": "EROFS"},
        "answers": [{"status": 404, "headers": [["x-frame-options", "DENY"]], "error": ""}],
    },
    "whoami": "app",
    "commands": [{"rc": 0, "stdout": "1.2.3", "stderr": "", "item": {"name": "version", "stdout": "^1"}}],
    "stopped": {"ExitCode": 0},
}
EXPECTED: dict[str, Any] = {
    "user": "app",
    "min_uid": 1001,
    "max_size": "100 MB",
    "healthy_timeout": 10,
    "ports": [8000],
    "inherited_ports": [80],
    "requests": [{"method": "GET", "path": "/x", "status": 404, "headers": {}}],
    "headers": ["X-Frame-Options"],
    "stop_timeout": 5,
    "stop_codes": [0],
    "secret_patterns": ["AKIA[0-9A-Z]{16}"],
    "secret_variables": ["(?i)token|api_key"],
}


def put(*steps: str | int, value: object) -> Callable[[Observed], None]:
    def change(observed: Observed) -> None:
        place: Any = observed
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value

    return change


def failed(observed: Observed) -> list[str]:
    return [claim["claim"] for claim in CLAIMS(observed, EXPECTED) if not claim["ok"]]


BROKEN: list[tuple[Callable[[Observed], None], list[str]]] = [
    (put("image", "user", "value", value="app"), ["user is a number"]),
    (put("image", "user", "value", value=""), ["user is a number"]),
    (put("image", "user", "uid", value=1000), ["user is unprivileged", "processes run as the user"]),
    (put("image", "user", "uid", value=None), ["user is unprivileged", "processes run as the user"]),
    (put("image", "user", value={"value": "", "uid": 0}), ["user is unprivileged", "processes run as the user"]),
    (put("whoami", value="other"), ["user has a name"]),
    (put("probe", "processes", "1", "Uid", value=["0"]), ["processes run as the user"]),
    (put("image", "healthcheck", value=None), ["health check is there"]),
    (put("state", "Health", "Status", value="starting"), ["container becomes healthy"]),
    (put("state", "Running", value=False), ["container becomes healthy"]),
    (put("before", 0, "rc", value=1), ["before: migrate"]),
    (put("probe", "processes", "1", "CapEff", value=["00000000a80425fb"]), ["process has no rights"]),
    (put("probe", "processes", "1", "NoNewPrivs", value=["0"]), ["process has no rights"]),
    (put("image", "ports", value=["8000/tcp", "9000/tcp"]), ["ports are exposed"]),
    (put("image", "ports", value=["80/tcp"]), ["ports are exposed"]),
    (put("probe", "ports", value={"8000": "refused"}), ["ports answer"]),
    (put("probe", "inherited_ports", value={"80": ""}), ["ports of the base are silent"]),
    (put("probe", "inherited_ports", value={}), ["ports of the base are silent"]),
    (put("probe", "writes", value={"/": ""}), ["root file system is read-only"]),
    (put("contents", "foreign_files", value=["/srv/app.py"]), ["files belong to root"]),
    (put("contents", "writable_paths", value=["/srv"]), ["files cannot be changed by the user"]),
    (put("contents", value={**CONTENTS, "foreign_files": ["/a"], "writable_paths": ["/a"]}), ["files belong to root"]),
    (put("contents", value={**CONTENTS, "setuid_files": ["/a (setuid)"]}), ["no setuid or setgid programs"]),
    (put("contents", "forbidden_programs", value=["/usr/bin/gcc"]), ["forbidden programs are absent"]),
    (put("probe", "answers", 0, "status", value=200), ["GET /x is answered"]),
    (put("probe", "answers", 0, "headers", value=[]), ["GET /x has the headers"]),
    (put("probe", "answers", 0, "headers", value=[["X-Frame-Options", "a"]] * 2), ["GET /x has the headers"]),
    (put("stopped", "ExitCode", value=137), ["SIGTERM ends it"]),
    (put("contents", "secrets", value=[{"path": "/.env", "kind": "x", "layer": 2}]), ["no secret in the layers"]),
    (put("image", "env", "API_KEY", value="x"), ["no secret in the environment"]),
    (put("image", "env", "OTHER", value="AKIA" + "A" * 16), ["no secret in the environment"]),
    (put("image", "env", "URL", value="amqp://a:b@mq"), ["no secret in the environment"]),
    (put("history", 0, value="RUN pip install --index-url https://a:b@pypi"), ["no secret in the history"]),
    (put("history", 0, value="ARG TOKEN=x"), ["no secret in the history"]),
    (put("history", 0, value="RUN use AKIA" + "A" * 16), ["no secret in the history"]),
    (put("image", "size", value=100_000_001), ["size is within the limit"]),
    (put("commands", 0, "rc", value=127), ["command: version"]),
    (put("commands", 0, "stdout", value="2"), ["command: version"]),
    (
        put("probe", value={}),
        [
            "processes run as the user",
            "process has no rights",
            "ports answer",
            "ports of the base are silent",
            "root file system is read-only",
        ],
    ),
]


def test_a_good_image_keeps_every_claim() -> None:
    claims = CLAIMS(copy.deepcopy(GOOD), EXPECTED)
    assert [claim for claim in claims if not claim["ok"]] == []
    assert all(claim["found"] and claim["expected"] for claim in claims)


@pytest.mark.parametrize(("change", "names"), BROKEN)
def test_what_is_broken_is_named(change: Callable[[Observed], None], names: list[str]) -> None:
    observed = copy.deepcopy(GOOD)
    change(observed)
    assert failed(observed) == names


def test_a_port_of_the_base_is_no_port_of_the_image() -> None:
    claims = {claim["claim"]: claim for claim in CLAIMS(copy.deepcopy(GOOD), {**EXPECTED, "ports": []})}
    assert claims["ports answer"]["expected"] == "8000"
    assert claims["ports of the base are silent"]["found"] == "nothing answers"
    alone = {**EXPECTED, "ports": [], "inherited_ports": [80, 8000]}
    assert "ports are exposed" in [claim["claim"] for claim in CLAIMS(copy.deepcopy(GOOD), alone) if not claim["ok"]]


def test_every_claim_is_broken_once() -> None:
    every = {claim["claim"] for claim in CLAIMS(copy.deepcopy(GOOD), EXPECTED)}
    assert every == {name for _change, names in BROKEN for name in names}


def test_numbers_that_arrive_as_texts_are_numbers() -> None:
    """As ansible-core before 2.19 gives them."""
    texts = {"min_uid": "1001", "healthy_timeout": "10", "ports": ["8000"], "inherited_ports": ["80"]}
    texts.update({"stop_timeout": "5", "stop_codes": ["0"]})
    requests = [{"method": "GET", "path": "/x", "status": "404", "headers": {}}]
    assert CLAIMS(copy.deepcopy(GOOD), {**EXPECTED, **texts, "requests": requests}) == CLAIMS(
        copy.deepcopy(GOOD), EXPECTED
    )


def test_what_ended_says_its_last_words() -> None:
    observed = {**copy.deepcopy(GOOD), "state": {"Running": False, "ExitCode": 3, "Error": "", "Log": "no database"}}
    found = {claim["claim"]: claim["found"] for claim in CLAIMS(observed, EXPECTED)}
    assert found["container becomes healthy"] == "ended with 3: no database"


def test_each_finding_says_how_it_is_allowed() -> None:
    observed = copy.deepcopy(GOOD)
    observed["contents"] = {
        **CONTENTS,
        "secrets": [{"path": "/srv/it's.pem", "kind": "private key", "layer": 2}],
        "forbidden_programs": ["/usr/bin/make"],
        "setuid_files": ["/srv/run (setgid)"],
        "foreign_files": ["/srv/a"],
    }
    observed["image"]["env"]["API_KEY"] = "x"
    observed["history"] = ["RUN git clone https://bot:Xk39@git.internal/shop"]
    advice = [finding["advice"] for claim in CLAIMS(observed, EXPECTED) for finding in claim["findings"]]
    assert advice == [
        f"{what}: if it is meant to be there, add to image_verify_{line}"
        for what, line in (
            ("/srv/a", "writable_extra: '/srv/a'"),
            ("/usr/bin/make", "programs_allowed: '/usr/bin/make'"),
            ("/srv/run (setgid)", "setuid_allowed: /srv/run"),
            ("private key in /srv/it's.pem of layer 2", "secret_allowed: '^/srv/it''s[.]pem$'"),
            ("API_KEY (by its name)", "secret_variables_allowed: API_KEY"),
            (
                "password in a URL in step 1, behind 'RUN git clone https://bot:'",
                "secret_steps_allowed: 'RUN git clone https://bot:'",
            ),
        )
    ]


ALLOWED = [
    ("secret_variables_allowed", ["API_KEY"], put("image", "env", "API_KEY", value="x")),
    ("secret_steps_allowed", [r"https://a:"], put("history", 0, value="RUN get https://a:b@pypi")),
    ("left_out", {"health check is there": "a worker"}, put("image", "healthcheck", value=None)),
]


@pytest.mark.parametrize(("variable", "value", "change"), ALLOWED)
def test_what_is_allowed_breaks_nothing(variable: str, value: Any, change: Callable[[Observed], None]) -> None:
    observed = copy.deepcopy(GOOD)
    change(observed)
    assert failed(observed) != []
    assert [claim["claim"] for claim in CLAIMS(observed, {**EXPECTED, variable: value}) if not claim["ok"]] == []


def test_an_unhealthy_container_tells_its_last_answer_and_the_end_of_its_log() -> None:
    observed = copy.deepcopy(GOOD)
    answers = [{"ExitCode": 1, "Output": "first"}, {"ExitCode": 1, "Output": "503: no database\n"}]
    observed["state"] = {
        "Running": True,
        "Health": {"Status": "unhealthy", "Log": answers},
        "Log": "retrying db:5432\n",
    }
    found = {claim["claim"]: claim["found"] for claim in CLAIMS(observed, EXPECTED)}
    assert found["container becomes healthy"] == (
        "unhealthy; its check ended with 1 and said '503: no database'; its log ends with 'retrying db:5432'"
    )


def test_incomplete_observations_are_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="the observations lack 'image'"):
        CLAIMS({}, EXPECTED)


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="max_size: found 'big'"):
        CLAIMS(copy.deepcopy(GOOD), {**EXPECTED, "max_size": "big"})


def test_the_table_is_aligned_and_short() -> None:
    claims = [
        {"claim": "ports answer", "ok": True, "found": "80", "expected": "80"},
        {"claim": "healthy", "ok": False, "found": "x\n" * 50, "expected": "healthy"},
    ]
    lines = TABLE(claims)
    assert lines[0].split() == ["HOLDS", "CLAIM", "FOUND", "EXPECTED"]
    assert lines[1].startswith("yes    ports answer  80 ")
    assert lines[2].startswith("NO     healthy       x x ")
    assert lines[2].endswith("...  healthy")
    assert TABLE([{**claims[0], "status": "does not apply"}])[1].startswith("-      ports answer")


@pytest.mark.parametrize("claims", ["text", [{"claim": "x"}], [None]])
def test_the_table_refuses_what_is_no_claim(claims: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="claim_table: found"):
        TABLE(claims)
