"""Settings: what is missing, weak or unreadable is refused by name, and never shown."""

import base64
import os
import re
import secrets
import string
from pathlib import Path

import pytest

from app.settings import DatabaseSettings, Settings, SettingsError
from tests.server import BACKEND, run

STRONG = secrets.token_hex(32)
GOOD = {
    "DATABASE_URL": "postgresql+asyncpg://sovd:Vx31@db:5432/sovd",
    "REDIS_URL": "redis://redis:6379/0",
    "JWT_SECRET": STRONG,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with good settings and nothing else of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_defaults_are_those_of_production(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LOG_LEVEL", "")
    settings = Settings.load()
    assert (settings.environment, settings.log_level, settings.cors_origins) == ("production", "INFO", [])
    assert settings.authentication == "required"
    assert settings.is_production


def test_all_can_be_set(environment: pytest.MonkeyPatch) -> None:
    changes = {
        "ENVIRONMENT": "staging",
        "LOG_LEVEL": "debug",
        "CORS_ORIGINS": "https://a.example, http://localhost:3000",
        "DATABASE_POOL_SIZE": "7",
        "DATABASE_MAX_OVERFLOW": "0",
        "READINESS_TIMEOUT": "0.5",
        "HEARTBEAT_INTERVAL": "2",
    }
    for name, value in changes.items():
        environment.setenv(name, value)
    settings = Settings.load()
    assert (settings.environment, settings.log_level) == ("staging", "DEBUG")
    assert settings.cors_origins == ["https://a.example", "http://localhost:3000"]
    assert (settings.database_pool_size, settings.database_max_overflow) == (7, 0)
    assert (settings.readiness_timeout, settings.heartbeat_interval) == (0.5, 2)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("JWT_SECRET", "changeme", "is a placeholder"),
        ("JWT_SECRET", "secret", "is a placeholder"),
        ("JWT_SECRET", "super-secret-key-of-more-than-thirty-two-characters", "is a placeholder"),
        ("JWT_SECRET", "your-256-bit-secret-your-256-bit-secret", "is a placeholder"),
        ("JWT_SECRET", "jwt-please-change-me-in-production-please", "is a placeholder"),
        ("JWT_SECRET", "<put a long random value here, please>", "is a placeholder"),
        ("JWT_SECRET", "${JWT_SECRET_OF_THE_ENVIRONMENT_NOT_SET}", "is a placeholder"),
        ("JWT_SECRET", STRONG + "\u00e9", "has a character that random secrets do not have"),
        ("JWT_SECRET", STRONG + "\t", "has a character that random secrets do not have"),
        ("JWT_SECRET", STRONG[:31], "has 31 characters, at least 32 are needed"),
        ("JWT_SECRET", "abcabcabcabcabcabcabcabcabcabcabc", "repeats itself or counts"),
        ("DATABASE_URL", "not a url", "is not a URL"),
        ("DATABASE_URL", "postgres://sovd:Vx31@db/sovd", "starts with postgres://: use postgresql+asyncpg://"),
        ("DATABASE_URL", "postgresql+psycopg://sovd:Vx31@db/sovd", "starts with postgresql+psycopg://"),
        ("DATABASE_URL", "sqlite+aiosqlite:///x.db", "starts with sqlite+aiosqlite://"),
        ("DATABASE_URL", "postgresql+asyncpg://sovd:Vx31@db", "names no host or no database"),
        ("DATABASE_URL", "postgresql+asyncpg:///sovd", "names no host or no database"),
        ("DATABASE_URL", "postgresql+asyncpg://sovd:changeme@db/sovd", "has a placeholder as password"),
        ("DATABASE_URL", "postgresql+asyncpg://sovd:p%61ssword@db/sovd", "has a placeholder as password"),
        ("REDIS_URL", "http://redis:6379", "is not a Redis URL"),
        ("REDIS_URL", "redis://:secret@redis:6379/0", "has a placeholder as password"),
        ("AUTHENTICATION", "false", "is 'false': input should be 'required' or 'off'"),
        ("ENVIRONMENT", "prod", "is 'prod': input should be 'development', 'staging' or 'production'"),
        ("LOG_LEVEL", "loud", "is 'LOUD': input should be"),
        ("CORS_ORIGINS", "*", "has '*': write origins as https://host[:port]"),
        ("CORS_ORIGINS", "https://a.example/path", "has 'https://a.example/path'"),
        ("DATABASE_POOL_SIZE", "0", "is '0': input should be greater than or equal to 1"),
        ("DATABASE_POOL_SIZE", "many", "is 'many': input should be a valid integer"),
        ("READINESS_TIMEOUT", "0", "is '0': input should be greater than 0"),
        ("HEARTBEAT_INTERVAL", "0", "is '0': input should be greater than 0"),
        ("HEARTBEAT_INTERVAL", "60", "is '60': input should be less than or equal to 20"),
    ],
)
def test_unusable_values_are_refused(environment: pytest.MonkeyPatch, variable: str, value: str, message: str) -> None:
    environment.setenv(variable, value)
    with pytest.raises(SettingsError, match=re.escape(message)) as refusal:
        Settings.load()
    assert str(refusal.value).startswith(f"{variable} ")
    if variable in GOOD:
        assert value not in str(refusal.value)


