"""What is asked of a party now, and what it sent in."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.accounts.models import RoleGrant
from portal.accounts.queries import holding
from portal.contracts.queries import to_sign as contracts_to_sign
from portal.core.calendar import local_day, start_of_day
from portal.core.language import day_month, gettext
from portal.dealings.dispute_queries import answer_until
from portal.dealings.dispute_queries import to_answer as disputes_to_answer
from portal.dealings.request_queries import to_answer
from portal.decisions.messages import speak_until
from portal.decisions.queries import to_state
from portal.groups.queries import led_by
from portal.meetings.messages import meeting_title
from portal.meetings.queries import Invitation
from portal.meetings.record_queries import actions_of_party, drafts_to_read
from portal.meetings.rules import MeetingState
from portal.meetings.seat_queries import offers_to
from portal.members.models import Membership
from portal.members.queries import is_member, unconfirmed
from portal.members.signing_queries import to_sign
from portal.networks.models import Network
from portal.parties.models import Party, Representation
from portal.parties.queries import lapsing
from portal.parties.rules import CONFIRM_AHEAD, confirmation_due
from portal.pilots.models import Pilot
from portal.pilots.queries import to_confirm, to_report
from portal.pilots.rules import PilotStage
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.queries import counted
from portal.rounds.reading import read_by
from portal.signals.models import Signal
from portal.tables.evaluation_queries import to_evaluate
from portal.votes.queries import to_cast
from portal.workspace.rules import Ask, AskKind, by_last_moment

SEAT_DAYS = timedelta(days=14)
"""A free seat waits for an answer; nothing ends by itself, so this is only where it stands among what is asked."""
CONFIRM_DAYS = timedelta(days=14)
"""Whether a party asks for a pilot too waits for its answer; like a seat."""
def rounds_without_reaction(session: Session, network: Network, party_id: int, now: datetime) -> list[CommentRound]:
    """Open rounds in which this party has no reaction, and did not say that it read the proposal and leaves it at that."""
    reacted = select(Reaction.id).where(Reaction.round_id == CommentRound.id, Reaction.party_id == party_id, counted()).exists()
    return list(session.scalars(
        select(CommentRound).join(CommentRound.proposal).options(joinedload(CommentRound.proposal))
        .where(Proposal.network_id == network.id, Proposal.stage.not_in(ENDED), CommentRound.opened_at <= now,
               CommentRound.closes_at > now, ~reacted, ~read_by(CommentRound.id, party_id))
        .order_by(CommentRound.closes_at, CommentRound.id)))


def asked_of(session: Session, network: Network, party_id: int, now: datetime, invitations: list[Invitation]) -> list[Ask]:
    """Everything that is asked of a party now, what closes first on top. A fixed number of queries.

    Of who is no member only what stands between it and the municipality.
    """
    if not is_member(session, network, party_id):
        return by_last_moment(between_two(session, network, party_id, now))
    rounds = [Ask(AskKind.REACT, row.closes_at, row.proposal.title, row.proposal.number,
                  f"/voorstellen/{row.proposal.number}/reageren")
              for row in rounds_without_reaction(session, network, party_id, now)]
    votes = [Ask(AskKind.VOTE, vote.closes_at, vote.proposal.title, vote.proposal.number,
                 f"/voorstellen/{vote.proposal.number}/stemmen") for vote in to_cast(session, network, party_id, now)]
    texts = [Ask(AskKind.PARTICIPATE, speak_until(version), version.agreement.title, str(version.number),
                 f"/mijn/deelname/{version.id}") for version in to_state(session, network, party_id, now)]
    signatures = [Ask(AskKind.SIGN, start_of_day(version.in_force_from), version.agreement.title, str(version.number),
                      f"/mijn/overeenkomsten/{version.id}/ondertekenen") for version in to_sign(session, network, party_id, now)]
    meetings = [Ask(AskKind.ATTEND, each.meeting.starts_at, meeting_title(each.meeting), "",
                    f"/mijn/bijeenkomsten/{each.meeting.id}")
                for each in invitations if each.answer is None and each.meeting.starts_at > now
                and each.meeting.state != MeetingState.CANCELLED]
    tables = [Ask(AskKind.EVALUATE, row.closes_at, table.name, "", f"/tafels/{table.slug}/evaluaties/{row.id}/meedoen")
              for row, table in to_evaluate(session, network, party_id, now)]
    results = [Ask(AskKind.REPORT, days_after_end(pilot, network), pilot.written_title, pilot.number, f"/mijn/pilots/{pilot.follow_key}/resultaat")
               for pilot in to_report(session, network, party_id, local_day(now))]
    plans = [Ask(AskKind.PILOT, _end_of(local_day(asked_at) + CONFIRM_DAYS), pilot.written_title, pilot.number, f"/mijn/pilots/{pilot.follow_key}/bevestigen")
             for pilot, asked_at in to_confirm(session, network, party_id)]
    return by_last_moment([*rounds, *votes, *texts, *signatures, *meetings, *tables, *results, *plans,
                           *around_meetings(session, network, party_id, now), *between_two(session, network, party_id, now),
                           *record_asks(session, network, party_id, now)])


def days_after_end(pilot: Pilot, network: Network) -> datetime:
    """Until when the result of a pilot that ended is looked for: as long as the municipality takes for an answer."""
    ended_on = local_day(pilot.stage_since) if pilot.stage == PilotStage.STOPPED or pilot.ends_on is None else pilot.ends_on
    return _end_of(ended_on + timedelta(days=network.profile.answer_days))


def around_meetings(session: Session, network: Network, party_id: int, now: datetime) -> list[Ask]:
    """A seat that the party is offered, drafts of minutes that it can remark on, what it promised, and the advice of a working group
    that it leads. Four queries."""
    seats = [Ask(AskKind.SEAT, max(row.asked_at, now) + SEAT_DAYS, row.decision.composition.table.name, "", f"/mijn/plaats/{row.id}")
             for row in offers_to(session, network, party_id)]
    drafts = [Ask(AskKind.REMARK, row.remarks_close_at, f"{meeting_title(row)}, {day_month(row.starts_at)}", "",
                  f"/bijeenkomsten/{row.slug}/intern")
              for row in drafts_to_read(session, network, party_id, now) if row.remarks_close_at]
    actions = [Ask(AskKind.ACT, _end_of(row.due_on), row.what, "", f"/mijn/acties/{row.id}")
               for row in actions_of_party(session, network, party_id)]
    advice = [Ask(AskKind.ADVISE, _end_of(row.ends_on), row.name, "", f"/mijn/werkgroepen/{row.slug}")
              for row in led_by(session, network, party_id)]
    return [*seats, *drafts, *actions, *advice]


def record_asks(session: Session, network: Network, party_id: int, now: datetime) -> list[Ask]:
    """Whether the record is still right, once a year; and who may represent the party when that lapses. Two queries."""
    today = local_day(now)
    membership = session.scalar(
        unconfirmed(network, CONFIRM_AHEAD).where(Party.id == party_id).options(contains_eager(Membership.party)))
    asks = []
    if membership is not None and membership.member_since:
        due = confirmation_due(membership.party.confirmed_at, membership.member_since)
        asks.append(Ask(AskKind.CONFIRM, _end_of(due), gettext("Are your data still right?"), "", "/mijn/gegevens"))
    return asks + [Ask(AskKind.REPRESENT, _end_of(row.ends_on), row.name, "", "/mijn/gegevens#vertegenwoordiging")
                   for row in session.scalars(lapsing(today).where(Representation.party_id == party_id)) if row.ends_on]


def _end_of(day: date) -> datetime:
    return start_of_day(day + timedelta(days=1))


def between_two(session: Session, network: Network, party_id: int, now: datetime) -> list[Ask]:
    """Information that the municipality asked and contracts to sign, also when late; and disputes that it put in writing.

    An answer to a dispute helps before it is talked over; nothing hangs on it, so it is never late.
    """
    requests = [Ask(AskKind.INFORM, row.closes_at, row.request.subject, "", f"/mijn/informatieverzoeken/{row.id}")
                for row in to_answer(session, network, party_id)]
    disputes = [Ask(AskKind.DISPUTE, answer_until(row), row.subject, "", f"/mijn/geschillen/{row.id}")
                for row in disputes_to_answer(session, network, party_id)]
    contracts = [Ask(AskKind.CONTRACT, _end_of(row.newest.sign_by), row.title, row.number, f"/mijn/dienstverleningsovereenkomsten/{row.id}")
                 for row in contracts_to_sign(session, network, party_id) if row.newest]
    return [*requests, *(ask for ask in disputes if ask.closes_at > now), *contracts]


def own_proposals(network: Network, party_id: int) -> Select[Proposal]:
    """What the party proposed, unordered."""
    return select(Proposal).where(Proposal.network_id == network.id, Proposal.party_id == party_id)


def own_signals(network: Network, party_id: int) -> Select[Signal]:
    """The signals that the party gave, unordered."""
    return select(Signal).where(Signal.network_id == network.id, Signal.party_id == party_id)


def own_reactions(network: Network, party_id: int) -> Select[Reaction]:
    """What the party reacted, unordered, with the proposals and the answers that are public."""
    return (select(Reaction).join(Reaction.round).join(CommentRound.proposal)
            .options(contains_eager(Reaction.round).contains_eager(CommentRound.proposal),
                     joinedload(Reaction.answer.and_(Answer.published_at.is_not(None))))
            .where(Proposal.network_id == network.id, Reaction.party_id == party_id))


def former_party(session: Session, person_id: int | None, now: datetime) -> Party | None:
    """The party that left last, of those for which this person acted until then."""
    return session.scalar(
        select(Party).join(RoleGrant, RoleGrant.party_id == Party.id)
        .where(RoleGrant.user_id == person_id, holding(now), Party.leaves_at <= now)
        .order_by(Party.leaves_at.desc(), Party.id).limit(1))
