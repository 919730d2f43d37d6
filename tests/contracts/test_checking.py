"""The receipt of a signature under a service contract, held against what is on record."""

from sqlalchemy import update

from portal.contracts.models import ContractSignature, ContractVersion
from portal.members.checking import Verdict, checked
from tests.contracts.conftest import SECRET


def page_of(visit, signature):
    return visit.get(f"/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}")


def test_before_both_signed_the_receipt_says_which_contract_by_its_number_alone(house, play, visit):
    contract = play.sent()
    signature = play.sign(contract)

    page = page_of(visit, signature)

    assert "ekend en onveranderd" in page.text and "De Boot" in page.text and contract.number in page.text
    assert not [hidden for hidden in (contract.title, SECRET, "Ria Dohmen") if hidden in page.text]
    assert not page.all(f"a[href='{contract.path}']")


def test_after_that_it_leads_to_the_contract_and_tells_who_signed_below(house, play, visit):
    contract = play.signed()
    (signature,) = contract.newest.of_providers

    page = page_of(visit, signature)

    assert page.all(f"main a[href='{contract.path}']") and "Gemeente Maastricht" in page.text
    assert "Ria Dohmen" not in page.text
    own = page_of(visit, contract.newest.of_municipality)
    assert "ekend en onveranderd" in own.text and "KVK-nummer" not in own.text.partition("Bewijsnummer")[0]


def test_a_wrong_seal_and_an_unknown_number_get_one_answer(session, house, play):
    signature = play.sign(play.sent())

    outcomes = [checked(session, *given) for given in ((signature.number, "0" * 64), ("D-2222-2222", signature.seal), ("X-2222-2222", signature.seal), ("", ""))]

    assert {(outcome.verdict, outcome.under) for outcome in outcomes} == {(Verdict.UNKNOWN, None)}
    assert checked(session, f" {signature.number.lower()} ", signature.seal.upper()).verdict == Verdict.RIGHT


def test_what_was_changed_afterwards_is_said(session, house, play):
    first, second = play.sign(play.sent()), play.sign(play.sent("De Lantaarn"), "De Lantaarn")
    connection = session.connection()
    connection.execute(update(ContractSignature.__table__).where(ContractSignature.id == first.id).values(name="Iemand Anders"))
    connection.execute(update(ContractVersion.__table__).where(ContractVersion.id == second.version_id).values(fingerprint="0" * 64))
    session.commit()
    session.expire_all()

    assert [checked(session, row.number, row.seal).verdict for row in (first, second)] == [Verdict.CHANGED, Verdict.CHANGED]
