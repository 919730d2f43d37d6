"""Disputes: in writing, on the agenda without a word, step by step, between the two alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.core.access import OUTSIDER, permits
from portal.core.calendar import local_day
from portal.core.errors import Refused, Stale
from portal.dealings import dispute_queries as queries
from portal.dealings import disputes
from portal.dealings.models import Dispute, DisputeEntry
from portal.dealings.rules import STEPS, DisputeState, Side
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world

DAY = timedelta(days=1)


@pytest.fixture
def dispute(session, house, now):
    """De Boot put it in writing."""
    row = disputes.raise_dispute(session, house.network, party_id=house.boat.id, subject="GESCHIL-GEHEIM tarief",
                                 text="REDENEN-GEHEIM", actor=house.boat_actor, now=now)
    session.commit()
    return row


@pytest.fixture
def by_office(session, house, now):
    """The municipality put another one in writing."""
    row = disputes.raise_dispute(session, house.network, party_id=house.boat.id, subject="GESCHIL-GEHEIM dossier",
                                 text="REDENEN-GEHEIM", actor=house.office, now=now)
    session.commit()
    return row


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def take(session, house, row, name, now, actor=None, **other):
    return disputes.take_dispute_step(session, row, name, **{
        "note": "NOTITIE-GEHEIM", "happened_on": local_day(now), "actor": actor or house.office, "now": now} | other)


def letters(session, kind=""):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind.startswith(f"dealings/dispute{kind}")).order_by(OutboxMail.id)).all()


def test_other_side_gets_a_letter_that_says_nothing(session, house, dispute, by_office):
    told = [(letter.kind.removeprefix("dealings/dispute_"), letter.email) for letter in letters(session)]

    own = house.people[Role.CONTACT].email
    assert told == [("received", own), ("desk", "tafel@example.nl"), ("raised", own)]
    assert not any("GEHEIM" in str(compose(letter)) or "De Boot" in compose(letter).get_content().split("-- ")[0]
                   for letter in letters(session, "_desk"))
    assert all("GEHEIM" not in str(compose(letter)) for letter in letters(session))


def test_network_without_a_mailbox_has_its_desk(session, house, now):
    house.network.email = ""
    disputes.raise_dispute(session, house.network, party_id=house.boat.id, subject="x", text="x", actor=house.boat_actor, now=now)

    assert letters(session, "_desk") == []


def test_it_is_on_record_with_its_side_and_without_its_text(session, house, dispute):
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "dispute:raise")).one()

    assert (dispute.raised_by, dispute.state, dispute.entries[0].text) == (Side.PARTY, DisputeState.RAISED, "REDENEN-GEHEIM")
    assert "GEHEIM" not in f"{entry.reason} {entry.changes}"


def test_municipality_has_disputes_with_members_alone(session, house, now):
    stranger = world.party(session, "Geen lid")

    assert refused(lambda: disputes.raise_dispute(session, house.network, party_id=stranger.id, subject="x", text="x",
                                                  actor=house.office, now=now)) == "dispute:no-member"


def test_both_sides_write_until_it_has_ended(session, house, dispute, now):
    document = world.document(session)
    disputes.add_writing(session, dispute, text="ANTWOORD-GEHEIM", document=document, actor=house.office, now=now)
    disputes.add_writing(session, dispute, text="Weerwoord", actor=house.boat_actor, now=now + DAY)
    assert [(entry.side, entry.text) for entry in dispute.entries[1:]] == [
        (Side.MUNICIPALITY, "ANTWOORD-GEHEIM"), (Side.PARTY, "Weerwoord")]
    assert [letter.email for letter in letters(session, "_news")] == [house.people[Role.CONTACT].email]

    take(session, house, dispute, "settle", now + DAY)
    for act in (lambda: disputes.add_writing(session, dispute, text="x", actor=house.office, now=now),
                lambda: disputes.propose_title(session, dispute, title="x", actor=house.office, now=now)):
        assert refused(act) == "dispute:ended"
    assert refused(lambda: take(session, house, dispute, "settle", now + DAY)) == "step:not-from-here"


def test_road_to_the_court_is_dated_with_notes(session, house, dispute, now):
    for count, name in enumerate(("talk_over", "mediate", "go_to_court", "judge"), start=1):
        take(session, house, dispute, name, now + count * DAY)

    assert dispute.state == DisputeState.JUDGED and not dispute.is_open
    assert [(e.step, e.happened_on, e.person_name) for e in dispute.entries[1:]] == [
        (name, local_day(now + count * DAY), "Sien Roelofs")
        for count, name in enumerate(("talk_over", "mediate", "go_to_court", "judge"), start=1)]
    told = [compose(letter).get_content() for letter in letters(session, "_news")]
    assert len(told) == 4 and "naar een mediator" in told[1] and not any("GEHEIM" in text for text in told)


def test_step_needs_a_note_and_a_day_that_was(session, house, dispute, now):
    assert refused(lambda: take(session, house, dispute, "talk_over", now, note=" ")) == "dispute:note-missing"
    assert refused(lambda: take(session, house, dispute, "talk_over", now, happened_on=local_day(now + DAY))) == "dispute:still-to-come"
    assert refused(lambda: take(session, house, dispute, "go_to_court", now)) == "step:not-from-here"


def test_what_was_written_is_never_changed(session, dispute):
    dispute.entries[0].text = "Anders"

    with pytest.raises(RuntimeError, match="is never changed"):
        session.flush()
    session.rollback()


def test_unread_is_what_the_party_wrote_last(session, house, dispute, now):
    assert dispute.unread_since == now
    with pytest.raises(Stale):
        disputes.mark_dispute_read(session, dispute, seen=0, actor=house.office, now=now)
    disputes.mark_dispute_read(session, dispute, seen=1, actor=house.office, now=now)
    assert dispute.unread_since is None

    disputes.add_writing(session, dispute, text="x", actor=house.boat_actor, now=now + DAY)
    disputes.add_writing(session, dispute, text="y", actor=house.boat_actor, now=now + 2 * DAY)
    assert dispute.unread_since == now + DAY
    disputes.add_writing(session, dispute, text="z", actor=house.office, now=now + 3 * DAY)
    assert dispute.unread_since is None


def test_agenda_says_more_only_when_both_agree_on_the_same_words(session, house, dispute, now):
    disputes.propose_title(session, dispute, title="Tarief voor reistijd", actor=house.boat_actor, now=now)
    assert (dispute.agreed_title, dispute.public_title_by) == ("", Side.PARTY)
    assert refused(lambda: disputes.agree_on_title(session, dispute, title="Tarief voor reistijd", actor=house.boat_actor, now=now)
                   ) == "dispute:nothing-proposed"
    with pytest.raises(Stale):
        disputes.agree_on_title(session, dispute, title="Iets anders", actor=house.office, now=now)
    disputes.agree_on_title(session, dispute, title="Tarief voor reistijd", actor=house.office, now=now)
    assert dispute.agreed_title == "Tarief voor reistijd"

    disputes.propose_title(session, dispute, title="", actor=house.office, now=now)
    assert (dispute.agreed_title, dispute.public_title_by) == ("", None)
    assert refused(lambda: disputes.agree_on_title(session, dispute, title="", actor=house.boat_actor, now=now)) == "dispute:nothing-proposed"


def test_database_holds_words_with_their_side(session, house, now):
    fields = {"network_id": house.network.id, "party_id": house.boat.id, "raised_by": Side.PARTY, "subject": "x", "raised_at": now,
              "state_since": now, "next_on": local_day(now)}
    for wrong in ({"public_title": "x"}, {"public_title_by": Side.PARTY}, {"public_title_agreed_at": now}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Dispute(**fields | wrong))
            session.flush()


def test_asked_of_the_party_until_it_answers_or_it_is_talked_over(session, house, dispute, by_office, now):
    assert queries.to_answer(session, house.network, house.boat.id) == [by_office]
    assert queries.to_answer(session, house.network, house.lantern.id) == []
    disputes.add_writing(session, by_office, text="x", actor=house.boat_actor, now=now)
    session.flush()

    assert queries.to_answer(session, house.network, house.boat.id) == []


def test_documents_are_for_the_two(session, house, dispute, now):
    document = world.document(session)
    disputes.add_writing(session, dispute, text="x", document=document, actor=house.boat_actor, now=now)
    session.flush()

    found = [queries.dispute_document(session, house.network, document.id, party) is not None
             for party in (None, house.boat.id, house.lantern.id)]
    assert found == [True, True, False]
    assert session.scalars(select(DisputeEntry.document_id).where(DisputeEntry.document_id.is_not(None))).all() == [document.id]


@pytest.mark.parametrize(("raised", "may_withdraw"), [("dispute", "party"), ("by_office", "secretary")])
def test_who_may_take_which_step(session, house, request, raised, may_withdraw, now):
    row = request.getfixturevalue(raised)
    colleague = world.actor(house.people[Role.COLLEAGUE], house.boat, Role.COLLEAGUE)
    actors = {"party": house.boat_actor, "colleague": colleague, "other": house.lantern_actor, "secretary": house.office,
              "anyone": OUTSIDER, "staff": world.actor(house.others["board staff"], house.place, Role.BOARD_STAFF)}

    def allowed(permission):
        return {name for name, actor in actors.items() if permits(permission, actor, row, now)}

    assert {step.name: allowed(step.permission) for step in STEPS} == {
        "talk_over": {"secretary"}, "mediate": {"secretary"}, "settle": {"secretary"}, "judge": {"secretary"},
        "go_to_court": {"secretary", "party"}, "withdraw": {may_withdraw}}
    assert allowed("dispute:write") == {"secretary", "party"}
    assert allowed("dispute:read") == {"party", "colleague"}
    assert allowed("dispute:oversee") == {"secretary"}
