"""What can be followed, and what was published about it: one question for letters, feeds and the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, false, literal, or_, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.advice.models import AdviceRequest
from portal.core.access import OUTSIDER
from portal.core.language import gettext, say
from portal.groups.models import WorkingGroup
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import MeetingState
from portal.networks.models import Agreement, Network, Publication
from portal.networks.queries import agreement_by_slug, agreements
from portal.networks.rules import Law
from portal.notifications.rules import Topic
from portal.pilots.models import Pilot
from portal.pilots.queries import by_number as pilot_by_number
from portal.pilots.queries import paths_of
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number
from portal.publication.rules import DOMAINS
from portal.tables.models import PhysicalTable
from portal.tables.queries import table_by_slug, tables


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to follow: its name in addresses, its title, and the page about it."""

    topic: Topic
    name: str
    title: str
    path: str
    id: int = 0

    @property
    def label(self) -> str:
        """The title with what it is: 'Tafel: Jeugd en gezin'. That of a proposal or a pilot says so itself."""
        if self.topic in (Topic.EVERYTHING, Topic.PROPOSAL, Topic.PILOT):
            return self.title
        return gettext("%(kind)s: %(title)s", kind=say(self.topic), title=self.title)

    @property
    def code(self) -> str:
        """As a form sends it: 'tafel:jeugd'."""
        return f"{self.topic.value}:{self.name}"

    @property
    def asked(self) -> dict[str, str]:
        """As part of an address: ?tafel=jeugd."""
        return {self.topic.value: self.name} if self.name else {}


def everything() -> Subject:
    return Subject(Topic.EVERYTHING, "", gettext("Everything that is made known"), "/")


def subject_of(session: Session, network: Network, topic: Topic, name: str) -> Subject | None:
    """What everyone may follow under this name; None when there is no such thing."""
    if topic == Topic.EVERYTHING:
        return None if name else everything()
    if topic == Topic.LAW:
        return _law(Law(name)) if name in list(Law) else None
    if topic == Topic.PROPOSAL:
        proposal = by_number(session, network, name, OUTSIDER)
        return _proposal(proposal) if proposal else None
    if topic == Topic.PILOT:
        pilot = pilot_by_number(session, network, name, OUTSIDER)
        return _pilot(pilot) if pilot else None
    if topic == Topic.TABLE:
        table = table_by_slug(session, network, name)
        return _table(table) if table else None
    agreement = agreement_by_slug(session, network, name)
    return _agreement(agreement) if agreement else None


def to_choose(session: Session, network: Network) -> list[Subject]:
    """What one can choose from: everything, the laws, the tables, the agreements. A proposal or a pilot has its own page for it."""
    return [everything(), *(_law(law) for law in Law), *(_table(table) for table in tables(session, network)),
            *(_agreement(agreement) for agreement in agreements(session, network))]


def _law(law: Law) -> Subject:
    return Subject(Topic.LAW, law.value, say(law), f"/voorstellen?wet={law.value}")


def _proposal(proposal: Proposal) -> Subject:
    title = gettext("Proposal %(number)s: %(title)s", number=proposal.number, title=proposal.title)
    return Subject(Topic.PROPOSAL, proposal.number, title, proposal.path, proposal.id)


def _pilot(pilot: Pilot) -> Subject:
    title = gettext("Pilot %(number)s: %(title)s", number=pilot.number, title=pilot.title)
    return Subject(Topic.PILOT, pilot.number, title, pilot.path, pilot.id)


def _table(table: PhysicalTable) -> Subject:
    return Subject(Topic.TABLE, table.slug, table.name, f"/tafels/{table.slug}", table.id)


def _agreement(agreement: Agreement) -> Subject:
    return Subject(Topic.AGREEMENT, agreement.slug, agreement.title, f"/overeenkomsten/{agreement.slug}", agreement.id)


def published_about(network: Network, subject: Subject) -> Select[Publication]:
    """What was made known about it, unordered."""
    return select(Publication).where(Publication.network_id == network.id, ~Publication.is_hidden, _is_about(network, subject))


