"""Pages of rounds: react and follow; and for the secretary the rounds, each reaction, opening, extending, publishing."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.contributions.models import Draft
from portal.contributions.queries import attachments_of, colleagues_drafts, draft_by_id, draft_of
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import Actor, current_actor, public, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import explain, gettext
from portal.core.paging import part_of
from portal.core.web import limiter, see_other
from portal.members.queries import network_recipients
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import by_id, by_number, latest_version
from portal.rounds import (
    answer_views,
    answers,
    change_views,
    messages,
    operations,
    queries,
    reading_views,
    reply_queries,
    reply_views,
    term_views,
    terms,
)
from portal.rounds.answer_forms import AnswerForm, ThemeForm
from portal.rounds.forms import (
    ExtendForm,
    OpenForm,
    ReactionForm,
    ReadForm,
    Reading,
    is_number,
    version_of,
)
from portal.rounds.models import CommentRound, Reaction, Theme
from portal.rounds.rules import RoundPhase, takes_reactions, unmet_before_answers, unmet_before_opening

bp = Blueprint("rounds", __name__)
ON_A_PAGE = 100
"""So many reactions stand on the secretary's page of a round."""
for pages in (answer_views, change_views, reading_views, reply_views, term_views):
    pages.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(reaction_words=messages.ReactionWords, about_parts=messages.about, explain=explain,
                                 explain_term=messages.explain_term)


def _by_number(number: str) -> Proposal | None:
    return by_number(db.session, current_network(db.session), number, current_actor())


@bp.route("/voorstellen/<string:number>/reageren", methods=["GET", "POST"])
@requires("reaction:give", of=_by_number)
@limiter.limit("60/hour", methods=["POST"])
def react(proposal: Proposal) -> Any:
    """Fill in, read over, send; then the receipt. After the end what was typed is kept, with the choice to be late."""
    round_ = queries.round_of(db.session, proposal)
    if round_ is None or not takes_reactions(proposal.stage) or round_.phase(clock.now()) == RoundPhase.PLANNED:
        return render_template("rounds/none.html", proposal=proposal, round=round_)
    actor, now = current_actor(), clock.now()
    draft = _draft(round_, actor, now)
    form = ReactionForm(round_, actor, request.args.getlist("lid"), draft=draft, late="te-laat" in request.args)
    is_closed = round_.phase(now) == RoundPhase.CLOSED
    if is_closed and request.method == "GET" and "te-laat" not in request.args:
        return render_template("rounds/closed.html", proposal=proposal, round=round_)
    if form.is_kept and (went := carry_out(form, url_for("rounds.react", number=proposal.number), lambda work: _keep(form, work, round_),
                                           gettext("Your draft is kept. Nothing has been sent."))):
        return went
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                reaction = operations.give_reaction(
                    work.session, round_, **form.answers, **form.documents(work.session),
                    from_draft=draft.id if draft else None, actor=actor, now=work.now)
                work.location = (url_for("contributions.sent", kind=Kind.REACTION) if reaction.awaits_address
                                 else url_for("rounds.follow", key=reaction.follow_key))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    elif form.is_read_over and is_closed and not form.late.data:
        form.refuse(Refused("round:closed", field="late", closes_at=round_.closes_at))
    page = "rounds/react.html" if form.wrong_fields or not form.is_read_over else "rounds/react_overview.html"
    return form.answer(page, proposal=proposal, round=round_, is_closed=round_.phase(clock.now()) == RoundPhase.CLOSED, draft=draft,
                       drafts=colleagues_drafts(db.session, actor, now, Kind.REACTION, str(round_.id)))


def _draft(round_: CommentRound, actor: Actor, now: datetime) -> Draft | None:
    """What one was filling in here; or the draft of a colleague that the address names, to go on with it."""
    asked, about = request.args.get("concept", ""), str(round_.id)
    named = draft_by_id(db.session, int(asked), actor, now) if is_number(asked) else None
    if named and (named.kind, named.about) == (Kind.REACTION, about):
        return named
    return draft_of(db.session, actor, Kind.REACTION, about, now)


def _keep(form: ReactionForm, work: Work, round_: CommentRound) -> None:
    operations.keep_reaction(
        work.session, round_, path=url_for("rounds.react", number=round_.proposal.number), fields=form.kept_fields,
        shown=form.shown_fields, late=form.late.data, actor=current_actor(), now=work.now)


