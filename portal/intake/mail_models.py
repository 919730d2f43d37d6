"""Messages that came in by e-mail: as they were received, what was read in them, and what they became."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Codes, Immutable, coded
from portal.core.documents import Document
from portal.intake.mail_rules import Becomes, MailFlag, PostState, Why, WrittenBy
from portal.notifications.models import OutboxMail
from portal.proposals.models import Proposal
from portal.rounds.models import Reaction
from portal.signals.models import Signal

_BECAME = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in ("signal_id", "proposal_id", "reaction_id"))


class IncomingMail(Base):
    """One message. `arrived_at`: when it reached the mailbox, which is when it was received (Awb 2:17); `taken_at`: when the
    portal took it in. `raw` holds its bytes, for the secretary alone. `text` was written now, below it stood `history`.

    `becomes` and `number` say where it wants to go, `why` what keeps the portal from bringing it there by itself.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        UniqueConstraint("network_id", "identity"),
        CheckConstraint(f"{_BECAME} = (CASE WHEN state = 'sorted' THEN 1 ELSE 0 END)", name="sorted_iff_it_became_one_thing"),
        CheckConstraint("state <> 'set_aside' OR length(reason) > 0", name="set_aside_has_reason"),
        CheckConstraint("arrived_at <= taken_at", name="arrived_before_taken"),
        Index("ix_incoming_mail_network_state", "network_id", "state", "arrived_at"),
        Index("ix_incoming_mail_sender_email", "sender_email", "taken_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    identity: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str]
    raw_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    arrived_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    written_by: Mapped[WrittenBy] = mapped_column(coded(WrittenBy))
    sender_name: Mapped[str] = mapped_column(default="")
    sender_email: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    signature: Mapped[str] = mapped_column(default="")
    history: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")
    flags: Mapped[frozenset[MailFlag]] = mapped_column(Codes(MailFlag), default=frozenset())
    state: Mapped[PostState] = mapped_column(coded(PostState))
    becomes: Mapped[Becomes | None] = mapped_column(coded(Becomes))
    number: Mapped[str] = mapped_column(String(16), default="")
    why: Mapped[Why | None] = mapped_column(coded(Why))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id"), index=True)
    receipted: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    reaction_id: Mapped[int | None] = mapped_column(ForeignKey("reaction.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    raw: Mapped[Document] = relationship(lazy="raise_on_sql")
    letter: Mapped[OutboxMail | None] = relationship(lazy="raise_on_sql")
    files: Mapped[list["MailFile"]] = relationship(order_by="MailFile.id")
    signal: Mapped[Signal | None] = relationship(lazy="raise_on_sql")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    reaction: Mapped[Reaction | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def can_be_answered(self) -> bool:
        """There is an address, and a person behind it: a program is never answered."""
        return self.written_by == WrittenBy.PERSON and bool(self.sender_email)

    @property
    def became(self) -> Signal | Proposal | Reaction | None:
        return self.signal or self.proposal or self.reaction


class MailFile(Immutable, Base):
    """An attachment: kept as a document, or named with the reason why it is not; the message as it came still holds it."""

    __tablename__ = "mail_file"
    __table_args__ = (CheckConstraint("(document_id IS NULL) = (length(refusal) > 0)", name="kept_or_refused"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("incoming_mail.id"), index=True)
    name: Mapped[str]
    size: Mapped[int]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    refusal: Mapped[str] = mapped_column(String(64), default="")
    document: Mapped[Document | None] = relationship(lazy="joined")
