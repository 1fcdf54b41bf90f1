"""Names of secrets word by word, literal values, and both next to each other in commands and files."""

from __future__ import annotations

import pytest
from ansible_collections.sovd.prod_images.plugins.module_utils._verify._named_values import (
    command_logins,
    is_literal,
    is_secret_name,
    named_in_command,
    named_in_text,
)

SECRET = [
    *("PASSWORD", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "DB_PASS", "TOKEN", "API_TOKEN", "GITHUB_TOKEN"),
    *("SECRET", "SECRET_KEY", "DJANGO_SECRET_KEY", "API_KEY", "APIKEY", "ACCESS_KEY"),
    *("AWS_SECRET_ACCESS_KEY", "PRIVATE_KEY", "JWT_SECRET", "CLIENT_SECRET", "VAULT_SECRET_ID"),
    *("ENCRYPTION_KEY", "apiKey", "dbPassword", "clientSecret", "SECRET_KEY_BASE", "DB_PASSWORD_PROD"),
    *("PASSWORD_1", "GOOGLE_CREDENTIALS", "PASSPHRASE", "sasl.password", "api-key"),
]  # fmt: skip
NO_SECRET = [
    *("MAX_TOKENS", "TOKENIZERS_PARALLELISM", "TOKEN_FILE", "PASSWORD_FILE"),
    *("ACCESS_TOKEN_EXPIRE_MINUTES", "PASSWORD_MIN_LENGTH", "TOKEN_URL", "SECRET_NAME", "PWD", "OLDPWD"),
    *("BYPASS", "PASSENGER_APP", "PATH", "GPG_KEY", "KEY", "KEYCLOAK_URL", "NGINX_GPGKEY", "COMPASS"),
    *("SECRETARY", "PASS_THROUGH", "API_KEY_HEADER", "AWS_ACCESS_KEY_ID", "TOKEN_TYPE", "PRIMARY_KEY"),
    *("KEYBOARD", "MONKEY", "PASSWORD_RESET_TIMEOUT", "tokenUrl", "JWT_SECRET_PATH", "DISABLE_TOKENS", "NO_PASSWORD"),
    *("disabled-password", "password-stdin", "PASSWORD_HASHERS", "ALLOW_EMPTY_PASSWORD"),
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", NO_SECRET)
def test_names_of_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("value", ["x", "sample", "changeme", "12345", "pa$$", "hunter2"])
def test_literal(value: str) -> None:
    assert is_literal(value.encode())


@pytest.mark.parametrize(
    "value",
    ["", "$X", "${X}", "true", "No", "0", "/run/secrets/token", "/etc/app/key", "css/password.679a.css", "<x>", "***"],
)
def test_not_literal(value: str) -> None:
    assert not is_literal(value.encode())


def test_named_in_command() -> None:
    step = b"RUN |1 TOKEN=abc /bin/sh -c deploy --api-key 'a b' --password=x -i https://h && "
    step += b"curl -H 'Authorization: Bearer t0k' NAME=\"q\""
    found = [*named_in_command(step)]
    for pair in (("TOKEN", b"abc"), ("api-key", b"a b"), ("password", b"x"), ("Authorization", b"t0k"), ("NAME", b"q")):
        assert pair in found
    assert "i" not in [name for name, _value in found]


@pytest.mark.parametrize(
    ("step", "passwords"),
    [
        ("curl -u shop:Xk39 https://h", [b"Xk39"]), ("wget --user=shop:Xk39", [b"Xk39"]), ("curl -u shop:$PASS", []),
        ("echo 'root:Xk39' | chpasswd", [b"Xk39"]), ("echo root:$PASS | chpasswd", []),
        ("docker run --user 999:999", []), ("chown -R 5:5 /srv", []), ("useradd -u 1001 app", []),
    ],
)  # fmt: skip
def test_command_logins(step: str, passwords: list[bytes]) -> None:
    assert [found.value for found in command_logins(step.encode())] == passwords


# path, text, how many are found
FILES = [
    ("/srv/app.yml", "password: Xk39dfks", 1),
    ("/srv/app.yml", "password: secretpassword", 0),
    ("/srv/app.yml", 'password: "Xk39dfks"  # of the shop', 1),
    ("/srv/app.yml", "password: ${DB_PASSWORD}", 0),
    ("/srv/app.yml", "password_file: /run/secrets/Xk39dfks", 0),
    ("/srv/app.yml", "password: hunter2", 1),
    ("/srv/app.yml", "secret: tls-k8s-1\ntoken: 1.2.3\ncost_per_token: 1.5e-06", 0),
    ("/srv/app.yml", "db: Server=db;User Id=sa;Password=Xk39dfks;Encrypt=true", 1),
    ("/srv/app.yml", "storage: DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Xk39dfkslE23mmQ8==;x=y", 1),
    ("/srv/settings.py", 'dsn = "host=db user=shop password=Xk39dfkslE23"', 1),
    ("/srv/settings.py", 'dsn = "host=db user=shop password=secret"', 0),
    ("/srv/app.yml", "max_tokens: 4096\ntoken_url: /auth/v1/token", 0),
    ("/srv/app.json", '{"user": "a", "api_key": "Xk39dfks", "x": 1}', 1),
    ("/srv/app.toml", 'secret_key = "Xk39dfkslE23"', 1),
    ("/srv/app.ini", "secret_key=Xk39dfkslE23\r\n", 1),
    ("/srv/app.xml", "<password>Xk39dfks</password>", 1),
    ("/srv/settings.py", 'SECRET_KEY = "Xk39dfkslE23mmQ8"', 1),
    ("/srv/settings.py", 'SECRET_KEY = os.environ["SECRET_KEY"]', 0),
    ("/srv/settings.py", "token = self.client.get_token_v2()", 0),
    ("/srv/settings.py", 'password: str = "Xk39dfks"', 0),
    ("/srv/settings.py", 'token = "/api/v1/token"', 0),
    ("/srv/app.js", 'const o={password:"correcthorse",token:"Xk39dfkslE23mmQ8"}', 1),
]


@pytest.mark.parametrize(("path", "text", "count"), FILES)
def test_named_in_text(path: str, text: str, count: int) -> None:
    assert len([*named_in_text(text.encode(), path)]) == count


def test_a_long_line_is_read_around_each_word_alone() -> None:
    line = b"x" * 100_000 + b' token:"Xk39dfkslE23mmQ8" ' + b"y" * 100_000
    assert len([*named_in_text(line, "/srv/a.js")]) == 1
