"""The file of a proposal as everyone may take it along: what its pages show, found by the same queries as those (IN 6.1)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.advice.models import AdviceRequest
from portal.contributions.models import Attachment
from portal.contributions.queries import public_name
from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.core.language import explain, gettext, say, spoken
from portal.decisions.models import Submission
from portal.decisions.queries import all_figures, approval_grid, board_grid, submission_of, version_from
from portal.decisions.rules import ApprovalChoice, BoardChoice
from portal.dossier import proposal_secrets
from portal.dossier.advice import advice_of
from portal.dossier.groups import group_parts, groups_of
from portal.dossier.pages import Table, document, page, paper, record, sheets
from portal.dossier.parts import DESK, Card, Event, Fact, Part, Subject, register
from portal.dossier.reactions import public_round
from portal.dossier.retention import Closure
from portal.dossier.talks import public_talks
from portal.dossier.trail import as_of
from portal.meetings.queries import meetings_of
from portal.networks.models import AgreementVersion, Network
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number
from portal.proposals.rules import ENDED, Stage
from portal.publication.dossier import Dossier, dossier
from portal.publication.messages import sentence
from portal.publication.queries import Text
from portal.region.models import Municipality
from portal.votes.queries import outcome_of
from portal.votes.sheets import groups, sheet


def closure_of(proposal: Proposal) -> Closure | None:
    """What a proposal came to; None while it is on its road."""
    if proposal.stage not in ENDED:
        return None
    return Closure.PROPOSAL_ADOPTED if proposal.stage == Stage.ADOPTED else Closure.PROPOSAL_ENDED


class ProposalFile(Subject):
    """Everything about one proposal."""

    kind = "voorstel"

    def __init__(self, session: Session, proposal: Proposal, now: datetime, *, is_public: bool) -> None:
        super().__init__(session, _card(proposal, is_public=is_public), now)
        self.proposal, self._is_public = proposal, is_public

    @property
    def is_public(self) -> bool:
        return self._is_public

    @property
    def _page(self) -> Dossier:
        """The dossier page as an outsider gets it."""
        found = by_number(self.session, self.card.network, self.proposal.number, OUTSIDER, with_others=True)
        shown = dossier(self.session, found, OUTSIDER, self.now) if found else None
        assert shown  # noqa: S101 - asked of public ones alone
        return shown

    @property
    def closure(self) -> Closure | None:
        return closure_of(self.proposal)

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.proposal.received_at, proposal_secrets.about(self.proposal) if complete else None)

    def events(self) -> list[Event]:
        """What was made known, and the terms that ended since."""
        if not self.is_public:
            return []
        shown = self._page
        told = [Event(p.published_at, p.kind, sentence(p)) for p in shown.publications]
        ended = [Event(term.closes_at, "term:end", gettext("The comment round is closed.") if term is text.round else gettext("The vote is closed."))
                 for text in shown.texts for term in (text.round, text.vote) if term and term.closes_at <= self.now]
        return sorted([*told, *ended], key=lambda event: (event.at, event.code))

    def public_parts(self) -> Iterator[Part]:
        shown = self._page
        yield _facts(shown)
        yield _course(shown)
        if not self.proposal.is_hidden:
            yield from (text_part(self.proposal, text) for text in shown.readable)
            yield from (_attachment(attachment) for attachment in shown.documents if attachment.public_document_id and not attachment.hidden)
        if shown.supports:
            yield _supports(shown)
        answered = {text.version.number for text in shown.memos}
        for text in shown.texts:
            if text.round:
                yield from public_round(self.session, text, is_answered=text.version.number in answered)
        yield from (self._vote(text) for text in shown.texts if text.vote and text.vote.closes_at <= self.now)
        yield from self._decisions()
        yield from self._around()

    def _vote(self, text: Text) -> Part:
        vote = text.vote
        assert vote  # noqa: S101 - asked for texts with a vote alone
        outcome = outcome_of(self.session, vote)
        title = gettext("Outcome of the vote on version %(number)s", number=text.version.number)
        header, rows = sheet(outcome)
        table = Table("stemmen", gettext("What each party voted") if vote.by_name else gettext("The votes, by the number of the receipt"),
                      header, lambda: rows)
        counted: dict[str, Any] = {"vote": vote, "outcome": outcome, "groups": groups(outcome), "explanation": explain(vote.deadline)}
        return Part(f"stemming-versie-{text.version.number}", title, [
            page("uitslag", "dossier/outcome.html", title=title, table=table, **counted), *sheets(table)], at=vote.closes_at)

    def _decisions(self) -> Iterator[Part]:
        submission = submission_of(self.session, self.proposal)
        if submission is None:
            return
        yield self._decision(submission)
        for row in board_grid(self.session, self.proposal).rows:
            if row.decision and row.decision.document:
                name = row.decision.municipality.name
                yield Part(f"besluit-{name}", gettext("The decision of the board of %(name)s", name=name),
                           [document(row.decision.document)], at=row.decision.recorded_at)

    def _decision(self, submission: Submission) -> Part:
        title = gettext("The decisions")
        facts = [(gettext("Put to the boards"), submission.submitted), (gettext("Decided"), local_day(submission.decided_at)),
                 (gettext("Against the majority of the votes"), submission.deviates),
                 (gettext("Who decides"), say(self.proposal.network.profile.adoption))]
        tables = [Table("besluiten-per-gemeente", gettext("What the boards decided"),
                        [gettext("Municipality"), gettext("Decision"), gettext("Date"), gettext("Number"), gettext("Reasons")],
                        lambda: _boards(self.session, self.proposal))] if submission.submitted else []
        if approval_grid(self.session, self.proposal, self.now):
            tables.append(Table("instemming-per-netwerk", gettext("Which network has agreed?"),
                                [gettext("Network"), gettext("Approval"), gettext("Date"), gettext("Reasons")],
                                lambda: approvals(self.session, self.proposal, self.now)))
        if version := version_from(self.session, self.proposal):
            facts += [(gettext("The new text holds from"), version.in_force_from),
                      (gettext("New text"), f"{version.agreement.title}, {gettext('version %(number)s', number=version.number)}")]
            tables.append(Table("deelname", gettext("Who takes part?"), [gettext("Party"), gettext("Takes part"), gettext("Network")],
                                lambda: participation(self.session, version, self.now)))
        return Part("besluiten", title, record("besluit", title, facts=facts, texts=[(gettext("The reason"), submission.reason)],
                                               tables=tables), at=submission.decided_at)

    def _around(self) -> Iterator[Part]:
        """Minutes and papers of meetings about it, and the advice and working groups that were about it."""
        network, slugs = self.card.network, [met.slug for met in reversed(meetings_of(self.session, self.proposal))]
        yield from public_talks(self.session, network, slugs, proposal_secrets.points(self.proposal), self.now)
        yield from advice_of(self.session, network, select(AdviceRequest.id).where(AdviceRequest.proposal_id == self.proposal.id))
        for group in groups_of(self.session, network, proposal_secrets.groups(self.proposal)):
            yield from group_parts(group, self.now)

    def confidential_parts(self) -> Iterator[Part]:
        yield from proposal_secrets.parts(self.session, self.proposal, self.now, is_public=self.is_public)

    def own_parts(self, place: Municipality) -> Iterator[Part]:
        yield from proposal_secrets.own_parts(self.session, self.proposal, place)


def _card(proposal: Proposal, *, is_public: bool) -> Card:
    began = local_day(proposal.received_at)
    ended = local_day(proposal.stage_since) if proposal.stage in ENDED else None
    facts = [Fact(gettext("State"), say(proposal.stage)), Fact(gettext("Brought in by"), public_name(proposal))]
    return Card(ProposalFile.kind, proposal.number, gettext("Proposal %(number)s: %(title)s", number=proposal.number, title=proposal.title),
                proposal, proposal.network, proposal.path if is_public else "", began, ended, facts)


def _facts(shown: Dossier) -> Part:
    proposal, title = shown.proposal, gettext("About this proposal")
    facts = [
        (gettext("Number"), proposal.number), (gettext("Title"), proposal.title), (gettext("State"), say(proposal.stage)),
        (gettext("In this stage since"), local_day(proposal.stage_since)), (gettext("Reason of the last step"), proposal.stage_reason),
        (gettext("What kind of proposal"), say(proposal.kind)), (gettext("Agreement"), proposal.agreement.title if proposal.agreement else ""),
        (gettext("Under which laws"), spoken(proposal.laws)), (gettext("For which results"), spoken(proposal.results)),
        (gettext("Is about the municipality"), proposal.municipality.name if proposal.municipality else ""),
        (gettext("Brought in by"), public_name(proposal)), (gettext("Received"), local_day(proposal.received_at)),
        (gettext("Public since"), proposal.published_at),
        (gettext("Joined with"), shown.merged.into.number if shown.merged.into else ""),
        (gettext("Taken up in this one"), [other.number for other in shown.merged.taken_in]),
        (gettext("Taken off the site"), say(proposal.hidden_ground) if proposal.hidden_ground else ""),
        (gettext("A part is confidential"), say(proposal.confidential.ground) if proposal.confidential and not proposal.is_hidden else "")]
    return Part("kenmerken", title, record("kenmerken", title, facts=facts, texts=[(gettext("In short"), proposal.summary)]),
                at=proposal.received_at)


def _course(shown: Dossier) -> Part:
    title = gettext("What happened")
    rows = [[event.when, event.sentence, event.reason] for event in reversed(shown.past)]
    table = Table("verloop", title, [gettext("When"), gettext("What"), gettext("Reason")], lambda: rows)
    return Part("verloop", title, record("gebeurtenissen", title, tables=[table]))


def text_part(proposal: Proposal, text: Text) -> Part:
    """A version of the text: how it reads now and how it would read, paragraph by paragraph."""
    version = text.version
    title = gettext("Text of the proposal, version %(number)s", number=version.number)
    table = Table("artikelen", title, [gettext("Article"), gettext("Heading"), gettext("How it reads now"), gettext("How it will read")],
                  lambda: [[p.label, p.heading, p.before, p.text] for p in version.paragraphs])
    context: dict[str, Any] = {"title": title, "proposal": proposal, "version": version}
    return Part(f"tekst-versie-{version.number}", title, [
        page("tekst", "dossier/text.html", **context), *paper("tekst", "dossier/text_document.html", **context), *sheets(table)],
        at=version.created_at)


def _attachment(attachment: Attachment) -> Part:
    assert attachment.public_document  # noqa: S101 - it is on the site
    return Part(f"bijlage-{attachment.id}", gettext("Sent along with the proposal: %(name)s", name=attachment.public_document.file_name),
                [document(attachment.public_document)], at=attachment.document.received_at, about=attachment.reason)


def _supports(shown: Dossier) -> Part:
    title = gettext("Who supports it")
    rows = [[support.party.name, support.given_at, support.reason] for support in shown.supports]
    table = Table("steun", title, [gettext("Party"), gettext("When"), gettext("Reason")], lambda: rows)
    return Part("steun", title, record("steunbetuigingen", title, tables=[table]))


def _boards(session: Session, proposal: Proposal) -> Iterator[list[Any]]:
    settled = gettext("No longer needed") if proposal.stage != Stage.SUBMITTED else gettext("Not yet")
    for row in board_grid(session, proposal).rows:
        made = row.decision
        yield [row.municipality.name, *([BoardChoice.of(made.adopted), made.decided_on, made.number, made.reason] if made
                                        else [settled, "", "", ""])]


def approvals(session: Session, proposal: Proposal, now: datetime) -> Iterator[list[Any]]:
    for row in approval_grid(session, proposal, now):
        said = row.approval
        yield [row.network.name, *([ApprovalChoice.of(said.approved), local_day(said.stated_at), said.reason] if said
                                   else [gettext("Not yet"), "", ""])]


def participation(session: Session, version: AgreementVersion, now: datetime) -> Iterator[list[Any]]:
    """Of every network whose members are asked (IN 5.4)."""
    for figures in all_figures(session, version, now):
        name = figures.network.name
        yield from ([party.name, gettext("Yes"), name] for party in figures.taking_part)
        yield from ([statement.party.name, gettext("No"), name] for statement in figures.leaving)
        yield from ([party.name, gettext("Not said"), name] for party in figures.silent)


def find(session: Session, network: Network, reference: str, now: datetime) -> ProposalFile | None:
    """By what people call it: '2026-07'. Nothing that still awaits the confirmation of its address."""
    proposal = by_number(session, network, reference, DESK, with_others=True)
    if proposal is None:
        return None
    return ProposalFile(session, proposal, now, is_public=by_number(session, network, reference, OUTSIDER) is not None)


register(ProposalFile, find)
