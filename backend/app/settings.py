"""Settings from the environment, checked before anything starts."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from redis.asyncio.connection import parse_url
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.placeholders import is_monotonous, is_placeholder, is_published

JWT_SECRET_LENGTH = 32
_DATABASE_FORM = "use postgresql+asyncpg://USER:PASSWORD@HOST:5432/NAME"
_REDIS_FORM = "use redis://HOST:6379/0, or rediss:// for TLS"
_JWT_ADVICE = "set a random one, for example from `openssl rand -hex 32`"


class SettingsError(Exception):
    """A setting is missing or unusable; the message names the variable and never shows a secret."""


class EnvironmentSettings(BaseSettings):
    """Settings that come from the environment or from files that it names."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    @classmethod
    def load(cls) -> Self:
        """Read the environment and the files it names; raise SettingsError naming each variable that is wrong."""
        try:
            return cls(**_values_from_files(cls.model_fields))
        except ValidationError as error:
            raise SettingsError("; ".join(_explain(problem) for problem in error.errors())) from None

    @classmethod
    def load_or_exit(cls, program: str) -> Self:
        """Do as `load` does for a program of its own, which a wrong setting ends with one line."""
        try:
            return cls.load()
        except SettingsError as error:
            sys.exit(f"{program}: {error}")


class DatabaseSettings(EnvironmentSettings):
    """What a migration needs: the database alone."""

    database_url: SecretStr
    migration_patience: float = Field(default=120.0, gt=0)

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr) -> SecretStr:
        try:
            url = make_url(value.get_secret_value())
        except (ArgumentError, ValueError):
            raise ValueError(f"is not a URL: {_DATABASE_FORM}") from None
        if url.drivername != "postgresql+asyncpg":
            raise ValueError(f"starts with {url.drivername}://: {_DATABASE_FORM}")
        if not (url.host or "host" in url.query) or not url.database:
            raise ValueError(f"names no host or no database: {_DATABASE_FORM}")
        if is_placeholder(url.password or ""):
            raise ValueError("has a placeholder as password: set the real one")
        return value


class ServiceSettings(DatabaseSettings):
    """What each process that goes on running needs."""

    redis_url: SecretStr
    environment: Literal["development", "staging", "production"] = "production"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    database_pool_size: int = Field(default=5, ge=1, le=100)
    database_max_overflow: int = Field(default=5, ge=0, le=100)
    readiness_timeout: float = Field(default=2.0, gt=0, le=30)

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, value: SecretStr) -> SecretStr:
        try:
            parts = parse_url(value.get_secret_value())
        except ValueError:
            raise ValueError(f"is not a Redis URL: {_REDIS_FORM}") from None
        if is_placeholder(parts.get("password") or ""):
            raise ValueError("has a placeholder as password: set the real one")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_log_level(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


class Settings(ServiceSettings):
    """All that the web process reads from its environment."""

    jwt_secret: SecretStr
    authentication: Literal["required", "off"] = "required"
    cors_origins: Annotated[list[str], NoDecode] = []
    heartbeat_interval: float = Field(default=15.0, gt=0, le=20)
    login_attempts: int = Field(default=10, ge=1, le=10_000)
    token_lifetime: int = Field(default=28_800, ge=60, le=604_800)

    @property
    def is_production(self) -> bool:
        """Whether this is the production environment."""
        return self.environment == "production"

    @field_validator("jwt_secret")
    @classmethod
    def _check_jwt_secret(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if is_placeholder(secret):
            raise ValueError(f"is a placeholder: {_JWT_ADVICE}")
        if is_published(secret):
            raise ValueError(f"stands in public documentation: {_JWT_ADVICE}")
        if not secret.isascii() or not secret.isprintable():
            raise ValueError(f"has a character that random secrets do not have: {_JWT_ADVICE}")
        if len(secret) < JWT_SECRET_LENGTH:
            raise ValueError(f"has {len(secret)} characters, at least {JWT_SECRET_LENGTH} are needed: {_JWT_ADVICE}")
        if is_monotonous(secret):
            raise ValueError(f"repeats itself or counts: {_JWT_ADVICE}")
        return value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        return [origin.strip() for origin in value.split(",") if origin.strip()] if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: list[str]) -> list[str]:
        for origin in value:
            scheme, separator, host = origin.partition("://")
            if scheme not in {"http", "https"} or not separator or not host or set("/*?#@ ") & set(host):
                raise ValueError(f"has {origin!r}: write origins as https://host[:port], separated by commas")
        return value


def _values_from_files(names: Iterable[str]) -> dict[str, Any]:
    """Return each setting NAME whose variable NAME_FILE names a file, as secrets are mounted, without its line end."""
    values = {}
    for name in names:
        variable = name.upper()
        path = os.environ.get(f"{variable}_FILE")
        if not path:
            continue
        if os.environ.get(variable):
            raise SettingsError(f"{variable} and {variable}_FILE are both set: keep one of them")
        try:
            values[name] = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise SettingsError(f"{variable}_FILE names {path}, which cannot be read: {reason}") from error
    return values


def _explain(problem: ErrorDetails) -> str:
    """Turn one of pydantic's errors into a sentence about an environment variable."""
    variable = str(problem["loc"][0]).upper()
    if problem["type"] == "missing":
        return f"{variable} is not set: set it, or {variable}_FILE to the path of a file that holds it"
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return f"{variable} {message}"
    return f"{variable} is {problem['input']!r}: {message[0].lower()}{message[1:]}"
