"""The desk's pages of agreements: making one, writing a version in one text area, taking it in use and out of use."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.core.revisions import Paragraph
from portal.networks import agreements as verbs
from portal.networks import queries
from portal.networks.agreements import AgreementDetails, address_of
from portal.networks.models import Agreement, Network, Publication
from portal.networks.rules import AgreementKind, Law, Result
from tests import world

TODAY = date(2026, 3, 20)
NEW_TEXT = "Artikel 4 Wachttijd\n4.1 De aanbieder meldt het na vier weken.\n4.2 De melding gebeurt schriftelijk."


@pytest.fixture
def network(session, now):
    return world.network(session)


@pytest.fixture
def secretary(session, network):
    return world.secretary(session, world.municipality(session, network, is_host=True))


@pytest.fixture
def actor(session, network, secretary):
    return world.actor(secretary, queries.host(session, network), Role.SECRETARY)


@pytest.fixture
def desk(session, visit, secretary):
    session.commit()
    return visit.logged_in(secretary)


def details(**options):
    return AgreementDetails(**{"title": "Raamovereenkomst Wmo", "kind": AgreementKind.FRAMEWORK, "laws": frozenset({Law.WMO}),
                               "results": frozenset({Result.WMO_B})} | options)


def test_new_agreement_is_made_then_written_then_published(session, network, desk, visit):
    page = desk.get("/bureau/overeenkomsten/nieuw")
    page = page.submit({"title": "Raamovereenkomst Wmo", "kind": "framework", "laws": ["wmo2015"], "results_wmo2015": ["wmo2015-b"]})
    agreement = session.scalars(select(Agreement)).one()
    assert (agreement.slug, agreement.results) == ("raamovereenkomst-wmo", {Result.WMO_B})
    assert page.h1 == "De tekst van Raamovereenkomst Wmo"
    visit.get("/overeenkomsten/raamovereenkomst-wmo", status=404)
    assert "Raamovereenkomst Wmo" not in visit.get("/overeenkomsten").text

    overview = page.submit({"text": NEW_TEXT, "in_force_from": "2026-05-01", "reason": "Zo spraken wij het af."}, "Verder")
    assert "4.1" in overview.text and "De aanbieder meldt het na vier weken." in overview.text
    assert session.scalars(select(Publication)).all() == []
    done = overview.submit(button="Publiceer versie 1")

    assert "Versie 1 is gepubliceerd." in done.html
    text = visit.get("/overeenkomsten/raamovereenkomst-wmo")
    assert "De melding gebeurt schriftelijk." in text.text and "Zo spraken wij het af." in text.text
    assert "redden zich en doen mee in hun eigen omgeving" in text.text
    assert [row.kind for row in session.scalars(select(Publication))] == ["agreement:new-version"]


def test_next_version_shows_its_differences_and_cannot_be_changed_after(session, network, desk):
    agreement = world.agreement(session, network, paragraphs=(Paragraph("4.1", "Na zes weken.", "Wachttijd"),))
    session.commit()
    page = desk.get(f"/bureau/overeenkomsten/{agreement.id}/versie")
    assert page.one("textarea[name='text']").etree_element.text.strip() == "Artikel 4 Wachttijd\n4.1 Na zes weken."
    assert page.one("[name='in_force_from']").etree_element.get("value") == "2026-05-01"

    overview = page.submit({"text": "Artikel 4 Wachttijd\n4.1 Na vier weken.", "reason": "Eerder melden."}, "Verder")
    assert "Na [weg: zes][nieuw: vier] weken." in overview.text or ("[weg: zes]" in overview.text and "[nieuw: vier]" in overview.text)
    overview.submit(button="Publiceer versie 2")

    session.expire_all()
    version = agreement.versions[-1]
    assert (version.number, version.reason, version.in_force_from) == (2, "Eerder melden.", date(2026, 5, 1))
    version.reason = "Anders"
    with pytest.raises(RuntimeError, match="never changed"):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(("change", "errors"), [
    ({"text": "4.1 Zonder artikel."}, ["Regel 1: dit staat voor het eerste artikel."]),
    ({"text": "Artikel 4 T\n4.1 Een.\n4.1 Twee.\n5.1 Drie."}, ["Regel 3: nummer 4.1 staat al op regel 2.",
                                                              "Regel 4: nummer 5.1 hoort niet bij artikel 4."]),
    ({"reason": ""}, ["Geef de reden."]), ({"in_force_from": "2026-03-20"}, ["op zijn vroegst gelden vanaf zaterdag 21 maart 2026"]),
    ({"text": "Artikel 4 Wachttijd\n4.1 Na zes weken."}, ["Dit is de tekst die er al is."]),
])
def test_what_is_wrong_with_a_text_is_told_by_line(session, network, desk, change, errors):
    agreement = world.agreement(session, network, paragraphs=(Paragraph("4.1", "Na zes weken.", "Wachttijd"),))
    session.commit()

    page = desk.get(f"/bureau/overeenkomsten/{agreement.id}/versie").submit(
        {"text": NEW_TEXT, "reason": "Nodig.", "in_force_from": "2026-05-01"} | change, "Verder", status=422)

    assert all(error in page.text for error in errors)
    assert len(queries.agreement_by_id(session, network, agreement.id).versions) == 1


def test_somebody_elses_version_in_the_meantime_is_not_overwritten(session, network, desk, actor, now):
    agreement = world.agreement(session, network)
    session.commit()
    overview = desk.get(f"/bureau/overeenkomsten/{agreement.id}/versie").submit(
        {"text": NEW_TEXT, "reason": "Nodig.", "in_force_from": "2026-05-01"}, "Verder")
    world.version(session, agreement, paragraphs=(Paragraph("1", "Van een ander."),))
    session.commit()

    page = overview.submit(button="Publiceer versie 2", status=422)

    assert "Iemand anders veranderde dit" in page.text and "Van een ander." in page.text
    with pytest.raises(Stale):
        verbs.write_version(session, agreement, paragraphs=(Paragraph("1", "Laat."),), in_force_from=date(2026, 6, 1), reason="Nodig.",
                            after=1, actor=actor, now=now)


@pytest.mark.parametrize(("options", "code"), [
    ({"laws": frozenset(), "results": frozenset()}, "agreement:law-missing"),
    ({"laws": frozenset({Law.JEUGDWET})}, "agreement:result-without-law"),
    ({"slug": "Raam Overeenkomst"}, "agreement:address"), ({"slug": "begeleiding"}, "agreement:address-taken"),
    ({"title": "…"}, "agreement:address"),
])
def test_what_an_agreement_must_have(session, network, actor, now, options, code):
    world.agreement(session, network)

    with pytest.raises(Refused, match=code):
        verbs.new_agreement(session, network, details(**options), actor=actor, now=now)


def test_shared_arrangements_need_no_law():
    assert address_of("Afspraken Inkoopnetwerk: één & ánder") == "afspraken-inkoopnetwerk-een-ander"
    assert {result.law for result in Result} == set(Law) and Result.JEUGDWET_E.letter == "e"


@pytest.mark.parametrize(("versions", "earliest", "proposed"), [
    ((), TODAY, date(2026, 5, 1)), ((date(2025, 1, 1),), date(2026, 3, 21), date(2026, 5, 1)),
    ((date(2026, 7, 1),), date(2026, 7, 1), date(2026, 7, 1)), ((date(2026, 7, 2),), date(2026, 7, 2), date(2026, 8, 1)),
])
def test_first_day_of_a_text_by_rule(session, network, versions, earliest, proposed):
    agreement = world.add(session, Agreement(network_id=network.id, slug="a", title="A", kind=AgreementKind.SHARED, laws=frozenset()))
    for number, day in enumerate(versions, start=1):
        world.version(session, agreement, number=number, in_force_from=day)

    assert verbs.starts_at_the_earliest(agreement, TODAY) == earliest
    assert verbs.proposed_start(agreement, network, TODAY) == proposed


# Several networks


@pytest.fixture
def nijmegen(session):
    """Another network, with the arrangements that both may use."""
    other = world.add(session, Network(slug="nijmegen", name="Rijk van Nijmegen", settings={}))
    shared = world.agreement(session, other, "Afspraken inkoopnetwerk", "afspraken-gedeeld")
    shared.kind = AgreementKind.SHARED
    world.agreement(session, other, "Raamovereenkomst van hen", "van-hen")
    session.commit()
    return other


def test_shared_arrangements_of_another_network_are_taken_in_use_and_out_of_use(session, network, nijmegen, desk, visit):
    session.commit()
    listed = desk.get("/bureau/overeenkomsten").text
    assert "Afspraken inkoopnetwerk" in listed and "van Rijk van Nijmegen" in listed and "Raamovereenkomst van hen" not in listed
    assert "Afspraken inkoopnetwerk" not in visit.get("/overeenkomsten").text
    shared = session.scalars(select(Agreement).where(Agreement.slug == "afspraken-gedeeld")).one()
    desk.get(f"/bureau/overeenkomsten/{shared.id}/versie", status=404)
    theirs = session.scalars(select(Agreement).where(Agreement.slug == "van-hen")).one()
    desk.get(f"/bureau/overeenkomsten/{theirs.id}", status=404)

    page = desk.get(f"/bureau/overeenkomsten/{shared.id}/gebruik").submit({"reason": "Wij doen mee."})
    assert "Rijk van Nijmegen en Zuid-Limburg" in page.text and "Wij doen mee." in page.text
    public = visit.get("/overeenkomsten")
    assert "In gebruik bij 2 netwerken." in public.text
    assert "2 netwerken: Rijk van Nijmegen en Zuid-Limburg" in visit.get("/overeenkomsten/afspraken-gedeeld").text

    desk.get(f"/bureau/overeenkomsten/{shared.id}/gebruik").submit({"reason": "Wij maken eigen afspraken."})
    session.expire_all()
    use = [row for row in shared.uses if row.network_id == network.id]
    assert [(row.used_since, row.used_until, row.end_reason) for row in use] == [(TODAY, TODAY, "Wij maken eigen afspraken.")]
    assert queries.networks_that_use(session, [shared.id], TODAY + timedelta(days=1))[shared.id] == [nijmegen]
    assert [row.kind for row in session.scalars(select(Publication).order_by(Publication.id))] == ["agreement:in-use", "agreement:out-of-use"]


def test_use_that_changed_in_the_meantime_is_told_and_reasons_are_needed(session, network, actor, now):
    agreement = world.agreement(session, network)
    with pytest.raises(Refused, match="agreement:use-changed"):
        verbs.use_agreement(session, network, agreement, reason="Toch.", actor=actor, now=now)
    with pytest.raises(Refused, match="agreement:reason-missing"):
        verbs.stop_using_agreement(session, network, agreement, reason=" ", actor=actor, now=now)
    verbs.stop_using_agreement(session, network, agreement, reason="Vervangen.", actor=actor, now=now)
    with pytest.raises(Refused, match="agreement:use-changed"):
        verbs.stop_using_agreement(session, network, agreement, reason="Nog eens.", actor=actor, now=now)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "agreement:stop-using")).one()
    assert entry.reason == "Vervangen."


def test_new_version_is_made_known_in_every_network_that_uses_it(session, network, nijmegen, actor, now):
    shared = session.scalars(select(Agreement).where(Agreement.slug == "afspraken-gedeeld")).one()
    verbs.use_agreement(session, network, shared, reason="Wij doen mee.", actor=actor, now=now)
    session.query(Publication).delete()

    verbs.write_version(session, shared, paragraphs=(Paragraph("1", "Nieuw."),), in_force_from=date(2026, 5, 1), reason="Nodig.", after=1,
                        actor=actor, now=now)

    assert {row.network_id for row in session.scalars(select(Publication))} == {network.id, nijmegen.id}


def test_text_that_is_out_of_use_stays_to_be_read(session, network, visit, actor, at):
    agreement = world.agreement(session, network)
    agreement.uses[0].used_until, agreement.uses[0].end_reason = TODAY - timedelta(days=1), "Vervangen."
    session.commit()
    at(datetime(2026, 3, 21, 9, tzinfo=UTC))

    assert "Dit netwerk gebruikt deze overeenkomst niet meer." in visit.get("/overeenkomsten/begeleiding").text
    assert "begeleiding" not in visit.get("/overeenkomsten").text


def test_list_groups_shared_arrangements_first_then_by_law(session, network, visit):
    world.agreement(session, network, "Raamovereenkomst twee wetten", "twee").laws = frozenset({Law.WMO, Law.PARTICIPATIEWET})
    world.agreement(session, network, "Afspraken", "afspraken").kind = AgreementKind.SHARED
    session.commit()

    page = visit.get("/overeenkomsten")

    heads = ["".join(e.etree_element.itertext()).strip() for e in page.all("main h2, main h3")]
    assert heads == ["Afspraken van het netwerk", "Afspraken", "Wmo 2015", "Raamovereenkomst twee wetten", "Participatiewet",
                     "Raamovereenkomst twee wetten"]


def test_agreements_are_written_by_secretary_and_administrator_alone(session, network, visit, secretary):
    agreement = world.agreement(session, network)
    member = world.contact(session, world.member(session, network))
    staff = world.board_staff(session, queries.host(session, network))
    administrator = world.user(session, "Ada Beheer")
    world.give_app(administrator)
    world.add(session, RoleGrant(user_id=administrator.id, role=Role.ADMINISTRATOR, begins_at=world.LONG_AGO))
    session.commit()

    for address in ("/bureau/overeenkomsten/nieuw", f"/bureau/overeenkomsten/{agreement.id}",
                    f"/bureau/overeenkomsten/{agreement.id}/versie", f"/bureau/overeenkomsten/{agreement.id}/gebruik"):
        assert not visit.logged_in(administrator).get(address).all(".ot-breadcrumb a[href='/bureau']")  # no desk of theirs
        assert visit.logged_in(secretary).get(address).all(".ot-breadcrumb a[href='/bureau']")
        visit.logged_in(member).get(address, status=403)
        visit.logged_in(staff).get(address, status=403)
        visit.get(address, status=302)
