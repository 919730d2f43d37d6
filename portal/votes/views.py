"""Pages of votes: cast, receipt, outcome; and for the secretary opening, recording and the list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.core import clock, exports
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import deadline, local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import explain, gettext, ngettext, say
from portal.core.paging import newest_first
from portal.core.transitions import Unmet
from portal.core.web import limiter, see_other
from portal.meetings.queries import table_of
from portal.meetings.ratios import register
from portal.members.queries import members
from portal.networks.queries import current_network
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import Facts, step_named
from portal.tables.queries import seated
from portal.votes import operations, queries, recusal_views
from portal.votes.forms import BallotForm, OneBallotForm, OpenForm, seats_form
from portal.votes.models import Ballot, Vote
from portal.votes.ratios import closed_ratios
from portal.votes.rules import Choice, tally

bp = Blueprint("votes", __name__)
recusal_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    register(closed_ratios)


def _vote(number: str) -> Vote:
    proposal = proposals.by_number(db.session, current_network(db.session), number, current_actor())
    vote = queries.vote_of(db.session, proposal) if proposal else None
    return vote or abort(404)


@bp.route("/voorstellen/<string:number>/stemmen", methods=["GET", "POST"])
@public
@limiter.limit("60/hour", methods=["POST"])
def cast(number: str) -> Any:
    """The ballot of one's own party: fill in, read over, send. Who cannot vote reads why, or who of the party can."""
    vote, actor = _vote(number), current_actor()
    entry = queries.roll_entry(db.session, vote, actor.party_id)
    if entry is None:
        return render_template("votes/not_yours.html", vote=vote), 403 if actor.is_known else 200
    own = queries.last_ballot(db.session, vote, entry.party_id)
    if request.method == "POST" and not may("party:speak"):
        abort(403)
    form = BallotForm(data={"choice": own.choice, "explanation": own.explanation} if own else None)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                ballot = operations.cast_ballot(work.session, vote, **form.answers, actor=actor, now=work.now)
                work.location = url_for("votes.receipt", ballot_id=ballot.id)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    elif form.is_submitted() and not vote.is_open(clock.now()):
        form.refuse(Refused("vote:closed", closes_at=vote.closes_at))
    page = "votes/cast_overview.html" if form.is_read_over and vote.is_open(clock.now()) else "votes/cast.html"
    return form.answer(page, vote=vote, entry=entry, own=own,
                       recusal=queries.recusals_of(db.session, vote).get(entry.party_id), once=form.once.data)


def _own_ballot(ballot_id: int) -> Ballot | None:
    """Another party's ballot is nobody's business: to its reader it does not exist."""
    ballot, actor = queries.ballot_by_id(db.session, ballot_id), current_actor()
    return ballot if ballot and (not actor.is_known or ballot.party_id == actor.party_id) else None


@bp.get("/mijn/stemmen/<int:ballot_id>")
@requires("vote:receipt", of=_own_ballot)
def receipt(ballot: Ballot) -> str:
    """What was cast, when, by whom, and until when it can be changed."""
    vote = queries.vote_by_id(db.session, ballot.vote_id) or abort(404)
    last = queries.last_ballot(db.session, vote, ballot.party_id)
    return render_template("votes/receipt.html", ballot=ballot, vote=vote, is_last=last is ballot)


@bp.get("/voorstellen/<string:number>/stemming")
@public
def show(number: str) -> str:
    """While it is open: how many voted and until when. After it: everything (IN 9.1)."""
    vote = _vote(number)
    if vote.is_open(clock.now()):
        voted, voters = queries.participation(db.session, [vote])[vote.id]
        entry = queries.roll_entry(db.session, vote, current_actor().party_id)
        own = queries.last_ballot(db.session, vote, entry.party_id) if entry else None
        takes_part = entry is None or entry.party_id not in queries.recusals_of(db.session, vote)
        return render_template("votes/show_open.html", vote=vote, voted=voted, voters=voters, entry=entry, own=own,
                               takes_part=takes_part, explanation=explain(vote.deadline))
    roll, counted = queries.roll_of(db.session, vote), queries.counted_ballots(db.session, vote)
    aside = queries.recusals_of(db.session, vote)
    return render_template("votes/show_closed.html", vote=vote, roll=roll, counted=counted, aside=aside,
                           tally=tally(roll, counted.values(), aside), explanation=explain(vote.deadline))


@bp.get("/voorstellen/<string:number>/stemming.csv")
@public
def as_csv(number: str) -> Response:
    return exports.csv_file(f"stemming-{number}", *_sheet(_vote(number), clock.now()))


@bp.get("/voorstellen/<string:number>/stemming.xlsx")
@public
def as_xlsx(number: str) -> Response:
    return exports.xlsx_file(f"stemming-{number}", *_sheet(_vote(number), clock.now()))


def _sheet(vote: Vote, now: datetime) -> tuple[list[str], Iterator[list[Any]]]:
    """The votes by name; before the vote closed there is no such file."""
    if vote.is_open(now):
        abort(404)
    counted, aside = queries.counted_ballots(db.session, vote), queries.recusals_of(db.session, vote)
    header = [gettext("Party"), gettext("Class"), gettext("At the table"), gettext("Vote cast"), gettext("Explanation"),
              gettext("Cast on"), gettext("Recorded in the meeting")]
    return header, (
        [entry.party_name, say(entry.size_class) if entry.size_class else "", _yes(entry.at_table),
         *_cells(counted.get(entry.party_id), entry.party_id in aside)] for entry in queries.roll_of(db.session, vote))


