"""Minutes: the draft and its term, remarks and their answers, what is internal, the files, actions that run on, votes of the portal."""

import io
from datetime import timedelta

import pytest
from docx import Document as Word
from pypdf import PdfReader
from sqlalchemy import func, select

from portal.core.calendar import start_of_day
from portal.core.errors import Refused, Stale
from portal.desk.meeting_tasks import meeting_tasks, tasks_after_meetings
from portal.meetings import operations, record_queries
from portal.meetings.models import AgendaItem, InternalNote, MinutesEdition, MinutesRemark
from portal.meetings.record import record_of
from portal.meetings.rules import MeetingState, Presence
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Facts
from portal.votes.models import RollEntry
from portal.votes.rules import Choice
from tests import world
from tests.meetings.conftest import START

SECRET = "INTERNE-NOTITIE"
DAY = timedelta(days=1)
CLOSES = start_of_day((START + 15 * DAY).date())
"""Fourteen days after 16 April is 30 April 2026: the term ends at the start of 1 May."""


def letters(session, kind):
    return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


@pytest.fixture
def held(session, called):
    """Held and written down: two were there, the first point has an internal note."""
    presences = zip(called.parties, (Presence.PRESENT, Presence.SUBSTITUTE, Presence.EXCUSED), strict=True)
    operations.note_attendance(session, called.meeting, actor=called.desk, now=START, presences={
        party.id: (presence, {Presence.EXCUSED: "GRIEP-REDEN", Presence.SUBSTITUTE: "NAAM-VERVANGER"}.get(presence, ""))
        for party, presence in presences})
    session.flush()
    operations.conclude_item(session, called.item, discussion="Er zijn drie vragen.", conclusion="Volgende keer verder.", note=SECRET,
                             outcome="", facts=Facts(), version=called.item.version, actor=called.desk, now=START)
    operations.write_minutes(session, called.meeting, text="De raad was te gast.", actor=called.desk, now=START)
    session.flush()
    return called


@pytest.fixture
def sent(session, held):
    """The draft lies with the members."""
    operations.send_draft(session, held.meeting, actor=held.desk, now=START)
    session.flush()
    return held


def remark(session, house, number=0, label="1", text="Er waren vier vragen.", now=START + DAY):
    made = operations.make_remark(session, house.meeting, label=label, text=text, actor=house.party_actor(number), now=now)
    session.flush()
    return made


def answer(session, house, made, taken_over=True, text="", now=START + 2 * DAY, version=None):
    operations.answer_remark(session, made, house.meeting, taken_over=taken_over, answer=text,
                             version=made.version if version is None else version, actor=house.desk, now=now)
    session.flush()


def adopt(session, house, now=CLOSES):
    operations.adopt_minutes(session, house.meeting, actor=house.desk, now=now)
    session.flush()


def todos(session, house, now):
    return [task.todo for tasks in (meeting_tasks, tasks_after_meetings) for task in tasks(session, house.network, now)]


# Draft and remarks

def test_draft_goes_to_who_was_invited_with_its_term_and_without_what_it_says(session, sent):
    mails = letters(session, "meetings/draft")

    assert {mail.email for mail in mails} == {person.email for person in sent.contacts[:3]}
    assert sent.meeting.remarks_close_at == CLOSES
    body = compose(mails[0]).get_content()
    assert "donderdag 30 april 2026, 24:00" in body and f"/bijeenkomsten/{sent.meeting.slug}/intern" in body
    assert SECRET not in body and "drie vragen" not in body


def test_remark_in_time_late_and_by_somebody_else(session, sent):
    assert not remark(session, sent, now=CLOSES - timedelta(seconds=1)).is_late
    assert remark(session, sent, now=CLOSES).is_late
    with pytest.raises(Refused, match="meeting:unknown-party"):
        remark(session, sent, number=3)
    with pytest.raises(Refused, match="remark:no-such-paragraph"):
        remark(session, sent, label="9")


def test_no_remark_before_the_draft_nor_after_adoption(session, held):
    with pytest.raises(Refused, match="remark:no-draft"):
        remark(session, held)
    operations.send_draft(session, held.meeting, actor=held.desk, now=START)
    adopt(session, held)
    with pytest.raises(Refused, match="meeting:adopted"):
        remark(session, held)


