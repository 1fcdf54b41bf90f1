"""The production image behind a proxy that ends TLS, as a load balancer does, on a network of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.rig.certificates import self_signed
from tests.rig.cleanup import PREFIX, remove_images_and_records
from tests.rig.confinement import HARDENED
from tests.rig.containers import container
from tests.rig.docker import docker
from tests.rig.network import network, subnet
from tests.rig.plays import ENVIRONMENT, extra_vars
from tests.rig.waiting import until

FRONTEND = f"{PREFIX}-lint-frontend"
SITE, PLACE = "www.sovd.example", "/etc/nginx/conf.d/default.conf"
PROXY = """\
server {
    listen 80;
    location = /ready {
        proxy_pass http://frontend/health;
    }
    location / {
        return 301 https://$host$request_uri;
    }
}
server {
    listen 443 ssl;
    ssl_certificate /tls/certificate.pem;
    ssl_certificate_key /tls/certificate-key.pem;
    location / {
        proxy_pass http://frontend;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
"""


class BehindTls:
    """The frontend that trusts the proxy in front of it, and the proxy."""

    def __init__(self, stack: ExitStack, folder: Path, run: Callable[..., str], root: Path) -> None:
        self._stack, self._folder = stack, folder
        self._network = stack.enter_context(network("lint"))
        self._running = ExitStack()
        stack.push(self._running)
        self.subnet = subnet(self._network)
        self.image = self._build(run, root)
        self._tls = folder / "tls"
        self._tls.mkdir()
        self_signed(self._tls, "certificate", SITE)
        self.serve()

    def _build(self, run: Callable[..., str], root: Path) -> str:
        """The image that the role makes without any variable about where it will run."""
        variables = {
            "frontend_image_name": FRONTEND,
            "frontend_image_source": str(root / "frontend"),
            "frontend_image_render_dir": str(self._folder / "rendered"),
        }
        self._stack.callback(remove_images_and_records, FRONTEND)
        run("ansible-playbook", str(Path(__file__).with_name("frontend.yml")), *extra_vars(variables), **ENVIRONMENT)
        return f"{FRONTEND}:prod"

    def serve(self, *options: str) -> None:
        """Put the frontend behind the proxy, started with these options, in the place of what was there.

        Without any its environment says which proxies to trust.
        """
        self._running.close()
        options = options or (f"--env=TRUSTED_PROXIES={self.subnet}",)
        self.frontend = self._start(self.image, "--network-alias=frontend", *HARDENED, *options)
        (self._tls / "proxy.conf").write_text(PROXY, encoding="utf-8")
        mounts = (f"--volume={self._tls}:/tls:ro", f"--volume={self._tls}/proxy.conf:{PLACE}:ro")
        proxy = self._start("nginx:alpine", f"--network-alias={SITE}", *mounts)
        ready = ("exec", proxy, "wget", "-q", "-O", "-", "http://127.0.0.1/ready")
        until(lambda: docker(*ready, check=False) == "ok", 180, "the frontend answers behind the proxy")

    def dump(self, *options: str) -> str:
        """The whole configuration of the image, as it is before the environment of a container changes it."""
        return self._output("-T", options=("--entrypoint=nginx", *options))

    def running_dump(self) -> str:
        """The same of the frontend that runs behind the proxy."""
        return docker("exec", self.frontend, "nginx", "-T", "-c", "/tmp/nginx/nginx.conf") + "\n"

    def conf(self) -> str:
        """The file of the role nginx_conf as the frontend behind the proxy has it."""
        return docker("exec", self.frontend, "cat", "/tmp/nginx/default.conf") + "\n"

    def _output(self, *argv: str, options: tuple[str, ...] = ()) -> str:
        options = ("--rm", "--pull=never", "--network=none", *HARDENED, *options)
        return docker("run", *options, self.image, *argv) + "\n"

    def _start(self, image: str, *options: str) -> str:
        return self._running.enter_context(container(image, network=self._network, options=options))

    def from_inside(self) -> tuple[str, ...]:
        """The options for a container that is to reach the site by its name, and to trust its certificate."""
        trust = ("--env=NODE_EXTRA_CA_CERTS=/tls/certificate.pem", f"--volume={self._tls}:/tls:ro")
        # Milliseconds; the Observatory's own few seconds are too short for a busy machine.
        patience = ("--env=ABORT_TIMEOUT=120000", "--env=CLIENT_TIMEOUT=120000")
        return (f"--network={self._network}", *trust, *patience)