@bp.get("/reacties/volg/<string:key>")
@public
def follow(key: str) -> Response:
    """The receipt, and later the answer: for who has the link. The confidential part is for the party's own people."""
    reaction = queries.reaction_by_key(db.session, key) or abort(404)
    is_own = reaction.party_id is not None and reaction.party_id == current_actor().party_id
    page = make_response(render_template(
        "rounds/follow.html", reaction=reaction, round=reaction.round, proposal=reaction.round.proposal, is_own=is_own,
        once=Form().once.data, rows=attachments_of(db.session, [reaction]).get(reaction.id, []),
        is_open=reaction.round.is_open(clock.now()) and takes_reactions(reaction.round.proposal.stage)))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.get("/bureau/rondes")
@requires("round:manage")
def queue() -> str:
    """What runs, what waits for answers, what can be opened."""
    network, now = current_network(db.session), clock.now()
    rounds = queries.progress(db.session, network, now, done=10)
    closed = [row for row in rounds if row.round.phase(now) == RoundPhase.CLOSED]
    waiting, part, parts = part_of([row for row in closed if row.waits], dwindles=True)
    return render_template(
        "rounds/queue.html", running=rounds[len(closed):], waiting=waiting, part=part, parts=parts,
        done=[row for row in closed if not row.waits][::-1],
        ready=queries.ready_for_round(db.session, network, network.profile.order))


