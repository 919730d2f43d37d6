"""What members are asked to sign, signing it, entering a paper, reminders, and checking a receipt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from portal.audit.models import AuditEntry
from portal.core.errors import Refused
from portal.decisions.models import Participation
from portal.members import announcements, signing, signing_queries
from portal.members.checking import Verdict, checked
from portal.members.models import Membership, Signature
from portal.members.rules import Declaration, SigningChannel
from portal.members.signing_queries import SigningState
from portal.notifications.models import OutboxMail
from portal.notifications.operations import queue
from portal.proposals.rules import Stage
from tests import world
from tests.members import signed_by

BOAT, BOOTS, SEA = "De Papieren Boot", "Regenlaarzen", "Zorg aan Zee"


def asked(session, signing, name=BOAT, now=None):
    party = signing.places[name].party_id
    return [version.number for version in
            signing_queries.to_sign(session, signing.network, party, now or datetime(2026, 3, 20, 9, tzinfo=UTC))]


def sign(session, signing, now, name=BOAT, version=None, **options):
    version = version or signing.version
    return _verbs.sign_version(session, signing.network, version, signed_by(**options), read=version.fingerprint,
                               actor=signing.actors[name], now=now)


_verbs = signing


def test_a_new_version_is_asked_of_every_member_and_the_one_it_joined_under_is_not(session, signing):
    assert asked(session, signing) == [2]


def test_signing_takes_the_question_away_and_gives_receipts(session, signing, now):
    signature = sign(session, signing, now)

    assert (signature.name, signature.job_title, signature.channel) == ("Dirk Directeur", "bestuurder", SigningChannel.ONLINE)
    assert asked(session, signing) == []
    assert asked(session, signing, BOOTS) == [2]
    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert {mail.email for mail in mails} == {signing.people[BOAT].email, "dirk@koe.example"}
    assert all(mail.data["seal"] == signature.seal and mail.data["number"] == signature.number for mail in mails)


def test_a_version_is_signed_once_and_only_as_it_was_read(session, signing, now):
    with pytest.raises(Refused, match="membership:text-changed"):
        _verbs.sign_version(session, signing.network, signing.version, signed_by(), read="0" * 64, actor=signing.actors[BOAT], now=now)
    sign(session, signing, now)
    with pytest.raises(Refused, match="signature:already"):
        sign(session, signing, now)


def test_a_text_that_was_replaced_meanwhile_is_not_signed(session, signing, now):
    newer = world.version(session, signing.agreement, number=3, in_force_from=now.date())

    with pytest.raises(Refused, match="membership:text-changed"):
        sign(session, signing, now)
    assert asked(session, signing) == [3]
    sign(session, signing, now, version=newer)
    assert asked(session, signing) == []


def test_every_declaration_is_needed_and_a_party_that_left_signs_nothing(session, signing, now):
    with pytest.raises(Refused, match="membership:declarations-missing") as refusal:
        sign(session, signing, now, declarations=frozenset(Declaration) - {Declaration.ARCHIVE})
    assert refusal.value.data == {"count": 1}
    signing.places[BOAT].member_until = now.date() - timedelta(days=1)
    session.flush()
    with pytest.raises(Refused, match="signature:not-a-member"):
        sign(session, signing, now)


def test_an_additional_agreement_is_asked_too_and_no_more_once_it_is_out_of_use(session, signing):
    other = world.agreement(session, signing.network, "Raamovereenkomst jeugd", "jeugd")
    other.uses[0].used_since = date(2026, 3, 1)
    session.flush()
    assert asked(session, signing) == [1, 2]

    other.uses[0].used_until, other.uses[0].end_reason = date(2026, 3, 19), "Vervangen."
    session.flush()
    assert asked(session, signing) == [2]


def test_after_a_decision_first_the_statement_then_the_signature(session, signing, now):
    """IN 9.3: no double question, and no signature of who said that it leaves."""
    proposal = world.proposal(session, signing.network, Stage.ADOPTED)
    version = world.version(session, signing.agreement, number=3, proposal_id=proposal.id)
    party = signing.places[BOAT].party_id
    assert asked(session, signing) == [2]
    first = signing_queries.to_state_first(session, signing.network, party, now)
    assert [row.number for row in first] == [3]
    with pytest.raises(Refused, match="membership:text-changed"):
        sign(session, signing, now, version=version)

    said = world.add(session, Participation(agreement_version_id=version.id, party_id=party, takes_part=True, reason="",
                                            stated_at=now, person_name="Carla"))
    assert 3 in asked(session, signing)
    said.takes_part, said.reason = False, "Wij stoppen."
    session.flush()
    assert 3 not in asked(session, signing)
    counts = signing_queries.signing_counts(session, signing.network, version, now)
    assert (counts.open, counts.left) == (2, 1)
    in_force = datetime(2026, 5, 1, 9, tzinfo=UTC)
    assert asked(session, signing, BOOTS, in_force) == [3]


def test_in_another_network_that_uses_the_text_a_statement_comes_first_too(session, signing, now):
    """IN 5.4, 9.3: who is bound by shared arrangements says whether it takes part, in whichever network it is."""
    other = world.add(session, type(signing.network)(slug="nijmegen", name="Rijk van Nijmegen", settings={}))
    world.use(session, other, signing.agreement)
    proposal = world.proposal(session, signing.network, Stage.ADOPTED)
    world.version(session, signing.agreement, number=3, proposal_id=proposal.id)
    party = world.member(session, other, "Waalzorg")

    assert [row.number for row in signing_queries.to_sign(session, other, party.id, now)] == [2]
    assert [row.number for row in signing_queries.to_state_first(session, other, party.id, now)] == [3]


def test_a_paper_is_entered_with_its_day_and_scan_and_told_as_paper(session, signing, now):
    scan = world.document(session)

    signature = _verbs.enter_paper(session, signing.places[SEA], signing.version, signed_by(), document=scan,
                                   signed_on=date(2026, 3, 10), actor=signing.desk, now=now)

    assert (signature.channel, signature.entered_by_id) == (SigningChannel.PAPER, signing.secretary.id)
    assert asked(session, signing, SEA) == []
    mail = session.scalars(select(OutboxMail).limit(1)).one()
    assert mail.data["code"] == "signature:letter-paper"
    with pytest.raises(Refused, match="signature:already"):
        sign(session, signing, now, SEA)


def test_who_signed_who_did_not_and_who_left(session, signing, now):
    sign(session, signing, now)
    _verbs.enter_paper(session, signing.places[SEA], signing.version, signed_by(), document=world.document(session),
                       signed_on=date(2026, 3, 10), actor=signing.desk, now=now)
    gone = world.member(session, signing.network, "Vertrekkers")
    session.execute(update(Membership).where(Membership.party_id == gone.id).values(member_until=date(2026, 3, 15)))

    counts = signing_queries.signing_counts(session, signing.network, signing.version, now)
    assert (counts.online, counts.paper, counts.signed, counts.open, counts.left) == (1, 1, 2, 1, 1)
    found = {state: [row.party.name for row in session.scalars(
        signing_queries.parties_of(signing.network, signing.version, state, now).order_by(Membership.id))]
        for state in SigningState}
    assert found == {SigningState.SIGNED: [BOAT, SEA], SigningState.OPEN: [BOOTS], SigningState.LEFT: ["Vertrekkers"]}
    assert signing_queries.signed_counts(session, signing.network, [signing.version.id]) == {signing.version.id: 2}
    signing.places[SEA].member_until = date(2026, 3, 15)
    session.flush()
    counts = signing_queries.signing_counts(session, signing.network, signing.version, now)
    assert (counts.signed, counts.left) == (2, 1), "it signed, and has a place in the list of this version"
    assert signing_queries.signed_counts(session, signing.network, [signing.version.id]) == {signing.version.id: 1}, "of the members of today"


def test_reminder_goes_to_who_did_not_sign_and_once_a_day(session, signing, now):
    sign(session, signing, now)
    session.query(OutboxMail).delete()

    assert _verbs.remind(session, signing.network, signing.version, actor=signing.desk, now=now) == 2
    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [mail.email for mail in mails] == [signing.people[BOOTS].email, signing.people[SEA].email]
    with pytest.raises(Refused, match="signature:reminded"):
        _verbs.remind(session, signing.network, signing.version, actor=signing.desk, now=now + timedelta(hours=5))
    assert _verbs.remind(session, signing.network, signing.version, actor=signing.desk, now=now + timedelta(days=1)) == 2
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "signature:remind")).all()
    assert [entry.changes["letters"] for entry in entries] == [2, 2]


@pytest.mark.parametrize(("instant", "letters"), [
    (datetime(2026, 3, 20, 9, tzinfo=UTC), 3), (datetime(2026, 4, 17, 9, tzinfo=UTC), 3), (datetime(2026, 5, 2, 9, tzinfo=UTC), 0),
    (datetime(2026, 5, 8, 9, tzinfo=UTC), 3), (datetime(2026, 6, 20, 9, tzinfo=UTC), 0),
])
def test_reminders_of_the_calendar_go_out_once_each(session, signing, instant, letters):
    found = announcements.texts_to_sign(session, instant)
    assert len(found) == letters

    queue(session, found, now=instant)
    session.flush()
    assert announcements.texts_to_sign(session, instant + timedelta(minutes=1)) == []


def test_a_version_out_of_a_decision_is_not_announced_twice(session, signing, now):
    proposal = world.proposal(session, signing.network, Stage.ADOPTED)
    session.execute(update(type(signing.version)).values(proposal_id=proposal.id))

    assert announcements.texts_to_sign(session, now) == []
    assert len(announcements.texts_to_sign(session, datetime(2026, 4, 17, 9, tzinfo=UTC))) == 3


def test_a_receipt_is_right_and_its_seal_may_be_typed_with_spaces(session, signing, now):
    signature = sign(session, signing, now)

    typed = " ".join(signature.seal[i:i + 8] for i in range(0, 64, 8)).upper()
    assert checked(session, f" {signature.number.lower()} ", typed).verdict == Verdict.RIGHT


def test_wrong_number_and_wrong_seal_get_one_answer(session, signing, now):
    signature = sign(session, signing, now)

    outcomes = {checked(session, *given) for given in (
        ("H-2222-2222", signature.seal), (signature.number, "0" * 64), (signature.number, ""), ("", ""), ("é", "é"))}
    assert {(outcome.verdict, outcome.under) for outcome in outcomes} == {(Verdict.UNKNOWN, None)}


@pytest.mark.parametrize("change", [
    "UPDATE signature SET name = 'Iemand anders'", "UPDATE signature SET signed_at = '2026-01-01 00:00:00'",
    "UPDATE signature SET declarations = '[]'", "UPDATE signature SET organisation = 'Een ander'",
    "UPDATE agreement_version SET paragraphs = '[]' WHERE number = 2",
])
def test_what_was_tampered_with_is_told(session, signing, now, change):
    signature = sign(session, signing, now)
    number, seal = signature.number, signature.seal
    session.execute(text(change))
    session.expire_all()

    assert checked(session, number, seal).verdict == Verdict.CHANGED


def test_a_row_with_a_new_seal_no_longer_fits_the_receipt(session, signing, now):
    signature = sign(session, signing, now)
    number, seal = signature.number, signature.seal
    session.execute(text("UPDATE signature SET name = 'Iemand anders', seal = 'ab'"))
    session.expire_all()

    assert checked(session, number, seal).verdict == Verdict.UNKNOWN


def test_queries_of_the_lists_do_not_grow(session, signing, now, count_queries):
    for number in range(8):
        world.contact(session, world.member(session, signing.network, f"Aanbieder {number}"))
    session.commit()
    session.refresh(signing.network)
    session.refresh(signing.version)

    for expected, ask in ((3, lambda: signing_queries.signing_counts(session, signing.network, signing.version, now)),
                          (1, lambda: signing_queries.to_remind(session, signing.network, signing.version, "new", now)),
                          (1, lambda: signing_queries.to_sign(session, signing.network, 1, now))):
        with count_queries() as queried:
            ask()
        assert len(queried) == expected
    assert session.scalars(select(Signature)).all() == []
