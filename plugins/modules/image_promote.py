#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that promotes an image from one place in a registry to another."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_promote
short_description: Give a published image another name, tag or registry, with its papers, when a policy allows it
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Takes an image by its digest, so what is tested in one environment is what runs in the next one. Nothing is built.
  - Before anything is written, the image, its papers and their signatures are judged by O(policy). The signatures name
    digests, and what was checked by its digest is what is written, so that nobody can exchange it in between.
  - Within a registry the target takes the layers out of the source's repository (cross-repository mount), so no byte of
    them is sent. Between two registries, or where a registry mounts none, skopeo copies them - they then pass the host
    that this module runs on, but no engine, and the controller only where it is that host.
  - Papers and signatures, which are small, go with the image. Signatures are checked once more where they have arrived.
  - Tags are written at last. Where a run ends midway, each tag is as it was, and the next run brings what lacks.
extends_documentation_fragment:
  - sovd.prod_images.registry
attributes:
  check_mode:
    support: full
    description: Judges the image, and says what would be written, without writing anything.
  diff_mode:
    support: full
    description: Shows what each tag holds before and after.
options:
  name:
    description: The registry, with its port where it has one, and the repository where the image is, such as
      V(registry.example:5000/staging/app).
    type: str
    required: true
  digest:
    description: Digest of the image, as M(sovd.prod_images.image_publish) returns it. A tag is refused, for it may
      move after it was checked.
    type: str
    required: true
  to:
    description: The registry and the repository that the image gets to. Without it only O(tags) are added.
    type: str
  tags:
    description: Tags that the image gets there. One that holds another image is refused, unless O(moving_tags) names
      it.
    type: list
    elements: str
    default: []
  moving_tags:
    description: Tags that the image gets there, and that may be taken from another image, such as V(production).
    type: list
    elements: str
    default: []
  policy:
    description: What the image has to be.
    type: dict
    required: true
    suboptions:
      key:
        description: Whose signature the image and each of its O(policy.papers) have to have - a file on the target with
          the public key, or the reference of a key in a KMS.
        type: str
      certificate_identity:
        description:
          - Whose signature by a certificate they have to have, in the place of O(policy.key) - the name in the
            certificate, such as an e-mail address or V(https://ci.example/team/app/publish.yml@refs/heads/main).
            It goes with O(policy.certificate_oidc_issuer).
          - The certificate has to be valid now, or have been when a timestamp authority saw the signature, as
            O(policy.timestamp_certificate_chain) says. No transparency log is asked.
        type: str
      certificate_identity_regexp:
        description: As O(policy.certificate_identity), a regular expression of Go's that the whole name has to match.
        type: str
      certificate_oidc_issuer:
        description: Who issued the token by which the certificate was given, such as
          V(https://token.actions.githubusercontent.com).
        type: str
      ca_roots:
        description: File on the target with the roots of an own certificate authority, as PEM. Without it and
          O(policy.certificate_chain) cosign trusts those of Sigstore's public service, for which it asks the internet.
        type: path
      ca_intermediates:
        description: File on the target with the intermediate authorities below O(policy.ca_roots), as PEM.
        type: path
      certificate_chain:
        description: File on the target with the intermediate authorities and then the one root, as PEM, in the place
          of O(policy.ca_roots) and O(policy.ca_intermediates).
        type: path
      timestamp_certificate_chain:
        description: File on the target with the certificates of a timestamp authority, as PEM. Signatures have to
          have its timestamp, by which they count after their certificate has ended.
        type: path
      insecure_ignore_sct:
        description: Whether a certificate counts without the proof that a log of certificates knows it, which an own
          authority mostly has none of.
        type: bool
        default: false
      unsigned:
        description: Whether no signature is asked for, in the place of O(policy.key) and
          O(policy.certificate_identity).
        type: bool
        default: false
      papers:
        description: Papers that have to be there, about this image, and signed as it is.
        type: list
        elements: str
        choices: [spdx, cyclonedx, provenance]
        default: [spdx, cyclonedx, provenance]
      layers:
        description:
          - V(size) asks the registry for the sizes of the layers, V(digest) reads each of them to prove its digest, for
            which they pass the host that this module runs on.
          - Whoever pulls an image proves the digests of its layers in any case.
        type: str
        choices: [size, digest]
        default: size
      older:
        description: Whether a tag of O(moving_tags) may go back to an image that was made before the one it holds.
        type: bool
        default: false
  target_username:
    description: As O(registry_username), for O(to). In the same registry O(registry_username) is taken without it.
    type: str
  target_password:
    description: As O(registry_password), for O(to).
    type: str
  target_config_dir:
    description: As O(registry_config_dir), for O(to). Without it that is taken.
    type: path
  target_ca_path:
    description: As O(registry_ca_path), for O(to). Without it that is taken.
    type: path
  target_plain_http:
    description: As O(registry_plain_http), for O(to). Without it that is taken in the same registry.
    type: bool
  cosign:
    description: Path of the command cosign, version 2 or 3, when it is not found by E(PATH).
    type: path
    default: cosign
  skopeo:
    description: Path of the command skopeo, 1.6 or newer, when it is not found by E(PATH). Only needed between two
      registries, and where a registry mounts no layers.
    type: path
    default: skopeo
  timeout:
    description: Seconds after which a copy has to be made, from 1 on.
    type: int
    default: 3600
seealso:
  - module: sovd.prod_images.image_publish
"""

EXAMPLES = r"""
- name: Let production run what was tested in staging
  sovd.prod_images.image_promote:
    name: registry.example:5000/staging/backend
    digest: "{{ tested_digest }}"
    to: registry.example:5000/production/backend
    tags: ["1.4.0"]
    moving_tags: [production]
    policy:
      key: /etc/keys/cosign.pub
  register: promoted

- name: Bring it to another registry
  sovd.prod_images.image_promote:
    name: registry.example:5000/staging/backend
    digest: "{{ tested_digest }}"
    to: registry.other.example/shop/backend
    tags: ["1.4.0"]
    target_username: deployer
    target_password: "{{ other_password }}"
    policy:
      key: awskms:///alias/images
      papers: [spdx, provenance]

- name: Promote what the pipeline has signed by a certificate of an own authority
  sovd.prod_images.image_promote:
    name: registry.example:5000/staging/backend
    digest: "{{ tested_digest }}"
    to: registry.example:5000/production/backend
    moving_tags: [production]
    policy:
      certificate_identity: https://ci.example/sovd/publish
      certificate_oidc_issuer: https://ci.example
      ca_roots: /etc/keys/fulcio.pem
      timestamp_certificate_chain: /etc/keys/timestamps.pem
      insecure_ignore_sct: true
"""

RETURN = r"""
digest:
  description: Digest of the image, which is the same in both places.
  returned: success
  type: str
reference:
  description: What a deployment pulls, C(NAME@DIGEST).
  returned: success
  type: str
  sample: registry.example/production/backend@sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865
written_tags:
  description: Tags that were written, each with the digest that it held before, or null.
  returned: success
  type: dict
reasons:
  description: What the target lacked, with C(kind) (V(image), V(paper), V(signature) or V(tag)), C(name), and what was
    there C(before) and C(after).
  returned: success
  type: list
  elements: dict
papers:
  description: Digests of the image's papers by their kinds, without those that the policy does not ask for. A bill of
    an image for several platforms has its platform behind the kind, such as C(spdx linux/amd64).
  returned: success
  type: dict
ids:
  description: Ids by which an engine may know the image, of its manifests and of its configurations.
  returned: success
  type: list
  elements: str
carried_by:
  description: What brought the layers, V(mount) within a registry or V(skopeo). Null where the target had the image.
  returned: success
  type: str
mounted:
  description: Number of blobs that the target took out of the source's repository.
  returned: success
  type: int
sent:
  description: Bytes that this module sent, without those of skopeo.
  returned: success
  type: int
registry:
  description: The registry that did not do what it was asked.
  returned: when a registry is the cause of the failure
  type: str
step:
  description: What it was asked.
  returned: when a registry is the cause of the failure
  type: str
"""

import re
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._buildkit._errors import ImageError
from ..module_utils._publish._paper_places import ARTIFACT_TYPES
from ..module_utils._publish._release_policy import ReleasePolicy
from ..module_utils._publish._release_promotion import ReleasePromotion
from ..module_utils._publish._skopeo import Skopeo
from ..module_utils._publish._tag_plan import WantedTags
from ..module_utils._publish._transfer import Transfer
from ..module_utils._registry._certificate_identity import CERTIFICATE_OPTIONS, CertificateIdentity
from ..module_utils._registry._client import Client
from ..module_utils._registry._cosign import Cosign
from ..module_utils._registry._options import REGISTRY_OPTIONS
from ..module_utils._registry._place import Place
from ..module_utils._registry._repository import Repository

_POLICY = {
    "key": {"type": "str", "no_log": False},  # the name of one
    **CERTIFICATE_OPTIONS,
    "unsigned": {"type": "bool", "default": False},
    "papers": {"type": "list", "elements": "str", "choices": list(ARTIFACT_TYPES), "default": list(ARTIFACT_TYPES)},
    "layers": {"type": "str", "choices": ["size", "digest"], "default": "size"},
    "older": {"type": "bool", "default": False},
}


def main() -> None:
    """Run the module."""
    spec = {
        **REGISTRY_OPTIONS,
        "name": {"type": "str", "required": True},
        "digest": {"type": "str", "required": True},
        "to": {"type": "str"},
        "tags": {"type": "list", "elements": "str", "default": []},
        "moving_tags": {"type": "list", "elements": "str", "default": []},
        "policy": {"type": "dict", "required": True, "options": _POLICY},
        "target_username": {"type": "str"},
        "target_password": {"type": "str", "no_log": True},
        "target_config_dir": {"type": "path"},
        "target_ca_path": {"type": "path"},
        "target_plain_http": {"type": "bool"},
        "cosign": {"type": "path", "default": "cosign"},
        "skopeo": {"type": "path", "default": "skopeo"},
        "timeout": {"type": "int", "default": 3600},
    }
    module = AnsibleModule(spec, supports_check_mode=True)
    try:
        result = _promote(module.params, module.check_mode)
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    except OSError as error:
        where = error.filename or "the folder for temporary files"
        module.fail_json(msg="cannot use {0} ({1}); see that it is there and readable".format(where, error.strerror))
    module.exit_json(**result)


def _promote(params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    _refuse_wrong(params)
    policy = _policy(params["policy"])
    source, target = Place.of(params["name"]), Place.of(params["to"] or params["name"], "to")
    wanted = WantedTags.of(params["tags"], params["moving_tags"])
    reader = Client.of(source.host, params)
    writer = Client.of(target.host, _target_options(params, source.host == target.host))
    skopeo = Skopeo(params["skopeo"], params["timeout"])
    transfer = Transfer(Repository(reader, source), Repository(writer, target), skopeo)
    promotion = ReleasePromotion(
        transfer,
        policy,
        Cosign(reader, source, params["cosign"]),
        Cosign(writer, target, params["cosign"]),
        check_mode,
    )
    promoted = promotion.run(params["digest"], wanted)
    return {
        "changed": bool(promoted.reasons),
        "digest": params["digest"],
        "reference": "{0}@{1}".format(target.name, params["digest"]),
        "written_tags": promoted.tags,
        "reasons": promoted.reasons,
        "papers": promoted.papers,
        "ids": promoted.ids,
        "carried_by": transfer.by,
        "mounted": transfer.mounted,
        "sent": writer.sent,
        "diff": promoted.difference(target.name),
    }


def _refuse_wrong(params: dict[str, Any]) -> None:
    if params["timeout"] < 1:
        raise ImageError("timeout: found {0}; set a number of seconds from 1 on".format(params["timeout"]))
    if not re.match(r"sha256:[0-9a-f]{64}\Z", params["digest"]):
        raise ImageError(
            "digest: found {0!r}; give the digest of the image, sha256: and 64 digits, as image_publish returns it, "
            "since a tag may move after it was checked".format(params["digest"])
        )


def _policy(options: dict[str, Any]) -> ReleasePolicy:
    papers = tuple(dict.fromkeys(options["papers"]))
    return ReleasePolicy(_signed_by(options), papers, options["layers"] == "digest", options["older"])


def _signed_by(options: dict[str, Any]) -> str | CertificateIdentity | None:
    """Return whose signature counts, None for nobody's. Raises ImageError unless the policy says one of them."""
    identity = CertificateIdentity.of(options, "policy.")
    given = {"policy.key": options["key"], "policy.unsigned": options["unsigned"]}
    found = [name for name, value in {**given, "policy.certificate_identity": identity}.items() if value]
    if len(found) != 1:
        raise ImageError(
            "policy: found {0}; name who signs by one of policy.key and policy.certificate_identity, or set "
            "policy.unsigned alone".format(" and ".join(found) or "nobody who signs")
        )
    return identity or options["key"] or None


def _target_options(params: dict[str, Any], same_registry: bool) -> dict[str, Any]:
    """Return the options of the registry that the image gets to, by the names of the other one."""
    found = dict(params)
    for name in ("config_dir", "ca_path"):
        found["registry_" + name] = params["target_" + name] or params["registry_" + name]
    for name, nothing in (("username", None), ("password", None), ("plain_http", False)):
        given, own = params["target_" + name], params["registry_" + name] if same_registry else nothing
        found["registry_" + name] = own if given is None else given
    return found


if __name__ == "__main__":
    main()
