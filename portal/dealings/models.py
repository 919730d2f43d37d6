"""Disclosed interests with what was added and who read them; and the columns of a recusal, for what it is a recusal from."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.core.database import Base, Immutable
from portal.core.documents import Document
from portal.members.models import Signature
from portal.networks.models import Agreement
from portal.parties.models import Party


class Written:
    """What somebody wrote, once, with the person on record and a document where there is one."""

    @declared_attr
    def document_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's way to declare in a mix-in
        return mapped_column(ForeignKey("document.id"))

    @declared_attr
    def document(cls) -> Mapped[Document | None]:  # noqa: N805
        return relationship(Document)

    text: Mapped[str]
    written_at: Mapped[datetime]
    person_name: Mapped[str]

    @property
    def documents(self) -> list[Document]:
        return [self.document] if self.document else []


class Disclosure(Written, Immutable, Base):
    """An interest or commitment that may conflict with the agreements (IN 3.2 b). Seen by the municipality and the party.

    What was disclosed with a signature stays there (`Signature.disclosure`) and is shown together with these.
    """

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    about: Mapped[str]
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    since: Mapped[date]
    party: Mapped[Party] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    additions: Mapped[list["DisclosureAddition"]] = relationship(
        back_populates="disclosure", order_by="DisclosureAddition.id")

    @property
    def ended_on(self) -> date | None:
        """From when it no longer plays, as the party said."""
        return next((row.ended_on for row in self.additions if row.ended_on), None)

    @property
    def last_written_at(self) -> datetime:
        return self.additions[-1].written_at if self.additions else self.written_at


class DisclosureAddition(Written, Immutable, Base):
    """What the party added to a disclosure; with `ended_on` that the interest no longer plays."""

    __tablename__ = "disclosure_addition"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    ended_on: Mapped[date | None]
    disclosure: Mapped[Disclosure] = relationship(back_populates="additions")


class DisclosureReading(Immutable, Base):
    """That the municipality read a disclosure as it stood, or one that was given with a signature."""

    __tablename__ = "disclosure_reading"
    __table_args__ = (
        CheckConstraint("(disclosure_id IS NULL) <> (signature_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure.id"), index=True)
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"), index=True)
    read_at: Mapped[datetime]
    person_name: Mapped[str]


class Recusal:
    """That a party takes no part in one thing because of a disclosed interest, until it is taken back (IN 3.2 b).

    Everyone may know that; `note` and the disclosure itself are for the municipality and the party.
    """

    @declared_attr
    def party_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("party.id"), index=True)

    @declared_attr
    def disclosure_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("disclosure.id"))

    @declared_attr
    def signature_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("signature.id"))

    @declared_attr
    def party(cls) -> Mapped[Party]:  # noqa: N805
        return relationship(Party)

    @declared_attr
    def disclosure(cls) -> Mapped[Disclosure | None]:  # noqa: N805
        return relationship(Disclosure)

    @declared_attr
    def signature(cls) -> Mapped[Signature | None]:  # noqa: N805
        return relationship(Signature)

    note: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]
    person_name: Mapped[str]
    by_secretary: Mapped[bool]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[str] = mapped_column(default="")


def one_ground() -> CheckConstraint:
    """For each table of recusals: it rests on one disclosure, given later or with a signature."""
    return CheckConstraint("(disclosure_id IS NULL) <> (signature_id IS NULL)", name="one_ground")
