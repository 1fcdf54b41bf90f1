"""What the role backend_image says where a project could not be installed as it is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.sovd.prod_images.tests.unit.plugins.plugin_utils.values.problems import problems

PROJECT: dict[str, Any] = {"files": [], "local": {}, "git": [], "unversioned": []}
BY_SSH = {"place": "requirements.txt:3", "host": "git.example", "ssh": True}
# variables, what is known of the source, what is said
SAID: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (
        {},
        {"project": {**PROJECT, "files": ["requirements.txt", "pip.conf"]}},
        [
            (
                "backend_image_resolver: found 'uv', which does not read the pip.conf of the source, expected 'pip'; "
                "or write its settings into a uv.toml beside it"
            )
        ],
    ),
    ({}, {"project": {**PROJECT, "files": ["requirements.txt", "pip.conf", "uv.toml"]}}, []),
    ({"backend_image_resolver": "pip"}, {"project": {**PROJECT, "files": ["requirements.txt", "pip.conf"]}}, []),
    (
        {"backend_image_requirements": ["requirements/production.txt"], "backend_image_code": ["app"]},
        {"exists": True, "files": ["app", "requirements.txt"]},
        [
            (
                "backend_image_source: found no requirements in '/srv/backend', expected what backend_image_installer "
                "'requirements' needs"
            )
        ],
    ),
    ({"backend_image_code": []}, {"project": {**PROJECT, "local": {".": []}}}, []),
    (
        {"backend_image_code": []},
        {"project": {**PROJECT, "local": {"libs/core": []}}},
        [
            (
                "backend_image_code: found an empty list, expected at least one file or folder of the source, which is "
                "not installed as a package"
            )
        ],
    ),
    (
        {},
        {"project": {**PROJECT, "unversioned": ["pyproject.toml"]}},
        [
            (
                "backend_image_project_version: found nothing, expected a version such as 1.2.3, since pyproject.toml "
                "takes it from git, which the build does not see"
            )
        ],
    ),
    ({"backend_image_project_version": "1"}, {"project": {**PROJECT, "unversioned": ["a"]}}, []),
    (
        {"backend_image_install_env": {"SETUPTOOLS_SCM_PRETEND_VERSION_FOR_SHOP": "1"}},
        {"project": {**PROJECT, "unversioned": ["pyproject.toml"]}},
        [],
    ),
    ({}, {"project": {**PROJECT, "git": [{**BY_SSH, "ssh": False}]}}, []),
    (
        {},
        {"project": {**PROJECT, "git": [BY_SSH]}},
        [
            (
                "backend_image_ssh_known_hosts: found nothing, expected what `ssh-keyscan git.example` prints, for "
                "requirements.txt:3"
            ),
            (
                "backend_image_build_options.ssh: found nothing, expected [default] for the agent of the task's user, "
                "or a key among backend_image_secrets with a target such as /root/.ssh/id_ed25519, for git.example of "
                "requirements.txt:3"
            ),
        ],
    ),
    (
        {"backend_image_ssh_known_hosts": ["git.example x y"], "backend_image_build_options": {"ssh": ["default"]}},
        {"project": {**PROJECT, "git": [BY_SSH]}},
        [],
    ),
]


@pytest.mark.parametrize(("values", "source", "messages"), SAID)
def test_messages(values: dict[str, Any], source: dict[str, Any], messages: list[str]) -> None:
    assert problems("backend_image", values, source) == messages
