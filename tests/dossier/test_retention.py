"""How long a file is kept: by what it came to, after the list or as the network chose; with the reason, on record."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.audit.models import AuditEntry
from portal.dossier.kinds import PROPOSAL, YEAR, subject
from portal.dossier.retention import DEFAULTS, Appraisal, Closure, Retention, retention, with_retention
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from tests import world
from tests.conftest import NOW
from tests.dossier.checks import follows_the_norm, text_of

LIST = "/bureau/dossiers/bewaren"


def test_every_end_has_a_term_with_its_place_in_the_list():
    assert DEFAULTS.keys() == set(Closure)
    assert all(rule.number and rule.result and (rule.years is None or 1 <= rule.years <= 100) for rule in DEFAULTS.values())


@given(st.dates(date(2000, 1, 1), date(2900, 12, 31)), st.integers(1, 100))
def test_the_last_day_is_so_many_years_later(ended_on, years):
    until = Appraisal(Retention(years, "1", "x"), ended_on).until

    assert until.year == ended_on.year + years
    assert (until.month, until.day) in {(ended_on.month, ended_on.day), (2, 28)}


def test_a_choice_of_the_network_leaves_the_others():
    chosen = Retention(7, "16.9", "Anders", reason="Archivaris")

    settings = with_retention({"comment_days": 14}, Closure.MEETINGS, chosen)

    assert retention(settings, Closure.MEETINGS) == chosen
    assert retention(settings, Closure.PILOT_ENDED) == DEFAULTS[Closure.PILOT_ENDED]
    assert settings["comment_days"] == 14


@pytest.mark.parametrize(("stage", "code", "number"), [
    (Stage.SUBMITTED, "N", None), (Stage.ADOPTED, "B", "16.1.2"), (Stage.WITHDRAWN, "V", "16.2")])
def test_every_object_of_a_file_says_what_follows_from_how_it_ended(session, rich, take, stage, code, number):
    session.execute(update(Proposal).where(Proposal.id == rich.proposal.id).values(stage=stage, stage_since=NOW))
    session.commit()

    unpacked = take(rich.network, rich.proposal.number)

    objects = [follows_the_norm(unpacked.read(path)) for path in unpacked.paths if path.endswith(".mdto.xml") and ".bestand." not in path]
    assert {(text_of(it, "waardering", "begripCode"), text_of(it, "informatiecategorie", "begripCode")) for it in objects} == {(code, number)}


def test_the_pages_of_a_file_say_it(session, rich, take):
    unpacked = take(rich.network, "2026", kind=YEAR)

    assert "31 december 2036" in unpacked.text("inhoud.html") and "19.1.10" in unpacked.text("leesmij.txt")


def test_the_secretary_chooses_another_term_with_the_reason(session, rich, visit):
    desk = visit.logged_in(rich.secretary)
    assert "10 jaar na het einde" in desk.get(LIST).text
    form = desk.get(f"{LIST}/bijeenkomsten")

    form.submit({"keeping": "blijvend", "number": "19.1.7", "result": "Onafhankelijke adviescommissie", "reason": "De archivaris wil het."},
                "Termijn wijzigen")

    page = desk.get(LIST).text
    assert "De archivaris wil het." in page and "19.1.7" in page
    session.expire_all()
    assert subject(session, rich.network, YEAR, "2026", NOW).appraisal.is_for_good
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "network:retention")).one()
    assert (entry.reason, entry.changes["number"]) == ("De archivaris wil het.", ["19.1.10", "19.1.7"])


@pytest.mark.parametrize(("filled", "told"), [
    ({"keeping": "jaren", "years": ""}, "Geef een aantal jaren van 1 tot en met 100."), ({"keeping": "jaren", "years": "101"}, "Geef een aantal jaren van 1 tot en met 100."),
    ({"number": ""}, "Geef het nummer"), ({"reason": ""}, "Geef de reden"), ({}, "Dit geldt al")])
def test_what_cannot_be_is_said_at_the_field_and_changes_nothing(session, rich, visit, filled, told):
    form = visit.logged_in(rich.secretary).get(f"{LIST}/bijeenkomsten")

    answer = form.submit({"reason": "Omdat.", **filled}, "Termijn wijzigen", status=422)

    assert told in answer.text
    session.expire_all()
    assert "retention" not in rich.network.settings


def test_two_at_once_do_not_overwrite_each_other(session, rich, visit):
    desk = visit.logged_in(rich.secretary)
    first, second = desk.get(f"{LIST}/pilot-afgerond"), desk.get(f"{LIST}/pilot-afgerond")
    first.submit({"keeping": "jaren", "years": "20", "reason": "Eerst."}, "Termijn wijzigen")

    answer = second.submit({"keeping": "jaren", "years": "30", "reason": "Later."}, "Termijn wijzigen", status=422)

    assert "20 jaar na het einde" in answer.text
    session.expire_all()
    assert retention(rich.network.settings, Closure.PILOT_CONCLUDED).years == 20


def test_staff_of_a_board_reads_it_and_changes_nothing(session, rich, visit):
    staff = visit.logged_in(world.board_staff(session, rich.beek))
    session.commit()

    assert not staff.get(LIST).all(f"a[href^='{LIST}/']")
    staff.get(f"{LIST}/bijeenkomsten", status=403)
    staff.get(f"{LIST}/bestaat-niet", status=404)
    assert subject(session, rich.network, PROPOSAL, rich.proposal.number, NOW).appraisal.rule is None
