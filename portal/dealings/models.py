"""Disclosed interests with what was added and who read them; the columns of a recusal; information requests; disputes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.core.terms import Term
from portal.dealings.rules import ENDED, DisputeState, MoreTime, RequestAct, RequestState, Side, request_state
from portal.members.models import Signature
from portal.networks.models import Agreement, Network
from portal.parties.models import Party


class Written:
    """What somebody wrote, once, with the person on record."""

    text: Mapped[str]
    written_at: Mapped[datetime]
    person_name: Mapped[str]


class WithDocument(Written):
    """The same, with a document where there is one."""

    @declared_attr
    def document_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's way to declare in a mix-in
        return mapped_column(ForeignKey("document.id"))

    @declared_attr
    def document(cls) -> Mapped[Document | None]:  # noqa: N805
        return relationship(Document)

    @property
    def documents(self) -> list[Document]:
        return [self.document] if self.document else []


class Disclosure(WithDocument, Immutable, Base):
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


class DisclosureAddition(WithDocument, Immutable, Base):
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


class InformationRequest(Term, Base):
    """What the municipality asks of one or more members, with the ground on which it may and a term (IN 3.2 c)."""

    __tablename__ = "information_request"
    __table_args__ = (CheckConstraint("closes_at > opened_at", name="closes_after_opening"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    subject: Mapped[str]
    text: Mapped[str]
    ground: Mapped[str]
    asked_by: Mapped[str]
    attachments: Mapped[list["RequestAttachment"]] = relationship(order_by="RequestAttachment.id")
    respondents: Mapped[list["Respondent"]] = relationship(back_populates="request", order_by="Respondent.id")

    @property
    def documents(self) -> list[Document]:
        return [row.document for row in self.attachments]


class RequestAttachment(Immutable, Base):
    """A document that goes with a request."""

    __tablename__ = "request_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("information_request.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    document: Mapped[Document] = relationship()


class Respondent(Base):
    """One party of which information is asked: its own last moment, its draft, and where it stands.

    `asked_at` and `answered_at` are of the last time that something was asked; `draft` is the party's alone.
    """

    __tablename__ = "respondent"
    __table_args__ = (
        UniqueConstraint("request_id", "party_id"),
        CheckConstraint("closed_at IS NULL OR more_time <> 'asked'", name="closed_owes_nothing"),
        Index("ix_respondent_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("information_request.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    more_time: Mapped[MoreTime] = mapped_column(coded(MoreTime), default=MoreTime.NONE)
    wished_until: Mapped[date | None]
    draft: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    request: Mapped[InformationRequest] = relationship(back_populates="respondents")
    party: Mapped[Party] = relationship()
    entries: Mapped[list["RespondentEntry"]] = relationship(back_populates="respondent", order_by="RespondentEntry.id")
    files: Mapped[list["RespondentDocument"]] = relationship(order_by="RespondentDocument.id")

    __mapper_args__ = {"version_id_col": version}

    def state(self, now: datetime) -> RequestState:
        return request_state(self.closes_at, self.answered_at, self.closed_at, now)

    @property
    def is_answered_late(self) -> bool:
        return self.answered_at is not None and self.answered_at >= self.closes_at

    @property
    def draft_files(self) -> list["RespondentDocument"]:
        return [file for file in self.files if file.entry_id is None]


class RespondentEntry(Written, Immutable, Base):
    """What was written between the municipality and a party about a request; `until` where it moved the term."""

    __tablename__ = "respondent_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    act: Mapped[RequestAct] = mapped_column(coded(RequestAct))
    until: Mapped[date | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    respondent: Mapped[Respondent] = relationship(back_populates="entries")
    files: Mapped[list["RespondentDocument"]] = relationship(order_by="RespondentDocument.id", viewonly=True)

    @property
    def documents(self) -> list[Document]:
        return [file.document for file in self.files]


class RespondentDocument(Base):
    """A document of a party's answer; without an entry it lies with the draft, and only the party sees it."""

    __tablename__ = "respondent_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("respondent_entry.id"), index=True)
    document: Mapped[Document] = relationship()


class Dispute(Base):
    """What the municipality and a party do not agree on, put in writing by one of them (ZL 11.4, WM25 14).

    `next_on` is when the municipality looks at it again, `unread_since` since when it has something of the party to read.
    On an agenda it has no name, unless both agree on words: `public_title`, by whom it was proposed, since when agreed.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("(public_title = '') = (public_title_by IS NULL)", name="title_has_side"),
        CheckConstraint("public_title_agreed_at IS NULL OR public_title <> ''", name="agreed_is_said"),
        Index("ix_dispute_network_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    raised_by: Mapped[Side] = mapped_column(coded(Side))
    subject: Mapped[str]
    state: Mapped[DisputeState] = mapped_column(coded(DisputeState), default=DisputeState.RAISED)
    raised_at: Mapped[datetime]
    state_since: Mapped[datetime]
    next_on: Mapped[date]
    unread_since: Mapped[datetime | None]
    public_title: Mapped[str] = mapped_column(default="")
    public_title_by: Mapped[Side | None] = mapped_column(coded(Side, "title_side"))
    public_title_agreed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    party: Mapped[Party] = relationship()
    network: Mapped[Network] = relationship()
    entries: Mapped[list["DisputeEntry"]] = relationship(back_populates="dispute", order_by="DisputeEntry.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def agreed_title(self) -> str:
        """What everyone may read of it; empty until both agree on it."""
        return self.public_title if self.public_title_agreed_at else ""


class DisputeEntry(WithDocument, Immutable, Base):
    """What one side wrote, or that a step was taken, with the day on which it happened."""

    __tablename__ = "dispute_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), index=True)
    side: Mapped[Side] = mapped_column(coded(Side))
    step: Mapped[str] = mapped_column(String(32), default="")
    happened_on: Mapped[date]
    dispute: Mapped[Dispute] = relationship(back_populates="entries")
