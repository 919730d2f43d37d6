"""The secret addresses of parties' calendars."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.database import Base


class CalendarAddress(Base):
    """The address under which one person's calendar program reads what is asked of a party. It opens nothing else.

    It ends when the person revokes it, and gives nothing from the moment that the person no longer acts for the party.
    """

    __tablename__ = "calendar_address"
    __table_args__ = (UniqueConstraint("person_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    person: Mapped[User] = relationship()
