"""The file of a service contract (ZL 8). Everyone reads what both sides signed; drafts, other versions and persons are apart.

Before both have signed nobody but the two sides knows of it, so it has no public edition (docs/decisions/0019).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.contracts.document import term_facts
from portal.contracts.models import EVERYONE, ContractConsent, ContractVersion, ServiceContract
from portal.contracts.queries import contract_by_number
from portal.contracts.rules import WRITTEN, Content, ContractState, ContractSubject
from portal.contracts.signing import is_unchanged
from portal.core.calendar import local_day
from portal.core.language import gettext, listing, say
from portal.dossier.news import course, events_of
from portal.dossier.pages import Table, document, paper, record
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.retention import Closure
from portal.dossier.trail import About, as_of, record_part
from portal.networks.models import Network
from portal.region.models import Municipality
from portal.region.queries import mandates


class ContractFile(Subject):
    """Everything about one service contract."""

    kind = "dienstverleningsovereenkomst"

    def __init__(self, session: Session, contract: ServiceContract, now: datetime) -> None:
        self.contract = contract
        phase = contract.phase(local_day(now))
        facts = [Fact(gettext("State"), say(phase or contract.state)), Fact(gettext("Providers"), listing([row.name for row in contract.parties]))]
        title = gettext("Service contract %(number)s: %(title)s", number=contract.number, title=contract.title)
        super().__init__(session, Card(
            self.kind, contract.number, title, contract, contract.network, contract.path if contract.is_public else "",
            contract.begins_on or local_day(contract.created_at), contract.ends_on, facts, frozenset(place.id for place in contract.municipalities)), now)

    @property
    def is_public(self) -> bool:
        return self.contract.is_public

    @property
    def closure(self) -> Closure | None:
        if self.contract.is_public:
            return Closure.CONTRACT_SIGNED
        return Closure.CONTRACT_ENDED if self.contract.state == ContractState.WITHDRAWN else None

    @property
    def ended_on(self) -> date | None:
        """The last day of what was signed, as it is now; of another one the day on which it was withdrawn."""
        return self.contract.ends_on if self.contract.is_public else local_day(self.contract.state_since)

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.contract.created_at, self._about if complete else None)

    def events(self) -> list[Event]:
        return events_of(self.session, self.card)

    def public_parts(self) -> Iterator[Part]:
        version = self.contract.newest
        assert version  # noqa: S101 - what both signed was sent
        yield self._contract(version, EVERYONE, "contract", self.card.title)
        yield course(self.session, self.card)

    def _contract(self, version: ContractVersion, reader: int | None, key: str, title: str) -> Part:
        """One version with its signatures, as this reader sees it."""
        contract, content = self.contract, version.content
        facts = [(gettext("Number"), contract.number), (gettext("Version"), version.number), (gettext("Agreement"), content.basis),
                 (gettext("Sent on"), local_day(version.sent_at)), (gettext("Last day now"), contract.ends_on if contract.is_public else None),
                 (gettext("Fingerprint of the text (SHA-256)"), version.fingerprint),
                 (gettext("Text and signatures are as they were sealed"), is_unchanged(version))]
        tables = [*_tables(content), Table("handtekeningen", gettext("Signatures of both sides"), _signature_header(reader),
                                           lambda: (_signature(row, reader) for row in version.signatures))]
        return Part(key, title, [
            *record("contract", title, facts=[*facts, *term_facts(content)], texts=_texts(content), tables=tables),
            *paper("contract-op-papier", "contracts/document.html", contract=contract, content=content, version=version, reader=reader)],
            at=version.sent_at)

    # What is not for everyone

    def confidential_parts(self) -> Iterator[Part]:
        for version in self.contract.versions:
            yield self._contract(version, None, f"contract-versie-{version.number}",
                                 gettext("Version %(number)s, with who signed it", number=version.number))
        if self.contract.state == ContractState.DRAFT:
            title, content = gettext("The draft"), self.contract.draft
            yield Part("concept", title, record("concept", title, facts=term_facts(content), texts=_texts(content), tables=_tables(content)),
                       at=self.contract.changed_at)
        yield self._kept()
        for version in self.contract.versions:
            yield from (_letter(row, version) for row in version.consents if row.document)
        yield record_part(self.session, self._about)

    def _kept(self) -> Part:
        title, contract = gettext("What both sides wrote and did"), self.contract
        tables = [
            Table("verloop", title, [gettext("Moment"), gettext("What"), gettext("By whom"), gettext("For whom"), gettext("Version"), gettext("Reason"),
                                     gettext("Last day"), gettext("Text")],
                  lambda: [[e.written_at, e.act, e.person_name, e.organisation or say(e.side), e.version_number, e.ground, e.until, e.text]
                           for e in contract.entries]),
            Table("instemmingen", gettext("Written consents"), _consent_header(),
                  lambda: [_consent(row, version) for version in contract.versions for row in version.consents])]
        return Part("vastlegging", title, record("vastlegging", title, tables=tables))

    def own_parts(self, place: Municipality) -> Iterator[Part]:
        """Its written consent, and the mandate under which the host signed for it (WM25 4.11)."""
        given = [(row, version) for version in self.contract.versions for row in version.consents if row.municipality_id == place.id]
        under = mandates(self.session, [place.id])
        title = gettext("What %(name)s decided", name=place.name)
        tables = [Table("eigen-instemmingen", gettext("Written consents"), _consent_header(), lambda: [_consent(*one) for one in given]),
                  Table("eigen-mandaten", gettext("Mandates"), [gettext("Given to"), gettext("Tasks"), gettext("Begins on"), gettext("Last day")],
                        lambda: [[m.host.name, [say(task) for task in sorted(m.tasks)], m.begins_on, m.ends_on] for m in under])]
        intro = "" if given or under else gettext("No decision of this municipality is on record.")
        yield Part("eigen-besluit", title, record("eigen-besluit", title, intro=intro, tables=[t for t in tables if any(True for _row in t.rows())]))
        yield from (_letter(row, version, "eigen-") for row, version in given if row.document)
        yield from (Part(f"eigen-mandate-{m.id}", gettext("Mandate"), [document(m.document)]) for m in under if m.document)

    @property
    def _about(self) -> About:
        return {"service_contract": [self.contract.id]}


def _texts(content: Content) -> list[tuple[str, str]]:
    """The ten subjects of ZL 8.2; the term, with its tariffs, stands in facts and a table."""
    said = {ContractSubject.MUNICIPALITIES: listing(list(content.municipalities)),
            ContractSubject.PROVIDERS: "\n".join(gettext("%(name)s, KVK number %(kvk)s", name=row.name, kvk=row.kvk) for row in content.providers),
            **{subject: content.texts.get(subject, "") for subject in WRITTEN}}
    return [(f"{subject.value}. {say(subject)}", said[subject] or gettext("Not filled in yet")) for subject in ContractSubject if subject in said]


def _tables(content: Content) -> list[Table]:
    found = [Table("tarieven", gettext("Tariffs"), [gettext("Service"), gettext("Unit"), gettext("Tariff")],
                   lambda: [[row.service, row.unit, str(row.amount)] for row in content.tariffs])]
    if content.indicators:
        found.append(Table("indicatoren", gettext("Indicators"), [gettext("Indicator"), gettext("Aim"), gettext("When")],
                           lambda: [[row.name, row.target, row.moment] for row in content.indicators]))
    return found


def _signature_header(reader: int | None) -> list[str]:
    """Names and seals are for the two sides: who has both can check a receipt."""
    inside = [gettext("Name"), gettext("Position held"), gettext("Why this person may"), gettext("Seal")] if reader is None else []
    return [gettext("Number"), gettext("Organisation"), gettext("Signed on"), gettext("Also for, under their mandates"), *inside]


def _signature(row: Any, reader: int | None) -> list[Any]:
    inside = [row.name, row.job_title, row.ground, row.seal] if reader is None else []
    return [row.number, row.organisation, row.signed_at, list(row.mandates), *inside]


def _consent_header() -> list[str]:
    return [gettext("Municipality"), gettext("Version"), gettext("Date"), gettext("By whom"), gettext("Entered by the host"), gettext("Recorded")]


def _consent(row: ContractConsent, version: ContractVersion) -> list[Any]:
    return [row.municipality.name, version.number, row.given_on, row.given_by, row.by_host, row.entered_at]


def _letter(row: ContractConsent, version: ContractVersion, prefix: str = "") -> Part:
    assert row.document  # noqa: S101 - asked for those with a letter alone
    return Part(f"{prefix}instemming-{row.id}", gettext("Consent of %(name)s to version %(number)s", name=row.municipality.name, number=version.number),
                [document(row.document)], at=row.entered_at)


def find(session: Session, network: Network, reference: str, now: datetime) -> ContractFile | None:
    """By its number, in whatever state: '2026-03'."""
    contract = contract_by_number(session, network, reference)
    return ContractFile(session, contract, now) if contract else None


register(ContractFile, find)
