#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that writes rendered files where no image is built."""

from __future__ import annotations

DOCUMENTATION = r"""
module: rendered_files
short_description: Write rendered files that are not current
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Replaces each file that does not have its text or that not all users can read. This is how
    M(sovd.prod_images.image_build) judges and replaces its O(sovd.prod_images.image_build#module:rendered_files), so a
    file that is current for one is current for the other.
  - A text whose first lines say that this collection rendered it, as those of the roles do, never replaces a file that
    does not say so. The task then fails, and no file is changed.
  - Either all files that are not current are replaced, or, where one cannot be written, none. Each is replaced at once.
  - Needs no engine, so it is not in the action group C(docker).
attributes:
  check_mode:
    support: full
    description: Says which files would be replaced.
  diff_mode:
    support: full
    description: Shows the texts before and after.
options:
  files:
    description:
      - Text of each file by its path on the target. A folder that is missing is made, with the mode C(0755).
      - A file that is written gets the mode C(0644), whatever the umask. Other modes that let all users read are kept
        while the text is the same.
    type: dict
    required: true
seealso:
  - module: sovd.prod_images.image_build
"""

EXAMPLES = r"""
- name: Write the Dockerfile and its ignore file
  sovd.prod_images.rendered_files:
    files:
      /srv/app/Dockerfile.prod: "{{ lookup('ansible.builtin.template', 'Dockerfile.prod.j2') }}"
      /srv/app/Dockerfile.prod.dockerignore: "{{ lookup('ansible.builtin.template', 'dockerignore.j2') }}"
"""

RETURN = r"""
replaced:
  description: Paths of the files that were replaced, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: ["/srv/app/Dockerfile.prod"]
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._build._rendered_files import RenderedFiles
from ..module_utils._buildkit._errors import ImageError


def main() -> None:
    """Run the module."""
    module = AnsibleModule({"files": {"type": "dict", "required": True}}, supports_check_mode=True)
    try:
        files = RenderedFiles.of(module.params, "files")
        differences = files.differences() if module.check_mode else files.replace()
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    except OSError as error:
        module.fail_json(msg="files: {0}".format(error))
    replaced = [difference["after_header"] for difference in differences]
    module.exit_json(changed=bool(replaced), replaced=replaced, diff=differences)


if __name__ == "__main__":
    main()
