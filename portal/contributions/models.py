"""The sender's columns of everything that is sent in, and what hangs on it: documents, the confidential part, drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.contributions.rules import Ground, HiddenGround, Kind
from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.parties.models import Party
from portal.parties.rules import PublishAs


class CanBeHidden:
    """What stood on the site and was taken off it keeps its row, with the ground for everyone and a note for the file."""

    hidden_at: Mapped[datetime | None]
    hidden_ground: Mapped[HiddenGround | None] = mapped_column(coded(HiddenGround))
    hidden_note: Mapped[str] = mapped_column(default="")

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def called(self) -> str:
        """What the record calls it."""
        return type(self).__tablename__  # type: ignore[attr-defined, no-any-return]


class Sent(CanBeHidden):
    """Who sent something in: a party with the person on record, or anyone by e-mail address (IN 6.2, 6.3).

    The e-mail address is for the receipt and the answer; it is never shown. While `awaits_address` the address was not
    confirmed: nobody but the secretary's list of such things knows of it.
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
    awaits_address: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]


def hidden_has_ground() -> CheckConstraint:
    return CheckConstraint("(hidden_at IS NULL) = (hidden_ground IS NULL)", name="hidden_has_ground")


class _Of:
    """What belongs to one thing that was sent in. Their tables lie below this package: they are named, not imported."""

    @declared_attr
    def signal_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("signal.id"))

    @declared_attr
    def proposal_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("proposal.id"))

    @declared_attr
    def reaction_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("reaction.id"))

    @declared_attr
    def pilot_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("pilot.id"))

    @declared_attr
    def pilot_result_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("pilot_result.id"))


_ONE = " + ".join(f"(CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END)" for kind in Kind) + " = 1"


class ConfidentialPart(_Of, Immutable, Base):
    """What is never published (IN 5.7), apart from the rest. Seen by the sender's party and the municipality."""

    __tablename__ = "confidential_part"
    __table_args__ = (CheckConstraint(_ONE, name="of_one"), *(UniqueConstraint(f"{kind}_id") for kind in Kind))

    id: Mapped[int] = mapped_column(primary_key=True)
    ground: Mapped[Ground] = mapped_column(coded(Ground))
    text: Mapped[str]


class Attachment(_Of, Base):
    """A document that came with it. `public_document` is what stands on the site: the same one, a version with parts made
    unreadable, or none while nobody looked at it. A confidential one never comes on the site.

    `network_id` and `party_id` are the sender's, `hidden` goes along with what it hangs on: who may read is told by the row alone.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(_ONE, name="of_one"),
        CheckConstraint("NOT is_confidential OR public_document_id IS NULL", name="confidential_stays_off"),
        CheckConstraint("public_document_id IS NULL OR read_at IS NOT NULL", name="read_before_public"),
        *(Index(f"ix_attachment_{kind}_id", f"{kind}_id") for kind in Kind),
        Index("ix_attachment_unread", "network_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    public_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    is_confidential: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    public_document: Mapped[Document | None] = relationship(foreign_keys=[public_document_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_redacted(self) -> bool:
        """What stands on the site is another document than was sent."""
        return self.public_document_id is not None and self.public_document_id != self.document_id


class Draft(Base):
    """A form that somebody with an account is filling in; colleagues of the party read it too. `fields` as the browser sent
    them, `shown` as people read them, `path` where one goes on. `about` tells forms of one kind apart: a round, an agreement.
    """

    __tablename__ = "contribution_draft"
    __table_args__ = (UniqueConstraint("person_id", "party_id", "kind", "about"), Index("ix_contribution_draft_saved_at", "saved_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[Kind] = mapped_column(coded(Kind))
    about: Mapped[str] = mapped_column(String(100))
    title: Mapped[str]
    path: Mapped[str]
    fields: Mapped[list[Any]]
    shown: Mapped[list[Any]]
    saved_at: Mapped[datetime]
