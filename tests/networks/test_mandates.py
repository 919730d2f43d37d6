"""Mandates of the other municipalities: on record with the decision, ended with a reason."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.errors import Refused
from portal.region import operations
from portal.region.models import Mandate
from portal.region.operations import MandateTerms
from portal.region.queries import mandates_in_force
from portal.region.rules import MandateTask
from tests import world

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
CONTRACTS = frozenset({MandateTask.CONTRACTS})


@pytest.fixture
def region(session, now):
    network = world.network(session)
    host, beek = world.municipality(session, network, is_host=True), world.municipality(session, network, "Beek")
    secretary = world.secretary(session, host)
    session.commit()
    return network, host, beek, secretary


def terms(begins=date(2026, 1, 1), ends=None, tasks=CONTRACTS, consent=True):
    return MandateTerms(tasks, begins, ends, consent)


def give(session, region, now, **options):
    _network, host, beek, secretary = region
    return operations.give_mandate(session, beek, host, terms(**options), document=world.document(session),
                                   actor=world.actor(secretary, host, Role.SECRETARY), now=now)


def test_mandate_is_recorded_with_its_decision_and_shown_until_it_is_ended(session, region, visit, now):
    _network, _host, beek, secretary = region
    desk = visit.logged_in(secretary)
    assert "kan niet tekenen voor deze gemeente" in desk.get("/bureau/mandaten").text

    form = desk.get(f"/bureau/mandaten/nieuw/{beek.id}")
    assert form.h1 == "Mandaat van Beek"
    overview = form.submit({"tasks": ["contracts", "procurement"], "begins_on": "2026-01-01", "consent_before_signing": "y"}, "Verder",
                           files={"document": (io.BytesIO(PDF), "mandaat.pdf")})
    assert "donderdag 1 januari 2026" in overview.text and "mandaat.pdf" in overview.text
    page = overview.submit(button="Leg het mandaat vast")
    assert "schriftelijk akkoord nodig" in page.text and "Raamovereenkomsten sluiten met aanbieders" in page.text
    mandate = session.scalars(select(Mandate)).one()
    assert desk.ask("get", f"/bureau/mandaten/{mandate.id}/document").data == PDF

    page = desk.get(f"/bureau/mandaten/{mandate.id}/beeindigen").submit({"last_day": "2026-03-19", "reason": "Beek stopt."})
    assert "Beëindigd" in page.text and "Beek stopt." in page.text


def test_only_the_tasks_and_the_time_of_a_mandate_count(session, region, now):
    _network, host, beek, _secretary = region
    give(session, region, now, begins=date(2026, 1, 1), ends=date(2026, 6, 30))

    def found(day, task=MandateTask.CONTRACTS):
        return set(mandates_in_force(session, host.id, task, day))

    assert found(date(2026, 1, 1)) == found(date(2026, 6, 30)) == {beek.id}
    assert found(date(2025, 12, 31)) == found(date(2026, 7, 1)) == found(date(2026, 3, 1), MandateTask.SUPERVISION) == set()


@pytest.mark.parametrize(("options", "code"), [
    ({"tasks": frozenset()}, "mandate:task-missing"), ({"ends": date(2025, 1, 1)}, "mandate:ends-too-early"),
    ({}, "mandate:already"), ({"begins": date(2025, 1, 1), "ends": date(2026, 1, 1)}, "mandate:already"),
    ({"begins": date(2025, 1, 1), "ends": date(2025, 12, 31)}, None), ({"tasks": frozenset({MandateTask.SUPERVISION})}, None),
])
def test_two_mandates_for_one_task_do_not_overlap(session, region, now, options, code):
    give(session, region, now)

    if code is None:
        give(session, region, now, **options)
    else:
        with pytest.raises(Refused, match=code):
            give(session, region, now, **options)


def test_mandate_is_ended_once_with_a_reason(session, region, now):
    _network, host, _beek, secretary = region
    mandate, actor = give(session, region, now), world.actor(secretary, host, Role.SECRETARY)
    for day, reason, code in ((date(2025, 1, 1), "Stopt.", "mandate:ends-too-early"), (date(2026, 5, 1), " ", "mandate:reason-missing")):
        with pytest.raises(Refused, match=code):
            operations.end_mandate(session, mandate, last_day=day, reason=reason, actor=actor, now=now)
    operations.end_mandate(session, mandate, last_day=date(2026, 5, 1), reason="Stopt.", actor=actor, now=now)
    with pytest.raises(Refused, match="mandate:ended"):
        operations.end_mandate(session, mandate, last_day=date(2026, 6, 1), reason="Nog eens.", actor=actor, now=now)


def test_mandates_are_read_by_municipalities_and_managed_by_the_secretary(session, region, visit, now):
    network, _host, beek, _secretary = region
    mandate = give(session, region, now)
    staff, member = world.board_staff(session, beek), world.contact(session, world.member(session, network))
    session.commit()

    visit.logged_in(staff).get("/bureau/mandaten")
    visit.logged_in(staff).get(f"/bureau/mandaten/{mandate.id}/document")
    visit.logged_in(staff).get(f"/bureau/mandaten/nieuw/{beek.id}", status=403)
    for address in ("/bureau/mandaten", f"/bureau/mandaten/{mandate.id}/document", f"/bureau/mandaten/{mandate.id}/beeindigen"):
        visit.logged_in(member).get(address, status=403)
