"""How a command and its answers are stored."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Enum,
    FetchedValue,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CommandStatus(StrEnum):
    """Where a command is on its way to the vehicle and back."""

    QUEUED = "queued"
    # Stored before anything is sent: from here on, the vehicle may have it.
    SENT = "sent"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


UNFINISHED = (CommandStatus.QUEUED, CommandStatus.SENT, CommandStatus.RUNNING)


class Command(Base):
    """A diagnostic command for one vehicle, and the vehicle's response once there is one."""

    __tablename__ = "commands"
    __table_args__ = (
        Index("ix_commands_created_at_id", "created_at", "id"),
        Index(
            "ix_commands_unfinished",
            "created_at",
            postgresql_where=text("state IN ('queued', 'sent', 'running')"),
        ),
        UniqueConstraint("request_id"),
        CheckConstraint("status IN ('pending', 'sent', 'completed', 'failed')", name="status"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    vehicle_id: Mapped[str] = mapped_column(String(17))
    command: Mapped[str] = mapped_column(String(100))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # The release before this one reads and writes it; a trigger keeps it and the next in step (migration 0003).
    status_before: Mapped[str] = mapped_column("status", String(16), server_default=FetchedValue())
    status: Mapped[CommandStatus] = mapped_column(
        "state",
        Enum(
            CommandStatus,
            name="state",
            native_enum=False,
            create_constraint=True,
            length=16,
            values_callable=lambda members: [member.value for member in members],
        ),
        default=CommandStatus.QUEUED,
    )
    cause: Mapped[str | None] = mapped_column(String(500))
    response: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )
    # Made by the client, so that a command whose answer did not arrive can be sent again without being stored twice.
    request_id: Mapped[uuid.UUID | None]
    actor: Mapped[str] = mapped_column(String(255), server_default="anonymous")
    # Put on the stream then, taken from there by this connector, sent then, and given up unless it says more in time.
    enqueued_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    taken_by: Mapped[uuid.UUID | None]
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    leased_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Part(Base):
    """One of the answers of a vehicle to a command; the last is final."""

    __tablename__ = "parts"

    command_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commands.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[Any] = mapped_column(JSONB)
    final: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
