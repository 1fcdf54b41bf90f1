"""Pages on base images of other kinds: another user, Debian, any UID at run time, a health check without a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.applications.page_building import NODE_IMAGE, build_page, write_files
from tests.rig.cleanup import remove_images, unique
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, fetch, until
from tests.rig.docker import docker, inspect

pytestmark = pytest.mark.slow
PORT = 8080
PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY")
NOBODY = "http://127.0.0.1:9"
PACKAGE = '{"name": "page", "version": "1.0.0", "scripts": {"build": "mkdir dist && cp index.html dist"}}'
LOCK = '{"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"version": "1.0.0"}}}'


@dataclass(frozen=True)
class Base:
    """The Dockerfile of a base image with nginx, and what the roles have to be told of it."""

    dockerfile: str
    variables: dict[str, Any] = field(default_factory=dict)


BASES = {
    # As nginxinc/nginx-unprivileged is made.
    "unprivileged": Base(
        f"FROM nginx:alpine\nRUN chown -R 101:0 /etc/nginx && chmod -R g+w /etc/nginx\nEXPOSE {PORT}\nUSER 101\n"
    ),
    "debian": Base(
        "FROM debian:bookworm-slim\n"
        "RUN apt-get update && apt-get install --yes --no-install-recommends nginx-light curl\n",
        {"nginx_conf_nginx_version": "1.22.0"},
    ),
}


@pytest.fixture(scope="module", params=BASES)
def image(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_environment: dict[str, str]
) -> Iterator[str]:
    """A page on a base image of another kind, built by a Node image whose user is not root."""
    folder = tmp_path_factory.mktemp("bases")
    base = BASES[request.param]
    name = unique("base")
    for kind, text in {"nginx": base.dockerfile, "node": f"FROM {NODE_IMAGE}\nUSER node\n"}.items():
        (folder / "Dockerfile").write_text(text, encoding="utf-8")
        docker("build", "--provenance=false", "--quiet", f"--tag={name}:{kind}", str(folder))
    source = folder / "source"
    write_files(source, {"package.json": PACKAGE, "package-lock.json": LOCK, "index.html": "<p>Page</p>"})
    variables = {
        "frontend_image_nginx_image": f"{name}:nginx",
        "frontend_image_node_image": f"{name}:node",
        "frontend_image_port": PORT,
        "frontend_image_health_interval": "1s",
        "frontend_image_max_size": "300 MB",
        **base.variables,
    }
    built = build_page(unique("page"), source, variables, tool_environment)
    assert built.code == 0, built.text[-6000:]
    yield built.image
    remove_images(f"{name}*")


def health(name: str) -> str:
    """What the health check came to."""
    until(lambda: inspect(name, "{{.State.Health.Status}}") != "starting", 180, name)
    return inspect(name, "{{.State.Health.Status}}")


@pytest.mark.parametrize("user", ["", "--user=12345:0", "--user=54321:54321"], ids=["own", "OpenShift", "any"])
def test_any_user_serves_and_the_health_check_asks_no_proxy(image: str, user: str) -> None:
    options = (*HARDENED, *filter(None, [user]), *(f"--env={proxy}={NOBODY}" for proxy in PROXIES))
    with container(image, options=options) as name:
        assert health(name) == "healthy"
        assert fetch(name, PORT, "/any/route") == (200, b"<p>Page</p>")


def test_no_user_may_change_what_is_served_or_configured(image: str) -> None:
    assert inspect(image, "{{.Config.User}}") == "10101:10101"
    with container(image) as name:
        places = ("/etc/nginx", "/usr/share/nginx/html")
        others = ("(", "-perm", "-002", "-o", "-perm", "-020", "-o", "!", "-user", "0", ")")
        assert docker("exec", name, "find", *places, "!", "-type", "l", *others).strip() == ""


def test_a_proxy_that_answers_everything_makes_nothing_healthy(image: str) -> None:
    with container(image) as proxy:
        address = inspect(proxy, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
        variables = [f"--env={one}=http://{address}:{PORT}" for one in PROXIES]
        with container(image, "600", options=(*variables, "--entrypoint=sleep")) as name:
            assert health(name) == "unhealthy"
