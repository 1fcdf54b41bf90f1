#!/usr/bin/python
# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that builds one image when its inputs differ from what was built."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_build
short_description: Build a container image when something it is made of has changed
version_added: 1.0.0
author: sovd.prod_images contributors (@sovd)
description:
  - Builds an image with BuildKit, by C(docker buildx build), and returns its size, user and health check as facts.
  - Whether to build is decided by a fingerprint of everything that BuildKit would look at, which are the files of the
    context after the ignore file, the Dockerfile, arguments, labels, target, platforms, network, named contexts and the
    identity of every base image. An unchanged image starts no builder.
  - BuildKit itself overlooks a changed file that has the size and modification time of the one that was sent last, even
    from another folder of the same name. This module has it built; RV(build_warnings) names such files.
  - The image is built without its tag, judged by O(policy), and only then tagged. A build that fails or is rejected
    leaves the tag and the record as they were.
extends_documentation_fragment:
  - sovd.prod_images.engine
attributes:
  check_mode:
    support: full
    description: Says whether and why the image would be built, without starting a builder.
  diff_mode:
    support: full
    description: Shows the files, arguments and base images that differ from what was built.
options:
  name:
    description: Name of the image, without tag, such as V(registry.example/team/app).
    type: str
    required: true
  tag:
    description: Tag that the image gets.
    type: str
    default: latest
  tags:
    description:
      - More tags that the image gets. All of them and O(tag) move together, or none does, also where the play is
        killed. Only where the machine itself is lost in that moment, the next run finishes it.
      - The record of what was built is that of O(tag). Where the image is current and lacks one of the others, or
        another image holds it, no builder is started, and the image gets it.
      - With O(push) the registry gets each of them.
    type: list
    elements: str
    default: []
  context:
    description: Folder on the target that is the build context.
    type: path
    required: true
  builder:
    description:
      - The buildx builder that builds, by its name. Without it that of E(BUILDX_BUILDER) in the task's environment, or
        the one that C(docker buildx use) chose. The image is loaded into the engine, judged and tagged there.
      - A builder whose driver is not C(docker), such as C(docker-container), C(kubernetes) or C(remote), does what its
        own BuildKit can, so that O(cache_to), O(outputs), several O(platforms) and O(source_date_epoch) do not need the
        containerd image store. It fetches base images from their registries, also those that the engine has.
      - An engine with another image store holds one of several platforms, which is its own where it is among them, and
        no attestations. The others are built too, and what holds all of them are O(outputs), such as
        C(type=image,name=NAME:TAG,push=true) or C(type=oci,dest=FILE); O(push) is then refused.
    type: str
  dockerfile:
    description:
      - The Dockerfile, relative to O(context) or absolute. A file beside it named C(<Dockerfile>.dockerignore) goes
        before the C(.dockerignore) of the context, and where there is no C(Dockerfile), C(dockerfile) is taken, as in
        BuildKit.
      - BuildKit follows a link only within the folder of the file. A Dockerfile elsewhere is refused, and an ignore
        file elsewhere is not applied, of which the result warns.
    type: str
    default: Dockerfile
  dockerfile_content:
    description:
      - Text of the Dockerfile. The file on the target is then not read.
      - Give it when the same play renders the file, so that check mode can predict
        with the text that is not written yet.
    type: str
  dockerignore_content:
    description: Text of the ignore file, as O(dockerfile_content).
    type: str
  rendered_files:
    description:
      - Files that were rendered for the image, as text by path on the target.
      - Where O(dockerfile) or its ignore file is among them, the build reads that text, as it would read the file once
        it is written. O(dockerfile_content) and O(dockerignore_content) go before it.
      - Each that is not current, as M(sovd.prod_images.rendered_files) defines it, is replaced when the built image
        gets its tag, and neither before nor without it. A build that fails, is rejected by O(policy) or is interrupted
        leaves them as they are.
      - A file that somebody else wrote to the place of one that this collection rendered is refused before anything is
        built, also in check mode, as by M(sovd.prod_images.rendered_files).
      - A task that builds nothing writes none of them. RV(rendered_files_current) tells whether
        M(sovd.prod_images.rendered_files) has to. The others decide nothing about the image.
    type: dict
    default: {}
  report_ignored:
    description:
      - Files and folders of O(context), relative to it, of which RV(ignored) tells what the ignore file leaves out.
      - One that is itself left out is refused, since no step of the Dockerfile could copy it.
    type: list
    elements: str
    default: []
  target:
    description: Stage to build. Without it the last one.
    type: str
  build_args:
    description:
      - Build arguments. They stay visible in the image's history, so use O(secrets) for what is secret. Where the value
        of one of O(secrets) is in an argument, in O(labels) or in the Dockerfile, results and the record have its
        digest.
      - A value is a text or a number; a boolean becomes V(true) or V(false), as in Docker Compose and community.docker.
        Null, a list or a mapping is refused; V('') is an empty text. The same holds for O(labels).
      - The system takes no argument of 128 KiB or more, so a longer value is refused by name.
      - Those for proxies (C(HTTP_PROXY), C(HTTPS_PROXY), C(FTP_PROXY), C(NO_PROXY), C(ALL_PROXY), in both cases) count
        only where the Dockerfile declares them with C(ARG), as in BuildKit, and their values are hidden. A host alone,
        such as those of C(NO_PROXY), is shown where a step's title has it.
    type: dict
    default: {}
  labels:
    description: Labels of the image, with values as in O(build_args).
    type: dict
    default: {}
  build_contexts:
    description: Named contexts, by name, each a folder on the target, an URL or C(docker-image://NAME). With Docker
      below 23.0 they need a Dockerfile that begins with C(# syntax=docker/dockerfile:1).
    type: dict
    default: {}
  secrets:
    description: Secrets that the Dockerfile mounts with C(RUN --mount=type=secret). They reach no layer, and they are
      no part of the fingerprint, since BuildKit does not look at them either.
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description: Name by which the Dockerfile mounts it.
        type: str
        required: true
      type:
        description: Whether the secret is a file on the target, an environment variable of the task, or a value.
        type: str
        choices: [file, env, value]
        default: file
      src:
        description: The file, at most 500 KiB.
        type: path
      env:
        description: Name of the environment variable.
        type: str
      value:
        description: The secret itself, at most 500 KiB. The builder gets it by its environment, never by its command
          line; one of 128 KiB or more by a private file in O(state_dir), which is removed after the build.
        type: str
      optional:
        description: Whether a file or a variable that is not there is left out instead of refused.
        type: bool
        default: false
  ssh:
    description:
      - SSH agents or keys for C(RUN --mount=type=ssh), such as V(default), which is the agent of E(SSH_AUTH_SOCK) in
        the task's environment, or V(deploy=/home/app/.ssh/id_ed25519) for C(RUN --mount=type=ssh,id=deploy).
      - An agent that does not answer, or a key that is not there, is refused before the build.
    type: list
    elements: str
    default: []
  network:
    description: Network of the build's steps, V(default), V(host) or V(none).
    type: str
  platforms:
    description:
      - Platforms to build for. Without them the engine's own. More than one needs the containerd image store, or a
        O(builder) that is not the engine's own.
      - A base image that the engine has, but not for each of them, is refused before the build, since on the containerd
        image store BuildKit would build on the wrong one without a word. Stages that O(target) does not need
        and images that O(build_contexts) replaces do not count.
    type: list
    elements: str
    default: []
  shared_cache:
    description:
      - Reference in a registry for a cache that the builders of several machines read and write, such as
        V(registry.example/team/app-cache:main). It is the cache's alone; each image has one of its own.
      - With the containerd image store, or a O(builder) other than the engine's own, it holds the steps of all stages
        (C(mode=max)). Another engine can write a cache into the image alone (C(type=inline)), which is pushed there; it
        holds the steps of the last stage, which is enough to leave out stages that these copy from.
      - A cache that cannot be read or written fails no build. What is cached is no part of the fingerprint.
    type: str
  pull:
    description:
      - With V(missing) a base image that the engine has is used as it is. For one that it does not have, as where
        BuildKit fetched it for itself, the registry is asked each time, as a build would do. Where that does not
        answer, the image is taken for unchanged, and a warning says so.
      - With V(refresh) the registry is asked for each base image, also in check mode, and a moved one is a
        reason to build.
      - Base images are those that a build reads - variables, quotes and modifiers in C(FROM) are replaced as BuildKit
        does, and stages that O(target) does not need do not count. What an C(ONBUILD) of a base image copies from is
        not known.
    type: str
    choices: [missing, refresh]
    default: missing
  cache_from:
    description: External caches to read, as C(docker buildx build --cache-from) takes them.
    type: list
    elements: str
    default: []
  cache_to:
    description: External caches to write, as C(docker buildx build --cache-to) takes them. All but C(type=inline),
      which lies in the image and is read from where that is pushed to, need the containerd image store or a O(builder).
    type: list
    elements: str
    default: []
  attestations:
    description: Attestations to make, as C(docker buildx build --attest) takes them. None is made unless it is named
      here. They need the containerd image store, or a O(builder) and O(outputs) that hold them.
    type: list
    elements: str
    default: []
  outputs:
    description: Where to write the result as well, as C(docker buildx build --output) takes it. An image in a file
      (C(type=oci), or C(type=docker) with C(dest)) needs the containerd image store or a O(builder). They are written
      when the image is built, so one that was removed stays away while nothing changes. One that goes to the output of
      the command, such as V(-), is refused.
    type: list
    elements: str
    default: []
  push:
    description:
      - Make the registry hold the image under its tag. The digest by which it has it is then in RV(image.digests).
      - The registry is asked for that digest. The image is pushed when it was built, when the registry lost or never
        had it, and when another image has the tag there, also where nothing had to be built. Check mode asks too.
      - A push that is refused fails the task, and the image keeps its tag on the engine. The next run pushes it again.
      - Where the docker command on the target cannot ask the registry, but the engine can push to it, the image is
        pushed each time, which sends nothing that is there, and check mode warns that it goes by the last push.
      - The docker command on the target has to be logged in, such as by M(community.docker.docker_login).
    type: bool
    default: false
  rebuild:
    description:
      - With V(when_changed) the fingerprint decides.
      - With V(always) every step is run again, without the cache.
      - With V(never) an image that exists under the tag is left alone.
    type: str
    choices: [when_changed, always, never]
    default: when_changed
  timeout:
    description: Seconds after which a build, or a push, is cancelled; at least 1 and at most 2147483.
    type: int
    default: 3600
  min_free_space:
    description: Disk space that must be free for the engine's data and for O(state_dir) before a build is started.
    type: str
    default: 1 GB
  fail_on_warnings:
    description: Refuse the image when the build gives warnings, which are then in the message. Where buildx and the
      engine have BuildKit's build checks (buildx 0.15, Docker 27), these are asked before anything is built.
    type: bool
    default: false
  keep_images:
    description:
      - How many of the images that this task built for the tag before are kept on the engine. Older ones are removed
        when the tag moves, unless they have another tag or a container uses them. Without this option all are kept;
        a number below 0 is refused.
      - They are those that the record in O(state_dir) knows. An image that something else built is never removed.
    type: int
  source_date_epoch:
    description:
      - Newest time that the image and its files may have, in seconds since 1970, so that a build can be repeated to the
        same digest. See U(https://reproducible-builds.org/docs/source-date-epoch/). With O(attestations) the digest is
        another one all the same, since an attestation tells when the build was.
      - Needs the containerd image store, or a O(builder) with BuildKit 0.13 or later.
    type: int
  state_dir:
    description: Folder on the target for the record of what was built, and for the log and the reasons of the last
      build. In a folder that the build reads it is refused, and so is a place of O(outputs) or O(cache_to), unless the
      ignore file leaves it out.
    type: path
    default: ~/.local/state/sovd.prod_images
  policy:
    description: What the image has to be before it may take the tag.
    type: dict
    suboptions:
      max_size:
        description: Largest sum of the unpacked layers, such as V(500 MB) or V(47.5 MiB). A number alone is bytes.
        type: str
      user:
        description: V(nonroot) wants a user that is not root; V(numeric) wants it as a number too, which Kubernetes'
          C(runAsNonRoot) can verify.
        type: str
        choices: [any, nonroot, numeric]
        default: any
      min_uid:
        description: Smallest UID that the user may have.
        type: int
        default: 0
      healthcheck:
        description: Whether the image must have a health check.
        type: str
        choices: [optional, required]
        default: optional
      approved_bases:
        description:
          - Shell patterns of the images that the build may begin with, which are those of all stages that are built, of
            O(build_contexts), and of the C(syntax) line. Empty lets every image pass.
          - A pattern matches a name, such as V(python), or a whole reference, such as V(python:3.11-slim) or
            V(registry.example/base/*). A tag in front of a digest decides nothing, so C(python:3.11-slim@sha256:...) is
            not matched by V(python:3.11-slim), but by V(python:3.11-slim@*).
        type: list
        elements: str
        default: []
      max_base_age:
        description:
          - Largest age in days of each of these images, by the time of creation that the engine has of it. V(0) judges
            no age.
          - An image of unknown age is refused, as are those that a O(builder) other than the engine's own fetches.
        type: int
        default: 0
      setuid_files:
        description: Which programs with a setuid or setgid bit the image may have. V(distribution) are those that
          Debian, Alpine and others bring with their base system, V(none) forbids these as well.
        type: str
        choices: [any, distribution, none]
        default: any
      papers:
        description: Attestations that the build has to make, so they have to be among O(attestations).
        type: list
        elements: str
        choices: [sbom, provenance]
        default: []
seealso:
  - module: sovd.prod_images.image_info
  - module: sovd.prod_images.rendered_files
notes:
  - A text with commas in the place of a list, such as O(outputs=type=local,dest=x), is refused, since Ansible would
    split it at the commas.
  - Variables of the task's environment that change an image are a part of the fingerprint, which are
    E(DOCKER_DEFAULT_PLATFORM) where O(platforms) is empty, E(SOURCE_DATE_EPOCH) without O(source_date_epoch), the file
    of E(EXPERIMENTAL_BUILDKIT_SOURCE_POLICY), with O(attestations) E(BUILDX_GIT_INFO) and E(BUILDX_GIT_CHECK_DIRTY),
    and the proxies in the configuration of the docker command where the Dockerfile declares one with C(ARG).
    E(BUILDX_GIT_LABELS) is not handed on, of which the result warns.
  - With C(no_log) no step of the build is shown while it runs.
  - An URL in O(build_contexts) or behind C(ADD) without a checksum is asked for, also in check mode - git for the
    commit, a server for C(ETag) or C(Last-Modified). What does not tell is taken for unchanged, and the result warns
    which it is.
  - What a step downloads is no part of the fingerprint.
"""

EXAMPLES = r"""
- name: Build the image when its inputs changed
  sovd.prod_images.image_build:
    name: registry.example/team/app
    tag: "1.0"
    context: /srv/app
    dockerfile: Dockerfile.prod
    policy:
      max_size: 200 MB
      user: numeric
      healthcheck: required
  register: app

- name: Show what the image is
  ansible.builtin.debug:
    msg: "{{ app.image.size }} bytes, runs as {{ app.image.user.name }}, because of {{ app.reasons }}"

- name: Build, and have it in the registry whatever was there before
  sovd.prod_images.image_build:
    name: registry.example/team/app
    tag: "1.0"
    context: /srv/app
    push: true
  register: pushed

- name: Show the digest to deploy
  ansible.builtin.debug:
    msg: "{{ pushed.image.digests | select('match', 'registry.example/team/app@') | first }}"

- name: Build behind a proxy with its own certificate authority
  sovd.prod_images.image_build:
    name: app
    context: /srv/app
    secrets:
      - id: ca
        src: /etc/ssl/certs/ca-certificates.crt

# The inventory has the hosts backend and frontend, both with the variable ansible_connection: local.
- name: Build several images at once, each by a host of its own
  sovd.prod_images.image_build:
    name: "{{ inventory_hostname }}"
    context: "/srv/{{ inventory_hostname }}"

- name: Start the builds of several images by one host
  sovd.prod_images.image_build:
    name: "{{ item }}"
    context: "/srv/{{ item }}"
  loop: [backend, frontend]
  async: 3600
  poll: 0
  register: started

- name: Wait until all are built
  ansible.builtin.async_status:
    jid: "{{ item.ansible_job_id }}"
  loop: "{{ started.results }}"
  register: built
  until: built is finished
  retries: 720
  delay: 5
"""

RETURN = r"""
reasons:
  description:
    - Why the image was built or pushed, or would be in check mode. Empty when nothing changed.
    - At most 100 are listed, and values of more than 1000 characters are cut; RV(reasons_file) has all of them whole.
      Files are listed behind all other reasons.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: What differs, such as C(file), C(dockerfile), C(build_arg), C(label), C(base_image), C(tag),
        C(environment), C(url), C(unrecorded), or C(push) where only the registry lacks the image.
      type: str
    name:
      description: Its name, such as the path of the file.
      type: str
    before:
      description: What was built, or null.
      type: str
    after:
      description: What is wanted, or null.
      type: str
reason_counts:
  description: How many more reasons there are than RV(reasons) lists, by kind and folder. Empty where it lists all.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: What differs, as in RV(reasons).
      type: str
    folder:
      description: The folder in and below which the files are, relative to the context. It is empty for those that are
        in none of the other folders, and null for kinds that are no files.
      type: str
    count:
      description: Number of reasons.
      type: int
  sample: [{"kind": "file", "folder": "node_modules", "count": 49900}]
reasons_file:
  description: File on the target with all reasons of the last build, one JSON document a line, where RV(reasons) does
    not have them whole; otherwise null. Check mode writes none, since it changes nothing on the target.
  returned: success
  type: str
image_changed:
  description: Whether the tag points to another image than before. False when the build made the image that the tag
    held already, as after a change of a comment in the Dockerfile; null in check mode where only a build could tell.
  returned: success
  type: bool
rendered_files_current:
  description: Whether all O(rendered_files) are current when the task has ended; in check mode, whether they would be.
    False only where nothing was built and one of them has another text, or cannot be read by all users.
  returned: success
  type: bool
ignored:
  description: What the ignore file leaves out of O(report_ignored). A folder that is left out counts once.
  returned: success
  type: dict
  contains:
    count:
      description: Number of these files and folders.
      type: int
    patterns:
      description: By the pattern that leaves them out, the last of the ignore file first; at most 50 patterns.
      type: list
      elements: dict
      contains:
        pattern:
          description: The pattern, as BuildKit cleans it.
          type: str
        count:
          description: Number of those that it leaves out.
          type: int
        paths:
          description: The first 20 of them, relative to O(context), of all patterns together at most 100.
          type: list
          elements: str
  sample: {"count": 1, "patterns": [{"pattern": "**/*.pem", "count": 1, "paths": ["app/server.pem"]}]}
fingerprint:
  description: SHA-256 of everything that decides what the image is.
  returned: success
  type: str
duration:
  description: Seconds that the task's work took on the target.
  returned: success
  type: float
steps:
  description: Steps of the Dockerfile that the build had, and how many of them came from the cache. Zero without a
    build.
  returned: success
  type: dict
  sample: {"total": 14, "cached": 12}
build_warnings:
  description: Warnings that BuildKit printed, since Docker 27 also those of its build checks. At most 100, of at most
    1000 characters each; RV(log_file) has all that was printed.
  returned: success
  type: list
  elements: str
log_file:
  description: File on the target with the whole output of the last build.
  returned: success
  type: str
untagged_image:
  description: The image that held the tag before, where it has no tag any more and lies on the engine without a name;
    null otherwise.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    size:
      description: Bytes of its layers, those that other images share included.
      type: int
removed_images:
  description: Ids of the images that were removed because of O(keep_images).
  returned: success
  type: list
  elements: str
image:
  description: The image that holds the tag; null in check mode where there is none.
  returned: success
  type: dict
  contains:
    reference:
      description: Name and tag.
      type: str
    id:
      description: Id of the image on the engine, which is another one on another image store.
      type: str
    digests:
      description: Digests by which registries know the image, as C(NAME@DIGEST). On the containerd image store an image
        has its digest before it is pushed.
      type: list
      elements: str
    size:
      description: Bytes of the files in all layers, unpacked, the same on every image store.
      type: int
    store:
      description: The engine's image store, V(containerd) or the name of its graph driver.
      type: str
    layers:
      description: Layers from the base upwards, each with C(size) in bytes and C(created_by).
      type: list
      elements: dict
    user:
      description: The user as written in the image (C(value)), and resolved by the image's own passwd file.
      type: dict
      sample: {"value": "1001:1001", "name": "appuser", "uid": 1001, "gid": 1001}
    healthcheck:
      description: The health check with C(interval), C(timeout) and C(start_period) in seconds, or null.
      type: dict
    ports:
      description: Exposed ports.
      type: list
      elements: str
      sample: ["8000/tcp"]
    entrypoint:
      description: The entrypoint.
      type: list
      elements: str
    command:
      description: The command.
      type: list
      elements: str
    env:
      description: Environment variables.
      type: dict
    labels:
      description: Labels.
      type: dict
    working_dir:
      description: Working directory.
      type: str
    stop_signal:
      description: Signal that stops the container.
      type: str
    architecture:
      description: Architecture, such as V(amd64).
      type: str
    os:
      description: Operating system.
      type: str
    created:
      description: Time of creation, as the engine returns it.
      type: str
"""

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._build._builder import Builder
from ..module_utils._build._option_values import refuse_unusable
from ..module_utils._build._os_errors import explain_os_error
from ..module_utils._build._policy import Policy
from ..module_utils._build._rendered_files import RenderedFiles
from ..module_utils._build._request import BuildRequest
from ..module_utils._build._state import State
from ..module_utils._build._task_environment import with_default_platform
from ..module_utils._buildkit._errors import ImageError
from ..module_utils._buildkit._proxy_args import PROXY_ARGS, proxy_secrets
from ..module_utils._docker._byte_size import parse_size
from ..module_utils._docker._engine import Engine
from ..module_utils._docker._options import ENGINE_OPTIONS

_SECRET = {
    "id": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["file", "env", "value"], "default": "file"},
    "src": {"type": "path"},
    "optional": {"type": "bool", "default": False},
    "env": {"type": "str"},
    "value": {"type": "str", "no_log": True},
}
_POLICY = {
    "max_size": {"type": "str"},
    "user": {"type": "str", "choices": ["any", "nonroot", "numeric"], "default": "any"},
    "min_uid": {"type": "int", "default": 0},
    "healthcheck": {"type": "str", "choices": ["optional", "required"], "default": "optional"},
    "approved_bases": {"type": "list", "elements": "str", "default": []},
    "max_base_age": {"type": "int", "default": 0},
    "setuid_files": {"type": "str", "choices": ["any", "distribution", "none"], "default": "any"},
    "papers": {"type": "list", "elements": "str", "choices": ["sbom", "provenance"], "default": []},
}


def _texts() -> dict[str, Any]:
    return {"type": "list", "elements": "str", "default": []}


def argument_spec() -> dict[str, Any]:
    """Return the module's options."""
    return {
        **ENGINE_OPTIONS,
        "name": {"type": "str", "required": True},
        "tag": {"type": "str", "default": "latest"},
        "tags": _texts(),
        "context": {"type": "path", "required": True},
        "builder": {"type": "str"},
        "dockerfile": {"type": "str", "default": "Dockerfile"},
        "dockerfile_content": {"type": "str"},
        "dockerignore_content": {"type": "str"},
        "rendered_files": {"type": "dict", "default": {}},
        "report_ignored": _texts(),
        "target": {"type": "str"},
        "build_args": {"type": "dict", "default": {}},
        "labels": {"type": "dict", "default": {}},
        "build_contexts": {"type": "dict", "default": {}},
        "secrets": {"type": "list", "elements": "dict", "default": [], "options": _SECRET, "no_log": False},
        "ssh": _texts(),
        "network": {"type": "str"},
        "platforms": _texts(),
        "pull": {"type": "str", "choices": ["missing", "refresh"], "default": "missing"},
        "cache_from": _texts(),
        "cache_to": _texts(),
        "shared_cache": {"type": "str"},
        "attestations": _texts(),
        "outputs": _texts(),
        "push": {"type": "bool", "default": False},
        "rebuild": {"type": "str", "choices": ["when_changed", "always", "never"], "default": "when_changed"},
        "timeout": {"type": "int", "default": 3600},
        "min_free_space": {"type": "str", "default": "1 GB"},
        "fail_on_warnings": {"type": "bool", "default": False},
        "keep_images": {"type": "int"},
        "source_date_epoch": {"type": "int"},
        "state_dir": {"type": "path", "default": "~/.local/state/sovd.prod_images"},
        "policy": {"type": "dict", "options": _POLICY},
    }


def hide_proxies(module: AnsibleModule) -> None:
    """Keep the addresses of proxies, which may hold passwords, out of everything that the task returns."""
    build_args = module.params["build_args"] or {}
    module.no_log_values.update(proxy_secrets(build_args))
    hidden = dict.fromkeys(PROXY_ARGS.intersection(build_args), "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
    module.params["build_args"] = {**build_args, **hidden}


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec(), supports_check_mode=True)
    params = dict(module.params)
    hide_proxies(module)
    try:
        refuse_unusable(params)
        request = with_default_platform(BuildRequest.of(params), os.environ)
        engine = Engine(params)
        builder = Builder(
            engine=engine,
            state=State(params["state_dir"], request.image.reference, engine.address),
            rendered_files=RenderedFiles.of(params, "rendered_files"),
            policy=Policy.of(params["policy"]),
            rebuild=params["rebuild"],
            timeout=params["timeout"],
            min_free_space=parse_size(params["min_free_space"], "min_free_space"),
            push=params["push"],
            fail_on_warnings=params["fail_on_warnings"],
            keep_images=params["keep_images"],
            check_mode=module.check_mode,
        )
        outcome = builder.run(request)
    except ImageError as error:
        module.fail_json(msg=str(error), **error.details)
    except OSError as error:
        module.fail_json(msg=explain_os_error(error, params["state_dir"]))
    module.exit_json(**outcome.to_json())


if __name__ == "__main__":
    main()