@bp.route("/bureau/voorstellen/<int:proposal_id>/ronde", endpoint="open", methods=["GET", "POST"])
@requires("round:open", of=lambda proposal_id: by_id(db.session, proposal_id))
def open_(proposal: Proposal) -> Any:
    """The last moment and why, who will be told, and what is still needed; then open."""
    form = OpenForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                round_ = operations.open_round(work.session, proposal, last_day=form.confirmed_day,
                                               actor=current_actor(), now=work.now)
                work.location = url_for("rounds.manage", round_id=round_.id)
            flash(gettext("The comment round is open. All parties get a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return _opening(form, proposal)


def _opening(form: OpenForm, proposal: Proposal) -> Any:
    now = clock.now()
    network, term = current_network(db.session), operations.planned_term(proposal, now)
    form.last_day.data = term.last_day.isoformat()
    version, previous = latest_version(db.session, proposal), queries.round_of(db.session, proposal)
    unmet = unmet_before_opening(
        proposal.stage, network.profile.order, version_had_round=queries.version_had_round(db.session, version),
        open_until=previous.closes_at if previous and now < previous.closes_at else None)
    people = network_recipients(db.session, network)
    return form.answer("rounds/open.html", proposal=proposal, text=version, term=term, unmet=unmet, previous=previous,
                       people=len({person.email for person in people}),
                       parties=len({person.party_id for person in people}))


def _managed(round_id: int) -> CommentRound | None:
    return queries.round_by_id(db.session, round_id)


@bp.get("/bureau/rondes/<int:round_id>")
@requires("round:manage", of=_managed)
def manage(round_: CommentRound) -> str:
    """One round: every reaction with what has to be done with it, late ones apart, and what comes next."""
    reactions, themes = queries.standings(db.session, round_), queries.themes(db.session, round_)
    there = [reaction for reaction in reactions if reaction.withdrawn_at is None]
    in_time = [reaction for reaction in there if not reaction.late]
    late, gone = [row for row in there if row.late], [row for row in reactions if row.withdrawn_at]
    asked = _under_theme(in_time, themes)
    here, part, parts = part_of(asked, ON_A_PAGE, dwindles=True)
    shown = [*here, *late, *gone]
    full = {row.id: row for row in db.session.scalars(queries.reactions_visible_to(current_actor(), round_).where(
        Reaction.id.in_([row.id for row in shown]))).unique()}
    return render_template(
        "rounds/manage.html", round=round_, proposal=round_.proposal, in_time=in_time, form=ThemeForm(formdata=None),
        shown=[full[row.id] for row in here], themes=themes, theme=request.args.get("thema", ""),
        part=part, parts=parts,
        late=[full[row.id] for row in late], withdrawn=[full[row.id] for row in gone],
        replies=reply_queries.replies_to_read(db.session, round_.proposal.network, round_.id),
        silent=_silent_parties(round_),
        unread=sum(reaction.state == "new" for reaction in there),
        drafts=sum(reaction.answer is not None and reaction.answered_at is None for reaction in there),
        unmet=unmet_before_answers(round_.closes_at, sum(reaction.answer is None for reaction in in_time), clock.now()),
        counts=queries.counts(db.session, round_), is_open=round_.phase(clock.now()) == RoundPhase.OPEN)


def _silent_parties(round_: CommentRound) -> int:
    """How many members can be reminded: nobody once the round is closed."""
    if not round_.is_open(clock.now()):
        return 0
    return len({person.party_id for person in terms.silent_recipients(db.session, round_)})


def _under_theme(reactions: list[queries.Standing], themes: list[Theme]) -> list[queries.Standing]:
    """Those under the theme that the address asks for; `-` is what has none yet."""
    asked, titles = request.args.get("thema", ""), {theme.id: theme.title for theme in themes}
    if not asked:
        return reactions
    return [row for row in reactions if titles.get(row.theme_id or 0, "-") == asked]


@bp.route("/bureau/rondes/<int:round_id>/verlengen", methods=["GET", "POST"])
@requires("round:manage", of=_managed)
def extend(round_: CommentRound) -> Any:
    """A later day and the reason, read over with the last moment that it leads to; then everyone is told."""
    form, term = ExtendForm(), None
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.extend_round(work.session, round_, last_day=form.last_day.data, reason=form.reason.data,
                                        actor=current_actor(), now=work.now)
                work.location = url_for("rounds.manage", round_id=round_.id)
            flash(gettext("The comment round is extended. All parties get a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    elif form.is_read_over:
        try:
            term = operations.longer_term(round_, form.last_day.data)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("rounds/extend_overview.html" if term else "rounds/extend.html", round=round_,
                       proposal=round_.proposal, term=term, is_open=round_.phase(clock.now()) == RoundPhase.OPEN)


@bp.route("/bureau/reacties/<int:reaction_id>", methods=["GET", "POST"])
@requires("reaction:read", of=lambda reaction_id: queries.reaction_to_judge(db.session, reaction_id))
def read(reaction: Reaction) -> Any:
    """Read one reaction, put it on the site or not, and answer it: two forms on one page, each saved by itself."""
    reaction_id, asked = reaction.id, request.form.get("form")
    reading = ReadForm(reaction) if asked == "read" else ReadForm(reaction, formdata=None)
    if reaction.is_withdrawn:
        return render_template("rounds/read_withdrawn.html", reaction=reaction, round=reaction.round, proposal=reaction.round.proposal,
                               names=queries.writers(db.session, reaction))
    text = latest_version(db.session, reaction.round.proposal).paragraphs
    answering = AnswerForm(reaction, text) if asked == "answer" else AnswerForm(reaction, text, formdata=None)
    form: ReadForm | AnswerForm = answering if asked == "answer" else reading
    if asked in ("read", "answer") and form.is_ready:
        try:
            return _save_reading(reading, reaction) if form is reading else _save_answer(answering, reaction)
        except Refused as refusal:
            form.refuse(refusal)
            queries.reaction_to_judge(db.session, reaction_id)
    following, unread = queries.neighbours(db.session, reaction)
    return form.answer("rounds/read.html", reaction=reaction, round=reaction.round, proposal=reaction.round.proposal,
                       reading=reading, answering=answering, following=following, unread=unread,
                       rows=attachments_of(db.session, [reaction]).get(reaction.id, []), names=queries.writers(db.session, reaction))


def _save_reading(form: ReadForm, reaction: Reaction) -> BaseResponse:
    with transaction(form.once.data) as work:
        operations.read_reaction(
            work.session, reaction, publish=form.reading.data == Reading.PUBLISH, public_text=form.public_text.data,
            reason=form.reason.data, version=version_of(form), actor=current_actor(), now=work.now)
        work.location = url_for("rounds.read", reaction_id=reaction.id, _anchor="antwoord")
    flash(gettext("Saved. The reaction is on the site.") if form.reading.data == Reading.PUBLISH
          else gettext("Saved. The reaction stays off the site, the sender can read why."))
    return see_other(work.location)


def _save_answer(form: AnswerForm, reaction: Reaction) -> BaseResponse:
    with transaction(form.once.data) as work:
        answers.answer_reaction(work.session, reaction, adopted=form.adopted.data, text=form.answer_text.data,
                                changed=form.changed.data or [], version=version_of(form), actor=current_actor(), now=work.now)
        work.location = url_for("rounds.manage", round_id=reaction.round_id)
    flash(gettext("The answer is saved as a draft. It becomes public with all the others."))
    return see_other(work.location)
