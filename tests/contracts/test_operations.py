"""A contract from draft to both signatures and its end, on a real database."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from portal.contracts import drafting, operations, signing
from portal.contracts.announcements import end_reminders, sign_reminders
from portal.contracts.models import ContractVersion
from portal.contracts.queries import to_sign
from portal.contracts.rules import ContractAct, ContractPhase, ContractState, ContractSubject, EndGround
from portal.core.errors import Refused, Stale
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from tests import world
from tests.contracts.conftest import SECRET


def refused(act, *arguments, **options):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **options)
    return refusal.value.code


def letters(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def test_draft_is_for_all_municipalities_and_numbered_by_year(play, house):
    first, second = play.draft(), play.draft("De Lantaarn")

    assert [first.number, second.number] == ["2026-01", "2026-02"]
    assert [place.name for place in first.municipalities] == ["Beek", "Maastricht"]
    assert first.draft.basis == "Raamovereenkomst begeleiding" and first.state == ContractState.DRAFT


def test_network_without_such_contracts_and_who_is_no_member_are_refused(session, play, house):
    stranger = world.party(session, "Vreemd")
    options = {"title": "x", "agreement_id": None, "actor": house.office, "now": play.now}
    assert refused(drafting.draw_up, session, house.network, party_ids=[stranger.id], **options) == "contract:no-member"
    house.network.settings = {}
    session.flush()
    assert refused(drafting.draw_up, session, house.network, party_ids=[house.parties["De Boot"].id], **options) == "contract:not-known"


def test_nothing_is_sent_while_a_subject_is_missing(session, play, house):
    contract = play.fill(play.draft())
    drafting.write_subject(session, contract, ContractSubject.FINANCE, text="", seen=contract.version, actor=house.office, now=play.now)
    session.commit()

    assert refused(play.send, contract) == "contract:missing-i"
    assert contract.state == ContractState.DRAFT and not letters(session, "contracts/to_sign")


def test_two_secretaries_at_once_notice_each_other(session, play, house):
    contract = play.fill(play.draft())
    seen = contract.version
    drafting.write_subject(session, contract, ContractSubject.FINANCE, text="Van de ander", seen=seen, actor=house.office, now=play.now)
    session.commit()

    with pytest.raises(Stale) as stale:
        drafting.write_subject(session, contract, ContractSubject.FINANCE, text="Van mij", seen=seen, actor=house.office, now=play.now)
    assert stale.value.theirs == "Van de ander"
    session.rollback()
    with pytest.raises(Stale):
        operations.send(session, house.network, contract, seen=seen, actor=house.office, now=play.now)
    session.rollback()
    drafting.choose_municipalities(session, house.network, contract, [house.other.id], seen=contract.version, actor=house.office, now=play.now)
    session.commit()
    assert contract.version > seen + 1


def test_a_version_never_changes_once_it_is_sent(session, play, house):
    contract = play.sent()
    version = contract.newest

    assert version.content.tariffs[0].service.startswith(SECRET) and version.sign_by == date(2026, 4, 17)
    assert refused(drafting.set_term, session, contract, begins_on=None, ends_on=None, extensions=0, extension_months=0, notice_months=0,
                   tariffs="", seen=contract.version, actor=house.office, now=play.now) == "contract:not-a-draft"
    version.content_data = {}
    with pytest.raises(RuntimeError, match="never changed"):
        session.flush()


def test_providers_sign_first_then_the_municipality_under_its_mandates(session, play, house):
    contract = play.sent("De Boot", "De Lantaarn")
    assert refused(play.countersign, contract) == "contract:unsigned"
    session.rollback()
    first = play.sign(contract, "De Boot")
    assert [row.id for row in to_sign(session, house.network, house.parties["De Lantaarn"].id)] == [contract.id]
    assert to_sign(session, house.network, house.parties["De Boot"].id) == []
    assert refused(play.sign, contract, "De Boot") == "contract:already-signed"
    assert refused(play.sign, contract, "De Buren") == "contract:not-a-side"
    session.rollback()
    play.sign(contract, "De Lantaarn")
    own = play.countersign(contract)

    assert first.number.startswith("D-") and first.kvk == house.parties["De Boot"].kvk
    assert own.organisation == "Maastricht" and own.mandates == ["Beek"]
    assert contract.state == ContractState.SIGNED and contract.phase(date(2026, 3, 20)) == ContractPhase.IN_FORCE
    assert signing.is_unchanged(contract.newest)
    told = session.scalars(select(Publication).where(Publication.kind == "contract:signed")).one()
    assert told.path == "/dienstverleningsovereenkomsten/2026-01" and told.data["providers"] == ["De Boot", "De Lantaarn"]


def other_tariff(version):
    content = json.dumps(version.content_data)
    assert "61.20" in content
    return update(ContractVersion.__table__).values(content=json.loads(content.replace("61.20", "99.20")))


@pytest.mark.parametrize("change", [
    lambda _version: text("UPDATE contract_signature SET name = 'Iemand anders' WHERE party_id IS NOT NULL"),
    lambda _version: text("UPDATE contract_signature SET job_title = 'directeur' WHERE party_id IS NULL"),
    other_tariff], ids=["name", "job title", "tariff"])
def test_what_is_changed_behind_the_portal_shows(session, play, change):
    contract = play.signed()
    session.execute(change(contract.newest))
    session.commit()
    session.expire_all()

    assert not signing.is_unchanged(session.get_one(ContractVersion, contract.newest.id))


def test_another_text_than_was_read_is_not_signed(session, play):
    contract = play.sent()
    assert refused(play.sign, contract, read="0" * 64) == "contract:text-changed"


def test_without_mandate_or_asked_consent_the_host_does_not_sign(session, play, house):
    house.mandate.consent_before_signing = True
    session.commit()
    contract = play.sent()
    play.sign(contract)
    assert refused(play.countersign, contract) == "contract:consents"
    session.rollback()
    give = {"given_on": play.now.date(), "given_by": "college", "actor": house.office, "now": play.now}
    assert refused(signing.give_consent, session, house.network, contract, house.other, document=None, **give) == "consent:document-missing"
    assert refused(signing.give_consent, session, house.network, contract, house.host, document=None, **give) == "contract:consent-not-asked"
    ahead = give | {"given_on": play.now.date() + timedelta(days=1)}
    letter = world.document(session)
    assert refused(signing.give_consent, session, house.network, contract, house.other, document=letter, **ahead) == "consent:day-ahead"
    signing.give_consent(session, house.network, contract, house.other, document=letter, **give)
    play.countersign(contract)
    assert contract.state == ContractState.SIGNED


def test_mandate_that_ended_stops_the_signature(session, play, house):
    contract = play.sent()
    play.sign(contract)
    house.mandate.ends_on = play.now.date() - timedelta(days=1)
    session.commit()
    assert refused(play.countersign, contract) == "contract:mandates"


def test_question_is_answered_or_leads_to_a_new_version_that_is_signed_anew(session, play, house):
    contract = play.sent("De Boot", "De Lantaarn")
    play.sign(contract, "De Boot")
    operations.ask_change(session, house.network, contract, text="VRAAG-GEHEIM", actor=house.actors["De Lantaarn"], now=play.now)
    session.commit()
    assert contract.change_asked_at == play.now
    operations.answer_change(session, contract, text="Het blijft zo.", actor=house.office, now=play.now)
    assert contract.change_asked_at is None
    assert refused(operations.answer_change, session, contract, text="x", actor=house.office, now=play.now) == "contract:nothing-asked"
    operations.revise(session, house.network, contract, reason="Toch anders.", actor=house.office, now=play.now)
    session.commit()
    assert contract.state == ContractState.DRAFT and refused(play.sign, contract, "De Lantaarn") == "contract:not-sent"
    session.rollback()
    assert refused(drafting.choose_providers, session, house.network, contract, [house.parties["De Buren"].id], seen=contract.version,
                   actor=house.office, now=play.now) == "contract:providers-fixed"
    session.rollback()
    second = play.send(contract)

    assert second.number == 2 and not second.signatures and len(contract.versions[0].signatures) == 1
    assert [entry.act for entry in contract.entries] == [
        ContractAct.SEND, ContractAct.SIGN, ContractAct.ASK_CHANGE, ContractAct.ANSWER, ContractAct.REVISE, ContractAct.SEND]
    assert "VRAAG-GEHEIM" not in "".join(str(mail.data) for mail in session.scalars(select(OutboxMail)))


def test_refusal_and_withdrawal_keep_their_reasons_from_everyone_else(session, play, house):
    contract = play.sent()
    operations.refuse(session, house.network, contract, reason="WEIGERING-GEHEIM", actor=house.actors["De Boot"], now=play.now)
    session.commit()
    assert contract.state == ContractState.REFUSED and contract.entries[-1].text == "WEIGERING-GEHEIM"
    assert [mail.email for mail in letters(session, "contracts/desk")] == [house.network.email]
    operations.withdraw(session, house.network, contract, reason="Wij stoppen.", actor=house.office, now=play.now)
    session.commit()
    assert contract.state == ContractState.WITHDRAWN and not session.scalars(select(Publication)).all()
    assert "WEIGERING-GEHEIM" not in str([mail.data for mail in session.scalars(select(OutboxMail))])


def test_who_signed_cannot_refuse_any_more(session, play, house):
    contract = play.sent("De Boot", "De Lantaarn")
    play.sign(contract)
    assert refused(operations.refuse, session, house.network, contract, reason="x", actor=house.actors["De Boot"], now=play.now
                   ) == "contract:already-signed"


def test_draft_that_was_never_sent_is_withdrawn_without_a_word_to_the_provider(session, play, house):
    contract = play.draft()
    operations.withdraw(session, house.network, contract, reason="Vergissing", actor=house.office, now=play.now)
    assert not session.scalars(select(OutboxMail)).all()


def test_extension_uses_what_the_contract_allows_and_is_made_known(session, play, house):
    contract = play.signed(extensions=1)
    day = operations.extend(session, house.network, contract, reason="Het gaat goed.", actor=house.office, now=play.now)
    session.commit()

    assert day == contract.ends_on == date(2028, 12, 31) and contract.newest.content.ends_on == date(2027, 12, 31)
    assert contract.remind_on == date(2028, 3, 31)
    assert refused(operations.extend, session, house.network, contract, reason="x", actor=house.office, now=play.now) == "contract:no-extension"
    assert session.scalars(select(Publication.reason).where(Publication.kind == "contract:extended")).one() == "Het gaat goed."


def test_end_is_recorded_with_ground_and_last_day_and_nothing_can_follow(session, play, house):
    contract = play.signed()
    end = {"reason": "Te weinig vraag.", "actor": house.office, "now": play.now}
    assert refused(operations.end, session, house.network, contract, ground=EndGround.PROVIDER, last_day=date(2026, 4, 1), **end
                   ) == "contract:notice-term"
    session.rollback()
    operations.end(session, house.network, contract, ground=EndGround.TOGETHER, last_day=date(2026, 4, 1), **end)
    session.commit()
    assert contract.phase(date(2026, 4, 1)) == ContractPhase.ENDING and contract.phase(date(2026, 4, 2)) == ContractPhase.OVER
    assert contract.end.ground == EndGround.TOGETHER and contract.remind_on is None
    assert refused(operations.end, session, house.network, contract, ground=EndGround.TOGETHER, last_day=date(2026, 4, 1), **end
                   ) == "step:not-from-here"


def test_both_sides_are_reminded_once_of_each_kind(session, play, house, now):
    play.signed(ends="2026-12-31", notice=6)
    assert end_reminders(session, now) == []
    ahead, last = now + timedelta(days=12), now + timedelta(days=88)
    found = end_reminders(session, ahead)
    assert {letter.email for letter in found} == {house.people["De Boot"].email, house.network.email}
    assert {letter.event for letter in found} == {letter.event for letter in end_reminders(session, ahead + timedelta(days=1))}
    assert {letter.event for letter in end_reminders(session, last)} != {letter.event for letter in found}
    assert SECRET not in str(found)


def test_who_has_not_signed_is_reminded_before_the_term_ends(session, play, house, now):
    contract = play.sent("De Boot", "De Lantaarn")
    play.sign(contract, "De Boot")
    assert sign_reminders(session, now) == []
    assert [letter.email for letter in sign_reminders(session, now + timedelta(days=24))] == [house.people["De Lantaarn"].email]
    assert sign_reminders(session, now + timedelta(days=30)) == []


def test_record_and_letters_never_hold_a_tariff(session, play):
    play.signed("De Boot", "De Lantaarn")
    assert SECRET not in str(session.execute(text("SELECT * FROM audit_entry")).all())
    assert SECRET not in "".join(str(mail.data) for mail in session.scalars(select(OutboxMail)))


@pytest.mark.parametrize("statement", [
    "UPDATE service_contract SET ends_on = '2020-01-01'", "UPDATE service_contract SET signed_at = NULL",
    "UPDATE service_contract SET extensions = -1", "UPDATE contract_signature SET municipality_id = 1 WHERE party_id IS NOT NULL"])
def test_database_refuses_nonsense(session, play, statement):
    play.signed()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))
