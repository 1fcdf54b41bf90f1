# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that reach an engine, shared by all modules of the collection."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only; `ENGINE_OPTIONS` in module_utils/_docker/_options.py is the code that belongs to it."""

    DOCUMENTATION = r"""
options:
  docker_host:
    description:
      - Address of the engine, such as V(unix:///var/run/docker.sock), V(tcp://10.0.0.5:2376) or V(ssh://user@host).
      - Without it the docker command decides, by E(DOCKER_HOST) or its current context.
    type: str
  cli_context:
    description: The docker context to use. Not together with O(docker_host), where both are set.
    type: str
  docker_cli:
    description: Path of the docker command on the target, when it is not found by E(PATH).
    type: path
  tls:
    description: Encrypt the connection, without checking the engine's certificate. Not together with
      O(validate_certs), where both are true.
    type: bool
    default: false
  validate_certs:
    description: Encrypt the connection and check the engine's certificate, by O(ca_path).
    type: bool
    default: false
  ca_path:
    description: File on the target with the certificate of the authority that signed the engine's certificate.
      Without it the docker command takes C(ca.pem) of its configuration.
    type: path
  client_cert:
    description: File on the target with the client's certificate, which most engines with TLS demand.
    type: path
  client_key:
    description: File on the target with the client's key.
    type: path
requirements:
  - Docker CLI with buildx 0.12 or newer on the target
"""
