"""What the messages say, in full, and what only several variables or the source can tell."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values.problems import problems

# What is found, and what is expected or advised, in full.
MESSAGES: list[tuple[str, dict[str, Any], str]] = [
    (
        "backend_image",
        {"backend_image_name": "team//app"},
        (
            "backend_image_name: found 'team//app', expected an image name without tag or digest, in lower case but "
            "for the host, such as registry.example/team/app"
        ),
    ),
    (
        "backend_image",
        {"backend_image_tag": 1.1},
        "backend_image_tag: found the number 1.1, expected a text; put it in quotes",
    ),
    (
        "backend_image",
        {"backend_image_drop_files": "*.a"},
        "backend_image_drop_files: found '*.a', expected a list; write ['*.a'] for a list of one",
    ),
    (
        "backend_image",
        {"backend_image_env": {"FLAGS": ["a", "b"]}},
        "backend_image_env.FLAGS: found a list, expected a text",
    ),
    (
        "backend_image",
        {"backend_image_apt_runtime_packages": ["libpq5", "tini; id"]},
        (
            "backend_image_apt_runtime_packages[1]: found 'tini; id', expected the name of a Debian package, which "
            ":architecture, =version or /release may follow, such as libpq5"
        ),
    ),
    (
        "backend_image",
        {"backend_image_worker": 3},
        (
            "backend_image_worker: found no such variable of the role backend_image, expected one of its own; did you "
            "mean backend_image_workers?"
        ),
    ),
    (
        "frontend_image",
        {"frontend_image_port": 70000},
        "frontend_image_port: found 70000, expected a port from 1 to 65535",
    ),
    (
        "nginx_conf",
        {"nginx_conf_access_log": False},
        "nginx_conf_access_log: found the boolean false, expected a text; put it in quotes",
    ),
    (
        "image_verify",
        {"image_verify_services": [{"name": "db", "image": "postgres"}, {"name": "probe", "image": "redis"}]},
        "image_verify_services[1].name: found 'probe', expected another name than app, before, probe, db",
    ),
    (
        "image_verify",
        {"image_verify_env": {"PASSWORD": ["hunter2"]}},
        "image_verify_env.PASSWORD: found a list, expected a text",
    ),
    (
        "image_verify",
        {"image_verify_services": [{"image": "redis"}]},
        "image_verify_services[0].name: found nothing, expected a text",
    ),
    (
        "image_verify",
        {"image_verify_requests": [{"path": "/", "state": 200}]},
        (
            "image_verify_requests[0].state: found an option that is not known, expected one of path, status, method, "
            "headers"
        ),
    ),
]


@pytest.mark.parametrize(("role", "values", "message"), MESSAGES)
def test_message(role: str, values: dict[str, Any], message: str) -> None:
    assert problems(role, values) == [message]


def test_all_problems_are_told_at_once() -> None:
    wrong = {"backend_image_name": "App", "backend_image_port": 0, "backend_image_worker": 3}
    told = [message.partition(":")[0] for message in problems("backend_image", wrong)]
    assert sorted(told) == sorted(wrong)


@pytest.mark.parametrize(
    ("role", "result"),
    [
        ("backend_image", "backend_image_result"),
        ("frontend_image", "frontend_image_result"),
        ("image_verify", "image_verify_result"),
    ],
)
def test_what_a_role_returns_is_no_misspelling(role: str, result: str) -> None:
    assert problems(role, {result: {}}) == []


SOURCES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("nginx_conf", {}, {"writes_dest": False}, []),
    (
        "nginx_conf",
        {},
        {"writes_dest": True},
        ["nginx_conf_dest: found '', expected a file on the target, such as /etc/nginx/conf.d/default.conf"],
    ),
    ("backend_image", {}, {"exists": True, "files": ["requirements.txt", "app", "alembic", "alembic.ini"]}, []),
    (
        "backend_image",
        {},
        {"exists": False, "files": []},
        ["backend_image_source: found no folder '/srv/backend', expected the one that holds requirements.txt"],
    ),
    (
        "backend_image",
        {"backend_image_installer": "uv", "backend_image_code": ["src/app"]},
        {"exists": True, "files": ["src", "requirements.txt"]},
        [
            (
                "backend_image_source: found no pyproject.toml and no uv.lock in '/srv/backend', expected what "
                "backend_image_installer 'uv' needs"
            )
        ],
    ),
    (
        "backend_image",
        {"backend_image_code": ["app", "src/app", "src/more"]},
        {"exists": True, "files": ["app", "requirements.txt"]},
        ["backend_image_code: found no src in '/srv/backend', expected files and folders of backend_image_source"],
    ),
    ("frontend_image", {}, {"exists": True, "files": ["package.json", "yarn.lock"]}, []),
    (
        "frontend_image",
        {"frontend_image_ignore_file": ".dockerignore"},
        {"exists": True, "files": ["package.json", "yarn.lock", "Dockerfile.prod.dockerignore"]},
        [
            (
                "frontend_image_ignore_file: found '.dockerignore' with a Dockerfile.prod.dockerignore in "
                "'/srv/frontend', which BuildKit reads instead, expected one of the two; remove that file, or choose "
                "'Dockerfile.prod.dockerignore'"
            )
        ],
    ),
    (
        "frontend_image",
        {"frontend_image_ignore_file": ".dockerignore", "frontend_image_render_dir": "/srv/rendered"},
        {"exists": True, "files": ["package.json", "yarn.lock", "Dockerfile.prod.dockerignore"]},
        [],
    ),
    (
        "frontend_image",
        {"frontend_image_package_manager": "npm"},
        {"exists": True, "files": ["package.json", "package-lock.json", "yarn.lock"]},
        [],
    ),
    (
        "frontend_image",
        {},
        {"exists": False, "files": []},
        ["frontend_image_source: found no folder '/srv/frontend', expected the one that holds package.json"],
    ),
    (
        "frontend_image",
        {},
        {"exists": True, "files": ["yarn.lock"]},
        ["frontend_image_source: found no package.json in '/srv/frontend', expected the folder of the application"],
    ),
    (
        "frontend_image",
        {},
        {"exists": True, "files": ["package.json"]},
        [
            (
                "frontend_image_source: found no lock file in '/srv/frontend', expected exactly one "
                "of package-lock.json, pnpm-lock.yaml, yarn.lock; remove the others, or set "
                "frontend_image_package_manager"
            )
        ],
    ),
    (
        "frontend_image",
        {},
        {"exists": True, "files": ["package.json", "yarn.lock", "package-lock.json"]},
        [
            (
                "frontend_image_source: found package-lock.json and yarn.lock in '/srv/frontend', expected exactly one "
                "of package-lock.json, pnpm-lock.yaml, yarn.lock; remove the others, or set "
                "frontend_image_package_manager"
            )
        ],
    ),
    (
        "frontend_image",
        {"frontend_image_package_manager": "pnpm"},
        {"exists": True, "files": ["package.json", "yarn.lock"]},
        [
            (
                "frontend_image_source: found no pnpm-lock.yaml in '/srv/frontend', expected the lock file of "
                "frontend_image_package_manager 'pnpm'; commit it, or name another package manager"
            )
        ],
    ),
]


@pytest.mark.parametrize(("role", "values", "source", "messages"), SOURCES)
def test_source(role: str, values: dict[str, Any], source: dict[str, Any], messages: list[str]) -> None:
    assert problems(role, values, source) == messages


ACROSS_RIGHT: list[tuple[str, dict[str, Any]]] = [
    (
        "backend_image",
        {"backend_image_secrets": [{"id": "a", "src": "/x"}], "backend_image_secret_targets": {"a": "/y"}},
    ),
    ("nginx_conf", {"nginx_conf_nginx_version": "1.29.0", "nginx_conf_server_directives": ["early_hints on"]}),
    ("nginx_conf", {"nginx_conf_nginx_version": "1.26.3", "nginx_conf_upstream": "variable"}),
    (
        "image_verify",
        {"image_verify_headers": ["X-Frame-Options"], "image_verify_requests": [{"path": "/"}]},
    ),
]


@pytest.mark.parametrize(("role", "values"), ACROSS_RIGHT)
def test_variables_that_fit_each_other(role: str, values: dict[str, Any]) -> None:
    assert problems(role, values) == []


ACROSS_WRONG: list[tuple[str, dict[str, Any], str]] = [
    (
        "nginx_conf",
        {"nginx_conf_nginx_version": "1.26.3", "nginx_conf_upstream": "resolve"},
        (
            "nginx_conf_upstream: found 'resolve', which nginx reads from 1.27.3 on, expected 'auto' or 'variable' "
            "with nginx_conf_nginx_version '1.26.3'"
        ),
    ),
    (
        "nginx_conf",
        {"nginx_conf_nginx_version": "1.25.0", "nginx_conf_server_directives": ["http3 on", "http2 on"]},
        (
            "nginx_conf_server_directives[1]: found 'http2 on', which nginx reads from 1.25.1 on, expected what "
            "nginx_conf_nginx_version '1.25.0' reads; leave it out or raise the version"
        ),
    ),
    (
        "backend_image",
        {"backend_image_secrets": [{"id": "a", "src": "/x"}], "backend_image_secret_targets": {"b": "/y"}},
        "backend_image_secret_targets.b: found no secret of this id, expected one of backend_image_secrets",
    ),
    (
        "backend_image",
        {"backend_image_system_package_manager": "apk", "backend_image_apt_runtime_packages": ["libpq5"]},
        (
            "backend_image_apt_runtime_packages: found it beside backend_image_system_package_manager 'apk', expected "
            "backend_image_runtime_packages for what that installs"
        ),
    ),
    (
        "image_publish",
        {"image_publish_sign": "key"},
        "image_publish_sign_key: found nothing, expected a file or a KMS, since image_publish_sign is 'key'",
    ),
    (
        "image_publish",
        {"image_publish_sign": "keyless"},
        (
            "image_publish_certificate_identity: found nothing, expected whom the token names, since "
            "image_publish_sign is 'keyless'"
        ),
    ),
    (
        "image_verify",
        {"image_verify_headers": ["X-Frame-Options"]},
        "image_verify_requests: found an empty list, expected the requests whose answers have the image_verify_headers",
    ),
]


@pytest.mark.parametrize(("role", "values", "message"), ACROSS_WRONG)
def test_variables_that_do_not_fit_each_other(role: str, values: dict[str, Any], message: str) -> None:
    assert problems(role, values) == [message]
