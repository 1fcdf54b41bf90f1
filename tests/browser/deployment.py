"""Both images, built by the playbook and run as in production, with a database and a Redis of their own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.rig.cleanup import PREFIX, remove_images_and_records
from tests.rig.confinement import HARDENED
from tests.rig.containers import container, output_of, until_healthy
from tests.rig.databases import SETTINGS, migrate_and_seed, postgresql, redis
from tests.rig.docker import docker
from tests.rig.network import address, network
from tests.rig.plays import extra_vars

CONF = "/etc/nginx/conf.d/default.conf"
POLICY = re.compile(r'^ *add_header Content-Security-Policy "(?P<value>[^"]*)" always; # CSP\n', re.MULTILINE)
STYLE_SOURCES = re.compile(r"style-src [^;\"]*")


class Images(NamedTuple):
    """The names of both images."""

    backend: str
    frontend: str


@contextmanager
def images(run: Callable[..., str], folder: Path) -> Iterator[Images]:
    """Both production images under names of this run; what has been built before comes from BuildKit's cache."""
    prefix = f"{PREFIX}-browser-{secrets.token_hex(2)}"
    names = {"backend_image_name": f"{prefix}-backend", "frontend_image_name": f"{prefix}-frontend"}
    places = {
        "backend_image_render_dir": folder / "backend",
        "frontend_image_render_dir": folder / "frontend",
        "nginx_conf_dest": folder / "nginx.conf",
    }
    try:
        run("ansible-playbook", "playbooks/build_prod_images.yml", *extra_vars({**names, **places}))
        yield Images(*(f"{name}:prod" for name in names.values()))
    finally:
        remove_images_and_records(f"{prefix}-")


class Deployment:
    """The containers of one run: the page as it is served in production, and the same with other policies."""

    def __init__(self, stack: ExitStack, folder: Path, built: Images) -> None:
        self._stack, self._folder, self._images = stack, folder, built
        self._network = stack.enter_context(network("browser"))
        self._database = stack.enter_context(postgresql(self._network))
        stack.enter_context(redis(self._network))
        settings = (*SETTINGS, "--env=ENVIRONMENT=production", "--env=HEARTBEAT_INTERVAL=1")
        confined = (f"--network={self._network}", *HARDENED, *settings)
        migrate_and_seed(built.backend, confined)
        self._backend = self._start(built.backend, "--network-alias=backend", *settings)
        frontends = {
            "production": self._frontend("production", lambda conf: conf),
            "no policy": self._frontend("no-policy", lambda conf: POLICY.sub("", conf)),
            "no hash": self._frontend(
                "no-hash",
                lambda conf: POLICY.sub(lambda line: STYLE_SOURCES.sub("style-src 'self'", line.group()), conf),
            ),
        }
        for name in (self._backend, *frontends.values()):
            until_healthy(name)
        self.production, self.no_policy, self.no_hash = (f"http://{address(name)}/" for name in frontends.values())

    @contextmanager
    def silent_backend(self) -> Iterator[None]:
        """The backend stands still and keeps its connections, as when the network on the way is gone."""
        docker("pause", self._backend)
        try:
            yield
        finally:
            docker("unpause", self._backend)

    @contextmanager
    def no_backend(self) -> Iterator[None]:
        """The backend's container has ended; at the end of the block it is there again and healthy."""
        docker("kill", self._backend)
        try:
            yield
        finally:
            docker("start", self._backend)
            until_healthy(self._backend)

    def forget_commands(self) -> None:
        """Empty the table of commands."""
        self._tell_database("TRUNCATE commands CASCADE")

    def answer_in_two_parts(self) -> None:
        """Store the first two parts of an answer to the newest command, which no event tells of."""
        self._tell_database(
            "INSERT INTO parts (command_id, sequence, body, final)"
            " SELECT id, number, jsonb_build_object('step', number), false FROM generate_series(1, 2) AS number,"
            " (SELECT id FROM commands ORDER BY created_at DESC LIMIT 1) AS newest"
        )

    def _tell_database(self, statement: str) -> None:
        docker("exec", self._database, "psql", "--username=sovd", "--dbname=sovd", f"--command={statement}")

    def _start(self, image: str, *options: str) -> str:
        return self._stack.enter_context(container(image, network=self._network, options=(*HARDENED, *options)))

    def _frontend(self, name: str, change: Callable[[str], str]) -> str:
        """A frontend whose nginx.conf is the image's after this change."""
        served = output_of(self._images.frontend, CONF, options=("--network=none", "--entrypoint=cat"))
        changed = change(served)
        if changed == served:
            return self._start(self._images.frontend)
        conf = self._folder / f"{name}.conf"
        conf.write_text(changed, encoding="utf-8")
        conf.chmod(0o644)
        return self._start(self._images.frontend, f"--volume={conf}:{CONF}:ro")
