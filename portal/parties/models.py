"""Providers, their contact persons, and the sender columns of everything that can be sent in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.accounts.models import Role, User
from portal.core.access import ActsFor, Place
from portal.core.database import Base, Codes, coded
from portal.parties.rules import Domain, FundingStream, PublishAs


class Party(Base):
    """A care provider, by its KVK number."""

    __tablename__ = "party"
    __table_args__ = (CheckConstraint("length(kvk) = 8", name="kvk_has_8_digits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kvk: Mapped[str] = mapped_column(String(8), unique=True)
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    city: Mapped[str] = mapped_column(default="")
    domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain), default=frozenset())
    streams: Mapped[frozenset[FundingStream]] = mapped_column(Codes(FundingStream), default=frozenset())
    created_at: Mapped[datetime]
    contacts: Mapped[list["ContactPerson"]] = relationship(back_populates="party")

    @property
    def place(self) -> Place:
        """The party as whom one can act for."""
        return Place(ActsFor.PARTY, self.id, self.name)


class ContactPerson(Base):
    """Contact person or substitute (IN 5.2): acts for the party while `ends_at` is empty. Never public."""

    __tablename__ = "contact_person"
    __table_args__ = (
        CheckConstraint("role IN ('contact', 'substitute')", name="role_of_a_party"),
        Index("ix_contact_person_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    role: Mapped[Role] = mapped_column(coded(Role))
    name: Mapped[str]
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str]
    address: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    party: Mapped[Party] = relationship(back_populates="contacts")
    user: Mapped[User | None] = relationship()


class Sent:
    """Who sent something in: a party with the person on record, or anyone by e-mail address (IN 6.2, 6.3).

    The e-mail address is for the receipt and the answer; it is never shown.
    """

    @declared_attr
    def party_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's way to declare in a mix-in
        return mapped_column(ForeignKey("party.id"), index=True)

    @declared_attr
    def person_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def party(cls) -> Mapped[Party | None]:  # noqa: N805
        return relationship(Party, lazy="raise_on_sql")

    sender_name: Mapped[str] = mapped_column(default="")
    sender_place: Mapped[str] = mapped_column(default="")
    sender_email: Mapped[str] = mapped_column(String(254), default="")
    publish_as: Mapped[PublishAs] = mapped_column(coded(PublishAs), default=PublishAs.PLACE)
    follow_key: Mapped[str] = mapped_column(String(32), unique=True)
    received_at: Mapped[datetime]
