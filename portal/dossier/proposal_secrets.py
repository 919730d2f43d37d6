"""What of a proposal's file is not for everyone: what was sent, who sent it, the roll, internal notes, the record; and what is of
one municipality alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.advice.models import AdviceRequest
from portal.contributions.models import Attachment
from portal.contributions.queries import attachments_of
from portal.core.language import gettext, last_moment, say
from portal.decisions.models import BoardDecision, NetworkApproval, Participation, Submission, UnexpectedTurn
from portal.decisions.rules import BoardChoice
from portal.dossier.groups import group_secrets, groups_of
from portal.dossier.pages import Table, document, record
from portal.dossier.parts import Part
from portal.dossier.reactions import is_apart, received_document, received_round
from portal.dossier.talks import about_points, internal_talks
from portal.dossier.trail import About, record_part
from portal.groups.models import WorkingGroup
from portal.meetings.models import AgendaItem
from portal.members.models import Membership
from portal.networks.models import AgreementVersion, Consent
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import by_id, objection_to
from portal.publication.queries import Text, texts
from portal.region.models import Municipality
from portal.region.queries import mandates
from portal.rounds.models import CommentRound, Reaction, ReactionReply, Rejoinder, RoundRead
from portal.votes.models import Ballot, Vote, VoteRecusal
from portal.votes.queries import roll_of


def parts(session: Session, proposal: Proposal, now: datetime, *, is_public: bool) -> Iterator[Part]:
    """Everything that the public parts leave out."""
    whole = by_id(session, proposal.id) or proposal
    versions = texts(session, proposal)
    yield _received(session, whole)
    yield from (_text(text) for text in versions
                if text.version.number < whole.public_from or whole.is_hidden or not is_public)
    yield from (received_document(attachment, gettext("Sent along with the proposal: %(name)s", name=attachment.document.file_name))
                for attachment in attachments_of(session, [whole]).get(whole.id, []) if is_apart(attachment) or not is_public)
    for text in versions:
        if text.round:
            yield from received_round(session, text)
        if text.vote:
            yield _vote(session, text.vote, text, now)
    yield from _deciding(session, whole)
    yield from internal_talks(session, points(whole))
    for group in groups_of(session, whole.network, groups(whole)):
        yield from group_secrets(group)
    yield record_part(session, about(whole), _secret_votes(session, whole, now))


def _secret_votes(session: Session, proposal: Proposal, now: datetime) -> list[int]:
    """While a vote runs nobody knows what anyone voted, and of one without names never (DESIGN rule 6)."""
    return list(session.scalars(select(Vote.id).where(Vote.proposal_id == proposal.id, or_(~Vote.by_name, Vote.closes_at > now))))


def _received(session: Session, proposal: Proposal) -> Part:
    title, said = gettext("The proposal as it was received"), objection_to(session, proposal)
    facts = [
        (gettext("Number"), proposal.number), (gettext("Received"), proposal.received_at),
        (gettext("Party"), proposal.party.name if proposal.party else ""), (gettext("Name"), proposal.sender_name),
        (gettext("Place"), proposal.sender_place), (gettext("E-mail address"), proposal.sender_email),
        (gettext("How to show the sender"), "" if proposal.party_id else proposal.publish_as),
        (gettext("Title"), proposal.written_title), (gettext("Title as it was sent"), proposal.sent_title),
        (gettext("Why it is confidential"), proposal.confidential.ground if proposal.confidential else None),
        (gettext("Taken off the site"), proposal.hidden_at), (gettext("Note"), proposal.hidden_note)]
    return Part("voorstel-ontvangen", title, record("ontvangen", title, facts=facts, texts=[
        (gettext("In short"), proposal.written_summary), (gettext("In short, as it was sent"), proposal.sent_summary),
        (gettext("Confidential part"), proposal.confidential.text if proposal.confidential else ""),
        (gettext("What the sender says of the judgement"), said.text if said else ""),
        (gettext("Answer of the municipality"), said.answer if said else "")]), at=proposal.received_at)


def _text(text: Text) -> Part:
    version = text.version
    title = gettext("Text of the proposal, version %(number)s", number=version.number)
    table = Table("artikelen", title, [gettext("Article"), gettext("Heading"), gettext("How it reads now"), gettext("How it will read")],
                  lambda: [[p.label, p.heading, p.before, p.text] for p in version.paragraphs])
    return Part(f"tekst-versie-{version.number}", title, record("tekst", title, tables=[table],
                                                                 facts=[(gettext("Written by"), version.created_by)],
                                                                 texts=[(gettext("Why this proposal?"), version.explanation)]),
                at=version.created_at, about=gettext("This version is not on the site."))


def _vote(session: Session, vote: Vote, text: Text, now: datetime) -> Part:
    title = gettext("Roll and ballots of the vote on version %(number)s", number=text.version.number)
    tables = [Table("stemlijst", gettext("Who may vote"), [gettext("Party"), gettext("Class"), gettext("At the table")],
                    lambda: ([e.party_name, e.size_class, e.at_table] for e in roll_of(session, vote))),
              Table("neemt-niet-deel", gettext("Who takes no part"), [gettext("Party"), gettext("Noted on"), gettext("Taken back"), gettext("Note")],
                    lambda: ([r.party.name, r.noted_at, r.taken_back_at, r.note] for r in session.scalars(
                        select(VoteRecusal).where(VoteRecusal.vote_id == vote.id).options(joinedload(VoteRecusal.party)).order_by(VoteRecusal.id))))]
    if vote.by_name and vote.closes_at <= now:
        tables.append(Table("uitgebrachte-stemmen", gettext("Every ballot, also what was changed later"),
                            [gettext("Receipt number"), gettext("Party"), gettext("Vote cast"), gettext("Explanation"), gettext("Moment"),
                             gettext("By whom"), gettext("Recorded in the meeting"), gettext("Seal")],
                            lambda: _ballots(session, vote)))
    facts = [(gettext("Opened"), vote.opened_at), (gettext("Last moment"), last_moment(vote.closes_at)), (gettext("Names are published"), vote.by_name)]
    return Part(f"stemming-versie-{text.version.number}-stemlijst", title, record("stemming", title, facts=facts, tables=tables), at=vote.opened_at)


def _ballots(session: Session, vote: Vote) -> Iterator[list[Any]]:
    names = {entry.party_id: entry.party_name for entry in roll_of(session, vote)}
    for b in session.scalars(select(Ballot).where(Ballot.vote_id == vote.id).order_by(Ballot.id)):
        yield [b.number, names.get(b.party_id, ""), b.choice, b.explanation, b.cast_at, b.person_name, b.by_secretary, b.seal]


def _deciding(session: Session, proposal: Proposal) -> Iterator[Part]:
    title = gettext("How the decisions were recorded")
    tables = [
        Table("voorgelegd", gettext("Put to the boards"), [gettext("Decided"), gettext("Put to the boards"), gettext("The reason")],
              lambda: ([s.decided_at, s.submitted, s.reason] for s in session.scalars(
                  select(Submission).where(Submission.proposal_id == proposal.id).order_by(Submission.id)))),
        Table("vastgelegde-besluiten", gettext("Every record of a decision, corrected ones too"), _decision_header(),
              lambda: (_decision(d) for d in session.scalars(_decisions(proposal)))),
        Table("deelname-met-redenen", gettext("Who takes part, and the reasons"), [gettext("Party"), gettext("Takes part"), gettext("Reason"), gettext("Moment"), gettext("By whom")],
              lambda: ([p.party.name, p.takes_part, p.reason, p.stated_at, p.person_name] for p in session.scalars(
                  select(Participation).options(joinedload(Participation.party)).where(Participation.id.in_(_stated(proposal)))
                  .order_by(Participation.id)))),
        Table("onverwachte-wendingen", gettext("Unexpected turns"), [gettext("Party"), gettext("Moment"), gettext("Text"), gettext("Confidential part")],
              lambda: ([t.party.name, t.reported_at, t.text, t.confidential.text if t.confidential else ""] for t in session.scalars(
                  select(UnexpectedTurn).options(joinedload(UnexpectedTurn.party), joinedload(UnexpectedTurn.confidential))
                  .where(UnexpectedTurn.proposal_id == proposal.id).order_by(UnexpectedTurn.id))))]
    found = [table for table in tables if any(True for _row in table.rows())]
    if found:
        yield Part("besluiten-vastgelegd", title, record("vastlegging", title, tables=found))


def _stated(proposal: Proposal) -> Select[int]:
    """By parties of the proposal's own network: why one of another network leaves is for its own municipality alone."""
    return (select(Participation.id).join(Participation.agreement_version)
            .where(AgreementVersion.proposal_id == proposal.id, Participation.party_id.in_(
                select(Membership.party_id).where(Membership.network_id == proposal.network_id))))


