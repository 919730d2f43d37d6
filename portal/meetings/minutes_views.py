"""Minutes: written and sent as a draft by the secretary, read and remarked on by the table, adopted and published."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for

from portal.core import clock
from portal.core.access import Actor, current_actor, may, public, requires
from portal.core.calendar import deadline, local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import explain, gettext
from portal.core.pdf import pdf_file
from portal.core.revisions import compared
from portal.core.web import limiter, see_other
from portal.core.word import word_file
from portal.groups.models import GroupMember
from portal.meetings import minutes as verbs
from portal.meetings import operations, queries, record_queries
from portal.meetings.forms import MinutesForm
from portal.meetings.messages import heading_now
from portal.meetings.models import Meeting, MinutesEdition, MinutesRemark
from portal.meetings.reading import Reading, reading_of
from portal.meetings.record import MinutesRecord, as_word, record_of, version_of
from portal.meetings.record_forms import DraftForm, Handling, RemarkAnswerForm, RemarkForm
from portal.meetings.rules import ADOPT, CALLED, SEND_DRAFT, MeetingState
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/verslag", view_func=minutes, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/verslag/versturen", view_func=send_draft, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/<int:meeting_id>/verslag/vaststellen", view_func=adopt, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/opmerkingen/<int:remark_id>", view_func=answer_remark, methods=both)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/intern", view_func=internal)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/intern.pdf", view_func=internal_pdf)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/intern.docx", view_func=internal_docx)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/opmerking", view_func=remark, methods=both)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/verslag.pdf", view_func=minutes_pdf)
    bp.add_url_rule("/bijeenkomsten/<string:slug>/verslag.docx", view_func=minutes_docx)


def _meeting(meeting_id: int) -> Meeting | None:
    return queries.meeting_of_id(db.session, current_network(db.session), meeting_id)


def _whole(meeting: Meeting) -> MinutesRecord:
    return record_of(db.session, meeting, is_internal=True, now=clock.now())


# The secretary

@requires("meeting:record", of=_meeting)
def minutes(meeting: Meeting) -> Any:
    """The minutes: the record as it stands, and the free text."""
    newest = meeting.minutes[-1] if meeting.minutes else None
    form = MinutesForm(text=newest.text if newest else "", version=str(newest.number if newest else 0))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.minutes", meeting_id=meeting.id), lambda work: operations.write_minutes(
                work.session, meeting, text=form.text.data, seen=form.seen_version, actor=current_actor(), now=work.now),
            gettext("The minutes are saved."))):
        return went
    form.version.data = str(meeting.minutes[-1].number if meeting.minutes else 0)
    facts = operations.facts_of(db.session, meeting, clock.now())
    return form.answer("meetings/minutes.html", meeting=meeting, rec=_whole(meeting), facts=facts, is_open=meeting.state in CALLED,
                       missing=SEND_DRAFT.unmet(facts), before_adopting=ADOPT.unmet(facts), label_of=verbs.label_of,
                       remarks=record_queries.remarks_on(db.session, meeting))


@requires("meeting:record", of=_meeting)
def send_draft(meeting: Meeting) -> Any:
    """Read over who gets the draft, and until when they can remark; then send it."""
    form = DraftForm()
    now = clock.now()
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.minutes", meeting_id=meeting.id), lambda work: operations.send_draft(
                work.session, meeting, days=form.days.data, actor=current_actor(), now=work.now),
            gettext("The draft is sent."))):
        return went
    missing = SEND_DRAFT.unmet(operations.facts_of(db.session, meeting, now))
    term = deadline(local_day(now), form.days.data) if form.days.data and not form.days.errors else None
    return form.answer("meetings/send_draft.html", meeting=meeting, rec=_whole(meeting), missing=missing,
                       can=meeting.state == MeetingState.HELD and not missing, explained=explain(term) if term else "",
                       recipients=verbs.readers(db.session, meeting), is_again=meeting.remarks_close_at is not None)


@requires("meeting:record", of=_meeting)
def adopt(meeting: Meeting) -> Any:
    """Read over what becomes public and who hears of it; then adopt."""
    form = Form()
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.show", slug=meeting.slug), lambda work: operations.adopt_minutes(
                work.session, meeting, actor=current_actor(), now=work.now),
            gettext("The minutes are adopted. They are public from now on."))):
        return went
    return form.answer("meetings/adopt.html", meeting=meeting, recipients=verbs.readers(db.session, meeting),
                       rec=record_of(db.session, meeting, is_internal=False, now=clock.now()),
                       missing=ADOPT.unmet(operations.facts_of(db.session, meeting, clock.now())))


@requires("meeting:record", of=lambda remark_id: record_queries.remark_of_id(
    db.session, current_network(db.session), remark_id))
def answer_remark(found: tuple[MinutesRemark, Meeting]) -> Any:
    """Take a remark over, or not and why."""
    remark, meeting = found
    handling = None if remark.taken_over is None else (Handling.TAKEN_OVER if remark.taken_over else Handling.NOT).value
    form = RemarkAnswerForm(version=str(remark.version), handling=handling, reply=remark.answer)
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.minutes", meeting_id=meeting.id, _anchor="opmerkingen-leden"), lambda work: operations.answer_remark(
                work.session, remark, meeting, taken_over=form.handling.data == Handling.TAKEN_OVER, answer=form.reply.data,
                version=form.seen, actor=current_actor(), now=work.now), gettext("The answer is recorded. Who remarked gets a message."))):
        return went
    form.version.data = str(remark.version)
    return form.answer("meetings/answer_remark.html", remark=remark, meeting=meeting, about=verbs.label_of(remark, meeting),
                       paragraph=next((p for p in remark.edition.paragraphs if p.label == remark.label), None))


# The table and the municipality

def _reading(slug: str) -> Reading | None:
    """Of meetings that were held: before that there are no minutes."""
    reading = reading_of(db.session, current_network(db.session), slug, current_actor())
    return reading if reading and reading.meeting.state in (MeetingState.HELD, MeetingState.ADOPTED) else None


@requires("meeting:read-internal", of=_reading)
def internal(reading: Reading) -> str:
    """The draft, or the adopted minutes with what is internal, and the remarks; with what changed since the first draft."""
    meeting = reading.meeting
    editions = record_queries.editions_of(db.session, meeting)
    if meeting.state == MeetingState.HELD and not editions and not may("desk:open"):
        return render_template("meetings/internal_wait.html", meeting=meeting)
    return render_template("meetings/internal.html", meeting=meeting, rec=_whole(meeting), reading=reading, label_of=verbs.label_of,
                           remarks=record_queries.remarks_on(db.session, meeting), drafts=[e for e in editions if not e.is_adopted],
                           changes=_changes(editions), heading_now=heading_now)


def _changes(editions: list[MinutesEdition]) -> list[Any]:
    """The paragraphs that read otherwise in the newest edition than in the first one."""
    if len(editions) < 2:
        return []
    return [paragraph for paragraph in compared(editions[0].paragraphs, editions[-1].paragraphs) if paragraph.is_changed]


@requires("meeting:read-internal", of=_reading)
@limiter.limit("60/hour")
def internal_pdf(reading: Reading) -> Response:
    _must_be_sent(reading)
    return _pdf(_whole(reading.meeting), gettext("minutes-internal"))


@requires("meeting:read-internal", of=_reading)
@limiter.limit("60/hour")
def internal_docx(reading: Reading) -> Response:
    _must_be_sent(reading)
    return word_file(_named(reading.meeting, gettext("minutes-internal")), as_word(_whole(reading.meeting)))


def _must_be_sent(reading: Reading) -> None:
    """Parties read the draft when it was sent, not while it is being written."""
    if reading.meeting.remarks_close_at is None and reading.meeting.state == MeetingState.HELD and not may("desk:open"):
        abort(404)


@requires("minutes:remark", of=_reading)
def remark(reading: Reading) -> Any:
    """Remark on a part of the draft."""
    return remark_page(reading.meeting, url_for("meetings.internal", slug=reading.meeting.slug), current_actor())


def remark_page(meeting: Meeting, back: str, actor: Actor, member: GroupMember | None = None) -> Any:
    """The same for who has an account and for the `member` of the group by a secret address. `back`: the page of the draft."""
    editions = record_queries.editions_of(db.session, meeting)
    if not editions or meeting.state != MeetingState.HELD:
        return see_other(back)
    form = RemarkForm(editions[-1], meeting, request.args.get("deel", ""))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                made = operations.make_remark(work.session, meeting, label=form.label.data, text=form.text.data, member=member,
                                              actor=actor, now=work.now)
                work.location, is_late = f"{back}#opmerkingen", made.is_late
            flash(gettext("Your remark came after the term. It is kept, and marked as late.") if is_late else gettext("Your remark is received."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("meetings/remark.html", meeting=meeting, edition=editions[-1], back=back, member=member)


# Everyone

def _adopted(slug: str) -> MinutesRecord:
    meeting = queries.public_meeting(db.session, current_network(db.session), slug)
    if meeting is None or meeting.state != MeetingState.ADOPTED:
        abort(404)
    return record_of(db.session, meeting, is_internal=False, now=clock.now())


@public
@limiter.limit("60/hour")
def minutes_pdf(slug: str) -> Response:
    """The adopted minutes on paper, without what is internal."""
    return _pdf(_adopted(slug), gettext("minutes"))


@public
@limiter.limit("60/hour")
def minutes_docx(slug: str) -> Response:
    """The adopted minutes as a Word file, without what is internal."""
    record = _adopted(slug)
    return word_file(_named(record.meeting, gettext("minutes")), as_word(record))


def _named(meeting: Meeting, name: str) -> str:
    return f"{meeting.slug}-{name}"


def _pdf(record: MinutesRecord, name: str) -> Response:
    return pdf_file(_named(record.meeting, name), "meetings/minutes_document.html", rec=record, meeting=record.meeting,
                    version=version_of(record))
