#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that runs a docker command on the engine that the other modules talk to."""

from __future__ import annotations

DOCUMENTATION = r"""
module: docker_command
short_description: Run a docker command on the engine of the play
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Runs the docker command with O(argv), as M(ansible.builtin.command) would, on the engine that the other modules of
    this collection talk to, by the same options, which C(module_defaults) gives to all of them.
  - The task's C(environment) reaches the command. A secret belongs there or into O(stdin), since every user of the
    target can read the arguments of a process.
  - Always tells RV(rc), RV(stdout) and RV(stderr), so that C(failed_when) and C(changed_when) can decide by them.
extends_documentation_fragment:
  - sovd.prod_images.engine
attributes:
  check_mode:
    support: partial
    description: Whether the command is run in check mode.
    details:
      - It is not run, since only its author knows what it changes. A task whose command only reads sets
        C(check_mode=false).
  diff_mode:
    support: none
    description: What a command changes is not known.
options:
  argv:
    description: The arguments of the docker command, without C(docker) itself.
    type: list
    elements: str
    required: true
  stdin:
    description: Text that the command reads from its standard input, which is empty otherwise.
    type: str
  timeout:
    description: Seconds after which the command is ended, with RV(rc=124). V(0) waits for ever.
    type: int
    default: 0
  answer_timeout:
    description: Seconds within which the command has to print something, be it a line on the way; it is ended with
      RV(rc=124) otherwise. V(0) waits for ever.
    type: int
    default: 0
seealso:
  - module: ansible.builtin.command
"""

EXAMPLES = r"""
- name: List the networks of the engine
  sovd.prod_images.docker_command:
    argv: [network, ls, --quiet]
  register: networks
  changed_when: false
  check_mode: false

- name: Start a container whose password no list of processes shows
  sovd.prod_images.docker_command:
    argv: [run, --detach, --name=shop-db, --env=POSTGRES_PASSWORD, "postgres:17"]
  environment:
    POSTGRES_PASSWORD: "{{ shop_password }}"

- name: Let every task of the play talk to the engine of another host
  hosts: build_hosts
  module_defaults:
    group/sovd.prod_images.docker:
      docker_host: ssh://builder@engine.example
  tasks:
    - name: Ask that engine for its version
      sovd.prod_images.docker_command:
        argv: [version]
        timeout: 30
      changed_when: false
"""

RETURN = r"""
cmd:
  description: The command with all its arguments, among them those that reach the engine.
  returned: always
  type: list
  elements: str
rc:
  description: Exit code of the command; V(127) where the target has no docker command, V(124) when it took too long.
  returned: always
  type: int
stdout:
  description: What the command printed, without the line break at its end.
  returned: always
  type: str
stdout_lines:
  description: RV(stdout) by lines.
  returned: always
  type: list
  elements: str
stderr:
  description: What the command complained about, without the line break at its end.
  returned: always
  type: str
stderr_lines:
  description: RV(stderr) by lines.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._command import run_command
from ..module_utils._docker._options import ENGINE_OPTIONS


def main() -> None:
    """Run the module."""
    spec = {
        **ENGINE_OPTIONS,
        "argv": {"type": "list", "elements": "str", "required": True},
        "stdin": {"type": "str"},
        "timeout": {"type": "int", "default": 0},
        "answer_timeout": {"type": "int", "default": 0},
    }
    module = AnsibleModule(spec, supports_check_mode=True)
    if module.check_mode:
        module.exit_json(changed=False, skipped=True, rc=0, msg="The command is not run in check mode")
    try:
        done = run_command(module.params)
    except ImageError as error:
        module.fail_json(msg=str(error))
    result = {"cmd": done.command, "rc": done.rc, "stdout": done.stdout, "stderr": done.stderr}
    if done.rc:
        module.fail_json(msg=done.problem, changed=True, **result)
    module.exit_json(changed=True, **result)


if __name__ == "__main__":
    main()
