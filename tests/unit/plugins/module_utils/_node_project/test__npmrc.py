"""Settings and secrets of .npmrc and .yarnrc.yml."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._buildkit._errors import ImageError
from ansible_collections.sovd.prod_images.plugins.module_utils._node_project._npmrc import (
    demand_variables,
    refuse_secrets_of_yarn,
    settings_of_npm,
)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("@shop:registry=https://npm.example/", True),
        ("legacy-peer-deps = true", True),
        ("//npm.example/:_authToken=${NPM_TOKEN}", True),
        ("//npm.example/:_authToken=abc", False),
        ("//npm.example/:_authToken = 'npm_${X}abc'", False),
        ("//npm.example/:_password=YWJj", False),
        ("//npm.example/:username=shop", False),
        ("_auth=YWJj", False),
        ("registry=https://shop:abc@npm.example/", False),
        ("keyfile=/x", True),
    ],
)
def test_a_line_is_a_setting_or_a_secret(line: str, kept: bool) -> None:
    assert settings_of_npm("; of a shop\n\n" + line) == ((line, False) if kept else ("", True))


def test_a_comment_is_neither() -> None:
    assert settings_of_npm("# //npm.example/:_authToken=abc\n") == ("", False)


@pytest.mark.parametrize(
    ("line", "told"), [("npmAuthToken: abc", True), ("npmAuthToken: '${T}'", False), ("a: b", False)]
)
def test_yarn(line: str, told: bool) -> None:
    text = f"npmScopes:\n  shop:\n    {line}\n"
    if not told:
        refuse_secrets_of_yarn(text, ".yarnrc.yml")
        return
    with pytest.raises(ImageError, match=r"^.yarnrc.yml:3: found a token, which a layer"):
        refuse_secrets_of_yarn(text, ".yarnrc.yml")


def test_variables_are_demanded_by_name() -> None:
    text = "# ${NOT}\nx=${OPTIONAL-}\ny=${ALSO?}\nz=${GIVEN}\n"
    demand_variables(text, ".npmrc", ["GIVEN"])
    with pytest.raises(ImageError, match=r"^.npmrc:4: found \$\{GIVEN\}, a variable"):
        demand_variables(text, ".npmrc", [])