@pytest.mark.parametrize(
    "secret",
    [
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "a-string-secret-at-least-256-bits-long",
        "this-is-a-very-long-secret-key-for-jwt-signing",
        "my_jwt_secret_key_which_should_be_long_enough_1",
        "thisisasecretkeythisisasecretkey1",
        "mySuperSecretKeyThatShouldBeAtLeast256BitsLong!",
        "keyboard-cat-keyboard-cat-keyboard-cat",
        "some-random-string-for-development-only",
        "dev-secret-do-not-use-in-production-0123",
        "please_change_this_to_something_secure!!",
        "django-insecure-change-me-before-production",
        "correcthorsebatterystaplecorrecthorse",
        "0123456789abcdef0123456789abcdef",
        "abcdefghijklmnopqrstuvwxyz123456",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "deadbeefdeadbeefdeadbeefdeadbeef",
        "zK8vQ2zK8vQ2zK8vQ2zK8vQ2zK8vQ2zK8vQ2",
        "lorem ipsum dolor sit amet consectetur",
    ],
)
def test_secrets_of_tutorials_are_refused(environment: pytest.MonkeyPatch, secret: str) -> None:
    assert len(secret) >= 32
    environment.setenv("JWT_SECRET", secret)
    with pytest.raises(SettingsError, match=r"^JWT_SECRET .*: set a random one"):
        Settings.load()


def test_random_secrets_are_accepted_whatever_made_them(environment: pytest.MonkeyPatch) -> None:
    alphabet = string.ascii_letters + string.digits
    for _ in range(500):
        for secret in (
            secrets.token_hex(16),
            secrets.token_hex(32),
            secrets.token_urlsafe(32),
            base64.b64encode(secrets.token_bytes(24)).decode(),
            "".join(secrets.choice(alphabet) for _ in range(40)),
            "".join(secrets.choice(string.ascii_lowercase) for _ in range(32)),
            # What the build of the image imports the application with.
            "for the proof of the build alone, signs nothing",
        ):
            environment.setenv("JWT_SECRET", secret)
            assert Settings.load().jwt_secret.get_secret_value() == secret


@pytest.mark.parametrize(
    "password", ["passionate-Heron-71", "pass7Kd93vQ", "secretary.of.the.moon", "xxY7q", "example-is-Ok9-tulip"]
)
def test_strong_passwords_are_accepted_however_they_begin(environment: pytest.MonkeyPatch, password: str) -> None:
    environment.setenv("DATABASE_URL", f"postgresql+asyncpg://sovd:{password}@db/sovd")
    environment.setenv("REDIS_URL", f"redis://:{password}@redis:6379/0")
    Settings.load()


