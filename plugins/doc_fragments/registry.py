# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that reach a registry, shared by the modules that publish and promote."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only; `REGISTRY_OPTIONS` in module_utils/_registry/_options.py is the code that belongs to it."""

    DOCUMENTATION = r"""
options:
  registry_username:
    description:
      - User of the registry. It goes with O(registry_password).
      - Without both, the login of the docker command on the target is taken, also one that a credential helper keeps.
    type: str
  registry_password:
    description: Password or token of the user. It is in no command line, log, result or file that stays.
    type: str
  registry_config_dir:
    description: Folder of the docker configuration C(config.json) with logins and credential helpers. Without it that
      of E(DOCKER_CONFIG), else C(~/.docker).
    type: path
  registry_ca_path:
    description: File on the target with the certificate of the authority that signed the registry's. Without it the
      machine's authorities are trusted.
    type: path
  registry_plain_http:
    description: Speak to the registry without TLS, where it has none. Everyone on the way can then read the login.
    type: bool
    default: false
  registry_timeout:
    description: Seconds without a sign of life after which the registry is given up.
    type: int
    default: 60
"""