def _decisions(proposal: Proposal) -> Select[BoardDecision]:
    return (select(BoardDecision).options(joinedload(BoardDecision.municipality), joinedload(BoardDecision.document))
            .where(BoardDecision.proposal_id == proposal.id).order_by(BoardDecision.id))


def _decision_header() -> list[str]:
    return [gettext("Municipality"), gettext("Decision"), gettext("Date"), gettext("Number"), gettext("Reasons"), gettext("Recorded"),
            gettext("By whom"), gettext("Under a mandate"), gettext("Correction"), gettext("Document")]


def _decision(d: BoardDecision) -> list[Any]:
    return [d.municipality.name, BoardChoice.of(d.adopted), d.decided_on, d.number, d.reason, d.recorded_at, d.recorded_by, d.under_mandate,
            d.correction_reason, d.document.file_name if d.document else ""]


def own_parts(session: Session, proposal: Proposal, place: Municipality) -> Iterator[Part]:
    """What one municipality decided, with the document, and on what ground another one acted for it (WM25 4.4a)."""
    made = list(session.scalars(_decisions(proposal).where(BoardDecision.municipality_id == place.id)))
    consents = list(session.scalars(
        select(Consent).join(AgreementVersion, AgreementVersion.id == Consent.agreement_version_id).options(joinedload(Consent.document))
        .where(AgreementVersion.proposal_id == proposal.id, Consent.municipality_id == place.id).order_by(Consent.id)))
    given = mandates(session, [place.id])
    title = gettext("What %(name)s decided", name=place.name)
    tables = [Table("eigen-besluiten", gettext("The decision"), _decision_header(), lambda: [_decision(row) for row in made]),
              Table("eigen-instemmingen", gettext("Written consents"), [gettext("Date"), gettext("By whom"), gettext("Recorded")],
                    lambda: [[row.given_on, row.given_by, row.entered_at] for row in consents]),
              Table("eigen-mandaten", gettext("Mandates"), [gettext("Given to"), gettext("Tasks"), gettext("Begins on"), gettext("Last day")],
                    lambda: [[m.host.name, [say(task) for task in sorted(m.tasks)], m.begins_on, m.ends_on] for m in given])]
    intro = "" if made else gettext("No decision of this municipality is on record.")
    yield Part("eigen-besluit", title, record("eigen-besluit", title, intro=intro, tables=[t for t in tables if any(True for _row in t.rows())]))
    for heading, rows in ((gettext("The decision"), made), (gettext("Written consent"), consents), (gettext("Mandate"), given)):
        for row in rows:
            if row.document:  # type: ignore[attr-defined]
                yield Part(f"eigen-{row.__tablename__}-{row.id}", heading, [document(row.document)])  # type: ignore[attr-defined]