def test_adoption_waits_for_the_term_and_every_answer(session, sent):
    made = remark(session, sent)
    with pytest.raises(Refused, match="unmet:remarks-open"):
        adopt(session, sent, CLOSES - timedelta(seconds=1))
    with pytest.raises(Refused, match=r"unmet:remarks$"):
        adopt(session, sent)
    with pytest.raises(Refused, match="remark:reason-missing"):
        answer(session, sent, made, taken_over=False)

    answer(session, sent, made, taken_over=False, text="Het waren er drie.")
    adopt(session, sent)
    assert (sent.meeting.state, sent.meeting.adopted_at) == (MeetingState.ADOPTED, CLOSES)


def test_answer_is_mailed_and_two_answers_at_once_are_both_shown(session, sent):
    made = remark(session, sent)
    seen = made.version
    answer(session, sent, made, text="Dank, aangepast.")

    assert [mail.email for mail in letters(session, "meetings/remark")] == [sent.contacts[0].email]
    body = compose(letters(session, "meetings/remark")[0]).get_content()
    assert "overgenomen" in body and "Er waren vier vragen." in body
    with pytest.raises(Stale) as stale:
        answer(session, sent, made, taken_over=False, text="Nee.", version=seen)
    assert stale.value.theirs == "Dank, aangepast."


def test_desk_asks_one_thing_after_another(session, called, held):
    end = held.meeting.ends_at
    assert todos(session, held, end) == ["todo:minutes"]

    operations.send_draft(session, held.meeting, actor=held.desk, now=end)
    session.flush()
    assert todos(session, held, end + DAY) == []

    made = remark(session, held, now=end + DAY)
    assert todos(session, held, end + DAY) == ["todo:remarks"]
    answer(session, held, made)
    assert todos(session, held, end + DAY) == []
    assert todos(session, held, CLOSES) == ["todo:adopt"]
    adopt(session, held)
    assert todos(session, held, CLOSES) == []


def test_editions_stay_as_they_were_and_tell_the_difference(session, sent, visit):
    operations.conclude_item(session, sent.item, discussion="Er zijn vier vragen.", conclusion="Volgende keer verder.", outcome="",
                             facts=Facts(), version=sent.item.version, actor=sent.desk, now=START + DAY)
    adopt(session, sent)
    session.commit()

    first, last = session.scalars(select(MinutesEdition).order_by(MinutesEdition.number))
    assert ("drie vragen" in first.paragraphs[1].text, "vier vragen" in last.paragraphs[1].text) == (True, True)
    assert (first.is_adopted, last.is_adopted, SECRET in str(first.paragraphs), SECRET in str(first.internal)) == (
        False, True, False, True)
    page = visit.logged_in(sent.contacts[0]).get(f"/bijeenkomsten/{sent.meeting.slug}/intern")
    assert any("vier" in "".join(element.etree_element.itertext()) for element in page.all("ins"))


def test_draft_again_begins_a_new_term(session, sent):
    operations.send_draft(session, sent.meeting, days=7, actor=sent.desk, now=CLOSES)
    session.flush()

    assert sent.meeting.remarks_close_at > CLOSES and len(letters(session, "meetings/draft")) == 6
    assert "gewijzigd" in compose(letters(session, "meetings/draft")[-1]).get_content()


def test_party_remarks_and_secretary_answers_on_pages(session, sent, visit, at):
    at(START + DAY)
    session.commit()
    party, secretary = visit.logged_in(sent.contacts[0]), visit.logged_in(sent.secretary)
    assert "Concept van het verslag" in party.get("/mijn").text
    page = party.get(f"/bijeenkomsten/{sent.meeting.slug}/intern")
    assert "Maak uw opmerking tot" in page.text

    form = party.get(f"/bijeenkomsten/{sent.meeting.slug}/opmerking?deel=1")
    assert "Schrijf uw opmerking." in form.submit({"text": ""}, status=422).errors[0]
    done = form.submit({"text": "Er waren <b>vier</b> vragen."})
    assert "Uw opmerking is ontvangen." in done.text and "<b>vier" not in done.html
    assert "Concept van het verslag" not in party.get("/mijn").text

    made = session.scalars(select(MinutesRemark)).one()
    assert "1 opmerking wacht" in secretary.get(f"/bureau/bijeenkomsten/{sent.meeting.id}/verslag").text
    answering = secretary.get(f"/bureau/bijeenkomsten/opmerkingen/{made.id}")
    assert "Geef de reden" in answering.submit({"handling": "not"}, status=422).errors[0]
    answering.submit({"handling": "taken_over", "reply": "Dank."})
    assert "Overgenomen" in party.get(f"/bijeenkomsten/{sent.meeting.slug}/intern").text


