#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that returns images as facts."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_info
short_description: Return size, user, health check and more of images
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Returns the same facts as M(sovd.prod_images.image_build) for images that exist on the engine.
  - To resolve the user, the image's passwd file is copied from a container that is created, never started, and removed.
    No volume is left of it.
extends_documentation_fragment:
  - sovd.prod_images.engine
  - sovd.prod_images.reading
options:
  names:
    description: References or ids of images, such as V(sovd-backend:prod).
    type: list
    elements: str
    required: true
seealso:
  - module: sovd.prod_images.image_build
"""

EXAMPLES = r"""
- name: Read what the image is
  sovd.prod_images.image_info:
    names:
      - sovd-backend:prod
  register: backend

- name: Refuse an image without a health check
  ansible.builtin.assert:
    that: backend.images[0].healthcheck is not none
"""

RETURN = r"""
images:
  description: Facts of the images that exist, in the order in which they were named. Each has the keys of
    RV(sovd.prod_images.image_build#module:image).
  returned: success
  type: list
  elements: dict
missing:
  description: The names for which the engine has no image.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._asking_container import remove_forgotten_containers
from ..module_utils._docker._engine import Engine
from ..module_utils._docker._image_reader import read_images
from ..module_utils._docker._options import ENGINE_OPTIONS


def main() -> None:
    """Run the module."""
    spec = {**ENGINE_OPTIONS, "names": {"type": "list", "elements": "str", "required": True}}
    module = AnsibleModule(spec, supports_check_mode=True)
    try:
        engine = Engine(module.params)
        remove_forgotten_containers(engine)
        images = read_images(engine, module.params["names"])
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    missing = [name for name, facts in images.items() if facts is None]
    module.exit_json(changed=False, images=[facts.to_json() for facts in images.values() if facts], missing=missing)


if __name__ == "__main__":
    main()