def points(proposal: Proposal) -> Select[int]:
    """Where it stood on an agenda."""
    return select(AgendaItem.id).where(AgendaItem.proposal_id == proposal.id)


def groups(proposal: Proposal) -> Select[int]:
    return select(WorkingGroup.id).where(WorkingGroup.proposal_id == proposal.id)


def about(proposal: Proposal) -> About:
    """Everything of which acts belong to the file of a proposal."""
    rounds = select(CommentRound.id).where(CommentRound.proposal_id == proposal.id)
    reactions = select(Reaction.id).where(Reaction.round_id.in_(rounds))
    votes = select(Vote.id).where(Vote.proposal_id == proposal.id)
    submissions = select(Submission.id).where(Submission.proposal_id == proposal.id)
    versions = select(AgreementVersion.id).where(AgreementVersion.proposal_id == proposal.id)
    return {
        "proposal": [proposal.id], "comment_round": rounds, "reaction": reactions,
        "proposal_version": select(ProposalVersion.id).where(ProposalVersion.proposal_id == proposal.id),
        "reaction_reply": select(ReactionReply.id).where(ReactionReply.reaction_id.in_(reactions)),
        "rejoinder": select(Rejoinder.id).where(Rejoinder.reaction_id.in_(reactions)),
        "round_read": select(RoundRead.id).where(RoundRead.round_id.in_(rounds)),
        "attachment": select(Attachment.id).where(or_(Attachment.proposal_id == proposal.id, Attachment.reaction_id.in_(reactions))),
        "vote": votes, "ballot": select(Ballot.id).where(Ballot.vote_id.in_(votes)),
        "vote_recusal": select(VoteRecusal.id).where(VoteRecusal.vote_id.in_(votes)),
        **about_points(points(proposal)), "working_group": groups(proposal),
        "advice_request": select(AdviceRequest.id).where(AdviceRequest.proposal_id == proposal.id),
        "submission": submissions, "board_decision": select(BoardDecision.id).where(BoardDecision.proposal_id == proposal.id),
        "network_approval": select(NetworkApproval.id).where(NetworkApproval.submission_id.in_(submissions)),
        "unexpected_turn": select(UnexpectedTurn.id).where(UnexpectedTurn.proposal_id == proposal.id),
        "agreement_version": versions, "participation": _stated(proposal),
        "consent": select(Consent.id).where(Consent.agreement_version_id.in_(versions)),
    }