# Two people at one point

def test_two_people_who_write_at_one_point_see_both_texts(session, called, visit, at):
    """In two sessions of their own, with everything that one can write at a point."""
    at(START)
    other = world.secretary(session, called.place, "Bas Kuipers")
    session.commit()
    path = f"/bureau/bijeenkomsten/{called.meeting.id}/bezig?punt=1"
    sien, bas = visit.logged_in(called.secretary).get(path), visit.logged_in(other).get(path)

    sien.submit({"discussion": "Tekst van Sien", "note": "Aantekening van Sien"}, "Bewaar alleen", form=".ot-meeting__item")
    page = bas.submit({"discussion": "Tekst van Bas", "note": "Aantekening van Bas"}, "Bewaar alleen", form=".ot-meeting__item", status=422)

    for words in ("Tekst van Sien", "Aantekening van Sien", "Tekst van Bas", "Aantekening van Bas"):
        assert words in page.html
    session.expire_all()
    assert (called.item.discussion, called.item.note.text) == ("Tekst van Sien", "Aantekening van Sien")
    page.submit(button="Bewaar alleen", form=".ot-meeting__item")
    session.expire_all()
    assert (called.item.discussion, called.item.note.text) == ("Tekst van Bas", "Aantekening van Bas")


def test_only_another_note_is_another_version_too(session, held):
    seen = held.item.version
    operations.keep_item(session, held.item, discussion=held.item.discussion, conclusion=held.item.conclusion, note="Anders",
                         version=seen, actor=held.desk, now=START)
    session.flush()
    with pytest.raises(Stale) as stale:
        operations.keep_item(session, held.item, discussion="", conclusion="", note="", version=seen, actor=held.desk, now=START)
    assert "Anders" in stale.value.theirs


def test_empty_note_goes_away_and_a_dispute_has_none(session, held):
    operations.keep_item(session, held.item, discussion="", conclusion="", note="", version=held.item.version, actor=held.desk, now=START)
    session.flush()
    assert session.scalar(select(func.count(InternalNote.id))) == 0


# What is internal

def test_who_reads_what_is_internal(session, sent, visit, at):
    at(START + DAY)
    staff = world.board_staff(session, sent.place)
    session.commit()
    people = {"outsider": visit, "unseated": visit.logged_in(sent.contacts[3]), "seated": visit.logged_in(sent.contacts[0]),
              "board_staff": visit.logged_in(staff), "secretary": visit.logged_in(sent.secretary)}
    expected = {"outsider": 302, "unseated": 403, "seated": 200, "board_staff": 200, "secretary": 200}

    for role, visitor in people.items():
        for ending in ("", ".pdf", ".docx"):
            answer = visitor.ask("get", f"/bijeenkomsten/{sent.meeting.slug}/intern{ending}")
            assert answer.status_code == expected[role], (role, ending)
            assert answer.status_code != 200 or answer.headers["Cache-Control"] == "no-store"
        assert visitor.ask("get", f"/bijeenkomsten/{sent.meeting.slug}/verslag.pdf").status_code == 404
    page = people["seated"].get(f"/bijeenkomsten/{sent.meeting.slug}/intern").text
    assert SECRET in page and "GRIEP-REDEN" not in page and "NAAM-VERVANGER" not in page


def test_members_do_not_read_along_before_the_draft_is_sent(session, held, visit, at):
    at(START + DAY)
    session.commit()
    seated = visit.logged_in(held.contacts[0])

    assert SECRET not in seated.get(f"/bijeenkomsten/{held.meeting.slug}/intern").html
    assert seated.ask("get", f"/bijeenkomsten/{held.meeting.slug}/intern.pdf").status_code == 404
    assert SECRET in visit.logged_in(held.secretary).get(f"/bijeenkomsten/{held.meeting.slug}/intern").html