def _is_about(network: Network, subject: Subject) -> ColumnElement[bool]:
    if subject.topic == Topic.EVERYTHING:
        return true()
    if subject.topic == Topic.PROPOSAL:
        return Publication.proposal_id == subject.id
    if subject.topic == Topic.PILOT:
        return or_(Publication.path == subject.path, Publication.proposal_id.in_(proposals_about(network, subject)))
    if subject.topic == Topic.AGREEMENT:
        return or_(Publication.proposal_id.in_(proposals_about(network, subject)), _of_agreement(Agreement.id == subject.id),
                   Publication.path.in_(_advice(network).where(AdviceRequest.agreement_id == subject.id)),
                   Publication.path.in_(paths_of(network, [subject.id])))
    table = _is_table(subject)
    about: list[ColumnElement[bool]] = [Publication.proposal_id.in_(proposals_about(network, subject)),
             Publication.path.in_(select(literal("/tafels/") + PhysicalTable.slug)
                                  .where(PhysicalTable.network_id == network.id, table)),
             Publication.path.in_(_advice(network).join(AdviceRequest.table).where(table)),
             Publication.path.in_(select(literal("/werkgroepen/") + WorkingGroup.slug).join(WorkingGroup.table)
                                  .where(WorkingGroup.network_id == network.id, table)),
             Publication.path.in_(select(literal("/bijeenkomsten/") + Meeting.slug).join(Meeting.table)
                                  .where(Meeting.network_id == network.id, table))]
    if subject.topic == Topic.LAW:
        about.append(_of_agreement(_holds(Agreement.laws, [subject.name]) & (Agreement.network_id == network.id)))
        about.append(Publication.path.in_(paths_of(network, select(Agreement.id).where(_holds(Agreement.laws, [subject.name])))))
    return or_(*about)


def _advice(network: Network) -> Select[Any]:
    """The pages of what was asked advice on."""
    return select(literal("/adviezen/") + AdviceRequest.slug).where(AdviceRequest.network_id == network.id)


def _of_agreement(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """A version of the agreement has the version in its address."""
    page = literal("/overeenkomsten/") + Agreement.slug
    return select(Agreement.id).where(which, or_(Publication.path == page, Publication.path.like(page + "?%"))).exists()


def proposals_about(network: Network, subject: Subject) -> Select[Any]:
    """The ids of the proposals under a law, about an agreement, that come of a pilot, or on the agenda of a table's meeting that was called."""
    proposals = select(Proposal.id).where(Proposal.network_id == network.id)
    if subject.topic == Topic.EVERYTHING:
        return proposals
    if subject.topic == Topic.PROPOSAL:
        return proposals.where(Proposal.id == subject.id)
    if subject.topic == Topic.PILOT:
        return proposals.where(Proposal.pilot_id == subject.id)
    if subject.topic == Topic.LAW:
        return proposals.where(_holds(Proposal.laws, [subject.name]))
    if subject.topic == Topic.AGREEMENT:
        return proposals.where(Proposal.agreement_id == subject.id)
    return (select(AgendaItem.proposal_id).join(AgendaItem.meeting).join(Meeting.table)
            .where(Meeting.network_id == network.id, Meeting.state.not_in([MeetingState.DRAFT, MeetingState.CANCELLED]), _is_table(subject),
                   AgendaItem.proposal_id.is_not(None)))


def is_pilot_about(subject: Subject) -> ColumnElement[bool]:
    """A pilot departs from the agreement, or from one under the law; it belongs to no table and no proposal."""
    if subject.topic == Topic.EVERYTHING:
        return true()
    if subject.topic == Topic.PILOT:
        return Pilot.id == subject.id
    if subject.topic == Topic.LAW:
        return Pilot.agreement_id.in_(select(Agreement.id).where(_holds(Agreement.laws, [subject.name])))
    return Pilot.agreement_id == subject.id if subject.topic == Topic.AGREEMENT else false()


def is_meeting_about(network: Network, subject: Subject) -> ColumnElement[bool]:
    """A meeting of the table; under a law those of its tables; else one that has such a proposal on its agenda."""
    if subject.topic == Topic.EVERYTHING:
        return true()
    if subject.topic in (Topic.TABLE, Topic.LAW):
        return Meeting.table_id.in_(select(PhysicalTable.id).where(_is_table(subject)))
    return Meeting.id.in_(select(AgendaItem.meeting_id).where(AgendaItem.proposal_id.in_(proposals_about(network, subject))))


def _is_table(subject: Subject) -> ColumnElement[bool]:
    """This table, or every table for a kind of help under the law."""
    if subject.topic == Topic.LAW:
        return _holds(PhysicalTable.domains, DOMAINS[Law(subject.name)])
    return PhysicalTable.id == subject.id if subject.topic == Topic.TABLE else false()


def _holds(column: InstrumentedAttribute[frozenset[object]], codes: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column of codes holds one of these."""
    return or_(*(type_coerce(column, String).contains(f",{code},", autoescape=True) for code in sorted(codes)))
