"""Standing aside in a vote: by the party itself, and recorded by the secretary."""

from typing import Any

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.dealings.forms import RecusalForm
from portal.dealings.queries import interests
from portal.votes import queries, recusals
from portal.votes.models import Vote, VoteRecusal


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/mijn/stemmingen/<int:vote_id>/niet-deelnemen", view_func=stand_aside, methods=both)
    bp.add_url_rule("/mijn/stemmingen/terugnemen/<int:recusal_id>", view_func=take_back_own, methods=["POST"])
    bp.add_url_rule("/bureau/stemmingen/<int:vote_id>/niet-deelnemen", view_func=record_aside, methods=both)
    bp.add_url_rule("/bureau/stemmingen/terugnemen/<int:recusal_id>", view_func=take_back, methods=["POST"])


def _vote(vote_id: int) -> Vote | None:
    return queries.vote_by_id(db.session, vote_id)


def _on_roll(vote_id: int) -> Vote | None:
    """For who is on the roll; to others this address does not exist."""
    vote = _vote(vote_id)
    return vote if vote and queries.roll_entry(db.session, vote, current_actor().party_id) else None


@requires("vote:stand-aside", of=_on_roll)
def stand_aside(vote: Vote) -> Any:
    """Choose the disclosed interest because of which one's own party takes no part."""
    party_id = current_actor().party_id or 0
    form = RecusalForm(interests(db.session, vote.proposal.network, [party_id]), named=False)
    if form.is_ready and (went := carry_out(
            form, url_for("votes.cast", number=vote.proposal.number), lambda work: recusals.stand_aside(
                work.session, vote, form.interest, note=form.note.data, actor=current_actor(), now=work.now),
            gettext("Your party takes no part in this vote. You can take this back until the vote closes."))):
        return went
    recusal = queries.recusals_of(db.session, vote).get(party_id)
    return form.answer("votes/stand_aside.html", vote=vote, recusal=recusal, once=Form().once.data)


@requires("vote:record", of=_vote)
def record_aside(vote: Vote) -> Any:
    """Who takes no part; and record that another party does not."""
    roll, aside = queries.roll_of(db.session, vote), queries.recusals_of(db.session, vote)
    taking_part = [entry.party_id for entry in roll if entry.party_id not in aside]
    form = RecusalForm(interests(db.session, vote.proposal.network, taking_part), named=True)
    if form.is_ready and (went := carry_out(
            form, url_for("votes.record_aside", vote_id=vote.id), lambda work: recusals.stand_aside(
                work.session, vote, form.interest, note=form.note.data, actor=current_actor(), now=work.now),
            gettext("It is recorded. The party gets a message."))):
        return went
    return form.answer("votes/record_aside.html", vote=vote, aside=aside, is_open=vote.is_open(clock.now()),
                       once=Form().once.data)


def _recusal(recusal_id: int) -> VoteRecusal | None:
    return queries.recusal_by_id(db.session, recusal_id)


def _own_recusal(recusal_id: int) -> VoteRecusal | None:
    recusal = _recusal(recusal_id)
    return recusal if recusal and recusal.party_id == current_actor().party_id else None


@requires("vote:take-back", of=_own_recusal)
def take_back_own(recusal: VoteRecusal) -> Response:
    return _take_back(recusal, url_for("votes.cast", number=recusal.vote.proposal.number))


@requires("vote:record", of=_recusal)
def take_back(recusal: VoteRecusal) -> Response:
    return _take_back(recusal, url_for("votes.record_aside", vote_id=recusal.vote_id))


def _take_back(recusal: VoteRecusal, location: str) -> Response:
    form = Form()
    with transaction(form.once.data if form.validate() else None) as work:
        recusals.take_back(work.session, recusal, actor=current_actor(), now=work.now)
        work.location = location
    flash(gettext("It is taken back. The party takes part in the vote again."))
    return see_other(location)
