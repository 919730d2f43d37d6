"""Metadata that an archive can read, whatever the words."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dossier.event_messages import EVENTS
from portal.dossier.mdto import Copy, Named, Thing, of_copy, of_thing
from portal.dossier.parts import Event
from portal.dossier.retention import DEFAULTS, Appraisal, Closure
from portal.networks.rules import Order
from portal.pilots.rules import STEPS as PILOT_STEPS
from portal.proposals.rules import STEPS as PROPOSAL_STEPS
from tests.dossier.checks import follows_the_norm, text_of

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ME, ABOVE = Named("voorstel-2026-07/tekst", "Tekst", "Ontwikkeltafel"), Named("voorstel-2026-07", "Voorstel", "Ontwikkeltafel")
FOR_GOOD = Appraisal(DEFAULTS[Closure.PROPOSAL_ADOPTED])
WITH_A_FILE = {"proposal", "round", "vote", "decision", "turn", "pilot", "advice", "group", "contract", "meeting"}
MAKER = Named("gm0935", "Gemeente Maastricht", "TOOI register gemeenten compleet")


@pytest.fixture(scope="module", autouse=True)
def _words(app):
    with app.app_context():
        yield


def test_an_object_says_what_must_be_said():
    it = follows_the_norm(of_thing(Thing(ME, "Archiefstuk", [MAKER], False, FOR_GOOD, at=AT, above=ABOVE, shown_by=[ME])))

    assert text_of(it, "identificatie", "identificatieKenmerk") == "voorstel-2026-07/tekst"
    assert text_of(it, "archiefvormer", "verwijzingIdentificatie", "identificatieKenmerk") == "gm0935"
    assert text_of(it, "waardering", "begripCode") == "B"
    assert text_of(it, "beperkingGebruik", "beperkingGebruikType", "begripLabel") == "Openbaar"
    assert text_of(it, "event", "eventTijd") == "2026-03-20T10:00:00+01:00"


def test_what_is_kept_for_some_years_says_from_when_until_when():
    it = follows_the_norm(of_thing(Thing(ME, "Archiefstuk", [MAKER], False, Appraisal(DEFAULTS[Closure.CONTRACT_SIGNED], date(2027, 12, 31)))))

    assert (text_of(it, "waardering", "begripLabel"), text_of(it, "waardering", "begripCode")) == ("Tijdelijk te bewaren", "V")
    assert [text_of(it, "bewaartermijn", f"termijn{name}") for name in ("StartdatumLooptijd", "Looptijd", "Einddatum")] == [
        "2027-12-31", "P10Y", "2037-12-31"]
    assert text_of(it, "informatiecategorie", "begripCode") == "16.1"
    assert "Selectielijst gemeenten" in text_of(it, "informatiecategorie", "begripBegrippenlijst", "verwijzingNaam")


def test_of_what_is_not_over_it_is_not_known_yet():
    it = follows_the_norm(of_thing(Thing(ME, "Archiefstuk", [MAKER], False, Appraisal())))

    assert text_of(it, "waardering", "begripCode") == "N"
    assert text_of(it, "bewaartermijn", "termijnLooptijd") is None


def test_everything_that_can_be_said_stands_in_its_order():
    it = follows_the_norm(of_thing(Thing(
        ABOVE, "Dossier", [MAKER], True, FOR_GOOD, at=AT, about="Waar het over gaat", within=[ME, ME], shown_by=[ME], began_on=date(2026, 1, 1),
        ended_on=date(2026, 12, 31), events=[Event(AT, "round:open", "De ronde is open.")])))

    assert text_of(it, "beperkingGebruik", "beperkingGebruikType", "begripLabel") == "Niet openbaar"
    assert text_of(it, "dekkingInTijd", "dekkingInTijdEinddatum") == "2026-12-31"
    assert (text_of(it, "event", "eventType", "begripLabel"), text_of(it, "event", "eventType", "begripCode")) == (
        "Reactieronde geopend", "round:open")


def told_codes():
    """What is made known about what has a file, as the code of the portal says it."""
    call = re.compile(r"""(?:publish|make_known|publish_decision|tell)\(\s*session, (?:\w+, )?"([\w:-]+)"(?: if \w+ else "([\w:-]+)")?""")
    portal = Path(__file__).parents[2] / "portal"
    found = {code for path in portal.rglob("*.py") for pair in call.findall(path.read_text(encoding="utf-8")) for code in pair if code}
    steps = {f"proposal:{step.name}" for order in Order for step in PROPOSAL_STEPS[order]} | {f"pilot:{step.name}" for step in PILOT_STEPS}
    return {code for code in found | steps if code.partition(":")[0] in WITH_A_FILE}


def test_each_kind_of_event_has_a_name_in_dutch():
    assert {"round:open", "advice:mended", "contract:signed", "meeting:minutes"} <= told_codes()
    assert {code for code in told_codes() if f"Event.{code}" not in EVENTS} == set()


def test_a_file_of_our_own_and_one_that_was_sent_in():
    own = follows_the_norm(of_copy(Copy(Named("k", "tekst.html", "b"), 7, "a" * 64, AT, ME)))
    sent = follows_the_norm(of_copy(Copy(Named("k", "begroting.xlsx", "b"), 7, "a" * 64, AT, ME, media_type="application/vnd.ms-excel")))

    assert text_of(own, "bestandsformaat", "begripCode") == "fmt/471"
    assert text_of(sent, "bestandsformaat", "begripLabel") == "application/vnd.ms-excel"
    assert text_of(own, "checksum", "checksumWaarde") == "a" * 64


@given(st.text(min_size=1).filter(lambda text: any(c.isprintable() and not c.isspace() for c in text)))
def test_any_words_make_a_document_that_can_be_read(words):
    named = Named("k", f"x{words}", "bron")

    it = follows_the_norm(of_thing(Thing(named, "Archiefstuk", [MAKER], False, FOR_GOOD, about=f"x{words}", events=[Event(AT, "c", f"x{words}")])))

    assert text_of(it, "naam").startswith("x")
