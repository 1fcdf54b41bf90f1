# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that writes a value as a word of a Dockerfile."""

from __future__ import annotations

DOCUMENTATION = r"""
name: dockerfile_word
short_description: Write a value as a word of a Dockerfile
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Writes the value of C(ENV) or C(ARG) so that BuildKit reads exactly the same text, whatever quotes, backslashes,
    blanks, C($) or letters it has.
options:
  _input:
    description:
      - The value. A whole number becomes its digits, and a boolean becomes V(true) or V(false).
      - What has a line feed or a NUL character, or is longer than 65,000 bytes, is refused, since no Dockerfile can
        hold it.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Render a Dockerfile
  ansible.builtin.copy:
    content: |
      FROM scratch
      ENV CITY={{ city | sovd.prod_images.dockerfile_word }}
    dest: /srv/app/Dockerfile
    mode: "0644"
  vars:
    city: 'Zürich, $HOME "of" C:\'
"""

RETURN = r"""
_value:
  description: The word.
  type: string
"""

from typing import Callable

from ansible.errors import AnsibleFilterError

from ..plugin_utils import _dockerfile_word as words
from ..plugin_utils._types import hidden, plain


def dockerfile_word(value: object) -> str:
    """Return the word; raises AnsibleFilterError for what no Dockerfile can hold."""
    given = plain(value)
    if not isinstance(given, (str, int)):
        raise AnsibleFilterError(
            "dockerfile_word: found {0}, expected a text, a whole number or a boolean".format(hidden(given))
        )
    text = words.text_of(given)
    if not words.has_word(text):
        raise AnsibleFilterError(
            "dockerfile_word: found a text with a line feed or a NUL character, or of more than {0} bytes, expected "
            "one that a Dockerfile can hold".format(words.LONGEST)
        )
    return words.dockerfile_word(text)


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[[object], str]]:
        """Return the filters by name."""
        return {"dockerfile_word": dockerfile_word}
