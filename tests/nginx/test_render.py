"""What the role renders can be read by the version that it was rendered for, and what cannot be is refused."""

from __future__ import annotations

import re

import pytest

from tests.nginx import variable_sets
from tests.nginx.sites import GATES, Rig


@pytest.mark.parametrize("directive", GATES)
def test_a_directive_is_refused_below_its_version(rig: Rig, directive: str) -> None:
    below, first = rig.rendered[f"gate/{directive} before"], rig.rendered[f"gate/{directive} first"]
    version = variable_sets.gate_sets(GATES)[f"{directive} before"]["nginx_conf_nginx_version"]
    for part in ("nginx_conf_server_directives", directive, GATES[directive], version):
        assert part in below.refusal
    assert below.text == first.refusal == ""
    assert f"    {directive} on;\n" in first.text


@pytest.mark.parametrize("directive", GATES)
def test_a_directive_is_unknown_to_an_nginx_below_its_version(rig: Rig, directive: str) -> None:
    text = f"server {{ listen 8999; {directive} on; }}"
    unknown = f'unknown directive "{directive}"'
    assert unknown in rig.check("variable", "gate", text)
    assert unknown not in rig.check("resolve", "gate", text)


@pytest.mark.parametrize("what", variable_sets.REFUSED)
def test_refused_is(rig: Rig, what: str) -> None:
    rendered = rig.rendered[f"refused/{what}"]
    assert rendered.text == ""
    for part in variable_sets.REFUSED[what][1]:
        assert part in rendered.refusal, rendered.refusal


def test_the_upstream_of_1_27_3_is_unreadable_before(rig: Rig) -> None:
    text = rig.rendered["resolve/plain"].text
    assert "[emerg]" in rig.check("variable", "resolve", text)
    assert "syntax is ok" in rig.check("resolve", "resolve", text)


def test_the_upstream_for_older_ones_is_read_by_newer_ones(rig: Rig) -> None:
    assert "syntax is ok" in rig.check("resolve", "variable", rig.rendered["variable/plain"].text)


def test_nginx_warns_of_nothing(rig: Rig) -> None:
    for name, rendered in rig.rendered.items():
        form = name.split("/")[0]
        if form in variable_sets.FORMS:
            said = rig.check(form, "warned", rendered.text)
            assert "syntax is ok" in said
            assert "[warn]" not in said, name


def test_no_location_adds_a_header(rig: Rig) -> None:
    """But for that of a 416, which has them already."""
    for name, rendered in rig.rendered.items():
        locations = re.findall(r"\n    location (?!@unsatisfiable)[^{]*\{(.*?)\n    \}", rendered.text, re.DOTALL)
        assert len(locations) >= 3 or not rendered.text, name
        assert not [block for block in locations if "add_header" in block or "proxy_set_header" in block], name
