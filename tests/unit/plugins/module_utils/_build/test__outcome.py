"""What the module returns."""

from __future__ import annotations

from dataclasses import replace

import yaml
from ansible_collections.sovd.prod_images.plugins.module_utils._build._listed_reasons import ReasonCount
from ansible_collections.sovd.prod_images.plugins.module_utils._build._outcome import Outcome
from ansible_collections.sovd.prod_images.plugins.module_utils._build._reason import Reason
from ansible_collections.sovd.prod_images.plugins.modules.image_build import RETURN

OUTCOME = Outcome(
    changed=False,
    reasons=(),
    fingerprint="f",
    image=None,
    image_changed=False,
    rendered_files_current=True,
    total_steps=3,
    cached_steps=2,
    build_warnings=("w",),
    log_file="/log",
    diff={"before": "a\n", "after": ""},
)
PUSH = Reason("push", "app:1", None, "sha256:1")


def test_result_is_what_is_documented() -> None:
    result = OUTCOME.to_json()
    assert {*result} == {*yaml.safe_load(RETURN), "changed", "diff"}
    assert (result["steps"], result["build_warnings"]) == ({"total": 3, "cached": 2}, ["w"])
    assert result["diff"] == {"before": "a\n", "after": ""}


def test_warnings_are_there_where_there_are_any() -> None:
    assert replace(OUTCOME, warnings=("x",)).to_json()["warnings"] == ["x"]


def test_differences_of_files_follow_that_of_the_image() -> None:
    assert replace(OUTCOME, file_diffs=({"before": "b"},)).to_json()["diff"] == [OUTCOME.diff, {"before": "b"}]


def test_push_is_a_reason_where_there_is_no_other() -> None:
    pushed = OUTCOME.with_push(PUSH)
    assert pushed.reasons == (PUSH,)
    assert pushed.diff == {"before": "a\npush app:1: not there\n", "after": "push app:1: sha256:1\n"}
    built = replace(OUTCOME, reasons=(Reason("tag", "app:1"),))
    assert built.with_push(PUSH) is built


def test_what_is_not_listed_is_told() -> None:
    more = replace(OUTCOME, reason_counts=(ReasonCount("file", "a", 2),), reasons_file="/r").to_json()
    assert more["reason_counts"] == [{"kind": "file", "folder": "a", "count": 2}]
    assert more["reasons_file"] == "/r"


def test_warnings_of_the_build_are_limited() -> None:
    found = replace(OUTCOME, build_warnings=("x" * 2000, *"y" * 120)).to_json()["build_warnings"]
    assert (len(found), found[-1]) == (101, "and 21 more")
    assert found[0].endswith("x... (1000 more characters)")
