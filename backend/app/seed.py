"""Fill a database with users, vehicles and commands to look at: `python -m app.seed`; what is there already stays."""

import asyncio
import secrets
import sys
import uuid

from pydantic import Field, SecretStr, field_validator
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.models import User
from app.auth.passwords import LONGEST_PASSWORD, hash_of
from app.commands.models import Command
from app.db import Database, DatabaseUnavailableError
from app.fleet.models import Vehicle
from app.settings import DatabaseSettings

USERS = ("technician", "engineer")
VEHICLES = {
    "WVWZZZ1JZXW000001": "Test car 1",
    "WVWZZZ1JZXW000002": "Test car 2",
    "WVWZZZ1JZXW000003": "Test car 3",
}
COMMANDS = (
    ("read_dtc", {"ecu": "engine"}),
    ("read_data", {"ecu": "engine", "names": ["battery_voltage"]}),
    ("start_routine", {"ecu": "brakes", "routine": "self_test", "steps": 3}),
)
_ADDRESS_FORM = "use http://HOST:PORT, the place of the vehicles by SOVD"
# The same commands have the same ids each time, so that they are stored once.
_NAMESPACE = uuid.UUID("6f0f3a52-3a0e-4b43-9a0e-5d1f6a3e9f10")


class SeedSettings(DatabaseSettings):
    """Where the vehicles answer, and the password of all users; without one, each gets a random one."""

    vehicle_address: str = Field(default="http://vehicle:8000", max_length=200)
    seed_password: SecretStr | None = None

    @field_validator("vehicle_address")
    @classmethod
    def _check_address(cls, value: str) -> str:
        if not value.startswith("http://") or value == "http://":
            raise ValueError(f"is no address: {_ADDRESS_FORM}")
        return value.rstrip("/")

    @field_validator("seed_password")
    @classmethod
    def _check_password(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not 12 <= len(value.get_secret_value().encode()) <= LONGEST_PASSWORD:
            raise ValueError(f"has less than 12 or more than {LONGEST_PASSWORD} bytes: set another")
        return value


async def seed(session: AsyncSession, settings: SeedSettings) -> list[str]:
    """Store what is missing; return a line for each thing that was made, with the password of each new user."""
    made: list[str] = []
    for vehicle, name in VEHICLES.items():
        values = {"id": vehicle, "name": name, "address": settings.vehicle_address}
        statement = insert(Vehicle).values(values).on_conflict_do_nothing().returning(Vehicle.id)
        if await session.scalar(statement):
            made.append(f"vehicle {vehicle} ({name}) at {settings.vehicle_address}")
    for name in set(USERS) - set(await session.scalars(select(User.name))):
        given = settings.seed_password
        password = given.get_secret_value() if given else secrets.token_urlsafe(12)
        hashed = await hash_of(password)
        if await session.scalar(
            insert(User).values(name=name, password_hash=hashed).on_conflict_do_nothing().returning(User.name)
        ):
            made.append(f"user {name} with the " + ("password of SEED_PASSWORD" if given else f"password {password}"))
    for number, (command, parameters) in enumerate(COMMANDS):
        wanted = {
            "vehicle_id": next(iter(VEHICLES)),
            "command": command,
            "parameters": parameters,
            "request_id": uuid.uuid5(_NAMESPACE, str(number)),
            "actor": "seed",
        }
        statement = insert(Command).values(wanted).on_conflict_do_nothing().returning(Command.id)
        if stored := await session.scalar(statement):
            made.append(f"command {stored} ({command})")
    await session.commit()
    return made


async def _main(settings: SeedSettings) -> list[str]:
    database = Database(settings.database_url.get_secret_value(), pool_size=1, max_overflow=0)
    try:
        async with database.session() as session:
            return await seed(session, settings)
    finally:
        await database.close()


if __name__ == "__main__":
    try:
        lines = asyncio.run(_main(SeedSettings.load_or_exit("seed")))
    except DatabaseUnavailableError as error:
        sys.exit(f"seed: the database cannot be used: {type(error.__cause__).__name__}")
    sys.stdout.write("".join(f"made {line}\n" for line in sorted(lines)) or "nothing to make, all is there\n")