def _cells(ballot: Ballot | None, aside: bool) -> list[Any]:
    if aside:
        return [gettext("Takes no part"), say("recusal:public"), "", ""]
    if ballot is None:
        return [gettext("Not voted"), "", "", ""]
    return [say(ballot.choice), ballot.explanation, local_day(ballot.cast_at), _yes(ballot.by_secretary)]


def _yes(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


@bp.get("/bureau/stemmingen")
@requires("desk:open")
def queue() -> str:
    """Votes that run, that wait for the municipality's choice, that can be opened, and earlier ones."""
    network, now = current_network(db.session), clock.now()
    running = queries.open_votes(db.session, network, now)
    undecided = queries.undecided_votes(db.session, network, now)
    page = newest_first(db.session, queries.decided_votes(network), Vote.id)
    return render_template("votes/queue.html", running=running, undecided=undecided, page=page,
                           ready=queries.ready_for_a_vote(db.session, network),
                           counts=queries.participation(db.session, [*running, *undecided, *page.rows]))


@bp.route("/bureau/voorstellen/<int:proposal_id>/stemming", methods=["GET", "POST"])
@requires("vote:open", of=lambda proposal_id: proposals.by_id(db.session, proposal_id))
def open(proposal: Proposal) -> Any:
    """What opening means, before it is done: who votes, on which text, until when and why then."""
    form = OpenForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                vote = operations.open_vote(
                    work.session, proposal, facts=queries.facts_before_boards(work.session, proposal, work.now),
                    actor=current_actor(), now=work.now)
                work.location = url_for("votes.record", vote_id=vote.id)
            flash(gettext("The vote is open. All contact persons get a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("votes/open.html", proposal=proposal, **_what_opening_means(proposal, clock.now()))


def _what_opening_means(proposal: Proposal, now: datetime) -> dict[str, Any]:
    roll, table = members(db.session, proposal.network), table_of(db.session, proposal)
    seats = seated(db.session, table) if table else {}
    term = deadline(local_day(now), proposal.network.profile.vote_days)
    return {"version": proposals.latest_version(db.session, proposal), "voters": len(roll), "table": table, "term": term,
            "at_table": sum(party.id in seats for party in roll), "explanation": explain(term),
            "earlier": queries.vote_of(db.session, proposal),
            "unmet": _unmet(proposal, queries.facts_before_boards(db.session, proposal, now))}


def _unmet(proposal: Proposal, facts: Facts) -> list[Unmet]:
    step = step_named("open_vote", proposal.network.profile.order)
    return step.unmet(facts) if proposal.stage in step.sources else [Unmet("step:not-from-here")]


@bp.route("/bureau/stemmingen/<int:vote_id>", methods=["GET", "POST"])
@requires("vote:record", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def record(vote: Vote) -> Any:
    """Who has not voted, and a row per seat for what was voted in the meeting. What parties cast stays hidden."""
    roll, counted = queries.roll_of(db.session, vote), queries.counted_ballots(db.session, vote)
    by_themselves = {party for party, ballot in counted.items() if not ballot.by_secretary}
    recorded = {party: ballot.choice for party, ballot in counted.items() if ballot.by_secretary}
    aside = queries.recusals_of(db.session, vote)
    at_table = [entry for entry in roll if entry.at_table and entry.party_id not in aside]
    form = seats_form([entry for entry in at_table if entry.party_id not in by_themselves], recorded)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                count = _record_seats(work.session, vote, form.chosen, work.now)
                work.location = url_for("votes.record", vote_id=vote.id)
            flash(ngettext("One vote is recorded. The party gets a message.",
                           "%(num)s votes are recorded. The parties get a message.", count))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("votes/record.html", vote=vote, roll=roll, counted=counted, at_table=at_table,
                       by_themselves=by_themselves, fields={entry.party_id: field for entry, field in form.seats},
                       aside=aside, waiting=[e for e in roll if e.party_id not in counted and e.party_id not in aside])


def _record_seats(session: Session, vote: Vote, chosen: dict[int, Choice], now: datetime) -> int:
    """Record what is new; a party that has voted itself in the meantime keeps its own vote."""
    counted = queries.counted_ballots(session, vote)
    fresh = {party: choice for party, choice in chosen.items()
             if party not in counted or (counted[party].by_secretary and counted[party].choice != choice)}
    if not fresh:
        raise Refused("vote:nothing-chosen")
    for party, choice in fresh.items():
        operations.record_ballot(session, vote, party_id=party, choice=choice, actor=current_actor(), now=now)
    return len(fresh)


@bp.route("/bureau/stemmingen/<int:vote_id>/partij", methods=["GET", "POST"])
@requires("vote:record", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def record_one(vote: Vote) -> Any:
    """The vote of any party on the roll, with its explanation: at a meeting of the whole network, or to put right."""
    form = OneBallotForm(queries.roll_of(db.session, vote))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.record_ballot(work.session, vote, **form.answers, actor=current_actor(), now=work.now)
                work.location = url_for("votes.record", vote_id=vote.id)
            flash(gettext("The vote is recorded. The party gets a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("votes/record_one.html", vote=vote)
