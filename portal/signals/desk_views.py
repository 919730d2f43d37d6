"""The secretary's pages of signals: the queue, judging, joining, splitting, whose it is, entering, and reactions on judgements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for

from portal.contributions.queries import attachments_of
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused, Stale
from portal.core.forms import Form, VersionedForm
from portal.core.language import gettext
from portal.core.web import see_other
from portal.members.queries import candidates
from portal.networks.models import Network
from portal.networks.queries import agreements, current_network, municipalities
from portal.parties.queries import party_by_id
from portal.signals import handling, operations, queries, replies, traces
from portal.signals.desk_forms import (
    EnterForm,
    JudgeAgainForm,
    JudgeForm,
    Judgement,
    LeaveForm,
    MergeForm,
    PartyForm,
    SplitForm,
    bsns_in,
)
from portal.signals.models import Reply, Signal
from portal.signals.rules import JUDGED, SignalState


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the signals."""
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/signalen", view_func=queue)
    bp.add_url_rule("/bureau/signalen/invoeren", view_func=enter, methods=both)
    one = "/bureau/signalen/<int:signal_id>"
    bp.add_url_rule(one, view_func=judge, methods=both)
    bp.add_url_rule(f"{one}/opnieuw", view_func=judge_again, methods=both)
    bp.add_url_rule(f"{one}/samenvoegen", view_func=merge, methods=both)
    bp.add_url_rule(f"{one}/splitsen", view_func=split, methods=both)
    bp.add_url_rule(f"{one}/aanbieder", view_func=party, methods=both)
    bp.add_url_rule(f"{one}/reactie", view_func=answer, methods=both)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signal in the queue: whole days since it came in, and numbers in it that may be a BSN."""

    signal: Signal
    days: int
    warnings: list[str]


@requires("signal:judge")
def queue() -> str:
    """What waits for the secretary, oldest first; what is for the table, reactions, and apart what awaits its address."""
    network, today = current_network(db.session), local_day(clock.now())
    rows = [Waiting(row, (today - local_day(row.received_at)).days, bsns_in(row)) for row in queries.waiting(db.session, network)]
    return render_template("signals/queue.html", waiting=rows, replies=queries.unread_replies(db.session, network),
                           planned=queries.without_agenda(db.session, network), unconfirmed=queries.awaiting_address(db.session, network))


def _signal(signal_id: int) -> Signal | None:
    signal = queries.signal_by_id(db.session, signal_id)
    return signal if signal and signal.network_id == current_network(db.session).id and not signal.awaits_address else None


def _do(signal: Signal, form: Form, act: Callable[[Work], str], told: str) -> Any:
    """Carry out and go where `act` says; None when it was refused, and then what was on screen is read again."""
    try:
        with transaction(form.once.data) as work:
            work.location = act(work)
    except Refused as refusal:
        form.refuse(refusal)
        queries.signal_by_id(db.session, signal.id)  # what was undone forgot the sender
        if isinstance(refusal, Stale) and isinstance(form, VersionedForm):
            form.version.data = str(signal.version)
        return None
    flash(told)
    return see_other(work.location)


def _page(template: str, form: Form, signal: Signal, **context: Any) -> Any:
    """The form beside the signal as it was sent."""
    return form.answer(template, signal=signal, rows=attachments_of(db.session, [signal]).get(signal.id, []),
                       traces=traces.traces_of(db.session, signal), warnings=bsns_in(signal),
                       has_article=traces.has_article(signal, clock.now()), **context)


def _here(signal_id: int) -> str:
    return url_for("signals.judge", signal_id=signal_id)


def _judged_told(signal: Signal) -> str:
    return gettext("Signal %(number)s is judged. The sender gets a message.", number=signal.number)


def _after_judgement(form: JudgeForm, signal_id: int) -> str:
    """What is for the table needs an agenda; the rest of the queue waits otherwise."""
    if form.judgement.data == Judgement.TABLE:
        return url_for("meetings.plan_signal", signal_id=signal_id)
    return url_for("signals.queue")


@requires("signal:judge", of=_signal)
def judge(signal: Signal) -> Any:
    """Judge one signal: for the table or set aside, with the reason. What was judged is shown with what became of it."""
    form = JudgeForm(signal)
    if signal.state != SignalState.RECEIVED and not form.is_submitted():
        return _page("signals/judged.html", form, signal)

    def act(work: Work) -> str:
        operations.judge_signal(
            work.session, signal, relevant=form.judgement.data == Judgement.TABLE, reason=form.reason.data,
            version=form.seen, actor=current_actor(), now=work.now, **form.cleared)
        return _after_judgement(form, signal.id)

    if form.is_ready and (went := _do(signal, form, act, _judged_told(signal))):
        return went
    alike = traces.similar(db.session, current_network(db.session), signal)
    return _page("signals/judge.html", form, signal, alike=alike)


@requires("signal:judge", of=_signal)
def judge_again(signal: Signal) -> Any:
    """Reconsider a judgement, with a reason."""
    if signal.state not in JUDGED:
        raise Refused("signal:not-judged")
    form = JudgeAgainForm(signal)

    def act(work: Work) -> str:
        handling.judge_again(
            work.session, signal, relevant=form.judgement.data == Judgement.TABLE, reason=form.reason.data,
            **form.cleared, reply_text=form.reply_text.data if form.reply_text else "", version=form.seen, actor=current_actor(), now=work.now)
        return _after_judgement(form, signal.id)

    if form.is_ready and (went := _do(signal, form, act, _judged_told(signal))):
        return went
    return _page("signals/judge_again.html", form, signal)


@requires("signal:judge", of=_signal)
def merge(signal: Signal) -> Any:
    """Join a signal with one that is like it, or with another one by its number."""
    network = current_network(db.session)
    form = MergeForm(signal, traces.similar(db.session, network, signal))

    def act(work: Work) -> str:
        handling.merge_signal(work.session, signal, _other(form, network), reason=form.reason.data, version=form.seen,
                              actor=current_actor(), now=work.now)
        return url_for("signals.queue")

    if form.is_ready and (went := _do(signal, form, act, gettext("The signals are joined. Both senders get a message."))):
        return went
    return _page("signals/merge.html", form, signal)


def _other(form: MergeForm, network: Network) -> Signal:
    number = form.number.data or ""
    chosen = form.alike.get(form.other_id.data or "") if form.other_id else None
    other = queries.any_by_number(db.session, network, number) if number else chosen
    if other is None:
        raise Refused("signal:merge-which", field="number" if number or not form.other_id else "other_id")
    return other


@requires("signal:judge", of=_signal)
def split(signal: Signal) -> Any:
    """Make a second signal of a part of this one."""
    form = SplitForm(signal)

    def act(work: Work) -> str:
        handling.split_signal(
            work.session, current_network(work.session), signal, title=form.title.data, text=form.text.data,
            sentiment=form.sentiment.data, subject=form.subject.data, reason=form.reason.data, version=form.seen,
            actor=current_actor(), now=work.now)
        return _here(signal.id)

    if form.is_ready and (went := _do(signal, form, act, gettext("The second part has a number of its own and waits in the list."))):
        return went
    return _page("signals/split.html", form, signal)


@requires("signal:judge", of=_signal)
def party(signal: Signal) -> Any:
    """Say that a signal is of a provider: it came from somebody who speaks for it."""
    network = current_network(db.session)
    form = PartyForm(signal, candidates(db.session, network))

    def act(work: Work) -> str:
        party = party_by_id(work.session, form.party_id.data) or abort(404)
        handling.give_to_party(work.session, signal, party, reason=form.reason.data, version=form.seen, actor=current_actor(),
                               now=work.now)
        return _here(signal.id)

    if form.is_ready and (went := _do(signal, form, act, gettext("The signal is of this provider now."))):
        return went
    return _page("signals/party.html", form, signal)


@requires("signal:judge")
def enter() -> Any:
    """Enter what somebody said by telephone or wrote on paper, for who gave it."""
    network, actor = current_network(db.session), current_actor()
    form = EnterForm(actor, municipalities(db.session, network), agreements(db.session, network), candidates(db.session, network),
                     local_day(clock.now()))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                signal = operations.give_signal(work.session, network, **form.answers, **form.documents(work.session),
                                                actor=actor, now=work.now)
                work.location = _here(signal.id)
                number = signal.number
            flash(gettext("Signal %(number)s is entered. It waits in the list.", number=number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("signals/enter.html")


def _reply(signal_id: int) -> Reply | None:
    signal = _signal(signal_id)
    return signal.reply if signal else None


@requires("signal:judge", of=_reply)
def answer(reply: Reply) -> Any:
    """Read what the sender says of the judgement: leave it with an answer, or go and judge again."""
    signal = _signal(reply.signal_id) or abort(404)
    form = LeaveForm(reply)

    def act(work: Work) -> str:
        replies.leave_judgement(work.session, signal, reply, note=form.note.data, public_text=form.public_text.data,
                                version=form.seen, actor=current_actor(), now=work.now)
        return _here(signal.id)

    if form.is_ready and (went := _do(signal, form, act, gettext("Your answer is recorded. The sender gets a message."))):
        return went
    return _page("signals/answer.html", form, signal, reply=reply)
