"""The own account: who I am here, and what I may do from when to when."""

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEntry
from tests import world


def test_roles_are_shown_with_begin_end_and_giver(session, contact, secretary, visit, now):
    grant = contact.grants[0]
    grant.given_by_id = secretary.id
    party = world.party(session, "Oude Zorg")
    session.add(RoleGrant(user_id=contact.id, role=Role.COLLEAGUE, party_id=party.id, begins_at=world.LONG_AGO,
                          ends_at=now - timedelta(days=1)))
    session.commit()

    lasting, ended = visit.logged_in(contact).get("/account").all("main tbody tr")

    assert "contactpersoon De Papieren Boot" in words(lasting) and "loopt" in words(lasting)
    assert secretary.name in words(lasting)
    assert "Oude Zorg" in words(ended) and "19 maart 2026" in words(ended)


def words(element):
    return " ".join(" ".join(element.etree_element.itertext()).split())


def test_name_and_language_are_changed_and_on_record(session, contact, visit):
    page = visit.logged_in(contact).get("/account/gegevens").submit({"name": " Carla Mertens-Bos ", "language": "en"})

    assert "Uw gegevens zijn bewaard." in page.text
    session.expire_all()
    assert (contact.name, contact.language) == ("Carla Mertens-Bos", "en")
    assert session.scalars(select(AuditEntry.action)).all() == ["account:details"]


def test_a_name_is_needed(contact, visit):
    assert "Vul uw naam in." in visit.logged_in(contact).get("/account/gegevens").submit({"name": " "}, status=422).text


def test_account_is_for_who_is_logged_in(network, visit):
    for path in ("/account", "/account/sessies", "/account/gegevens", "/account/begin", "/account/e-mailadres"):
        assert "/inloggen" in visit.get(path, status=302).location


def test_nobody_reads_of_another_on_the_account_page(session, contact, secretary, visit):
    assert secretary.email not in visit.logged_in(contact).get("/account").html
