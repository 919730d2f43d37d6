"""Pages of votes for everyone and for the voter: cast, receipt, outcome, checking a receipt."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request, url_for

from portal.accounts import proof
from portal.accounts.models import User
from portal.core import clock, exports
from portal.core.access import current_actor, may, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.keeping import may_be_kept
from portal.core.language import explain, gettext
from portal.core.pdf import pdf_file
from portal.core.web import limiter, see_other
from portal.meetings.ratios import register
from portal.networks.queries import current_network
from portal.proposals import queries as proposals
from portal.votes import desk_views, operations, outage_views, queries, recusal_views
from portal.votes.checking import checked
from portal.votes.drawing import chart
from portal.votes.forms import BallotForm, CheckForm
from portal.votes.models import Ballot, Vote
from portal.votes.queries import Outcome
from portal.votes.ratios import closed_ratios
from portal.votes.sheets import groups, sheet

bp = Blueprint("votes", __name__)
desk_views.add_to(bp)
recusal_views.add_to(bp)
outage_views.add_to(bp)


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
    form = BallotForm(vote, data={"choice": own.choice, "explanation": own.explanation} if own else None)
    page, user = "votes/cast.html", db.session.get_one(User, actor.person_id)
    try:
        if form.is_ready:
            return see_other(_cast(form, vote, user))
        if form.is_read_over:
            _check_term(vote)
            _send_code(form, vote, user)
            page = "votes/cast_overview.html"
        elif form.is_submitted():
            _check_term(vote)
    except Refused as refusal:
        form.refuse(refusal)
        if refusal.code.startswith("proof:"):
            form.code.data, page = "", "votes/cast_overview.html"
    return form.answer(page, vote=vote, entry=entry, own=own, email=user.email, by_app=proof.by_second_factor(user),
                       recusal=queries.recusals_of(db.session, vote).get(entry.party_id), once=form.once.data)


def _check_term(vote: Vote) -> None:
    if not vote.is_open(clock.now()):
        raise Refused("vote:closed", closes_at=vote.closes_at)


def _cast(form: BallotForm, vote: Vote, user: User) -> str:
    """Cast it; where this vote asks it, after the code of who does."""
    if vote.asks_proof:
        proof.check(user, purpose=_purpose(form), email=user.email, code=form.code.data or "")
    with transaction(form.once.data) as work:
        ballot = operations.cast_ballot(work.session, vote, **form.answers, actor=current_actor(), now=work.now)
        work.location = url_for("votes.receipt", ballot_id=ballot.id)
    return work.location


def _purpose(form: BallotForm) -> str:
    return f"vote:{form.once.data}"


def _send_code(form: BallotForm, vote: Vote, user: User) -> None:
    if not vote.asks_proof or proof.by_second_factor(user):
        return
    about = gettext("your vote on %(title)s", title=vote.proposal.title)
    with transaction() as work:
        proof.mail_code(work.session, purpose=_purpose(form), email=user.email, name=user.name, about=about, now=work.now)


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
@may_be_kept()
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
    return render_template("votes/show_closed.html", **_counted(queries.outcome_of(db.session, vote)))


def _counted(outcome: Outcome) -> dict[str, Any]:
    counted = groups(outcome)
    return {"vote": outcome.vote, "outcome": outcome, "groups": counted, "chart": chart(counted),
            "explanation": explain(outcome.vote.deadline)}


@bp.get("/voorstellen/<string:number>/stemming.csv")
@public
def as_csv(number: str) -> Response:
    return exports.csv_file(f"stemming-{number}", *sheet(_outcome(number)))


@bp.get("/voorstellen/<string:number>/stemming.xlsx")
@public
def as_xlsx(number: str) -> Response:
    return exports.xlsx_file(f"stemming-{number}", *sheet(_outcome(number)))


@bp.get("/voorstellen/<string:number>/stemming.pdf")
@public
def as_pdf(number: str) -> Response:
    """The outcome on one page, without the list."""
    return pdf_file(f"stemming-{number}", "votes/outcome_document.html", **_counted(_outcome(number)))


def _outcome(number: str) -> Outcome:
    """Before the vote closed there are no such files."""
    vote = _vote(number)
    if vote.is_open(clock.now()):
        abort(404)
    return queries.outcome_of(db.session, vote)


@bp.get("/stemmingen/controleren")
@public
@limiter.limit("60/hour", exempt_when=lambda: not request.args.get("nummer"))
def check() -> Any:
    """Does the published list hold exactly the vote of this receipt? Nothing about a person."""
    form = CheckForm(request.args)
    if not request.args.get("nummer") and not request.args.get("zegel"):
        return render_template("votes/check.html", form=form, wrong=0, outcome=None)
    outcome = checked(db.session, form.nummer.data or "", form.zegel.data or "", clock.now()) if form.validate() else None
    page = make_response(form.answer("votes/check.html", outcome=outcome))
    page.headers["Cache-Control"], page.headers["X-Robots-Tag"] = "no-store", "noindex"
    return page
