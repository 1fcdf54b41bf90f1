#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that runs an image as production does, and tells what was seen."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_probe
short_description: Run an image confined as in production, ask it, stop it, and return what was seen
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Starts the services that an application needs on a private network, runs the image read-only without any right,
    waits for the verdict of its health check, asks it from a second container, and stops it by its own signal.
  - It observes and does not judge. The role C(image_verify) makes claims of what is returned, and is the only caller
    in this collection.
  - Nothing stays on the engine. What an interrupted run with the same O(prefix) left is removed first.
  - One call does all of it, since each task of a play takes longer than most docker commands.
extends_documentation_fragment:
  - sovd.prod_images.engine
attributes:
  check_mode:
    support: full
    description: Nothing that stays is changed, so check mode makes no difference.
  diff_mode:
    support: none
    description: Nothing that stays is changed.
options:
  image:
    description: Reference of the image.
    type: str
    required: true
  prefix:
    description: What the names of containers and network begin with.
    type: str
    default: image-verify
  workload:
    description: V(service) goes on until it is stopped, V(job) ends by itself and is not asked.
    type: str
    choices: [service, job]
    default: service
  env:
    description:
      - Environment variables of the image, as JSON or a dictionary. No log shows them, and no list of processes but for
        C(DOCKER_*), C(HOME), C(LD_*), C(PATH) and C(PYTHON*), which are arguments of C(docker run).
      - JSON is hidden as a whole. Of a dictionary each value is hidden wherever the result has it, short ones, too.
    type: json
  command:
    description: Command instead of the image's own.
    type: list
    elements: str
    default: []
  user:
    description: User in the form of C(USER) instead of the image's own.
    type: str
    default: ""
  memory:
    description: Limit of memory of each confined container, in Docker's notation.
    type: str
    default: 512m
  pids:
    description: Limit of processes of each confined container.
    type: int
    default: 200
  tmpfs:
    description: Mounts in memory, as C(docker run --tmpfs) takes them.
    type: list
    elements: str
    default: []
  run_args:
    description: More arguments of C(docker run) for the image.
    type: list
    elements: str
    default: []
  pull:
    description: When images of services and of the probe are pulled, as C(docker run --pull) takes it.
    type: str
    choices: [always, missing, never]
    default: missing
  services:
    description: Containers that the application needs, on the same network under their names.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name on the network.
        type: str
        required: true
      image:
        description: Image of the service.
        type: str
        required: true
      command:
        description: Command instead of the image's own.
        type: list
        elements: str
        default: []
      ready:
        description: Command that succeeds inside as soon as the service is ready; an empty one means at once.
        type: list
        elements: str
        default: []
  services_env:
    description: Environment variables of the services by their names, as JSON or a dictionary; see O(env).
    type: json
  services_timeout:
    description: Seconds that a service may take to be ready.
    type: int
    default: 60
  before:
    description: Commands that run once in the image before it is started, each in a container of its own.
    type: list
    elements: dict
    default: []
    suboptions: &command
      name:
        description: What the command does.
        type: str
        required: true
      argv:
        description: The command.
        type: list
        elements: str
        required: true
      stdout:
        description: Regular expression that the output has to match; it is returned for who judges.
        type: str
        default: ""
  commands:
    description: Commands that run in the running container.
    type: list
    elements: dict
    default: []
    suboptions: *command
  healthy_timeout:
    description: Seconds within which the container has to be healthy, or a job to end.
    type: int
    default: 60
  settle_time:
    description: Seconds that a container without a health check is given to fail.
    type: int
    default: 5
  stop_timeout:
    description: Seconds that the container may take to end after its stop signal.
    type: int
    default: 10
  probe:
    description: Python program that reads O(questions) as JSON from its standard input and prints answers as JSON.
    type: str
    required: true
  probe_image:
    description: Image with the Python that runs O(probe), beside the container, in its network and among its processes.
    type: str
    required: true
  probe_user:
    description: User that O(probe) runs as, UID and GID.
    type: str
    required: true
  questions:
    description: What O(probe) is asked.
    type: dict
    default: {}
  whoami:
    description: Whether the image has the program C(whoami), which is asked then.
    type: bool
    default: false
seealso:
  - module: sovd.prod_images.image_contents
  - module: sovd.prod_images.image_info