def test_internal_parts_are_nowhere_public(session, sent, visit, at):
    remark(session, sent, text="OPMERKING-INTERN")
    answer(session, sent, session.scalars(select(MinutesRemark)).one(), text="ANTWOORD-INTERN")
    adopt(session, sent)
    session.commit()
    at(CLOSES + DAY)
    secrets = (SECRET, "OPMERKING-INTERN", "ANTWOORD-INTERN", "GRIEP-REDEN", "NAAM-VERVANGER")
    slug = sent.meeting.slug

    public = visit.get(f"/bijeenkomsten/{slug}")
    assert "Een deel van dit punt is intern" in public.text and "Er zijn drie vragen." in public.text
    pages = [public.html, *(visit.ask("get", path).text for path in (
        "/", "/bijeenkomsten", "/atom.xml", "/bijeenkomsten/atom.xml", "/kalender.ics", f"/bijeenkomsten/{slug}.ics",
        sent.proposal.path, f"{sent.proposal.path}/atom.xml"))]
    pdf = PdfReader(io.BytesIO(visit.ask("get", f"/bijeenkomsten/{slug}/verslag.pdf").data))
    pages.append("".join(page.extract_text() for page in pdf.pages))
    pages.append("\n".join(p.text for p in Word(io.BytesIO(visit.ask("get", f"/bijeenkomsten/{slug}/verslag.docx").data)).paragraphs))
    assert all("drie vragen" in page for page in (pages[0], *pages[-2:]))
    for word in secrets:
        found = visit.get(f"/zoeken?q={word}")
        assert sent.meeting.slug not in found.html and "Er is niets gevonden" in found.text, word
    pages += [str(mail.data) + mail.calendar for mail in session.scalars(select(OutboxMail)) if mail.kind != "meetings/remark"]
    for word in secrets:
        assert not [number for number, page in enumerate(pages) if word in page], word


def test_files_hold_the_record_and_the_internal_ones_the_notes(session, sent, visit, at):
    at(START + DAY)
    session.commit()
    seated = visit.logged_in(sent.contacts[0])
    path = f"/bijeenkomsten/{sent.meeting.slug}/intern"

    pdf = PdfReader(io.BytesIO(seated.ask("get", f"{path}.pdf").data))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    word = Word(io.BytesIO(seated.ask("get", f"{path}.docx").data))
    lines = [paragraph.text for paragraph in word.paragraphs]

    for words in (SECRET, "Vervanger aanwezig", "Volgende keer verder.", "De raad was te gast.", "Met interne delen"):
        assert words in text and any(words in line for line in lines), words
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"][1].startswith("1. ")


# Actions

def act(session, house, who="Boot", days=7, what="Cijfers sturen"):
    made = operations.add_action(session, house.item, what=what, who=who, due_on=(START + days * DAY).date(), actor=house.desk, now=START)
    session.flush()
    return made


def next_meeting(session, house, days=30, table=True):
    meeting = world.meeting(session, house.network, house.table if table else None, START + days * DAY, state=MeetingState.HELD)
    world.add(session, AgendaItem(meeting_id=meeting.id, position=1, title="Opening", handled_at=START + days * DAY))
    return meeting


def carried(session, meeting, now):
    return [(action.what, record.is_open(action)) for record in [record_of(session, meeting, is_internal=True, now=now)]
            for action in record.carried]


def test_actions_run_on_to_the_next_meeting_of_the_same_table(session, held):
    act(session, held)
    following, elsewhere = next_meeting(session, held), next_meeting(session, held, table=False)
    later = following.ends_at

    assert carried(session, following, later) == [("Cijfers sturen", True)]
    assert carried(session, elsewhere, later) == [] == carried(session, held.meeting, later)


def test_what_ended_is_shown_once_more_and_then_no_longer(session, held):
    made = act(session, held)
    second, third = next_meeting(session, held, 30), next_meeting(session, held, 60)
    operations.end_action(session, made, was_done=True, note="Gestuurd.", actor=held.desk, now=second.ends_at + DAY)
    session.flush()

    assert carried(session, third, third.ends_at) == [("Cijfers sturen", False)]
    assert carried(session, next_meeting(session, held, 90), START + 91 * DAY) == []
    second.adopted_at = second.ends_at  # minutes that were adopted before it was done keep saying that it was open
    assert carried(session, second, third.ends_at) == [("Cijfers sturen", True)]


