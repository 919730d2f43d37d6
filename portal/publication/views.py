"""The public pages: front page, proposals, dossier, comment rounds, decisions, explanation. Feeds, following and the calendar stand beside it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, render_template, request

from portal.core import clock
from portal.core.access import current_actor, public
from portal.core.calendar import days_left, deadline, local_day
from portal.core.database import db
from portal.core.differences import word_differences
from portal.core.forms import Form
from portal.core.keeping import may_be_kept
from portal.core.language import explain, gettext, last_moment, say, time_left
from portal.core.paging import PAGE_SIZE, newest_first
from portal.core.revisions import compared
from portal.meetings.messages import meeting_title
from portal.meetings.queries import upcoming
from portal.networks.models import Publication
from portal.networks.queries import current_network, municipalities
from portal.networks.rules import Law, anchor
from portal.proposals.models import Proposal, ProposalVersion, numbered, titled
from portal.proposals.queries import by_number, version_of
from portal.publication import (
    calendar_views,
    feeds,
    follow_views,
    participation_views,
    queries,
    reaction_views,
    search_views,
)
from portal.publication.dossier import differences, dossier
from portal.publication.messages import sentence
from portal.publication.rules import CHIPS, Group, group_counts
from portal.rounds.models import CommentRound
from portal.rounds.queries import first_to_close
from portal.signals.traces import signals_behind
from portal.tables.rules import Provider
from portal.tables.tiers import Tiers, classify

bp = Blueprint("publication", __name__)
calendar_views.add_to(bp)
feeds.add_to(bp)
follow_views.add_to(bp)
participation_views.add_to(bp)
reaction_views.add_to(bp)
search_views.add_to(bp)
C = TypeVar("C", bound=StrEnum)
ON_THE_FRONT = 10
"""So much of what is open stands on the front page: what closes first."""
NAMED = 30
"""So many municipalities are named one by one in a sentence."""
WORKED_EXAMPLE = date(2026, 3, 20)
"""Its last day is moved by Easter: it shows the whole rule."""
EXAMPLE_CLIENTS = (400, 250, 150, 80, 50, 30, 20, 12, 8)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(publication_sentence=sentence, stage_chips=CHIPS, meeting_title=meeting_title,
                                 paragraph_differences=differences, paragraph_anchor=anchor,
                                 language_explain=explain, language_last_moment=last_moment)


@bp.get("/")
@public
@may_be_kept()
def front() -> str:
    """What is open now, what was decided and why, what comes, and how to take part."""
    session, now = db.session, clock.now()
    network = current_network(session)
    (rounds, open_count), (votes, vote_count) = (first_to_close(session, network, now, ON_THE_FRONT),
                                                 queries.running_votes(session, network, now, ON_THE_FRONT))
    stages = queries.stage_counts(session, network)
    board: list[CommentRound | queries.OpenVote] = [*rounds, *votes]
    return render_template(
        "publication/front.html", board=sorted(board, key=lambda row: row.closes_at)[:ON_THE_FRONT], on_table=sum(stages.values()),
        more=open_count + vote_count > ON_THE_FRONT, open_count=open_count, counts=group_counts(stages, open_count),
        decisions=queries.decisions(session, network), meetings=upcoming(session, network, now)[:3],
        news=queries.latest_publications(session, network), Group=Group,
        places=[place.name for place in municipalities(session, network)], named=NAMED)


@bp.get("/voorstellen")
@public
@may_be_kept("stap", "wet", "na", "voor")
def proposals() -> str:
    """Proposals, newest first, by step of the road and by law."""
    session, now = db.session, clock.now()
    group, law = _asked(Group, "stap"), _asked(Law, "wet")
    asked = queries.listed(current_actor(), current_network(session), now, group, law).with_only_columns(queries.LINE)
    page = newest_first(session, asked, Proposal.id)
    terms = queries.open_terms(session, page.rows, now)
    rows = [_row(line, terms.get(line.id), now) for line in page.rows]
    return render_template("publication/proposals.html", page=page, rows=rows, group=group, law=law, groups=list(Group),
                           laws=list(Law))


def _row(line: Any, term: queries.Term | None, now: datetime) -> tuple[str, ...]:
    """Address, number, title, summary, what happens with it and how that looks, and how long that lasts."""
    number, is_hidden = numbered(line.year, line.sequence), line.hidden_ground is not None
    title = titled(number, line.written_title, is_hidden=is_hidden)
    summary = say("proposal:off-the-site", ground=say(line.hidden_ground)) if is_hidden else line.written_summary
    if term:
        label, kind, left = gettext("Vote open") if term.is_vote else gettext("Comment round open"), " ot-chip--open", time_left(days_left(term.closes_at, now))
    else:
        label, kind, left = say(line.stage), f" ot-chip--{CHIPS[line.stage]}" if line.stage in CHIPS else "", ""
    return f"/voorstellen/{number}", number, title, summary, label, kind, left


def _asked(kind: type[C], name: str) -> C | None:
    value = request.args.get(name, "")
    if not value:
        return None
    return kind(value) if value in list(kind) else abort(404)


@bp.get("/voorstellen/<string:number>")
@public
@may_be_kept("versie")
def proposal(number: str) -> str:
    """The dossier of one proposal."""
    session, actor = db.session, current_actor()
    found = by_number(session, current_network(session), number, actor, with_others=True) or abort(404)
    asked = request.args.get("versie", "")
    newest = _version(request.args.get("reacties", ""))
    page = dossier(session, found, actor, clock.now(), _version(asked), newest) or abort(404)
    by_the_desk = found.party_id is None and found.person_id is not None  # only the secretary makes a signal a proposal
    return render_template("publication/proposal.html", d=page, proposal=found, once=Form().once.data if actor.is_known else "",
                           signals=signals_behind(session, found.id) if by_the_desk else [])


@bp.get("/voorstellen/<string:number>/verschil")
@public
@may_be_kept("van", "naar")
def compare(number: str) -> str:
    """What changed between two public versions of a proposal, paragraph by paragraph and word by word (DESIGN rule 10)."""
    found = by_number(db.session, current_network(db.session), number, current_actor()) or abort(404)
    old, new = (_public_version(found, request.args.get(name, "")) for name in ("van", "naar"))
    if old.number >= new.number:
        abort(404)
    return render_template(
        "publication/compare.html", proposal=found, old=old, new=new, paragraphs=compared(old.paragraphs, new.paragraphs),
        explanation=word_differences(old.explanation, new.explanation) if old.explanation != new.explanation else [])


def _public_version(proposal: Proposal, asked: str) -> ProposalVersion:
    number = _version(asked) or 0
    found = version_of(db.session, proposal, number) if number >= proposal.public_from and not proposal.is_hidden else None
    return found or abort(404)


def _version(asked: str) -> int | None:
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) else abort(404)


@bp.get("/reactierondes")
@public
@may_be_kept("na", "voor")
def rounds() -> str:
    """Rounds that are open now, and the closed ones."""
    session, now = db.session, clock.now()
    network = current_network(session)
    page = newest_first(session, queries.closed_rounds(network, now), CommentRound.id)
    rounds, count = first_to_close(session, network, now, PAGE_SIZE)
    return render_template("publication/rounds.html", open_rounds=rounds, open_count=count, page=page, Group=Group)


@bp.get("/besluiten")
@public
@may_be_kept("na", "voor")
def decisions() -> str:
    """What was decided about proposals, and why."""
    session = db.session
    network = current_network(session)
    page = newest_first(session, queries.decision_publications(network), Publication.id)
    return render_template("publication/decisions.html", page=page,
                           decisions=queries.decisions(session, network, ids=[row.id for row in page.rows]))


@bp.get("/hulp")
@public
@may_be_kept()
def help() -> str:
    """How it works, how terms are counted, the 80-20 rule, and what the words mean."""
    today = deadline(local_day(clock.now()), current_network(db.session).profile.comment_days)
    return render_template("publication/help.html", example=deadline(WORKED_EXAMPLE), today=today, tiers=_example_tiers(),
                           version=current_app.config["VERSION"])


def _example_tiers() -> Tiers:
    return classify(Provider(str(place), "", clients) for place, clients in enumerate(EXAMPLE_CLIENTS))
