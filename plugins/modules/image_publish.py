#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that publishes an image to a registry."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_publish
short_description: Publish an image of the engine to a registry, by digest and with tags
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Sends an image to a registry and gives it tags there. The target talks to the registry itself, so neither the
    engine nor the docker command has to be logged in, or to trust the registry's certificate.
  - What the registry has is not sent again. Where each tag holds the image, nothing is written at all.
  - Beside the image lie its papers, which are a bill of materials and the provenance, as artifacts that refer to its
    digest (OCI referrers), or in a list under the tag C(sha256-HEX) in a registry that keeps no such list.
  - The image and each of its papers are signed where O(sign) says so. No transparency log is told of it.
  - Tags are written at last, so that whoever pulls by one gets a whole image with its papers. A run that ends midway
    leaves each tag as it was, and the next run sends what lacks.
extends_documentation_fragment:
  - sovd.prod_images.engine
  - sovd.prod_images.registry
attributes:
  check_mode:
    support: full
    description: Asks the registry, and says what would be written, without writing anything.
  diff_mode:
    support: full
    description: Shows what each tag holds before and after.
options:
  image:
    description: Reference or id of the image on the engine, such as V(sovd-backend:prod).
    type: str
    required: true
  name:
    description: The registry, with its port where it has one, and the repository in it, such as
      V(registry.example:5000/team/app). It does not have to be a name that the engine knows.
    type: str
    required: true
  tags:
    description:
      - Tags that the image gets. One that holds another image in the registry is refused before anything is sent,
        unless O(moving_tags) names it.
    type: list
    elements: str
    default: []
  moving_tags:
    description: Tags that the image gets, and that may be taken from another image, such as V(latest).
    type: list
    elements: str
    default: []
  source:
    description:
      - Folder on the target, in a working tree of git, that the image was built from. The image then gets the SHA of
        its commit as a tag, too.
      - Where a file in the folder has changes that are not in the commit, that is refused.
    type: path
  allow_dirty:
    description: Publish from a O(source) with changes that are not in its commit. The tag is then the SHA with
      C(-dirty) behind it, which may move.
    type: bool
    default: false
  papers:
    description:
      - The papers that the image gets. One of a kind that it has is not written again, unless O(sign) is set
        and the key has not signed it.
      - V(spdx) and V(cyclonedx) name each package that the databases of dpkg and apk, the metadata of Python's
        distributions and the folders C(node_modules) in the image say is there, and those that are bundled into a page.
      - V(provenance) says by SLSA which commit of O(source), which base images and which inputs made the image, by the
        record that M(sovd.prod_images.image_build) keeps in O(state_dir).
    type: list
    elements: str
    choices: [spdx, cyclonedx, provenance]
    default: [spdx, cyclonedx, provenance]
  page_source:
    description:
      - Folder on the target with the lock of a page, by npm, pnpm or yarn.
      - An image of M(sovd.prod_images.image_build) by the role C(frontend_image) says itself which packages are bundled
        into its page, where the bundler wrote source maps. Of another one the bill of materials names what the lock has
        for run time, and says in a remark that this may be more. Without a lock, the result warns.
    type: path
  builder_id:
    description: URI of who builds, such as that of a pipeline, for the provenance.
    type: str
    default: https://github.com/sovd/prod_images
  state_dir:
    description: Folder on the target with the records of M(sovd.prod_images.image_build).
    type: path
    default: ~/.local/state/sovd.prod_images
  sign:
    description:
      - With V(key) the command cosign signs by O(sign_key), with V(keyless) by a certificate for the identity that a
        token in E(SIGSTORE_ID_TOKEN) of the task's environment proves, which O(certificate_identity) names.
      - What has a signature by the key, or by the identity where one is named, is not signed again.
    type: str
    choices: [none, key, keyless]
    default: none
  sign_key:
    description: File on the target with the private key as cosign writes it, or the reference of a key in a KMS, such
      as V(awskms:///alias/images).
    type: str
  sign_key_password:
    description: Password of the key file. It reaches cosign by its environment alone.
    type: str
  sign_arguments:
    description: Arguments of C(cosign sign) besides, such as V(--fulcio-url=https://fulcio.example).
    type: list
    elements: str
    default: []
  certificate_identity:
    description:
      - Who signs with V(sign=keyless), as the certificate names him, such as an e-mail address or
        V(https://ci.example/team/app/publish.yml@refs/heads/main). It goes with
        O(certificate_oidc_issuer). Signatures of others do not count, and what was just signed is verified by it before
        a tag is written.
      - With V(sign=key) it is whom a certificate of the key names that O(sign_arguments) has, by V(--certificate=) and
        V(--certificate-chain=). A signature without a certificate then does not count.
      - The certificate has to be valid now, or have been when a timestamp authority saw the signature, as
        O(timestamp_certificate_chain) says. Else the next run signs again.
    type: str
  certificate_identity_regexp:
    description: As O(certificate_identity), a regular expression of Go's that the whole name has to match, so that what
      another branch or tag of one's own has signed is not signed again.
    type: str
  certificate_oidc_issuer:
    description: Who issued the token by which the certificate was given, such as
      V(https://token.actions.githubusercontent.com).
    type: str
  ca_roots:
    description: File on the target with the roots of an own certificate authority, as PEM. Without it and
      O(certificate_chain) cosign trusts those of Sigstore's public service, for which it asks the internet.
    type: path
  ca_intermediates:
    description: File on the target with the intermediate authorities below O(ca_roots), as PEM.
    type: path
  certificate_chain:
    description: File on the target with the intermediate authorities and then the one root, as PEM, in the place of
      O(ca_roots) and O(ca_intermediates).
    type: path
  timestamp_certificate_chain:
    description: File on the target with the certificates of the timestamp authority that O(sign_arguments) has by
      V(--timestamp-server-url=), as PEM. Signatures have to have its timestamp, by which they count after their
      certificate has ended.
    type: path
  insecure_ignore_sct:
    description: Whether a certificate counts without the proof that a log of certificates knows it, which an own
      authority mostly has none of.
    type: bool
    default: false
  cosign:
    description: Path of the command cosign, version 2 or 3, when it is not found by E(PATH).
    type: path
    default: cosign
  timeout:
    description: Seconds after which the engine has to have given the image away, from 1 on.
    type: int
    default: 3600
seealso:
  - module: sovd.prod_images.image_build
"""

EXAMPLES = r"""
- name: Publish what was built
  sovd.prod_images.image_publish:
    image: sovd-backend:prod
    name: registry.example:5000/sovd/backend
    tags: ["1.4.0"]
    moving_tags: [latest]
    source: /srv/sovd/backend
    registry_username: publisher
    registry_password: "{{ registry_password }}"
    sign: key
    sign_key: /etc/keys/cosign.key
    sign_key_password: "{{ key_password }}"
  register: published

- name: Say by what the deployment has to name it
  ansible.builtin.debug:
    var: published.reference

- name: Get a token of ECR, which is a password for twelve hours
  ansible.builtin.command: aws ecr get-login-password --region eu-central-1
  register: token
  changed_when: false
  no_log: true

- name: Publish to ECR, signed by a key that never leaves the KMS
  sovd.prod_images.image_publish:
    image: sovd-backend:prod
    name: "{{ ecr_registry }}/sovd/backend"
    source: /srv/sovd/backend
    registry_username: AWS
    registry_password: "{{ token.stdout }}"
    sign: key
    sign_key: awskms:///alias/images

- name: Publish from a pipeline that proves who it is, by a certificate authority of one's own
  sovd.prod_images.image_publish:
    image: sovd-backend:prod
    name: registry.example:5000/sovd/backend
    source: /srv/sovd/backend
    sign: keyless
    sign_arguments:
      - --fulcio-url=https://fulcio.example
      - --timestamp-server-url=https://timestamps.example/api/v1/timestamp
      - --insecure-skip-verify=true  # the authority has no log of certificates
    certificate_identity: https://ci.example/sovd/publish
    certificate_oidc_issuer: https://ci.example
    ca_roots: /etc/keys/fulcio.pem
    timestamp_certificate_chain: /etc/keys/timestamps.pem
    insecure_ignore_sct: true
  environment:
    SIGSTORE_ID_TOKEN: "{{ lookup('ansible.builtin.env', 'CI_ID_TOKEN') }}"
"""

RETURN = r"""
digest:
  description: Digest by which the registry has the image, or in check mode would have it.
  returned: success
  type: str
reference:
  description: What a deployment pulls, C(NAME@DIGEST).
  returned: success
  type: str
  sample: registry.example:5000/sovd/backend@sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865
tags:
  description: All tags with which the image is published.
  returned: success
  type: list
  elements: str
written_tags:
  description: Tags that were written, each with the digest that it held before, or null.
  returned: success
  type: dict
reasons:
  description: What the registry lacked, with C(kind) (V(image), V(paper), V(signature) or V(tag)), C(name), and what
    was there C(before) and C(after).
  returned: success
  type: list
  elements: dict
papers:
  description: Digests of the image's papers by their kinds. A bill of an image for several platforms has its platform
    behind the kind, such as C(spdx linux/amd64).
  returned: success
  type: dict
sent:
  description: Bytes that were sent, without what the registry had and without signatures.
  returned: success
  type: int
commit:
  description: SHA of the commit of O(source), whether the tree was C(dirty), and where it was cloned from
    (C(origin)). Null without O(source).
  returned: success
  type: dict
registry:
  description: The registry that did not do what it was asked.
  returned: when a registry is the cause of the failure
  type: str
step:
  description: What it was asked.
  returned: when a registry is the cause of the failure
  type: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._build._state import State
from ..module_utils._buildkit._errors import ImageError
from ..module_utils._docker._engine import Engine
from ..module_utils._docker._options import ENGINE_OPTIONS
from ..module_utils._publish._bundled_packages import Bundled, bundled_packages
from ..module_utils._publish._paper_places import ARTIFACT_TYPES
from ..module_utils._publish._papers import Papers
from ..module_utils._publish._provenance import Inputs
from ..module_utils._publish._publication import Publication
from ..module_utils._publish._signing import Signing
from ..module_utils._publish._source_commit import SourceCommit, read_commit
from ..module_utils._publish._tag_plan import WantedTags
from ..module_utils._registry._certificate_identity import CERTIFICATE_OPTIONS, CertificateIdentity
from ..module_utils._registry._client import Client
from ..module_utils._registry._cosign import Cosign, Signer
from ..module_utils._registry._options import REGISTRY_OPTIONS
from ..module_utils._registry._place import Place
from ..module_utils._registry._repository import Repository


def main() -> None:
    """Run the module."""
    spec = {
        **ENGINE_OPTIONS,
        **REGISTRY_OPTIONS,
        "image": {"type": "str", "required": True},
        "name": {"type": "str", "required": True},
        "tags": {"type": "list", "elements": "str", "default": []},
        "moving_tags": {"type": "list", "elements": "str", "default": []},
        "source": {"type": "path"},
        "allow_dirty": {"type": "bool", "default": False},
        "papers": {"type": "list", "elements": "str", "choices": list(ARTIFACT_TYPES), "default": list(ARTIFACT_TYPES)},
        "page_source": {"type": "path"},
        "builder_id": {"type": "str", "default": "https://github.com/sovd/prod_images"},
        "state_dir": {"type": "path", "default": "~/.local/state/sovd.prod_images"},
        "sign": {"type": "str", "choices": ["none", "key", "keyless"], "default": "none"},
        "sign_key": {"type": "str", "no_log": False},  # the name of one
        "sign_key_password": {"type": "str", "no_log": True},
        "sign_arguments": {"type": "list", "elements": "str", "default": []},
        **CERTIFICATE_OPTIONS,
        "cosign": {"type": "path", "default": "cosign"},
        "timeout": {"type": "int", "default": 3600},
    }
    needed = [("sign", "key", ["sign_key"])]
    module = AnsibleModule(spec, supports_check_mode=True, required_if=needed)
    try:
        result = _publish(module.params, module.check_mode)
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    except OSError as error:
        where = error.filename or "the folder for temporary files"
        module.fail_json(msg="cannot write to {0} ({1}); make room there".format(where, error.strerror or error))
    for warning in result.pop("told"):
        module.warn(warning)
    module.exit_json(**result)


def _publish(params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    if params["timeout"] < 1:
        raise ImageError("timeout: found {0}; set a number of seconds from 1 on".format(params["timeout"]))
    signer = _signer(params)
    place = Place.of(params["name"])
    commit = read_commit(params["source"], params["allow_dirty"]) if params["source"] else None
    wanted = _wanted_tags(params, commit)
    client = Client.of(place.host, params)
    engine = Engine(params)
    papers = _papers(params, engine, commit)
    repository = Repository(client, place)
    signing = Signing(Cosign(client, place, params["cosign"]), signer, repository) if signer else None
    publication = Publication(engine, repository, papers, signing, params["timeout"], check_mode)
    published = publication.run(params["image"], wanted)
    return {
        "changed": bool(published.reasons),
        "digest": published.digest,
        "reference": "{0}@{1}".format(place.name, published.digest),
        "tags": list(wanted.names),
        "written_tags": published.tags,
        "reasons": published.reasons,
        "papers": published.papers,
        "sent": client.sent,
        "commit": commit and {"sha": commit.sha, "dirty": commit.dirty, "origin": commit.origin},
        "diff": published.difference(place.name),
        "told": [papers.bundled.warning] if papers.bundled.warning else [],
    }


def _papers(params: dict[str, Any], engine: Engine, commit: SourceCommit | None) -> Papers:
    records = State(params["state_dir"], params["image"], engine.address).read()
    bundled = bundled_packages(params["page_source"]) if params["page_source"] else Bundled()
    recorded = {record.image.id: Inputs(record.fingerprint, record.inputs) for record in records}
    return Papers(tuple(dict.fromkeys(params["papers"])), params["builder_id"], bundled, commit, recorded)


def _signer(params: dict[str, Any]) -> Signer | None:
    """Return who signs, None for nobody. Raises ImageError for options that do not go together."""
    identity = CertificateIdentity.of(params)
    if identity and params["sign"] == "none":
        raise ImageError("certificate_identity: found {0} with sign 'none'; set sign, or leave it out".format(identity))
    if params["sign"] == "keyless" and identity is None:
        raise ImageError(
            "certificate_identity: found nothing with sign 'keyless'; name whom the token names, and its issuer by "
            "certificate_oidc_issuer, so that nobody else's signature counts"
        )
    if params["sign"] == "none":
        return None
    key = params["sign_key"] if params["sign"] == "key" else None
    return Signer(key, params["sign_key_password"] or "", tuple(params["sign_arguments"]), identity)


def _wanted_tags(params: dict[str, Any], commit: SourceCommit | None) -> WantedTags:
    of_commit = [commit.tag] if commit else []
    moving = [*params["moving_tags"], *(of_commit if commit and commit.dirty else [])]
    return WantedTags.of(params["tags"], moving, of_commit)


if __name__ == "__main__":
    main()
