"""Signals as they came in, and the public text that the secretary made of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contributions.models import ConfidentialPart, Sent, hidden_has_ground
from portal.core.database import Base, coded
from portal.signals.rules import Sentiment, SignalState, Subject


class Signal(Sent, Base):
    """`text` is what was sent and is never published; `public_text` is what the secretary cleared (rule 8)."""

    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("(state = 'received') = (decided_at IS NULL)", name="decided_iff_not_received"),
        CheckConstraint("state = 'received' OR length(reason) > 0", name="decided_has_reason"),
        hidden_has_ground(),
        Index("ix_signal_network_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    sentiment: Mapped[Sentiment] = mapped_column(coded(Sentiment))
    subject: Mapped[Subject] = mapped_column(coded(Subject))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    state: Mapped[SignalState] = mapped_column(coded(SignalState), default=SignalState.RECEIVED)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    public_text: Mapped[str] = mapped_column(default="")
    public_html: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    confidential: Mapped[ConfidentialPart | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:02d}"
