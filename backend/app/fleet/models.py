"""How a vehicle is stored."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Vehicle(Base):
    """A vehicle by its identification number, and where it answers by SOVD, if that is known."""

    __tablename__ = "vehicles"

    id: Mapped[str] = mapped_column(String(17), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    # Such as http://gateway:8000; below it stand SOVD's resources of this vehicle.
    address: Mapped[str | None] = mapped_column(String(200))
