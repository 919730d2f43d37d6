"""Providers, their contact persons and who may represent them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Role, User
from portal.core.access import ActsFor, Place
from portal.core.database import Base, Codes, Words, coded
from portal.core.documents import Document
from portal.parties.rules import (
    AuthorityGround,
    Domain,
    FundingStream,
    RepresentationState,
    RepresentativeDetails,
    Scope,
    Subject,
    representation_state,
)
from portal.region.models import Municipality


class Party(Base):
    """A care provider, by its KVK number. Public are its name, number, place and domains; nothing else.

    From `leaves_at` on nobody acts for it and its people get no letters.
    """

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("length(kvk) = 8", name="kvk_has_8_digits"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by = '')", name="confirmed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kvk: Mapped[str] = mapped_column(String(8), unique=True)
    branches: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    agb_codes: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    city: Mapped[str] = mapped_column(default="")
    postal_street: Mapped[str] = mapped_column(default="")
    postal_postcode: Mapped[str] = mapped_column(String(7), default="")
    postal_city: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    domains: Mapped[frozenset[Domain]] = mapped_column(Codes(Domain), default=frozenset())
    streams: Mapped[frozenset[FundingStream]] = mapped_column(Codes(FundingStream), default=frozenset())
    products: Mapped[tuple[str, ...]] = mapped_column(Words, default=())
    created_at: Mapped[datetime]
    leaves_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    contacts: Mapped[list["ContactPerson"]] = relationship(back_populates="party", order_by="ContactPerson.id")
    municipalities: Mapped[list[Municipality]] = relationship(secondary="party_municipality", order_by=Municipality.name)
    representations: Mapped[list["Representation"]] = relationship(back_populates="party", order_by="Representation.id")
    subject_contacts: Mapped[list["SubjectContact"]] = relationship(back_populates="party", order_by="SubjectContact.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def place(self) -> Place:
        """The party as whom one can act for."""
        return Place(ActsFor.PARTY, self.id, self.name)

    @property
    def postal_address(self) -> tuple[str, str, str]:
        """Street or PO box, postcode and place for letters: the visiting address where no other was given."""
        if self.postal_street:
            return self.postal_street, self.postal_postcode, self.postal_city
        return self.street, self.postcode, self.city


class PartyMunicipality(Base):
    """A municipality that a provider serves."""

    __tablename__ = "party_municipality"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True, index=True)


class Representation(Base):
    """Who may represent a party and on what ground (IN 4.1). For the party and the municipality; ended ones stay."""

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_begin"),
        CheckConstraint("(scope = 'limited') = (limits <> '')", name="limited_has_limits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name: Mapped[str]
    job_title: Mapped[str] = mapped_column(default="")
    ground: Mapped[AuthorityGround] = mapped_column(coded(AuthorityGround))
    scope: Mapped[Scope] = mapped_column(coded(Scope), default=Scope.ALL)
    limits: Mapped[str] = mapped_column(default="")
    begins_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship(back_populates="representations")
    document: Mapped[Document | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def details(self) -> RepresentativeDetails:
        return RepresentativeDetails(self.name, self.job_title, self.ground, self.scope, self.limits, self.begins_on, self.ends_on)

    def state(self, today: date) -> RepresentationState:
        return representation_state(self.begins_on, self.ends_on, self.ended_at, today)


class SubjectContact(Base):
    """Somebody to write to about one subject (IN 5.2, ZL 5.2); without an account. Never public."""

    __tablename__ = "subject_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    subject: Mapped[Subject] = mapped_column(coded(Subject))
    name: Mapped[str]
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    party: Mapped[Party] = relationship(back_populates="subject_contacts")


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
