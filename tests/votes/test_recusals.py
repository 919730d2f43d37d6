"""Standing aside in a vote because of a disclosed interest: refused ballots, counts that leave it out, undoing on record."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.core.access import OUTSIDER, permits
from portal.core.errors import Refused
from portal.dealings.queries import interests
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.publication.queries import running_votes
from portal.votes import operations, queries, recusals
from portal.votes.models import Ballot, VoteRecusal
from portal.votes.rules import Choice, Count
from tests import world

SECRET, NOTE = "MELDING-GEHEIM", "TOELICHTING-GEHEIM"


@pytest.fixture
def interest(session, scene):
    """Boot, at the table, disclosed an interest."""
    world.disclosure(session, scene.network, scene.parties["Boot"], about="Aandelen GEHEIM", text=SECRET)
    session.commit()
    return interests(session, scene.network, [scene.parties["Boot"].id])[0]


@pytest.fixture
def aside(session, scene, vote, interest, now):
    """Boot stands aside by itself."""
    recusal = recusals.stand_aside(session, vote, interest, note=NOTE, actor=scene.actor("Boot"), now=now)
    session.commit()
    return recusal


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def cast(session, vote, scene, name, now, choice=Choice.FOR):
    return operations.cast_ballot(session, vote, choice=choice, actor=scene.actor(name), now=now)


def test_ballot_is_refused_from_whoever_it_comes(session, scene, vote, aside, now):
    assert refused(lambda: cast(session, vote, scene, "Boot", now)) == "vote:stands-aside"
    assert refused(lambda: operations.record_ballot(
        session, vote, party_id=aside.party_id, choice=Choice.FOR, actor=scene.office, now=now)) == "vote:stands-aside"
    assert not permits("vote:cast", scene.actor("Boot"), vote, now)
    assert permits("vote:cast", scene.actor("Atlas"), vote, now)


def test_counts_and_turnout_leave_it_out_and_the_roll_stays(session, scene, vote, aside, now):
    before = [(e.party_name, e.at_table) for e in queries.roll_of(session, vote)]
    cast(session, vote, scene, "Atlas", now)
    cast(session, vote, scene, "Citer", now, Choice.AGAINST)
    session.commit()

    counted = queries.outcome_of(session, vote).tally
    assert (counted.network, counted.table) == (Count(3, 1, 1, 1), Count(2, 1, 0, 1))
    assert (counted.turnout, counted.network.not_voted) == (1, 0)
    assert queries.outcome_after(session, vote, vote.closes_at).tally == counted
    assert queries.participation(session, [vote])[vote.id] == (2, 2)
    assert [(row.voted, row.voters) for row in running_votes(session, scene.network, now)[0]] == [(2, 2)]
    assert [(e.party_name, e.at_table) for e in queries.roll_of(session, vote)] == before


def test_vote_that_was_cast_before_counts_again_when_it_is_taken_back(session, scene, vote, interest, now):
    ballot = cast(session, vote, scene, "Boot", now)
    recusal = recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)
    assert queries.counted_ballots(session, vote) == {}
    assert queries.participation(session, [vote])[vote.id] == (0, 2)

    recusals.take_back(session, recusal, actor=scene.office, now=now)
    assert queries.counted_ballots(session, vote) == {ballot.party_id: ballot}
    assert queries.outcome_of(session, vote).tally.network == Count(3, 1, 0)
    assert session.scalars(select(Ballot)).all() == [ballot]


def test_undoing_is_on_record_and_done_once(session, scene, vote, aside, interest, now):
    recusals.take_back(session, aside, actor=scene.actor("Boot"), now=now)
    assert (aside.taken_back_at, aside.taken_back_by) == (now, "Contact van Boot")
    assert refused(lambda: recusals.take_back(session, aside, actor=scene.office, now=now)) == "vote:aside-taken-back"

    recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)
    session.flush()
    assert [(row.by_secretary, row.taken_back_at is None) for row in session.scalars(select(VoteRecusal).order_by(VoteRecusal.id))
            ] == [(False, False), (True, True)]
    assert list(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "vote_recusal").order_by(AuditEntry.id))) == [
        "vote:stand-aside", "vote:take-back", "vote:stand-aside"]


@pytest.mark.parametrize(("moment", "code"), [("closed", "vote:closed"), ("before", "vote:not-open-yet")])
def test_only_while_the_vote_is_open(session, scene, vote, aside, interest, moment, code):
    instant = vote.closes_at if moment == "closed" else vote.opened_at - timedelta(seconds=1)

    assert refused(lambda: recusals.take_back(session, aside, actor=scene.office, now=instant)) == code
    assert refused(lambda: recusals.stand_aside(session, vote, interest, actor=scene.office, now=instant)) == code


def test_twice_and_off_the_roll_is_refused(session, scene, vote, aside, interest, now):
    assert refused(lambda: recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)) == "vote:aside-already"
    later = world.member(session, scene.network, "Dageraad")
    world.disclosure(session, scene.network, later)
    other = interests(session, scene.network, [later.id])[0]
    assert refused(lambda: recusals.stand_aside(session, vote, other, actor=scene.office, now=now)) == "vote:not-on-roll"


def test_database_holds_one_recusal_at_a_time_with_one_ground(session, vote, aside, now):
    fields = {"vote_id": vote.id, "party_id": aside.party_id, "noted_at": now, "person_name": "x", "by_secretary": True}
    for wrong in ({"disclosure_id": aside.disclosure_id}, {"party_id": aside.party_id + 1}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(VoteRecusal(**fields | wrong))
            session.flush()


def test_party_hears_of_it_and_the_letter_does_not_say_why(session, scene, vote, aside, now):
    recusals.take_back(session, aside, actor=scene.office, now=now)
    letters = session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/aside").order_by(OutboxMail.id)).all()

    assert {letter.email for letter in letters} == {scene.contacts["Boot"].email}
    for letter, words in zip(letters, ("neemt niet deel", "neemt weer deel"), strict=True):
        text = str(compose(letter))
        assert words in compose(letter)["Subject"] and "GEHEIM" not in text


# Pages

def test_party_stands_aside_and_takes_it_back_on_its_page(session, scene, vote, interest, visit):
    visitor = visit.logged_in(scene.contacts["Boot"])
    page = visitor.get(f"/voorstellen/{scene.proposal.number}/stemmen")
    assert f"/mijn/stemmingen/{vote.id}/niet-deelnemen" in page.html

    form = visitor.get(f"/mijn/stemmingen/{vote.id}/niet-deelnemen")
    assert form.submit({}, status=422).errors == ["Kies het gemelde belang."]
    page = form.submit({"ground": interest.key, "note": NOTE})
    assert "Uw partij neemt niet deel aan deze stemming wegens een gemeld belang." in page.text
    assert "Lees na" not in page.text and 'name="choice"' not in page.html
    assert vote not in queries.to_cast(session, scene.network, interest.party_id, vote.opened_at)
    assert "neemt niet deel aan deze stemming" in visitor.get(f"/voorstellen/{scene.proposal.number}").text
    assert "neemt niet deel aan deze stemming" in visitor.get(f"/voorstellen/{scene.proposal.number}/stemming").text

    page = page.submit(button="Terugnemen", form="main .ot-alert form")
    assert "De partij neemt weer deel aan de stemming." in page.html and 'name="choice"' in page.html


def test_ballot_that_is_sent_all_the_same_is_refused_in_words(session, scene, vote, interest, visit, now):
    over = visit.logged_in(scene.contacts["Boot"]).get(f"/voorstellen/{scene.proposal.number}/stemmen").submit(
        {"choice": "for"}, "Verder")
    recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)
    session.commit()

    assert "Er is niets vastgelegd." in over.submit({"act": "send"}, status=422).text
    assert session.scalars(select(Ballot)).all() == []


def test_secretary_records_and_takes_back(session, scene, vote, interest, visit):
    desk = visit.logged_in(scene.secretary)
    assert "Elke partij op de stemlijst neemt deel." in desk.get(f"/bureau/stemmingen/{vote.id}").text

    page = desk.get(f"/bureau/stemmingen/{vote.id}/niet-deelnemen").submit({"ground": interest.key})
    assert "Boot" in page.text and "Aandelen GEHEIM" in page.text
    record = desk.get(f"/bureau/stemmingen/{vote.id}")
    assert "0 van de 2 partijen" in record.text and f"party_{interest.party_id}" not in record.html
    recusal = session.scalars(select(VoteRecusal)).one()
    assert recusal.by_secretary
    own = visit.logged_in(scene.contacts["Boot"])
    assert "Bel dan de secretaris" in own.get(f"/voorstellen/{scene.proposal.number}/stemmen").text
    own.post(f"/mijn/stemmingen/terugnemen/{recusal.id}", status=400)

    page.submit(form="main .ot-documents form")
    assert session.scalars(select(VoteRecusal.taken_back_by)).one() == scene.secretary.name


def test_roll_says_so_in_page_and_files_and_never_why(scene, vote, aside, visit, at):
    at(vote.closes_at)
    number = scene.proposal.number
    page = visit.get(f"/voorstellen/{number}/stemming")
    sheet = visit.get(f"/voorstellen/{number}/stemming.csv").html

    assert "Neemt niet deel aan dit onderwerp wegens een gemeld belang." in page.text
    assert "Eén partij neemt niet deel wegens een gemeld belang" in page.text
    assert "Boot;Klein;Ja;Neemt niet deel;" in sheet and "Niet gestemd" in sheet
    for text in (page.html, sheet):
        assert "GEHEIM" not in text


def test_why_is_on_no_other_surface(session, scene, vote, aside, visit, at, now):
    staff = world.board_staff(session, scene.place)
    session.commit()
    readers = [visit, *(visit.logged_in(person) for person in (scene.contacts["Atlas"], staff))]
    number = scene.proposal.number

    for instant in (now, vote.closes_at):
        at(instant)
        for reader in readers:
            for path in ("/", f"/voorstellen/{number}", f"/voorstellen/{number}/stemming", "/feed.atom", "/mijn", "/bureau",
                         "/bureau/stemmingen", f"/mijn/stemmingen/{vote.id}/niet-deelnemen",
                         f"/bureau/stemmingen/{vote.id}/niet-deelnemen", f"/bureau/stemmingen/{vote.id}"):
                assert "GEHEIM" not in reader.ask("get", path).text, path


ROLES = {"anyone": 302, "Boot": 403, "secretary": 200, "board staff": 403}


@pytest.mark.parametrize(("who", "status"), ROLES.items())
def test_recording_is_the_secretarys(session, scene, vote, visit, who, status):
    people = {"Boot": scene.contacts["Boot"], "secretary": scene.secretary, "board staff": world.board_staff(session, scene.place)}
    session.commit()

    (visit.logged_in(people[who]) if who in people else visit).get(f"/bureau/stemmingen/{vote.id}/niet-deelnemen", status=status)


def test_who_may_stand_aside_and_take_back(session, scene, vote, aside, now):
    colleague = world.actor(world.user(session), scene.parties["Boot"], Role.COLLEAGUE)
    later = world.member(session, scene.network, "Dageraad")
    outside = world.actor(world.contact(session, later), later, Role.CONTACT)
    actors = {"own": scene.actor("Boot"), "other": scene.actor("Atlas"), "colleague": colleague, "later member": outside,
              "secretary": scene.office, "anyone": OUTSIDER}

    def allowed(permission, subject):
        return {name for name, actor in actors.items() if permits(permission, actor, subject, now)}

    assert allowed("vote:stand-aside", vote) == {"own", "other"}
    assert allowed("vote:take-back", aside) == {"own"}
    aside.by_secretary = True
    assert allowed("vote:take-back", aside) == set()
    session.rollback()


def test_another_partys_recusal_is_not_found(scene, vote, aside, visit):
    other = visit.logged_in(scene.contacts["Atlas"])
    token = other.get("/mijn").one("[name=csrf_token]").etree_element.get("value")

    other.post(f"/mijn/stemmingen/terugnemen/{aside.id}", {"csrf_token": token}, status=404)
