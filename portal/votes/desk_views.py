"""The secretary's pages of votes: the list, opening, recording what was voted in the meeting, more time, reminding."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import deadline, local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import explain, gettext, ngettext
from portal.core.paging import newest_first
from portal.core.transitions import Unmet
from portal.core.web import see_other
from portal.meetings.queries import table_of
from portal.members.queries import members
from portal.networks.queries import current_network
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import Facts, step_named
from portal.tables.queries import seated
from portal.votes import operations, queries, terms
from portal.votes.forms import ExtendForm, OneBallotForm, OpenForm, seats_form
from portal.votes.models import Vote
from portal.votes.rules import REMIND_BEFORE, Choice


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as the other ones of votes."""
    both, one = ["GET", "POST"], "/bureau/stemmingen/<int:vote_id>"
    bp.add_url_rule("/bureau/stemmingen", view_func=queue)
    bp.add_url_rule("/bureau/voorstellen/<int:proposal_id>/stemming", view_func=open, methods=both)
    bp.add_url_rule(one, view_func=record, methods=both)
    bp.add_url_rule(f"{one}/partij", view_func=record_one, methods=both)
    bp.add_url_rule(f"{one}/verlengen", view_func=extend, methods=both)
    bp.add_url_rule(f"{one}/herinneren", view_func=remind, methods=["POST"])


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
    return {"version": proposals.latest_version(db.session, proposal), "rules": proposal.network.profile, "voters": len(roll), "table": table, "term": term,
            "at_table": sum(party.id in seats for party in roll), "explanation": explain(term),
            "earlier": queries.vote_of(db.session, proposal),
            "unmet": _unmet(proposal, queries.facts_before_boards(db.session, proposal, now))}


def _unmet(proposal: Proposal, facts: Facts) -> list[Unmet]:
    step = step_named("open_vote", proposal.network.profile.order)
    return step.unmet(facts) if proposal.stage in step.sources else [Unmet("step:not-from-here")]


@requires("vote:record", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def record(vote: Vote) -> Any:
    """Who has not voted, and a row per seat for what was voted in the meeting. What parties cast stays hidden."""
    roll, counted = queries.roll_of(db.session, vote), queries.counted_ballots(db.session, vote)
    by_themselves = {party for party, ballot in counted.items() if not ballot.by_secretary}
    recorded = {party: ballot.choice for party, ballot in counted.items() if ballot.by_secretary}
    aside, reminders = queries.recusals_of(db.session, vote), queries.reminders_of(db.session, vote)
    at_table = [entry for entry in roll if entry.at_table and entry.party_id not in aside]
    form = seats_form(vote, [entry for entry in at_table if entry.party_id not in by_themselves], recorded)
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
                       aside=aside, waiting=[e for e in roll if e.party_id not in counted and e.party_id not in aside],
                       reminders=reminders, no_reminder=terms.why_no_reminder(reminders, local_day(clock.now())),
                       reminds_on=vote.last_day - REMIND_BEFORE, once=Form().once.data)


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


@requires("vote:record", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def record_one(vote: Vote) -> Any:
    """The vote of any party on the roll, with its explanation: at a meeting of the whole network, or to put right."""
    form = OneBallotForm(vote, queries.candidates(db.session, vote))
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


@requires("vote:extend", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def extend(vote: Vote) -> Any:
    """A later day and the reason, read over with the last moment that it leads to; then everyone is told."""
    form, term = ExtendForm(), None
    if form.is_ready and (went := carry_out(
            form, url_for("votes.record", vote_id=vote.id), lambda work: terms.extend_vote(
                work.session, vote, last_day=form.last_day.data, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("The vote is extended. All parties get a message."))):
        return went
    if form.is_read_over:
        try:
            term = vote.longer(form.last_day.data, "vote")
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("votes/extend_overview.html" if term else "votes/extend.html", vote=vote, term=term,
                       is_open=vote.is_open(clock.now()))


@requires("vote:remind", of=lambda vote_id: queries.vote_by_id(db.session, vote_id))
def remind(vote: Vote) -> Response:
    """One letter to every party that did not vote."""
    form = Form()
    with transaction(form.once.data if form.validate() else None) as work:
        count = terms.remind(work.session, vote, actor=current_actor(), now=work.now)
        work.location = url_for("votes.record", vote_id=vote.id)
    flash(ngettext("One party is reminded by e-mail.", "%(num)s parties are reminded by e-mail.", count))
    return see_other(work.location)
