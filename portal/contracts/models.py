"""Service contracts: the draft, the versions that were sent, signatures, consents, and what was written about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.contracts.rules import (
    KNOWN,
    Content,
    ContractAct,
    ContractPhase,
    ContractSide,
    ContractState,
    EndGround,
    Provider,
    contract_phase,
    indicators_of,
    tariffs_of,
)
from portal.core.database import Base, Immutable, coded
from portal.core.documents import Document
from portal.networks.models import Agreement, Network, WrittenConsent
from portal.parties.models import Party
from portal.parties.rules import AuthorityGround
from portal.region.models import Municipality

EVERYONE = 0


def shows_name(party_id: int | None, reader: int | None) -> bool:
    """Whether the name of a person is shown: its own organisation and the municipality see it; those of the municipality are for every side.

    `party_id`: for whom the person acts, None for the municipality. `reader`: the party that reads, EVERYONE, or None for the
    municipality.
    """
    return reader is None or (reader != EVERYONE and party_id in (None, reader))


class ServiceContract(Base):
    """A service contract (ZL 8). Its columns are the draft; what is sent and signed stands in its versions.

    Once all have signed, `ends_on` is its last day as it is now, after extensions or an earlier end, and from `remind_on`
    the municipality is reminded of it. Its providers stay as they are from the first time that it was sent: each has read
    the tariffs.
    """

    __tablename__ = "service_contract"
    __table_args__ = (
        UniqueConstraint("network_id", "year", "sequence"),
        CheckConstraint("ends_on IS NULL OR begins_on IS NULL OR ends_on >= begins_on", name="ends_after_begin"),
        CheckConstraint("extensions >= 0 AND extension_months >= 0 AND notice_months >= 0", name="counts_are_positive"),
        CheckConstraint("(state IN ('signed', 'ended')) = (signed_at IS NOT NULL)", name="signed_iff_instant"),
        CheckConstraint("signed_at IS NULL OR (begins_on IS NOT NULL AND ends_on IS NOT NULL)", name="signed_has_term"),
        Index("ix_service_contract_network_id_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    title: Mapped[str]
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    state: Mapped[ContractState] = mapped_column(coded(ContractState), default=ContractState.DRAFT)
    state_since: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    change_asked_at: Mapped[datetime | None]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    remind_on: Mapped[date | None] = mapped_column(index=True)
    extensions: Mapped[int] = mapped_column(default=0)
    extension_months: Mapped[int] = mapped_column(default=0)
    notice_months: Mapped[int] = mapped_column(default=0)
    tariffs: Mapped[list[Any]] = mapped_column(default=list)
    indicators: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    network: Mapped[Network] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    municipalities: Mapped[list[Municipality]] = relationship(secondary="contract_municipality", order_by=Municipality.name)
    parties: Mapped[list[Party]] = relationship(secondary="contract_party", order_by=Party.name)
    versions: Mapped[list["ContractVersion"]] = relationship(back_populates="contract", order_by="ContractVersion.number")
    entries: Mapped[list["ContractEntry"]] = relationship(order_by="ContractEntry.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:02d}"

    @property
    def path(self) -> str:
        """Where everyone reads it, once it is signed."""
        return f"/dienstverleningsovereenkomsten/{self.number}"

    @property
    def is_public(self) -> bool:
        return self.state in KNOWN

    @property
    def party_ids(self) -> frozenset[int]:
        return frozenset(party.id for party in self.parties)

    @property
    def draft(self) -> Content:
        """What the draft says now."""
        return Content(
            self.title, self.agreement.title if self.agreement else "", tuple(place.name for place in self.municipalities),
            tuple(Provider(party.name, party.kvk) for party in self.parties), dict(self.texts), self.begins_on, self.ends_on,
            self.extensions, self.extension_months, self.notice_months, tariffs_of(self.tariffs), indicators_of(self.indicators))

    @property
    def newest(self) -> "ContractVersion | None":
        return self.versions[-1] if self.versions else None

    @property
    def content(self) -> Content:
        """What it says: the draft while that is written, else the version that was sent last."""
        return self.draft if self.state == ContractState.DRAFT or self.newest is None else self.newest.content

    @property
    def times_extended(self) -> int:
        return sum(entry.act == ContractAct.EXTEND for entry in self.entries)

    @property
    def end(self) -> "ContractEntry | None":
        """The entry that ended it, when that was recorded."""
        return next((entry for entry in reversed(self.entries) if entry.act == ContractAct.END), None)

    def phase(self, today: date) -> ContractPhase | None:
        """What it is on a day; None before it is signed."""
        if not self.is_public or self.begins_on is None or self.ends_on is None:
            return None
        return contract_phase(self.begins_on, self.ends_on, today, is_ended=self.state == ContractState.ENDED)


class ContractMunicipality(Base):
    """A municipality for which the contract is made (ZL 8.2 a)."""

    __tablename__ = "contract_municipality"

    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True, index=True)


class ContractParty(Base):
    """A provider with which the contract is made (ZL 8.2 b)."""

    __tablename__ = "contract_party"

    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)


class ContractVersion(Immutable, Base):
    """A text as it was sent for signature, tariffs included. `fingerprint` is what signatures bind to."""

    __tablename__ = "contract_version"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"))
    number: Mapped[int]
    content_data: Mapped[dict[str, Any]] = mapped_column("content")
    fingerprint: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    sign_by: Mapped[date] = mapped_column(index=True)
    contract: Mapped[ServiceContract] = relationship(back_populates="versions")
    signatures: Mapped[list["ContractSignature"]] = relationship(order_by="ContractSignature.id", viewonly=True)
    consents: Mapped[list["ContractConsent"]] = relationship(order_by="ContractConsent.id", viewonly=True)

    @property
    def content(self) -> Content:
        return Content.of(self.content_data)

    @property
    def of_providers(self) -> list["ContractSignature"]:
        return [row for row in self.signatures if row.party_id is not None]

    @property
    def of_municipality(self) -> "ContractSignature | None":
        return next((row for row in self.signatures if row.municipality_id is not None), None)

    def signature_of(self, party_id: int | None) -> "ContractSignature | None":
        return next((row for row in self.of_providers if row.party_id == party_id), None)


class ContractSignature(Immutable, Base):
    """A signature under one version: of a provider, or of the host municipality for itself and under the others' mandates.

    `ground` says why the signer may represent the provider; `mandates` for whom the host signed besides itself.
    """

    __tablename__ = "contract_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "party_id"),
        UniqueConstraint("version_id", "municipality_id"),
        CheckConstraint("(party_id IS NULL) <> (municipality_id IS NULL)", name="of_one_side"),
        CheckConstraint("(party_id IS NULL) = (ground IS NULL)", name="provider_has_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    organisation: Mapped[str]
    kvk: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    job_title: Mapped[str]
    ground: Mapped[AuthorityGround | None] = mapped_column(coded(AuthorityGround))
    mandates: Mapped[list[Any]] = mapped_column(default=list)
    signed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seal: Mapped[str] = mapped_column(String(64))
    version: Mapped[ContractVersion] = relationship()
    municipality: Mapped[Municipality | None] = relationship()

    def shows_name_to(self, reader: int | None) -> bool:
        return shows_name(self.party_id, reader)


class ContractConsent(WrittenConsent, Immutable, Base):
    """The consent to a version of a contract, where the mandate asks that."""

    __tablename__ = "contract_consent"
    __table_args__ = (UniqueConstraint("version_id", "municipality_id"),
                      CheckConstraint(WrittenConsent.HOST_HAS_DOCUMENT, name="host_has_document"))

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"))


class ContractEntry(Immutable, Base):
    """What one side wrote or did about a contract, a provider where `party_id` says so; `until` where it moved or set the last day."""

    __tablename__ = "contract_entry"
    __table_args__ = (CheckConstraint("(act = 'end') = (ground IS NOT NULL)", name="end_has_ground"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"), index=True)
    version_number: Mapped[int]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    act: Mapped[ContractAct] = mapped_column(coded(ContractAct))
    ground: Mapped[EndGround | None] = mapped_column(coded(EndGround))
    until: Mapped[date | None]
    text: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    person_name: Mapped[str]
    organisation: Mapped[str]

    @property
    def side(self) -> ContractSide:
        return ContractSide.PROVIDER if self.party_id else ContractSide.MUNICIPALITY

    def shows_name_to(self, reader: int | None) -> bool:
        return shows_name(self.party_id, reader)

    @property
    def documents(self) -> list[Document]:
        """None: what is agreed stands in the text of the contract."""
        return []