@pytest.mark.parametrize(
    "password", ["password", "Password1!", "secret123", "postgres", "change_me", "changeit", "admin", "xxxx"]
)
def test_passwords_of_examples_are_refused(environment: pytest.MonkeyPatch, password: str) -> None:
    environment.setenv("DATABASE_URL", f"postgresql+asyncpg://sovd:{password}@db/sovd")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL has a placeholder as password"):
        Settings.load()


@pytest.mark.parametrize("variable", GOOD)
def test_missing_values_are_named(environment: pytest.MonkeyPatch, variable: str) -> None:
    environment.delenv(variable)
    with pytest.raises(SettingsError, match=f"^{variable} is not set: set it, or {variable}_FILE to the path"):
        Settings.load()


def test_all_problems_are_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("REDIS_URL")
    environment.setenv("JWT_SECRET", "short")
    with pytest.raises(SettingsError, match=r"REDIS_URL is not set: .*; JWT_SECRET has 5 characters"):
        Settings.load()


@pytest.mark.parametrize("variable", GOOD)
def test_a_value_can_come_from_a_file(environment: pytest.MonkeyPatch, variable: str, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_text(GOOD[variable] + "\n")
    environment.delenv(variable)
    environment.setenv(f"{variable}_FILE", str(file))
    assert getattr(Settings.load(), variable.lower()).get_secret_value() == GOOD[variable]


def test_a_file_is_checked_as_a_variable_is(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_text("changeme\n")
    environment.delenv("JWT_SECRET")
    environment.setenv("JWT_SECRET_FILE", str(file))
    with pytest.raises(SettingsError, match=r"^JWT_SECRET is a placeholder"):
        Settings.load()


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file or directory"), (b"\xff\xfe", "it is not UTF-8 text")]
)
def test_a_file_that_cannot_be_read_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "value"
    if content is not None:
        file.write_bytes(content)
    environment.delenv("JWT_SECRET")
    environment.setenv("JWT_SECRET_FILE", str(file))
    with pytest.raises(SettingsError, match=re.escape(f"JWT_SECRET_FILE names {file}, which cannot be read: {reason}")):
        Settings.load()


def test_a_value_and_a_file_together_are_refused(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("JWT_SECRET_FILE", str(tmp_path / "value"))
    with pytest.raises(SettingsError, match="JWT_SECRET and JWT_SECRET_FILE are both set"):
        Settings.load()


def test_secrets_do_not_show_in_a_representation(environment: pytest.MonkeyPatch) -> None:
    del environment
    settings = Settings.load()
    assert all(value not in repr(settings) + str(settings.model_dump()) for value in GOOD.values())


def test_migrations_need_the_database_alone(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("JWT_SECRET")
    environment.delenv("REDIS_URL")
    assert DatabaseSettings.load().database_url.get_secret_value() == GOOD["DATABASE_URL"]


def test_the_example_file_is_refused_until_it_is_edited(environment: pytest.MonkeyPatch) -> None:
    lines = (BACKEND / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert {name.lower() for name in example} <= set(Settings.model_fields)
    for name, value in example.items():
        environment.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        Settings.load()
    for variable in ("DATABASE_URL has a placeholder", "JWT_SECRET is a placeholder"):
        assert variable in str(refusal.value)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_with_bad_settings_stops_and_says_why(workers: str) -> None:
    assert "JWT_SECRET" not in os.environ
    settings = GOOD | {"JWT_SECRET": "changeme"}
    stopped = run("uvicorn", "app.main:app", "--port=0", f"--workers={workers}", environment=settings)
    assert stopped.returncode == (3 if workers == "1" else 0), "uvicorn's parent process ends with 0"
    assert '"reason": "JWT_SECRET is a placeholder: set a random one' in stopped.stdout
    assert "Traceback" not in stopped.stdout + stopped.stderr
