"""The modules that are compared: how each is asked for the same build, as its documentation advises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Options = dict[str, Any]
Keywords = dict[str, Any]
SECRET_VARIABLE = "PEERS_TOKEN"


class Wish(NamedTuple):
    """One build that is wanted.

    What no translation below knows reaches the module under its own name, so that the module itself refuses it.
    """

    name: str
    context: str
    state_dir: str
    more: Options


class Contender(NamedTuple):
    """One column: a module, asked in one way."""

    title: str
    module: str
    engine: str  # the command that reaches its images
    asked: str  # the options that make the difference, for the reader
    lane: str  # contenders of one lane run one after the other
    translate: Callable[[Wish], tuple[Options, Keywords]]


def own(wish: Wish) -> tuple[Options, Keywords]:
    options = {"name": wish.name, "context": wish.context, "state_dir": wish.state_dir, "network": "none"}
    return {**options, **wish.more}, {}


def buildx(rebuild: str) -> Callable[[Wish], tuple[Options, Keywords]]:
    names = {"build_args": "args"}

    def translate(wish: Wish) -> tuple[Options, Keywords]:
        more = dict(wish.more)
        # It has no timeout of its own; Ansible has one for every task.
        keywords = {"timeout": more.pop("timeout")} if "timeout" in more else {}
        known = {names.get(key, key): value for key, value in more.items()}
        if known.pop("push", False):
            known["outputs"] = [{"type": "image", "push": True}]
        return {"name": wish.name, "path": wish.context, "network": "none", "rebuild": rebuild, **known}, keywords

    return translate


def classic(wish: Wish) -> tuple[Options, Keywords]:
    of_build = {"build_args": "args", "labels": "labels", "target": "target", "etc_hosts": "etc_hosts"}
    of_build |= {"shm_size": "shm_size"}
    build: Options = {"path": wish.context, "network": "none", "pull": False}
    options: Options = {"name": wish.name, "source": "build", "force_source": True, "build": build}
    for key, value in wish.more.items():
        if key in of_build:
            build[of_build[key]] = value
        else:
            options[key] = value
    if "timeout" in options:
        build["http_timeout"] = options["timeout"]
    if options.get("state") == "absent":
        options = {"name": wish.name, "state": "absent", "force_absent": True}
    return options, {}


def podman_secret(secret: Options) -> str | None:
    """The flag of one secret, if podman has one of its kind."""
    places = {"file": f"src={secret.get('src')}", "env": f"env={secret.get('env')}"}
    kind = secret["type"]
    return f"--secret=id={secret['id']},{places[kind]}" if kind in places else None


def podman_flags(more: Options) -> list[str]:
    """Take out of the wish what only podman's own flags can say."""
    flags = ["--network=none"]
    flags += [f"--build-arg={key}={value}" for key, value in more.pop("build_args", {}).items()]
    flags += [f"--label={key}={value}" for key, value in more.pop("labels", {}).items()]
    flags += [f"--add-host={name}:{address}" for name, address in more.pop("etc_hosts", {}).items()]
    flags += [f"--shm-size={more.pop('shm_size')}"] if "shm_size" in more else []
    secrets = [podman_secret(secret) for secret in more.get("secrets", [])]
    if secrets and None not in secrets:
        flags += [secret for secret in secrets if secret]
        del more["secrets"]
    return flags


def podman(*, force: bool) -> Callable[[Wish], tuple[Options, Keywords]]:
    def translate(wish: Wish) -> tuple[Options, Keywords]:
        more = dict(wish.more)
        keywords = {"timeout": more.pop("timeout")} if "timeout" in more else {}
        # The default format loses health checks.
        build: Options = {"format": "docker", "extra_args": " ".join(podman_flags(more))}
        if "target" in more:
            build["target"] = more.pop("target")
        if "dockerfile_content" in more:
            build["container_file"] = more.pop("dockerfile_content")
        if more.get("push"):
            more |= {"validate_certs": False, "push_args": {"dest": wish.name}}
        options = {"name": wish.name, "path": wish.context, "build": build, "force": force, **more}
        return options, keywords

    return translate


OWN = Contender("image_build", "sovd.prod_images.image_build", "docker", "the defaults", "BuildKit", own)
BUILDX = "community.docker.docker_image_build"
PODMAN = "containers.podman.podman_image"
CONTENDERS = [
    OWN,
    Contender("docker_image_build, never", BUILDX, "docker", "`rebuild: never`", "nothing built", buildx("never")),
    Contender("docker_image_build, always", BUILDX, "docker", "`rebuild: always`", "BuildKit", buildx("always")),
    Contender(
        "docker_image",
        "community.docker.docker_image",
        "docker",
        "`source: build`, `force_source: true`, `build.pull: false`",
        "classic builder",
        classic,
    ),
    Contender("podman_image", PODMAN, "podman", "`path`, `build.format: docker`", "podman", podman(force=False)),
    Contender("podman_image, force", PODMAN, "podman", "the same and `force: true`", "podman", podman(force=True)),
]
