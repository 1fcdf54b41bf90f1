"""The production image behind a proxy that ends TLS, as a load balancer does, on a network of its own."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.nginx.containers import docker, until

PREFIX = f"sovd-test-lint-{os.getpid()}"
FRONTEND = f"{PREFIX}-frontend"
SITE, PLACE = "www.sovd.example", "/etc/nginx/conf.d/default.conf"
# Where the module notes what it has built.
RECORDS = Path.home() / ".local/state/sovd.prod_images"
CONFINED = ("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges")
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
    ssl_certificate_key /tls/key.pem;
    location / {
        proxy_pass http://frontend;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
"""


def write_certificate(folder: Path, name: str) -> None:
    """A key and a certificate of its own for that name, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    clear = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *clear))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))


class BehindTls:
    """The frontend that trusts the proxy in front of it, and the proxy."""

    def __init__(self, stack: ExitStack, folder: Path, run: Callable[..., str], root: Path) -> None:
        self._stack, self._folder = stack, folder
        stack.callback(docker, "network", "rm", PREFIX, check=False)
        docker("network", "create", "--internal", PREFIX)
        self.subnet = docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", PREFIX).strip()
        self.image = self._build(run, root)
        self._tls = folder / "tls"
        self._tls.mkdir()
        write_certificate(self._tls, SITE)
        self.serve()

    def _build(self, run: Callable[..., str], root: Path) -> str:
        """The image that the role makes when it is told which proxies to trust."""
        variables = {
            "frontend_image_name": FRONTEND,
            "frontend_image_source": str(root / "frontend"),
            "frontend_image_render_dir": str(self._folder / "rendered"),
            "nginx_conf_trusted_proxies": [self.subnet],
        }
        self._stack.callback(self._forget)
        run(
            *("ansible-playbook", str(Path(__file__).with_name("frontend.yml"))),
            *("--extra-vars", json.dumps(variables)),
            ANSIBLE_COLLECTIONS_PATH=str(root / "playbooks" / "collections"),
        )
        return f"{FRONTEND}:prod"

    def _forget(self) -> None:
        for file in RECORDS.glob(f"{PREFIX}-*"):
            file.unlink()
        docker("image", "rm", "--force", f"{FRONTEND}:prod", check=False)

    def serve(self, *options: str) -> None:
        """Put the frontend behind the proxy, started with these options, in the place of what was there."""
        self._start("frontend", self.image, "--network-alias=frontend", *CONFINED, *options)
        (self._tls / "proxy.conf").write_text(PROXY, encoding="utf-8")
        mounts = (f"--volume={self._tls}:/tls:ro", f"--volume={self._tls}/proxy.conf:{PLACE}:ro")
        proxy = self._start("proxy", "nginx:alpine", f"--network-alias={SITE}", *mounts)
        ready = ("exec", proxy, "wget", "-q", "-O", "-", "http://127.0.0.1/ready")
        until(lambda: docker(*ready, check=False) == "ok\n", 180, "the frontend answers behind the proxy")

    def dump(self, *options: str) -> str:
        """The whole configuration of the image as its nginx reads it."""
        return self._output(*options, self.image, "nginx", "-T")

    def conf(self) -> str:
        """The file that the role nginx_conf has rendered into the image."""
        return self._output(self.image, "cat", PLACE)

    @staticmethod
    def _output(*argv: str) -> str:
        return docker("run", "--rm", "--pull=never", "--network=none", *CONFINED, *argv)

    def _start(self, name: str, image: str, *options: str) -> str:
        full_name = f"{PREFIX}-{name}"
        docker("rm", "--force", "--volumes", full_name, check=False)
        self._stack.callback(docker, "rm", "--force", "--volumes", full_name, check=False)
        docker("run", "--detach", "--pull=never", f"--name={full_name}", f"--network={PREFIX}", *options, image)
        return full_name

    def from_inside(self) -> tuple[str, ...]:
        """The options for a container that is to reach the site by its name, and to trust its certificate."""
        trust = ("--env=NODE_EXTRA_CA_CERTS=/tls/certificate.pem", f"--volume={self._tls}:/tls:ro")
        # Milliseconds; the Observatory's own few seconds are too short for a busy machine.
        patience = ("--env=ABORT_TIMEOUT=120000", "--env=CLIENT_TIMEOUT=120000")
        return (f"--network={PREFIX}", *trust, *patience)
