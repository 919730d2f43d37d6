"""The file of a change that another network makes in what this one uses too (IN 5.4): what was asked, what this network answered, and
who of its own parties takes part. What is of the other network stands in the file of the proposal there.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.orm import Session, joinedload

from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.core.language import gettext, say
from portal.decisions.models import NetworkApproval, Participation, Submission
from portal.decisions.queries import submission_of, version_from
from portal.decisions.rules import ApprovalChoice
from portal.dossier import proposal_secrets
from portal.dossier.news import course, events_of
from portal.dossier.pages import Table, record
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.proposals import approvals, closure_of, participation, text_part
from portal.dossier.retention import Closure
from portal.dossier.trail import About, as_of, record_part
from portal.members.models import Membership
from portal.networks.models import AgreementVersion, Network, Publication
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number
from portal.proposals.rules import ENDED
from portal.publication.queries import texts
from portal.region.models import Municipality

PAGE = "/besluiten/gedeeld/"
"""Where each network that is asked reads of the change."""


def asked_of(network: Network) -> Select[Proposal]:
    """The changes of other networks that this one was asked to approve, unordered."""
    told = exists().where(Publication.network_id == network.id, Publication.kind == "decision:approval-asked",
                          Publication.path == literal(PAGE) + cast(Proposal.id, String))
    return select(Proposal).options(joinedload(Proposal.network)).where(Proposal.network_id != network.id, told)


class SharedFile(Subject):
    """One change of another network, as this one dealt with it."""

    kind = "gedeeld"

    def __init__(self, session: Session, network: Network, proposal: Proposal, now: datetime) -> None:
        self.proposal = proposal
        self._is_public = by_number(session, proposal.network, proposal.number, OUTSIDER, with_others=True) is not None
        super().__init__(session, _card(network, proposal, is_public=self._is_public), now)

    @property
    def is_public(self) -> bool:
        return self._is_public

    @property
    def closure(self) -> Closure | None:
        return closure_of(self.proposal)

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.proposal.received_at, self._about if complete else None)

    def events(self) -> list[Event]:
        return events_of(self.session, self.card)

    def public_parts(self) -> Iterator[Part]:
        yield self._answer()
        yield course(self.session, self.card)
        if not self.proposal.is_hidden:
            readable = [text for text in texts(self.session, self.proposal) if text.version.number >= self.proposal.public_from]
            yield from (text_part(self.proposal, text) for text in readable[-1:])

    def _answer(self) -> Part:
        title, proposal = gettext("The change, and the answer of this network"), self.proposal
        submission, version, here = submission_of(self.session, proposal), version_from(self.session, proposal), self.card.network.name
        facts = [(gettext("Asked by"), proposal.network.name), (gettext("Number"), proposal.number),
                 (gettext("Agreement"), proposal.agreement.title if proposal.agreement else ""), (gettext("State"), say(proposal.stage)),
                 (gettext("The new text holds from"), version.in_force_from if version else None)]
        tables = [Table("instemming", gettext("Which network has agreed?"), [gettext("Network"), gettext("Approval"), gettext("Date"), gettext("Reasons")],
                        lambda: (row for row in approvals(self.session, proposal, self.now) if row[0] == here))]
        if version:
            tables.append(Table("deelname", gettext("Who takes part?"), [gettext("Party"), gettext("Takes part"), gettext("Network")],
                                lambda: (row for row in participation(self.session, version, self.now) if row[2] == here)))
        return Part("wijziging", title, record("wijziging", title, facts=facts, tables=tables,
                                                texts=[(gettext("The reason"), submission.reason if submission else "")]),
                    at=submission.decided_at if submission else None)

    def confidential_parts(self) -> Iterator[Part]:
        title = gettext("What this network and its parties answered, with the reasons")
        answers = Table("antwoorden", gettext("Every answer, also what was changed later"), [
            gettext("Approval"), gettext("Reasons"), gettext("Moment"), gettext("By whom"), gettext("Voted on"), gettext("For"), gettext("Against")],
            lambda: ([ApprovalChoice.of(a.approved), a.reason, a.stated_at, a.person_name, a.voted_on, a.votes_for, a.votes_against]
                     for a in self.session.scalars(select(NetworkApproval).where(NetworkApproval.id.in_(self._approvals)).order_by(NetworkApproval.id))))
        stated = Table("deelname-met-redenen", gettext("Who takes part, and the reasons"), [
            gettext("Party"), gettext("Takes part"), gettext("Reason"), gettext("Moment"), gettext("By whom")],
            lambda: ([p.party.name, p.takes_part, p.reason, p.stated_at, p.person_name] for p in self.session.scalars(
                select(Participation).options(joinedload(Participation.party)).where(Participation.id.in_(self._stated)).order_by(Participation.id))))
        yield Part("antwoorden", title, record("vastlegging", title, tables=[answers, stated]))
        yield record_part(self.session, self._about)

    def own_parts(self, place: Municipality) -> Iterator[Part]:
        yield from proposal_secrets.own_parts(self.session, self.proposal, place)

    @property
    def _approvals(self) -> Select[int]:
        return select(NetworkApproval.id).join(Submission, Submission.id == NetworkApproval.submission_id).where(
            Submission.proposal_id == self.proposal.id, NetworkApproval.network_id == self.card.network.id)

    @property
    def _stated(self) -> Select[int]:
        members = select(Membership.party_id).where(Membership.network_id == self.card.network.id)
        return (select(Participation.id).join(Participation.agreement_version)
                .where(AgreementVersion.proposal_id == self.proposal.id, Participation.party_id.in_(members)))

    @property
    def _about(self) -> About:
        return {"network_approval": self._approvals, "participation": self._stated}


def _card(network: Network, proposal: Proposal, *, is_public: bool) -> Card:
    title = gettext("Change by %(network)s: %(title)s (%(number)s)", network=proposal.network.name, title=proposal.title, number=proposal.number)
    ended = local_day(proposal.stage_since) if proposal.stage in ENDED else None
    facts = [Fact(gettext("State"), say(proposal.stage)), Fact(gettext("Asked by"), proposal.network.name)]
    return Card(SharedFile.kind, str(proposal.id), title, proposal, network, f"{PAGE}{proposal.id}" if is_public else "",
                local_day(proposal.received_at), ended, facts)


def find(session: Session, network: Network, reference: str, now: datetime) -> SharedFile | None:
    """By the number in the address of its page here."""
    if not (reference.isascii() and reference.isdigit() and len(reference) < 10):
        return None
    proposal = session.scalar(asked_of(network).where(Proposal.id == int(reference)))
    return SharedFile(session, network, proposal, now) if proposal else None


register(SharedFile, find)
