"""What an image has to be before it may take its tag."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._build._policy import Policy
from ansible_collections.sovd.prod_images.plugins.module_utils._build._setuid_files import Privileged
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._docker._facts import ImageFacts

APPUSER = {"value": "1001:1001", "name": "appuser", "uid": 1001, "gid": 1001}
BY_NAME = {**APPUSER, "value": "appuser"}
ROOT = {"value": "", "name": "root", "uid": 0, "gid": 0}
NUMERIC_ROOT = {**ROOT, "value": "0"}
UNKNOWN = {"value": "nobody-has-it", "name": None, "uid": None, "gid": None}
LAYERS = [
    {"size": 80_000_000, "created_by": "FROM"},
    {"size": 1_000_000, "created_by": "COPY small"},
    {"size": 400_000_000, "created_by": "RUN pip install " + "x" * 200},
    {"size": 20_000_000, "created_by": "COPY app"},
]
HEALTHCHECK = {"test": ["CMD", "x"], "interval": 30, "timeout": 30, "start_period": 0, "retries": 3}
IMAGE: dict[str, Any] = {
    **dict.fromkeys(field.name for field in fields(ImageFacts)),
    "reference": "app:1",
    "size": 501_000_000,
    "layers": LAYERS,
    "user": APPUSER,
    "healthcheck": HEALTHCHECK,
}

# title: (policy, what differs in the image, words of the message; none where the image is accepted)
JUDGEMENTS: dict[str, tuple[dict[str, Any] | None, dict[str, Any], list[str]]] = {
    "no policy": (None, {"user": ROOT, "healthcheck": None}, []),
    "empty policy": ({}, {"user": ROOT, "healthcheck": None}, []),
    "nulls": ({"max_size": None, "user": None, "min_uid": None, "healthcheck": None}, {"user": ROOT}, []),
    "size equals the limit": ({"max_size": "501 MB"}, {}, []),
    "no limit": ({"max_size": ""}, {}, []),
    "one byte too large": (
        {"max_size": "500999999"},
        {},
        ["max_size is 501.0 MB (500999999 bytes)", "found 501.0 MB (501000000 bytes)"],
    ),
    "too large": (
        {"max_size": "500 MB"},
        {},
        ["max_size is 500.0 MB", "400.0 MB by 'RUN pip install x", "80.0 MB by 'FROM'", "20.0 MB by 'COPY app'"],
    ),
    "any user": ({"user": "any"}, {"user": ROOT}, []),
    "not root": ({"user": "nonroot"}, {"user": BY_NAME}, []),
    "root": ({"user": "nonroot"}, {"user": ROOT}, ["user is nonroot, found '', which is root"]),
    "root by number": ({"user": "nonroot"}, {"user": NUMERIC_ROOT}, ["user is nonroot, found '0', which is root"]),
    "user that nobody has": (
        {"user": "nonroot"},
        {"user": UNKNOWN},
        ["user is nonroot, found 'nobody-has-it', which the image's passwd file does not have"],
    ),
    "numeric": ({"user": "numeric"}, {"user": APPUSER}, []),
    "numeric root": ({"user": "numeric"}, {"user": NUMERIC_ROOT}, ["user is numeric, found '0', which is root"]),
    "not numeric": ({"user": "numeric"}, {"user": BY_NAME}, ["user is numeric, found 'appuser'", "write USER 1001"]),
    "smallest UID": ({"min_uid": 1001}, {"user": APPUSER}, []),
    "UID too small": ({"min_uid": 1002}, {"user": APPUSER}, ["min_uid is 1002, found user '1001:1001' with UID 1001"]),
    "UID unknown": ({"min_uid": 1}, {"user": UNKNOWN}, ["min_uid is 1, found user 'nobody-has-it' with UID None"]),
    "health check": ({"healthcheck": "required"}, {}, []),
    "no health check": ({"healthcheck": "required"}, {"healthcheck": None}, ["healthcheck is required, found none"]),
    "no health check wanted": ({"healthcheck": "optional"}, {"healthcheck": None}, []),
    "everything at once": (
        {"max_size": "1 MB", "user": "nonroot", "healthcheck": "required"},
        {"user": ROOT, "healthcheck": None},
        ["max_size is 1.0 MB", "user is nonroot", "healthcheck is required"],
    ),
}


SU, OWN = ("/usr/bin/su", 0o4755, 0), ("/srv/own", 0o2755, 0)
# title: (setuid_files, files of the image, words of the message)
PRIVILEGED: dict[str, tuple[str, list[Privileged], str]] = {
    "any": ("any", [SU, OWN], ""),
    "of the distribution": ("distribution", [SU], ""),
    "own beside them": ("distribution", [SU, OWN], "setuid_files is distribution, found /srv/own (setgid); remove"),
    "none allowed": ("none", [SU], "setuid_files is none, found /usr/bin/su (setuid); remove"),
    "none there": ("none", [], ""),
    "many": ("none", [(f"/srv/{number}", 0o4755, 0) for number in range(7)], "/srv/4 (setuid), and 2 more; remove"),
}


@pytest.mark.parametrize(("wanted", "files", "words"), PRIVILEGED.values(), ids=PRIVILEGED.keys())
def test_privileged_files(wanted: str, files: list[Privileged], words: str) -> None:
    policy = Policy.of({"setuid_files": wanted})
    assert policy.wants_files is (wanted != "any")
    try:
        policy.enforce(ImageFacts.of(IMAGE), privileged=files)
        message = ""
    except ImageError as error:
        message = str(error)
    assert words in message
    assert bool(words) == bool(message)


# title: (policy, words of the message)
RECIPES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no policy": ({}, []),
    "approved": ({"approved_bases": ["python", "node:*"], "max_base_age": 11}, []),
    "not approved": ({"approved_bases": ["python"]}, ["approved_bases has python, found node:20"]),
    "old": ({"max_base_age": 9}, ["max_base_age is 9 days, found node:20 of 1970-01-01, 10 days old"]),
    "papers": ({"papers": ["provenance"]}, []),
    "no papers": ({"papers": ["sbom", "provenance"]}, ["papers has sbom, found attestations ['provenance']"]),
    "all at once": (
        {"approved_bases": ["x"], "max_base_age": 1, "papers": ["sbom"]},
        ["papers", "node", "python", "old"],
    ),
}


@pytest.mark.parametrize(("policy", "words"), RECIPES.values(), ids=RECIPES.keys())
def test_recipe(policy: dict[str, Any], words: list[str]) -> None:
    created = {"python:3.11": "1970-01-05T00:00:00Z", "node:20": "1970-01-01T00:00:00Z"}
    try:
        Policy.of(policy).check_recipe("app:1", created, ["type=provenance,mode=max"], 10 * 86400)
        message = ""
    except ImageError as error:
        message = str(error)
    if words:
        message = message.removeprefix("policy: app:1 may not be built so: ")
    assert [word for word in words if word not in message] == []
    assert bool(words) == bool(message)


@pytest.mark.parametrize(("policy", "differing", "words"), JUDGEMENTS.values(), ids=JUDGEMENTS.keys())
def test_judgement(policy: dict[str, Any] | None, differing: dict[str, Any], words: list[str]) -> None:
    image = {**IMAGE, **differing}
    try:
        Policy.of(policy).enforce(ImageFacts.of(image))
        message, details = "", {}
    except ImageError as error:
        message, details = str(error), error.details
    assert [word for word in words if word not in message] == []
    assert bool(message) == bool(words)
    assert details == ({"image": image} if words else {})


def test_three_largest_layers_are_named() -> None:
    with pytest.raises(ImageError) as raised:
        Policy.of({"max_size": "1 MB"}).enforce(ImageFacts.of(IMAGE))
    assert "COPY small" not in str(raised.value)
    assert "x" * 100 not in str(raised.value)


@pytest.mark.parametrize(
    ("holds_tag", "words"),
    [(False, "built for app:1 was rejected and does not hold the tag: "), (True, "that holds app:1 breaks it: ")],
)
def test_message_tells_who_holds_the_tag(holds_tag: bool, words: str) -> None:
    with pytest.raises(ImageError) as raised:
        Policy.of({"max_size": "1 MB"}).enforce(ImageFacts.of(IMAGE), holds_tag)
    assert str(raised.value).startswith(f"policy: the image {words}max_size is")


def test_bad_size() -> None:
    with pytest.raises(ImageError, match=r"^policy\.max_size: found '500 elephants'"):
        Policy.of({"max_size": "500 elephants"})
