"""What the environment of the frontend's container sets is what the role would have rendered; hostile values end it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.nginx import containers
from tests.nginx.environments import HOSTILE, SAME, TOO_LONG, VARIABLE
from tests.nginx.sites import ROOT, Rendered, render
from tests.nginx.started import Starter
from tests.nginx.variable_sets import FORMS, Variables
from tests.rig.access import let_others_in
from tests.unit.plugins.plugin_utils.values.nginx_conf import RIGHT, WRONG

# The variables of the role whose right and wrong values, by the table of its rules, are right and wrong here, too.
ALSO = {
    "BACKEND_URL": "nginx_conf_backend_url",
    "RESOLVER": "nginx_conf_resolver",
    "TRUSTED_PROXIES": "nginx_conf_trusted_proxies",
    "CLIENT_MAX_BODY_SIZE": "nginx_conf_client_max_body_size",
    "RATE_LIMIT": "nginx_conf_rate_limit",
    "RATE_LIMIT_BURST": "nginx_conf_rate_limit_burst",
    "HSTS_MAX_AGE": "nginx_conf_hsts_max_age",
}


def texts(values: list[Any]) -> list[str]:
    """Values as an environment has them; an empty one is none there."""
    return [text for text in (",".join(value) if isinstance(value, list) else str(value) for value in values) if text]


COMMITTED = (ROOT / "infrastructure/docker/nginx.conf").read_text(encoding="utf-8")
NAME_SERVER = "kube-dns.kube-system.svc.cluster.local"  # one of the right values
NO_LIST = "10.0.0.0/8"  # wrong for the role, which wants a list
ALSO_WRONG = {(name, value) for name, variable in ALSO.items() for value in texts(WRONG[variable]) if value != NO_LIST}
REFUSED = sorted({(name, value) for name, values in HOSTILE.items() for value in values} | ALSO_WRONG)
ACCEPTED = sorted({(name, value) for name, variable in ALSO.items() for value in texts(RIGHT[variable])})


CASES = [*(("resolve", name) for name in SAME), *(("variable", name) for name in VARIABLE)]


@pytest.fixture(scope="module")
def rendered(run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """What the role makes of each image (`/has`) and of what is wanted of it (`/wanted`), in both forms."""
    hosts: dict[str, Variables] = {}
    for form, name in CASES:
        has, wanted, _ = SAME[name]
        own = {"nginx_conf_nginx_version": FORMS[form], **has}
        if has or name == "nothing":
            hosts[f"{form}/{name}/has"] = own
        hosts[f"{form}/{name}/wanted"] = {**own, **wanted}
    made = render(hosts, tmp_path_factory.mktemp("environment"), run)
    return {f"{form}/{name}/has": made[f"{form}/nothing/has"] for form, name in CASES} | made


@pytest.fixture(scope="module")
def starters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Starter]]:
    """By form the program in an image of that nginx: with BusyBox, and with dash and mawk."""
    folder = tmp_path_factory.mktemp("started")
    let_others_in(folder)
    with ExitStack() as stack:
        images = {"resolve": containers.NEW_NGINX, "variable": stack.enter_context(containers.old_nginx_image())}
        known = f"--add-host={NAME_SERVER}:10.0.0.1"
        yield {form: Starter(stack, image, folder / form, known) for form, image in images.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("form", "name"), CASES)
def test_the_file_is_the_one_of_the_role(
    rendered: dict[str, Rendered], starters: dict[str, Starter], name: str, form: str
) -> None:
    has, wanted = (rendered[f"{form}/{name}/{which}"] for which in ("has", "wanted"))
    assert (has.refusal, wanted.refusal) == ("", "")
    assert (has.text == wanted.text) == (name == "nothing")
    started = starters[form].start(has.text, SAME[name][2])
    # Files that only the image has. The old nginx looks for the first when it is to use https.
    missing = ("ca-certificates.crt" if form == "variable" else "/inline/scripts.map", "No such file")
    assert started.status == 0 or all(text in started.said for text in missing), started.said
    assert [line.replace(" or /etc/resolv.conf", "") for line in started.conf.splitlines()] == [
        line.replace(" or /etc/resolv.conf", "") for line in wanted.text.splitlines()
    ]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_hostile_value_ends_it(starters: dict[str, Starter], name: str, value: str) -> None:
    for starter in starters.values():
        started = starter.start(COMMITTED, {name: value}, "nginx -v")
        assert (started.status, started.said.count("\n")) == (1, 0), started.said
        assert started.said.startswith(f"{name}: found '"), started.said
        assert "secret" not in started.said


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_long_value_ends_it_with_a_short_message(starters: dict[str, Starter], name: str) -> None:
    for starter in starters.values():
        started = starter.start(COMMITTED, {name: TOO_LONG[name]}, "nginx -v")
        assert (started.status, started.said.count("\n")) == (1, 0), started.said
        assert started.said.startswith(f"{name}: found '{TOO_LONG[name][:200]}...', expected "), started.said


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_a_right_value_is_taken(starters: dict[str, Starter], name: str, value: str) -> None:
    started = starters["resolve"].start(COMMITTED, {name: value}, "nginx -v")
    assert started.status == 0, started.said
    assert value == "auto" or re.split("://|,", value)[value.startswith("http")] in started.conf


def test_what_nothing_is_set_by_ends_it(starters: dict[str, Starter]) -> None:
    own = "server {\n    listen 8080;\n    return 200 own;\n}\n"
    assert starters["resolve"].start(own, {}).status == 0
    started = starters["resolve"].start(own, {"BACKEND_URL": "http://backend:8000"})
    assert (started.status, started.said.startswith("BACKEND_URL: found 'http://backend:8000', ")) == (1, True)


def test_a_mounted_file_is_checked_first(starters: dict[str, Starter]) -> None:
    warned = COMMITTED.replace("    default 0; # TRUSTED", "    10.1.2.3/8 1;\n    default 0; # TRUSTED")
    started = starters["resolve"].start(warned.replace("listen 80 ", "listem 80 "), {}, "nginx -g 'daemon off;'")
    assert (started.status, started.said.count("\n")) == (1, 0)
    assert started.said.startswith("start_nginx: nginx -t refuses what is mounted below /etc/nginx")
    assert 'unknown directive "listem"' in started.said


def test_another_command_is_run_as_it_is(starters: dict[str, Starter]) -> None:
    started = starters["resolve"].start(COMMITTED, {"BACKEND_URL": "wrong"}, "echo hello")
    assert (started.status, started.said.splitlines()[0]) == (0, "hello")
