"""The KMS of AWS as far as signing needs it, on this machine: MiniStack, which makes real signatures."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.locked_venv import locked_venv
from tests.rig.network import free_port
from tests.rig.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SECRET = "hush-kms-77b0"
# Makes a key that signs, under an alias, and prints its public half as PEM.
PROGRAM = """\
import base64, sys, textwrap, botocore.session
client = botocore.session.get_session().create_client("kms")
key = client.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
client.create_alias(AliasName="alias/" + sys.argv[1], TargetKeyId=key)
text = base64.b64encode(client.get_public_key(KeyId=key)["PublicKey"]).decode()
print("-----BEGIN PUBLIC KEY-----", *textwrap.wrap(text, 64), "-----END PUBLIC KEY-----", sep="\\n")
"""


@dataclass(frozen=True)
class Kms:
    """A KMS that runs, on a port of 127.0.0.1."""

    python: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a client of AWS uses it."""
        return account(self.port)

    def new_key(self, alias: str) -> str:
        """Make a key pair for signatures, which cosign calls `awskms:///alias/ALIAS`, and give its public half."""
        done = subprocess.run(
            [self.python, "-c", PROGRAM, alias], env={**os.environ, **self.environment}, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout


def account(port: int) -> dict[str, str]:
    """The variables of an account whose KMS is at a port of 127.0.0.1."""
    return {
        "AWS_ENDPOINT_URL_KMS": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


@contextmanager
def kms(folder: Path) -> Iterator[Kms]:
    """One that runs; its files are in the folder."""
    folder.mkdir()
    made = Kms(locked_venv(ROOT / "build" / "kms", ROOT / "requirements" / "kms.txt"), free_port())
    own = {"GATEWAY_PORT": str(made.port), "BIND_HOST": "127.0.0.1", "TMPDIR": str(folder), "HOME": str(folder)}
    # The kernel ends it with the tests, also when these are killed. It starts no containers for this service.
    command = ["setpriv", "--pdeathsig=TERM", str(made.python), "-m", "ministack"]
    environment = {**os.environ, **own, "DOCKER_HOST": f"unix://{folder}/no-engine"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        until(lambda: _answers(server, made.port, folder / "log"), 180, (folder / "log").read_text)
        yield made
    finally:
        server.terminate()
        server.wait(120)


def _answers(server: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert server.poll() is None, f"the KMS has ended: {log.read_text()}"
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
