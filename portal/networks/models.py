"""Networks, agreements in versions, and publications."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Base, Codes, Immutable, coded
from portal.core.revisions import Paragraph, Paragraphs
from portal.networks.rules import AgreementKind, Law, Profile
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
    """An agreement that the network uses; its text stands in its versions."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("network_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str]
    kind: Mapped[AgreementKind] = mapped_column(coded(AgreementKind))
    laws: Mapped[frozenset[Law]] = mapped_column(Codes(Law))
    versions: Mapped[list["AgreementVersion"]] = relationship(
        back_populates="agreement", order_by="AgreementVersion.number"
    )


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
    agreement: Mapped[Agreement] = relationship(back_populates="versions")


class Publication(Immutable, Base):
    """One thing made known to everyone at one moment: the timeline, the front page and the feed are these rows.

    `kind` is a phrasebook code, `data` the data of its sentence, `path` where one reads on.
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
    title: Mapped[str]
    path: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