"""

EXAMPLES = r"""
- name: Run the image as production does, and ask it
  sovd.prod_images.image_probe:
    image: shop-backend:prod
    env: "{{ {'DATABASE_PASSWORD': shop_password} | to_json }}"
    tmpfs: [/tmp]
    services:
      - name: db
        image: postgres:17
        ready: [pg_isready]
    services_env: "{{ {'db': {'POSTGRES_PASSWORD': shop_password}} | to_json }}"
    before:
      - name: migrations
        argv: [alembic, upgrade, head]
    probe: "{{ lookup('ansible.builtin.file', 'probe.py') }}"
    probe_image: python:3.11-slim
    probe_user: "1001:1001"
  register: seen

- name: Refuse an image that did not become healthy
  ansible.builtin.assert:
    that: seen.observed.state.Health.Status == 'healthy'
"""

RETURN = r"""
observed:
  description: What was seen.
  returned: success
  type: dict
  contains:
    before:
      description: Each command of O(before) with its C(item), C(rc), C(stdout) and C(stderr).
      type: list
      elements: dict
    state:
      description: The engine's document of the container's state, read last before it was stopped, and the end of its
        log as C(Log). It has C(Log) alone where the container could not be started.
      type: dict
    probe:
      description: The answers to O(questions), empty where no container ran.
      type: dict
    probe_error:
      description: Why there are no answers although the container ran, an empty text otherwise.
      type: str
    whoami:
      description: What C(whoami) printed.
      type: str
    commands:
      description: Each command of O(commands) with its C(item), C(rc), C(stdout) and C(stderr).
      type: list
      elements: dict
    stopped:
      description: The engine's document of the state after the container was stopped, empty where none ran.
      type: dict
"""

import json
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._options import ENGINE_OPTIONS
from ..module_utils._verify._production_run import ProductionRun

_TEXTS: dict[str, Any] = {"type": "list", "elements": "str", "default": []}
_COMMAND: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "argv": {"type": "list", "elements": "str", "required": True},
    "stdout": {"type": "str", "default": ""},
}
_SERVICE: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "image": {"type": "str", "required": True},
    "command": _TEXTS,
    "ready": _TEXTS,
}
_ENVIRONMENT: dict[str, Any] = {"type": "json", "no_log": True}


def main() -> None:
    """Run the module."""
    commands = {"type": "list", "elements": "dict", "default": [], "options": _COMMAND}
    spec = {
        **ENGINE_OPTIONS,
        "image": {"type": "str", "required": True},
        "prefix": {"type": "str", "default": "image-verify"},
        "workload": {"type": "str", "choices": ["service", "job"], "default": "service"},
        "env": _ENVIRONMENT,
        "command": _TEXTS,
        "user": {"type": "str", "default": ""},
        "memory": {"type": "str", "default": "512m"},
        "pids": {"type": "int", "default": 200},
        "tmpfs": _TEXTS,
        "run_args": _TEXTS,
        "pull": {"type": "str", "choices": ["always", "missing", "never"], "default": "missing"},
        "services": {"type": "list", "elements": "dict", "default": [], "options": _SERVICE},
        "services_env": _ENVIRONMENT,
        "services_timeout": {"type": "int", "default": 60},
        "before": commands,
        "commands": commands,
        "healthy_timeout": {"type": "int", "default": 60},
        "settle_time": {"type": "int", "default": 5},
        "stop_timeout": {"type": "int", "default": 10},
        "probe": {"type": "str", "required": True},
        "probe_image": {"type": "str", "required": True},
        "probe_user": {"type": "str", "required": True},
        "questions": {"type": "dict", "default": {}},
        "whoami": {"type": "bool", "default": False},
    }
    module = AnsibleModule(spec, supports_check_mode=True)
    try:
        environments = {name: _read_environment(name, module.params[name]) for name in ("env", "services_env")}
        _refuse_other_services(module.params["services"], environments["services_env"])
        observed = ProductionRun({**module.params, **environments}).observe()
    except ImageError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, observed=observed)


def _read_environment(option: str, text: str | None) -> dict[str, Any]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise ImageError(
            "{0}: found what is no dictionary (it is not shown), expected variables by their names".format(option)
        )
    return given


def _refuse_other_services(services: list[dict[str, Any]], environments: dict[str, Any]) -> None:
    names = [service["name"] for service in services]
    for name, variables in environments.items():
        if name not in names or not isinstance(variables, dict):
            raise ImageError(
                "services_env: found {0!r}, expected names of services ({1}), each with variables by their "
                "names".format(name, ", ".join(names) or "there are none")
            )


if __name__ == "__main__":
    main()
