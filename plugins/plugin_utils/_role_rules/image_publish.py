# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role image_publish have to be."""

from __future__ import annotations

from typing import Iterator

from .._grammar._docker import IMAGE, IMAGE_NAME, IMAGE_TAG, PASSED_TEXT
from .._grammar._http import URL
from .._grammar._system import ARGUMENT, PATH, WORD
from .._role import RoleRules, Values
from .._rule import Each, Number, Text
from .shared import CHOICES, SWITCH


def there_is_a_tag(values: Values) -> Iterator[str]:
    """Yield that nobody would find the image."""
    if not (values["image_publish_tags"] or values["image_publish_moving_tags"] or values["image_publish_source"]):
        yield "image_publish_tags: found none, expected at least one, or a commit by image_publish_source"


def login_is_whole(values: Values) -> Iterator[str]:
    """Yield which half of a login lacks."""
    names = ("image_publish_username", "image_publish_password")
    for given, lacking in (names, names[::-1]):
        if values[given] and not values[lacking]:
            yield "{0}: found nothing beside {1}, expected both, or none".format(lacking, given)


def key_is_named(values: Values) -> Iterator[str]:
    """Yield that there is nothing to sign with."""
    if values["image_publish_sign"] == "key" and not values["image_publish_sign_key"]:
        yield "image_publish_sign_key: found nothing, expected a file or a KMS, since image_publish_sign is 'key'"


def identity_is_named(values: Values) -> Iterator[str]:
    """Yield that anybody's signature would count."""
    names = ("image_publish_certificate_identity", "image_publish_certificate_identity_regexp")
    if values["image_publish_sign"] == "keyless" and not any(values[name] for name in names):
        told = "{0}: found nothing, expected whom the token names, since image_publish_sign is 'keyless'"
        yield told.format(names[0])


RULES = RoleRules(
    rules={
        "image_publish_image": Text(IMAGE),
        "image_publish_name": Text(IMAGE_NAME),
        "image_publish_tags": Each(Text(IMAGE_TAG)),
        "image_publish_moving_tags": Each(Text(IMAGE_TAG)),
        "image_publish_source": Text(PATH, empty=True),
        "image_publish_allow_dirty": SWITCH,
        "image_publish_papers": CHOICES,
        "image_publish_page_source": Text(PATH, empty=True),
        "image_publish_builder_id": Text(URL),
        "image_publish_state_dir": Text(PATH),
        "image_publish_sign": CHOICES,
        "image_publish_sign_key": Text(PATH, empty=True),
        "image_publish_sign_key_password": Text(PASSED_TEXT, empty=True, secret=True),
        "image_publish_sign_arguments": Each(Text(ARGUMENT)),
        "image_publish_certificate_identity": Text(ARGUMENT, empty=True),
        "image_publish_certificate_identity_regexp": Text(ARGUMENT, empty=True),
        "image_publish_certificate_oidc_issuer": Text(URL, empty=True),
        "image_publish_ca_roots": Text(PATH, empty=True),
        "image_publish_ca_intermediates": Text(PATH, empty=True),
        "image_publish_certificate_chain": Text(PATH, empty=True),
        "image_publish_timestamp_certificate_chain": Text(PATH, empty=True),
        "image_publish_insecure_ignore_sct": SWITCH,
        "image_publish_cosign": Text(PATH),
        "image_publish_username": Text(WORD, empty=True),
        "image_publish_password": Text(PASSED_TEXT, empty=True, secret=True),
        "image_publish_config_dir": Text(PATH, empty=True),
        "image_publish_ca_path": Text(PATH, empty=True),
        "image_publish_plain_http": SWITCH,
        "image_publish_registry_timeout": Number("seconds", 1, 3600),
        "image_publish_timeout": Number("seconds", 1, 86400),
    },
    across=(there_is_a_tag, login_is_whole, key_is_named, identity_is_named),
    results=frozenset({"image_publish_result"}),
)
