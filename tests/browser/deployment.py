"""Both images, built by the playbook and run as in production, with a database and a Redis of their own."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.nginx.containers import docker, until

PREFIX = f"sovd-test-browser-{os.getpid()}"
BACKEND, FRONTEND = f"{PREFIX}-backend", f"{PREFIX}-frontend"
# Where the module notes what it has built.
RECORDS = Path.home() / ".local/state/sovd.prod_images"
CONFINED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
CONF = "/etc/nginx/conf.d/default.conf"
POLICY = re.compile(r'^ *add_header Content-Security-Policy "(?P<value>[^"]*)" always;\n', re.MULTILINE)
STYLE_SOURCES = re.compile(r"style-src [^;\"]*")


@contextmanager
def images(run: Callable[..., str], folder: Path) -> Iterator[None]:
    """Both production images under names of this run; what has been built before comes from BuildKit's cache."""
    variables = {
        "backend_image_name": BACKEND,
        "frontend_image_name": FRONTEND,
        "backend_image_render_dir": str(folder / "backend"),
        "frontend_image_render_dir": str(folder / "frontend"),
        "nginx_conf_dest": str(folder / "nginx.conf"),
    }
    given = [argument for name, value in variables.items() for argument in ("--extra-vars", f"{name}={value}")]
    try:
        run("ansible-playbook", "playbooks/build_prod_images.yml", *given)
        yield
    finally:
        for file in RECORDS.glob(f"{PREFIX}-*"):
            file.unlink()
        docker("image", "rm", "--force", f"{BACKEND}:prod", f"{FRONTEND}:prod", check=False)


class Deployment:
    """The containers of one run: the page as it is served in production, and the same with other policies."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder = stack, folder
        password = secrets.token_hex(20)
        self._settings = {
            "DATABASE_URL": f"postgresql+asyncpg://sovd:{password}@postgres:5432/sovd",
            "REDIS_URL": "redis://redis:6379/0",
            "JWT_SECRET": secrets.token_hex(20),
            "ENVIRONMENT": "production",
            "HEARTBEAT_INTERVAL": "1",
        }
        stack.callback(docker, "network", "rm", PREFIX, check=False)
        docker("network", "create", "--internal", PREFIX)
        login = {"POSTGRES_USER": "sovd", "POSTGRES_PASSWORD": password, "POSTGRES_DB": "sovd"}
        self._start("postgres", "postgres:trixie", environment=login)
        self._start("redis", "redis:bookworm")
        self._start_backend()
        self.production = self._start_frontend("production", lambda conf: conf)
        self.no_policy = self._start_frontend("no-policy", lambda conf: POLICY.sub("", conf))
        self.no_hash = self._start_frontend(
            "no-hash",
            lambda conf: POLICY.sub(lambda line: STYLE_SOURCES.sub("style-src 'self'", line.group()), conf),
        )
        for name in ("backend", "production", "no-policy", "no-hash"):
            self._wait_until_healthy(name)

    @contextmanager
    def silent_backend(self) -> Iterator[None]:
        """The backend stands still and keeps its connections, as when the network on the way is gone."""
        docker("pause", f"{PREFIX}-backend")
        try:
            yield
        finally:
            docker("unpause", f"{PREFIX}-backend")

    def _start(
        self,
        name: str,
        image: str,
        *command: str,
        environment: dict[str, str] | None = None,
        options: tuple[str, ...] = ("--detach",),
    ) -> str:
        full_name = f"{PREFIX}-{name}"
        variables = [word for key, value in (environment or {}).items() for word in ("--env", f"{key}={value}")]
        place = ("--name", full_name, "--network", PREFIX, "--network-alias", name, "--pull", "never")
        self._stack.callback(docker, "rm", "--force", "--volumes", full_name, check=False)
        docker("run", *place, *variables, *options, image, *command)
        return full_name

    def _start_backend(self) -> None:
        ready = ("exec", f"{PREFIX}-postgres", "pg_isready", "--host=127.0.0.1", "--username=sovd", "--dbname=sovd")
        until(lambda: "accepting connections" in docker(*ready, check=False), 60, "PostgreSQL takes connections")
        image = f"{BACKEND}:prod"
        self._start("migration", image, "alembic", "upgrade", "head", environment=self._settings, options=CONFINED)
        self._start("backend", image, environment=self._settings, options=("--detach", *CONFINED))

    def _start_frontend(self, name: str, change: Callable[[str], str]) -> str:
        """A frontend whose nginx.conf is the image's after this change; gives its address."""
        served = docker("run", "--rm", "--network", "none", "--entrypoint", "cat", f"{FRONTEND}:prod", CONF)
        changed = change(served)
        mount: tuple[str, ...] = ()
        if changed != served:
            conf = self._folder / f"{name}.conf"
            conf.write_text(changed, encoding="utf-8")
            conf.chmod(0o644)
            mount = ("--volume", f"{conf}:{CONF}:ro")
        container = self._start(name, f"{FRONTEND}:prod", options=("--detach", *CONFINED, *mount))
        template = f'{{{{(index .NetworkSettings.Networks "{PREFIX}").IPAddress}}}}'
        return f"http://{docker('inspect', '--format', template, container).strip()}/"

    def _wait_until_healthy(self, name: str) -> None:
        container = f"{PREFIX}-{name}"

        def is_healthy() -> bool:
            status = docker("inspect", "--format", "{{.State.Status}} {{.State.Health.Status}}", container).strip()
            assert status.startswith("running"), f"{container} has ended: {docker('logs', container)}"
            return status == "running healthy"

        until(is_healthy, 60, f"{container} is healthy")