def test_dropping_needs_a_reason_and_who_and_when_are_kept(session, held):
    made = act(session, held)
    with pytest.raises(Refused, match="action:reason-missing"):
        operations.end_action(session, made, was_done=False, actor=held.desk, now=START + DAY)
    operations.end_action(session, made, was_done=False, note="Niet meer nodig.", actor=held.desk, now=START + DAY)
    session.flush()

    assert (made.ended_at, made.ended_by, made.was_done) == (START + DAY, held.place.name, False)
    with pytest.raises(Refused, match="action:ended"):
        operations.end_action(session, made, was_done=True, actor=held.desk, now=START + DAY)
    operations.reopen_action(session, made, actor=held.desk, now=START + 2 * DAY)
    session.flush()
    assert record_queries.open_actions(session, held.network) == [made]


def test_overdue_action_is_on_the_desk_until_it_is_closed(session, held):
    made = act(session, held, days=3)
    due = start_of_day((START + 4 * DAY).date())
    assert "todo:action" not in todos(session, held, due - timedelta(seconds=1))
    assert "todo:action" in todos(session, held, due)
    operations.end_action(session, made, was_done=True, actor=held.desk, now=due)
    session.flush()
    assert "todo:action" not in todos(session, held, due)


def test_party_finds_its_own_action_and_reports_it(session, held, visit, at):
    made, other = act(session, held, who="boot"), act(session, held, who="Wethouder", what="Brief schrijven")
    at(START + DAY)
    session.commit()
    assert (made.party_id, other.party_id) == (held.parties[0].id, None)
    party, neighbour = visit.logged_in(held.contacts[0]), visit.logged_in(held.contacts[1])
    assert "Cijfers sturen" in party.get("/mijn").text and "Cijfers sturen" not in neighbour.get("/mijn").text
    neighbour.get(f"/mijn/acties/{made.id}", status=403)
    party.get(f"/mijn/acties/{other.id}", status=403)

    page = party.get(f"/mijn/acties/{made.id}").submit({"note": "Op 17 april gestuurd."})

    assert "geen open acties" in page.text
    desk = visit.logged_in(held.secretary).get("/bureau/bijeenkomsten/acties").text
    assert "Gedaan: Boot" in desk and "Op 17 april gestuurd." in desk and "Brief schrijven" in desk


def test_secretary_closes_actions_from_the_list(session, held, visit, at):
    made = act(session, held)
    at(START + DAY)
    session.commit()
    secretary = visit.logged_in(held.secretary)
    form = secretary.get(f"/bureau/bijeenkomsten/acties/{made.id}")
    assert "Geef de reden" in form.submit({"ending": "dropped"}, status=422).errors[0]

    page = form.submit({"ending": "dropped", "note": "Vervalt."})
    assert "Vervallen" in page.text and "Er staat niets open" in page.text
    assert "Cijfers sturen" in page.submit(form='form[action$="heropenen"]').text


# The vote in the portal

def test_vote_of_the_portal_is_filled_in_and_stays_as_it_was(session, sent, visit, at):
    vote = world.vote(session, sent.proposal, sent.outside, opened_at=START - 10 * DAY, days=12)
    for party in sent.parties:
        world.add(session, RollEntry(vote_id=vote.id, party_id=party.id, party_name=party.name, size_class=None, at_table=True))
    for party, choice in zip((*sent.parties, sent.outside), (Choice.FOR, Choice.AGAINST, Choice.FOR, Choice.FOR), strict=True):
        world.ballot(session, vote, party, choice, cast_at=START - DAY)
    adopt(session, sent)
    session.commit()
    at(CLOSES + DAY)

    text = visit.get(f"/bijeenkomsten/{sent.meeting.slug}").text
    assert "De tafel: 2 voor en 1 tegen, van 3" in text and "Het hele netwerk: 3 voor en 1 tegen, van 4" in text


def test_open_vote_is_not_told(session, sent):
    world.vote(session, sent.proposal, *sent.parties, opened_at=START, days=300)
    record = record_of(session, sent.meeting, is_internal=True, now=START + DAY)
    assert [point.ratio for point in record.points] == [None, None]


def test_staff_of_a_board_reads_remarks_but_does_not_answer_them(session, sent, visit):
    made = remark(session, sent)
    staff = world.board_staff(session, sent.place)
    session.commit()
    visit.logged_in(staff).get(f"/bureau/bijeenkomsten/opmerkingen/{made.id}", status=403)
