"""After sending: confirming the address, changing and withdrawing until the end, and what then counts and shows."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.contributions.models import Attachment
from portal.contributions.operations import attach, clear_attachment
from portal.contributions.rules import CONFIRM_WITHIN, HiddenGround
from portal.core.access import OUTSIDER
from portal.core.errors import Refused, Stale
from portal.notifications.models import OutboxMail
from portal.rounds import answers, changes, operations, outages, queries, reminders, replies
from portal.rounds.announcements import drafts_lie_unsent, the_end_comes_near
from portal.rounds.models import EarlierText, Reaction, ReactionReply
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState
from tests import world

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SAID = {"position": Position.AMEND, "labels": [WHOLE]}


def give(session, round_, actor=OUTSIDER, now=world.OPENED, text="Goed plan.", **options):
    known = {"sender_place": "Vaals", "sender_email": "inwoner@example.nl"} if actor is OUTSIDER else {}
    return operations.give_reaction(session, round_, text=text, **SAID | known | options, actor=actor, now=now)


def kinds(session):
    return session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)).all()


# Confirming the address


def test_what_was_not_confirmed_counts_nowhere_and_holds_nothing_up(session, scene, round_, visit, now):
    reaction = give(session, round_, text="Onbevestigd.")
    session.commit()

    assert kinds(session) == ["contributions/confirm"]
    assert queries.unanswered(session, round_) == queries.undrafted(session, round_) == 0
    assert queries.counts(session, round_).other_total == queries.counts(session, round_).unread == 0
    assert queries.progress(session, scene.network, now)[0].received == 0
    office = visit.logged_in(scene.secretary)
    assert "Onbevestigd." not in office.get(f"/bureau/rondes/{round_.id}").text
    office.get(f"/bureau/reacties/{reaction.id}", status=404)
    assert "Onbevestigd." not in visit.get(f"/voorstellen/{scene.proposal.number}").text


@pytest.mark.parametrize(("sent", "waited", "late"), [
    (-SECOND, timedelta(0), False), (-SECOND, CONFIRM_WITHIN, False), (-SECOND, CONFIRM_WITHIN + SECOND, True),
    (-5 * DAY, 3 * DAY, False), (-3 * DAY, 4 * DAY, True),
])
def test_when_it_was_sent_decides_if_it_is_confirmed_soon(session, scene, round_, sent, waited, late):
    at = round_.closes_at + sent
    reaction = give(session, round_, now=at)

    operations.confirm_reaction(session, reaction, now=at + waited)

    assert reaction.late is late
    assert queries.unanswered(session, round_) == (0 if late else 1)
    with pytest.raises(Refused, match="contribution:confirmed"):
        operations.confirm_reaction(session, reaction, now=at + waited)


def test_a_round_waits_again_for_what_is_confirmed_after_its_answers(session, scene, round_):
    """Answers can be public before the last sender confirms the address; what was sent in time is answered too."""
    end = round_.closes_at
    in_time, too_late = (world.reaction(session, round_, received_at=end - SECOND, awaits_address=True) for _ in range(2))
    answers.answer_reaction(session, world.reaction(session, round_), adopted=Adopted.YES, text="Ja.", actor=scene.office, now=end)
    answers.publish_answers(session, round_, actor=scene.office, now=end)
    assert queries.progress(session, scene.network, end) == []

    operations.confirm_reaction(session, too_late, now=end + CONFIRM_WITHIN)
    assert too_late.late and queries.progress(session, scene.network, end) == []
    at = in_time.received_at + CONFIRM_WITHIN
    operations.confirm_reaction(session, in_time, now=at)
    assert [(row.received, row.answered) for row in queries.progress(session, scene.network, at)] == [(2, 1)]

    answers.answer_reaction(session, in_time, adopted=Adopted.NO, text="Nee.", actor=scene.office, now=at)
    answers.publish_answers(session, round_, actor=scene.office, now=at)
    assert (round_.answered_at, queries.progress(session, scene.network, at)) == (at, [])


# Changing


def test_changed_reaction_is_read_anew_and_keeps_what_it_said(session, scene, round_, now):
    reaction = give(session, round_, scene.as_boot, text="Eerst dit.")
    operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)
    changes.change_reaction(session, reaction, position=Position.AGAINST, labels=["4.3.1"], text="Nu dat.",
                            actor=scene.as_boot, now=now)
    changes.change_reaction(session, reaction, position=Position.FOR, labels=[WHOLE], text="Toch eens.", actor=scene.as_boot, now=now)

    assert (reaction.state, reaction.public_text, reaction.public_html) == (ReactionState.NEW, "", "")
    assert (reaction.position, reaction.text, reaction.changed_by_id) == (Position.FOR, "Toch eens.", scene.carla.id)
    earlier = session.scalars(select(EarlierText).order_by(EarlierText.number)).all()
    assert [(row.number, row.position, row.text, row.person_id) for row in earlier] == [
        (1, Position.AMEND, "Eerst dit.", scene.carla.id), (2, Position.AGAINST, "Nu dat.", scene.carla.id)]
    assert earlier[0].written_at == world.OPENED
    assert kinds(session).count("rounds/changed") == 2
    assert "Nu dat" not in str([entry.changes for entry in session.scalars(select(AuditEntry))])


def test_earlier_text_is_never_changed(session, scene, round_, now):
    reaction = give(session, round_, scene.as_boot)
    changes.change_reaction(session, reaction, **SAID, text="Anders.", actor=scene.as_boot, now=now)
    earlier = session.scalars(select(EarlierText)).one()

    earlier.text = "Vervalst."
    with pytest.raises(RuntimeError, match="never changed"):
        session.flush()


def test_colleague_who_comes_second_sees_the_first(session, scene, round_, now):
    reaction = give(session, round_, scene.as_boot)
    seen = reaction.version
    changes.change_reaction(session, reaction, **SAID, text="Van mij.", version=seen, actor=scene.as_boot, now=now)

    with pytest.raises(Stale) as stale:
        changes.change_reaction(session, reaction, **SAID, text="Nee, van mij.", version=seen, actor=scene.as_boot, now=now)
    assert stale.value.theirs == "Van mij."


# Withdrawing


def test_withdrawn_reaction_counts_for_nothing_and_shows_no_text(session, scene, round_, visit, now):
    reaction = give(session, round_, scene.as_boot, text="Geheime bijzin.")
    operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)
    attach(session, scene.network, reaction, [world.document(session, "plan.pdf")])
    session.flush()
    attachment = session.scalars(select(Attachment)).one()
    clear_attachment(session, attachment, public=attachment.document, reason="", version=1, actor=scene.office, now=now)
    answers.answer_reaction(session, reaction, adopted=Adopted.YES, text="Concept.", actor=scene.office, now=now)
    changes.withdraw_reaction(session, reaction, actor=scene.as_boot, now=now)
    session.commit()

    assert queries.unanswered(session, round_) == queries.undrafted(session, round_) == 0
    assert queries.counts(session, round_).party_total == 0
    assert answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at) == 0
    page = visit.get(f"/voorstellen/{scene.proposal.number}")
    assert "De afzender heeft deze reactie ingetrokken." in page.text
    assert "Geheime bijzin" not in page.html
    assert "plan.pdf" not in page.html
    visit.get(f"/bijlagen/{attachment.id}", status=404)
    for act in (lambda: changes.withdraw_reaction(session, reaction, actor=scene.as_boot, now=now),
                lambda: operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)):
        with pytest.raises(Refused, match="reaction:withdrawn"):
            act()


def test_withdrawn_before_it_was_read_is_on_no_public_page(session, scene, round_, visit, now):
    changes.withdraw_reaction(session, give(session, round_, scene.as_boot), actor=scene.as_boot, now=now)
    session.commit()

    assert "ingetrokken" not in visit.get(f"/voorstellen/{scene.proposal.number}").text


def test_party_withdraws_its_own_alone_and_an_outsider_by_the_link(session, scene, round_, visit, now):
    ours, mine = give(session, round_, scene.as_boot), give(session, round_)
    operations.confirm_reaction(session, mine, now=now)
    colleague = world.contact(session, scene.boot, "Bo Blom")
    session.commit()

    for reaction, visitor, status in ((ours, visit, 302), (ours, visit.logged_in(scene.cas), 403),
                                      (ours, visit.logged_in(colleague), 200), (mine, visit, 200)):
        for act in ("wijzigen", "intrekken"):
            assert visitor.ask("get", f"/reacties/volg/{reaction.follow_key}/{act}").status_code == status


def test_inhabitant_changes_and_withdraws_by_the_link(session, scene, round_, visit, now):
    reaction = give(session, round_)
    operations.confirm_reaction(session, reaction, now=now)
    session.commit()
    page = visit.get(f"/reacties/volg/{reaction.follow_key}").visitor.get(f"/reacties/volg/{reaction.follow_key}/wijzigen")

    done = page.submit({"text": "Toch liever drie weken."}, "Verder").submit(button="Wijzig mijn reactie")
    assert "Toch liever drie weken." in done.text
    assert "De tekst van" in done.text

    done = visit.get(f"/reacties/volg/{reaction.follow_key}/intrekken").submit(button="Trek mijn reactie in")
    assert done.h1 == "Uw reactie is ingetrokken"
    desk = visit.logged_in(scene.secretary).get(f"/bureau/reacties/{reaction.id}").text
    assert "Goed plan." in desk
    assert "Toch liever drie weken." in desk


# Every way in, around the end


def _ways(session, scene, round_):
    """Each write of a sender that the end must stop: its name, and what does it at an instant."""
    ours, mine = give(session, round_, scene.as_boot), give(session, round_, scene.as_citer)
    public = world.reaction(session, round_)
    early = round_.closes_at - CONFIRM_WITHIN - SECOND
    waits = replies.give_reply(session, public, text="Mee eens.", sender_email="mia@example.nl", actor=OUTSIDER, now=early)
    draft = {"path": "/x", "fields": [], "shown": [], "actor": scene.as_boot}
    upload = world.document(session, "laat.pdf")
    return {
        "reaction": lambda at: give(session, round_, scene.as_boot, now=at),
        "upload": lambda at: give(session, round_, scene.as_boot, now=at, documents=[upload]),
        "draft": lambda at: operations.keep_reaction(session, round_, **draft, now=at),
        "change": lambda at: changes.change_reaction(session, ours, **SAID, text="Anders.", actor=scene.as_boot, now=at),
        "withdraw": lambda at: changes.withdraw_reaction(session, mine, actor=scene.as_citer, now=at),
        "reply": lambda at: replies.give_reply(session, public, text="Ja.", actor=scene.as_boot, now=at),
        "confirm reply": lambda at: replies.confirm_reply(session, waits, now=at),
        "remind": lambda at: reminders.remind_parties(session, round_, actor=scene.office, now=at),
        "extend": lambda at: operations.extend_round(session, round_, last_day=round_.last_day + 3 * DAY, reason="Meer tijd.",
                                                     actor=scene.office, now=at),
    }


WAYS = ("reaction", "upload", "draft", "change", "withdraw", "reply", "confirm reply", "extend")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("offset", "is_in_time"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
def test_no_way_in_stays_open_after_the_end(session, scene, round_, way, offset, is_in_time):
    act = _ways(session, scene, round_)[way]
    session.commit()
    rows = [session.scalar(select(func.count(kind.id))) for kind in (Reaction, ReactionReply, EarlierText, Attachment, OutboxMail, AuditEntry)]

    if is_in_time:
        act(round_.closes_at + offset)
        return
    with pytest.raises(Refused) as refusal:
        act(round_.closes_at + offset)
    assert refusal.value.code in ("round:closed", "reply:too-late")
    assert refusal.value.data["closes_at"] == round_.closes_at
    session.rollback()
    assert rows == [session.scalar(select(func.count(kind.id)))
                    for kind in (Reaction, ReactionReply, EarlierText, Attachment, OutboxMail, AuditEntry)]


@pytest.mark.parametrize("page", ["wijzigen", "intrekken"])
def test_page_that_was_open_before_the_end_changes_nothing_after_it(session, scene, round_, visit, at, page):
    reaction = give(session, round_, scene.as_boot, text="Zoals het was.")
    session.commit()
    at(round_.closes_at - SECOND)
    form = visit.logged_in(scene.carla).get(f"/reacties/volg/{reaction.follow_key}/{page}")
    at(round_.closes_at)

    if page == "wijzigen":
        refused = form.submit({"text": "Te laat bedacht.", "act": "send"}, status=422)
        assert "Te laat bedacht." in refused.one("#text").etree_element.text
    else:
        refused = form.submit(button="Trek mijn reactie in", status=422)
    assert "dinsdag 7 april 2026" in refused.text
    session.expire_all()
    assert (reaction.text, reaction.withdrawn_at) == ("Zoals het was.", None)


# Drafts and reminders


def test_colleague_goes_on_with_a_draft_and_sends_it(session, scene, round_, visit):
    colleague = world.contact(session, scene.boot, "Bo Blom")
    session.commit()
    path = f"/voorstellen/{scene.proposal.number}/reageren"
    visit.logged_in(scene.carla).get(path).submit({"position": "against", "labels": ["4.3.1"], "text": "Nog niet af."}, "Bewaar")

    bo = visit.logged_in(colleague)
    seen = bo.get(path)
    assert "Carla" in seen.text
    draft = bo.get(next(a.etree_element.get("href") for a in seen.all("main a") if "/mijn/concepten/" in (a.etree_element.get("href") or "")))
    assert "Nog niet af." in draft.text
    form = bo.get(next(a.etree_element.get("href") for a in draft.all("main a") if "concept=" in (a.etree_element.get("href") or "")))
    assert form.one("#text").etree_element.text.strip() == "Nog niet af."
    form.submit({"text": "Nu wel af."}, "Verder").submit(button="Verstuur")

    reaction = session.scalars(select(Reaction)).one()
    assert (reaction.text, reaction.person_id, reaction.position) == ("Nu wel af.", colleague.id, Position.AGAINST)
    assert "Nog niet af" not in visit.logged_in(scene.carla).get("/mijn/concepten").html
    assert visit.logged_in(scene.cas).ask("get", form.path).status_code == 200
    assert "Nog niet af" not in visit.logged_in(scene.cas).get(form.path).html


def test_document_is_kept_with_the_draft(session, scene, round_, visit):
    carla, path = visit.logged_in(scene.carla), f"/voorstellen/{scene.proposal.number}/reageren"
    kept = carla.get(path).submit({"text": "Zie het plan."}, "Bewaar", files={"file_1": (BytesIO(b"%PDF-1.7 plan"), "plan.pdf")})

    assert "plan.pdf" in kept.text
    kept.submit({"position": "for", "labels": ["all"], "confidential": "no"}, "Verder").submit(button="Verstuur")
    assert session.scalars(select(Attachment)).one().document.file_name == "plan.pdf"


def test_silent_parties_are_reminded_once_three_days_before_the_end(session, scene, round_, monkeypatch):
    give(session, round_, scene.as_boot)
    early, due = round_.closes_at - 4 * DAY - SECOND, round_.closes_at - 3 * DAY - SECOND

    assert the_end_comes_near(session, early) == []
    assert [letter.email for letter in the_end_comes_near(session, due)] == [scene.cas.email]
    assert the_end_comes_near(session, due + SECOND) == []


def test_secretary_reminds_at_most_once_a_day(session, scene, round_, now):
    assert reminders.remind_parties(session, round_, actor=scene.office, now=now) == 2
    with pytest.raises(Refused, match="round:reminded-today"):
        reminders.remind_parties(session, round_, actor=scene.office, now=now + timedelta(hours=3))
    give(session, round_, scene.as_boot)
    assert reminders.remind_parties(session, round_, actor=scene.office, now=now + DAY) == 1
    give(session, round_, scene.as_citer)
    with pytest.raises(Refused, match="round:all-reacted"):
        reminders.remind_parties(session, round_, actor=scene.office, now=now + 2 * DAY)


def test_who_began_a_draft_hears_of_it_after_two_days_and_on_the_last_day(session, scene, round_, now):
    operations.keep_reaction(session, round_, path="/x", fields=[], shown=[], actor=scene.as_boot, now=now)

    def due(at):
        return [letter.email for letter in drafts_lie_unsent(session, at)]

    assert due(now + 2 * DAY - SECOND) == []
    assert due(now + 2 * DAY) == [scene.carla.email]
    assert drafts_lie_unsent(session, now + 2 * DAY)[0].event == drafts_lie_unsent(session, now + 3 * DAY)[0].event
    assert drafts_lie_unsent(session, round_.closes_at - SECOND)[0].event != drafts_lie_unsent(session, now + 3 * DAY)[0].event
    assert due(round_.closes_at) == []


# Outages


def at(day, hour):
    return datetime(2026, 4, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("began", "ended", "stated", "last_day", "kind"), [
    (at(1, 8), at(1, 12), at(1, 13), "2026-04-08", "round:extended"),  # one day lost of a round that runs
    (at(1, 8), at(2, 12), at(3, 13), "2026-04-09", "round:extended"),  # two days
    (at(7, 20), at(7, 23), at(8, 8), "2026-04-10", "round:reopened"),  # it closed in it, over midnight: two days from today
])
def test_outage_gives_the_lost_days_back(session, scene, round_, began, ended, stated, last_day, kind):
    late = give(session, round_, scene.as_boot, now=round_.closes_at, late=True) if kind == "round:reopened" else None
    _outage, helped = outages.state_outage(session, scene.network, began_at=began, ended_at=ended, reason="Stroom weg.", actor=scene.office,
                                  now=stated)

    assert [row.id for row in helped] == [round_.id]
    session.refresh(round_)
    assert round_.last_day.isoformat() == last_day
    assert round_.is_open(stated)
    extension = round_.extensions[0]
    assert (extension.reason, extension.reopened) == ("Stroom weg.", kind == "round:reopened")
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("round:%")).order_by(AuditEntry.id)).all() == [
        "round:outage", "round:extend"]
    assert kinds(session).count("rounds/extended") == 2
    if late is not None:
        session.refresh(late)
        assert late.late is False
    with pytest.raises(Refused, match="outage:stated"):
        outages.state_outage(session, scene.network, began_at=began, ended_at=ended, reason="Nog eens.", actor=scene.office, now=stated)


def test_outage_opens_nothing_again_that_ran_on_or_went_on(session, scene, round_):
    ended = round_.closes_at
    assert outages.state_outage(session, scene.network, began_at=at(1, 8), ended_at=at(1, 9), reason="Kort.", actor=scene.office,
                                now=ended + DAY)[1] == []
    answers.answer_reaction(session, give_one(session, round_, scene), adopted=Adopted.YES, text="Ja.", actor=scene.office, now=ended)
    answers.publish_answers(session, round_, actor=scene.office, now=ended + SECOND)
    assert outages.state_outage(session, scene.network, began_at=ended - DAY, ended_at=ended, reason="Lang.", actor=scene.office,
                                now=ended + DAY)[1] == []
    assert round_.closes_at == ended


def give_one(session, round_, scene):
    return world.reaction(session, round_, scene.boot)


@pytest.mark.parametrize(("began", "ended", "code"), [
    (at(2, 8), at(2, 8), "outage:ends-before"), (at(2, 8), at(9, 8), "outage:not-over")])
def test_outage_that_is_none_is_refused(session, scene, round_, began, ended, code):
    with pytest.raises(Refused, match=code):
        outages.touched(session, scene.network, began, ended, at(3, 8))


# Taken off the site


def test_hidden_reaction_reply_and_rejoinder_leave_a_note_everywhere(session, scene, round_, visit, now):
    reaction = world.reaction(session, round_, scene.boot, text="Beledigende reactie.")
    reply = replies.give_reply(session, reaction, text="Beledigend weerwoord.", actor=scene.as_citer, now=now)
    replies.read_reply(session, reply, publish=True, actor=scene.office, now=now)
    answers.answer_reaction(session, reaction, adopted=Adopted.NO, text="Dat doen wij niet.", actor=scene.office, now=now)
    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)
    rejoinder = answers.give_rejoinder(session, reaction, text="Beledigend slotwoord.", actor=scene.as_boot, now=round_.closes_at)
    answers.read_rejoinder(session, rejoinder, publish=True, actor=scene.office, now=round_.closes_at)
    session.commit()
    number, office = scene.proposal.number, visit.logged_in(scene.secretary)
    paths = [f"/voorstellen/{number}", *(f"/voorstellen/{number}/reactienota{end}" for end in ("", ".csv")), "/zoeken?q=beledigend"]
    assert all("eledigend" in visit.ask("get", path).text for path in paths)

    for path in (f"/bureau/verbergen/reaction/{reaction.id}", f"/bureau/reacties/hierop/{reply.id}/verbergen",
                 f"/bureau/weerwoorden/{rejoinder.id}/verbergen"):
        office.get(path).submit({"ground": HiddenGround.INSULT.value, "note": "Niet persoonlijk worden."}, "Van de site")

    for path in paths[:3]:
        answer = visit.ask("get", path).text
        assert "eledigende reactie" not in answer
        assert "eledigend weerwoord" not in answer
        assert "eledigend slotwoord" not in answer
        assert answer.count("an de site gehaald") >= 3
        assert "Niet persoonlijk worden" not in answer
    assert "eledigende reactie" not in visit.get("/zoeken?q=beledigend").text
    for kind in ("pdf", "docx", "xlsx"):
        assert visit.ask("get", f"/voorstellen/{number}/reactienota.{kind}").status_code == 200
    assert kinds(session).count("contributions/hidden") == 3

    office.get(f"/bureau/reacties/hierop/{reply.id}/verbergen").submit({"note": "Het viel mee."}, "Terugzetten")
    assert "Beledigend weerwoord." in visit.get(f"/voorstellen/{number}").text
