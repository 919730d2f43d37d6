"""Networks, agreements in versions, and publications."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, column, select, table, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import InstrumentedAttribute, Mapped, column_property, declared_attr, mapped_column, relationship

from portal.core.database import Base, Codes, Immutable, coded
from portal.core.documents import Document
from portal.core.language import say
from portal.core.revisions import Paragraph, Paragraphs
from portal.networks.rules import AgreementKind, Law, Profile, Result
from portal.region.models import Municipality


class Network(Base):
    """An inkoopnetwerk with its profile."""

    __tablename__ = "network"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def profile(self) -> Profile:
        return Profile.of(self.settings)


class NetworkMunicipality(Base):
    """A municipality that takes part; the host acts for the others (ZL h, WM25 4)."""

    __tablename__ = "network_municipality"

    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    is_host: Mapped[bool] = mapped_column(default=False)
    municipality: Mapped[Municipality] = relationship()


class Agreement(Base):
    """An agreement; its text stands in its versions. `network` is its home, which writes them; others may use it too."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("network_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str]
    kind: Mapped[AgreementKind] = mapped_column(coded(AgreementKind))
    laws: Mapped[frozenset[Law]] = mapped_column(Codes(Law))
    results: Mapped[frozenset[Result]] = mapped_column(Codes(Result), default=frozenset())
    network: Mapped[Network] = relationship()
    uses: Mapped[list["NetworkAgreement"]] = relationship(back_populates="agreement", order_by="NetworkAgreement.id")
    versions: Mapped[list["AgreementVersion"]] = relationship(
        back_populates="agreement", order_by="AgreementVersion.number"
    )

    def users_on(self, day: date) -> list[Network]:
        """Every network that uses it on this day, by name; of many agreements at once `queries.networks_that_use` tells it."""
        users = {use.network for use in self.uses if use.used_since <= day and (use.used_until is None or use.used_until >= day)}
        return sorted(users, key=lambda network: network.name)


class NetworkAgreement(Base):
    """A network uses an agreement from one day to another; `used_until` is the last day. Again later: another row."""

    __tablename__ = "network_agreement"
    __table_args__ = (
        Index("uq_network_agreement_network_id_agreement_id", "network_id", "agreement_id", unique=True,
              sqlite_where=text("used_until IS NULL"), postgresql_where=text("used_until IS NULL")),
        CheckConstraint("used_until IS NULL OR length(end_reason) > 0", name="end_has_reason"),
        Index("ix_network_agreement_agreement_id", "agreement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    used_since: Mapped[date]
    used_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    end_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    agreement: Mapped[Agreement] = relationship(back_populates="uses")
    network: Mapped[Network] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AgreementVersion(Immutable, Base):
    """One version of an agreement's text, from a day on. `fingerprint` is what signatures bind to."""

    __tablename__ = "agreement_version"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    paragraphs: Mapped[tuple[Paragraph, ...]] = mapped_column(Paragraphs)
    fingerprint: Mapped[str] = mapped_column(String(64))
    in_force_from: Mapped[date]
    published_at: Mapped[datetime]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    agreement: Mapped[Agreement] = relationship(back_populates="versions")


class WrittenConsent:
    """The written consent of a municipality before the host signs for all (WM25 4.11): of a version of an agreement, or of a contract.

    Given by the municipality's own staff, or entered by the host with the document that it received.
    """

    HOST_HAS_DOCUMENT = "NOT by_host OR document_id IS NOT NULL"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    given_on: Mapped[date]
    given_by: Mapped[str]
    by_host: Mapped[bool]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @declared_attr
    def municipality(cls) -> Mapped[Municipality]:  # noqa: N805 - as SQLAlchemy declares in a mix-in
        return relationship()

    @declared_attr
    def document(cls) -> Mapped[Document | None]:  # noqa: N805
        return relationship()


class Consent(WrittenConsent, Immutable, Base):
    """The consent to a version of an agreement."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("agreement_version_id", "municipality_id"),
                      CheckConstraint(WrittenConsent.HOST_HAS_DOCUMENT, name="host_has_document"))

    agreement_version_id: Mapped[int] = mapped_column(ForeignKey("agreement_version.id"))


# Proposals live below this package: their table is named, not imported.
_PROPOSAL = table("proposal", *(column(name) for name in ("id", "year", "sequence", "title", "hidden_at"))).alias("about")
_MILLION = 1_000_000


class Publication(Immutable, Base):
    """One thing made known to everyone at one moment: the timeline, the front page and the feed are these rows.

    `kind` is a phrasebook code, `data` the data of its sentence, `path` where one reads on. `is_hidden`: what it tells of was
    taken off the site; the row stays.
    `title` is what any page, letter or feed may show: a proposal that was hidden or whose title was cleared since is called as it
    is called now.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_network_id_id", "network_id", "id"),
        Index("ix_publication_proposal_id", "proposal_id"),
        Index("ix_publication_network_published_at", "network_id", "published_at"),
        Index("ix_publication_network_kind_id", "network_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    published_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(64))
    told_title: Mapped[str] = mapped_column("title")
    path: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    proposal_title: Mapped[str | None] = column_property(
        select(_PROPOSAL.c.title).where(_PROPOSAL.c.id == proposal_id).scalar_subquery())
    hidden_number: Mapped[int | None] = column_property(
        select(_PROPOSAL.c.year * _MILLION + _PROPOSAL.c.sequence)
        .where(_PROPOSAL.c.id == proposal_id, _PROPOSAL.c.hidden_at.is_not(None)).scalar_subquery())

    @hybrid_property
    def title(self) -> str:
        if self.kind.startswith("agreement:"):
            return self.told_title
        if self.hidden_number:
            year, sequence = divmod(self.hidden_number, _MILLION)
            return say("proposal:untitled", number=f"{year}-{sequence:02d}")
        return self.proposal_title or self.told_title

    @title.inplace.setter
    def _set_title(self, title: str) -> None:
        self.told_title = title

    @title.inplace.expression
    @classmethod
    def _title(cls) -> InstrumentedAttribute[str]:
        return cls.told_title  # type: ignore[return-value]
