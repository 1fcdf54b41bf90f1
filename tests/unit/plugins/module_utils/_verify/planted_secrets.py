"""Twenty kinds of secrets, drawn by a seed: where each is planted in a file, a variable, or a step of the history."""

from __future__ import annotations

import base64
import json
import random
import string
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

ALPHANUMERIC = string.ascii_letters + string.digits
WORD = ALPHANUMERIC + "-_"
UPPER = string.ascii_uppercase + string.digits
HEXADECIMAL = "0123456789abcdef"
Draw = random.Random


@dataclass(frozen=True)
class Planted:
    """A kind of secret: how one is drawn, and the path and the text of the file that holds it."""

    draw: Callable[[Draw], str]
    path: str = "/srv/app/{number}.txt"
    file: str = "value {secret} end\n"
    variable: str = "SETTING_{number}"
    step: str = "RUN /bin/sh -c deploy {secret} now"


def some(draw: Draw, alphabet: str, length: int) -> str:
    return "".join(draw.choice(alphabet) for _place in range(length))


def password(draw: Draw) -> str:
    """Sixteen characters with a digit."""
    return some(draw, ALPHANUMERIC, 15) + draw.choice(string.digits)


def pem(what: str, size: int) -> Callable[[Draw], str]:
    def key(draw: Draw) -> str:
        body = base64.b64encode(bytes([0x30, 0x82]) + draw.randbytes(size)).decode()
        lines = "\n".join(textwrap.wrap(body, 64))
        return f"-----BEGIN {what}-----\n{lines}\n-----END {what}-----"

    return key


def token(draw: Draw) -> str:
    """A JSON Web Token."""
    claims = {"sub": some(draw, ALPHANUMERIC, 12), "exp": draw.randrange(10**9)}
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)] + [draw.randbytes(32)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def login(draw: Draw) -> str:
    return base64.b64encode(f"robot:{password(draw)}".encode()).decode()


KINDS: dict[str, Planted] = {
    "RSA key": Planted(pem("RSA PRIVATE KEY", 600), "/srv/app/{number}.pem", "{secret}\n"),
    "OpenSSH key": Planted(pem("OPENSSH PRIVATE KEY", 380), "/srv/app/key-{number}", "{secret}\n"),
    "AWS access key": Planted(lambda draw: "AKIA" + some(draw, string.ascii_uppercase + "234567", 16)),
    "AWS secret key": Planted(
        lambda draw: some(draw, ALPHANUMERIC + "+/", 39) + "7",
        "/srv/{number}/.aws/credentials", "[default]\naws_secret_access_key = {secret}\n",
        "AWS_SECRET_ACCESS_KEY_{number}", "RUN |1 AWS_SECRET_ACCESS_KEY={secret} /bin/sh -c aws s3 ls",
    ),
    "GitHub token": Planted(lambda draw: "ghp_" + some(draw, ALPHANUMERIC, 36)),
    "GitHub fine-grained token": Planted(
        lambda draw: f"github_pat_{some(draw, ALPHANUMERIC, 22)}_{some(draw, ALPHANUMERIC, 59)}"
    ),
    "GitLab token": Planted(lambda draw: "glpat-" + some(draw, WORD, 20)),
    "Slack token": Planted(
        lambda draw: f"xoxb-{some(draw, string.digits, 12)}-{some(draw, string.digits, 12)}-"
        + some(draw, ALPHANUMERIC, 24)
    ),
    "Slack webhook": Planted(
        lambda draw: "https://hooks.slack.com/services/"
        f"T{some(draw, UPPER, 8)}/B{some(draw, UPPER, 10)}/{some(draw, ALPHANUMERIC, 24)}"
    ),
    "Stripe key": Planted(lambda draw: "sk_live_" + some(draw, ALPHANUMERIC, 24)),
    "Google API key": Planted(lambda draw: "AIza" + some(draw, WORD, 35)),
    "JSON Web Token": Planted(token),
    "npm token": Planted(
        lambda draw: "npm_" + some(draw, ALPHANUMERIC, 36),
        "/srv/{number}/.npmrc", "//npm.internal/:_authToken={secret}\n",
    ),
    "PyPI token": Planted(
        lambda draw: "pypi-AgEIcHlwaS5vcmc" + some(draw, WORD, 120),
        "/srv/{number}/.pypirc", "[pypi]\nusername = __token__\npassword = {secret}\n",
    ),
    "SendGrid key": Planted(lambda draw: f"SG.{some(draw, WORD, 22)}.{some(draw, WORD, 43)}"),
    "Vault token": Planted(lambda draw: "hvs." + some(draw, ALPHANUMERIC, 90)),
    "password in a URL": Planted(
        lambda draw: f"postgresql://shop:{password(draw)}@db.internal:5432/shop",
        "/srv/app/{number}.py", 'DATABASE_URL = "{secret}"\n',
    ),
    "password by its name": Planted(
        password, "/srv/app/{number}.yml", "database:\n  password: {secret}\n", "DB_PASSWORD_{number}",
        "ARG ADMIN_PASSWORD={secret}",
    ),
    "netrc": Planted(
        lambda draw: f"machine git.internal login robot password {password(draw)}",
        "/root/{number}/.netrc", "{secret}\n",
    ),
    "login of a registry": Planted(
        lambda draw: json.dumps({"auths": {"registry.internal": {"auth": login(draw)}}}),
        "/root/{number}/.docker/config.json", "{secret}\n", "DOCKER_AUTH_CONFIG_{number}",
        "RUN /bin/sh -c echo '{secret}' > config.json",
    ),
}  # fmt: skip
PLACES = ("layer", "deleted", "environment", "history")


@dataclass(frozen=True)
class Secret:
    """One that was planted: its kind, itself, where it is, and its name there: a path, a variable, or a step."""

    kind: str
    value: str
    place: str
    name: str
    text: str


def plant(seed: int, of_each: int = 10) -> list[Secret]:
    """Return as many secrets of each kind, spread over the places."""
    draw = random.Random(seed)
    secrets: list[Secret] = []
    for kind, planted in KINDS.items():
        for count in range(of_each):
            number, place = len(secrets), PLACES[count % len(PLACES)]
            value = planted.draw(draw)
            name, text = {
                "environment": (planted.variable, "{secret}"),
                "history": ("{number}", planted.step),
            }.get(place, (planted.path, planted.file))
            secrets.append(
                Secret(kind, value, place, name.replace("{number}", str(number)), text.replace("{secret}", value))
            )
    return secrets
