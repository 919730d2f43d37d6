"""The file of a year of meetings: agendas, minutes and papers for everyone; notes, reasons and drafts apart."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from portal.core.revisions import Paragraph
from portal.dossier.kinds import YEAR, subject
from portal.dossier.rules import Edition
from portal.meetings.models import Attendance, Meeting, MinutesEdition, MinutesRemark
from portal.meetings.rules import MeetingState, Presence
from tests import world
from tests.conftest import NOW

SECRETS = ("INTERNE-NOTITIE", "INTERN-STUK", "REDEN-VAN-AFWEZIGHEID", "VERVANGER-NAAM", "OPMERKING-BIJ-VERSLAG", "INTERN-IN-EDITIE", "ZAAL-VAN-HET-CONCEPT")


@pytest.fixture
def year(session, rich):
    """The meeting of the proposal, a draft for later, and one that was cancelled."""
    world.add(session, Attendance(meeting_id=rich.meeting.id, party_id=rich.boot.id, presence=Presence.EXCUSED, reason="REDEN-VAN-AFWEZIGHEID",
                                  substitute="VERVANGER-NAAM", noted_at=NOW))
    edition = world.add(session, MinutesEdition(meeting_id=rich.meeting.id, number=1, paragraphs=(Paragraph("1", "Tekst", "Punt"),),
                                                internal=(Paragraph("1", "INTERN-IN-EDITIE", "Punt"),), is_adopted=True, made_at=NOW, made_by=""))
    world.add(session, MinutesRemark(edition_id=edition.id, label="1", party_id=rich.boot.id, person_name="Carla", text="OPMERKING-BIJ-VERSLAG", made_at=NOW,
                                     is_late=False))
    world.meeting(session, rich.network, starts_at=NOW + timedelta(days=20), place="ZAAL-VAN-HET-CONCEPT")
    world.meeting(session, rich.network, starts_at=NOW + timedelta(days=30), invited_at=NOW, state=MeetingState.CANCELLED, cancelled_at=NOW,
                  cancel_reason="De zaal is dicht.")
    session.commit()
    return rich


def test_everyone_gets_agendas_minutes_and_papers(year, take):
    unpacked = take(year.network, "2026", kind=YEAR)
    everything = unpacked.everything

    assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]
    assert not [shown for shown in ("VERSLAG-TEKST", "OPENBAAR-STUK", "De zaal is dicht.") if shown not in everything]
    assert len(json.loads(unpacked.text("overzicht/overzicht.json"))) == 2
    (row,) = json.loads(unpacked.text(f"verslag-{year.meeting.slug}/aanwezigheid.json"))
    assert row == {"Partij": "De Papieren Boot", "Aanwezigheid": "Afwezig met reden"}


def test_the_complete_year_holds_what_is_internal_apart(year, take):
    unpacked = take(year.network, "2026", Edition.COMPLETE, kind=YEAR)

    apart = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if path.startswith("vertrouwelijk/"))
    rest = "\n".join(unpacked.text(path) for path in unpacked.paths if not path.startswith("vertrouwelijk/") and path != "inhoud.html")
    assert not [secret for secret in SECRETS if secret not in apart]
    assert not [secret for secret in SECRETS if secret in rest]


def test_a_year_begins_and_ends_in_amsterdam(session, take):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    first = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight on New Year's Day
    world.meeting(session, network, starts_at=first, state=MeetingState.INVITED, invited_at=NOW)
    session.commit()

    assert subject(session, network, YEAR, "2025", NOW) is None
    assert "1 januari 2026" in take(network, "2026", kind=YEAR).everything


@pytest.mark.parametrize("reference", ["2025", "1999", "20260", "tweeduizend", "2099", "../2026", ""])
def test_where_there_was_no_meeting_there_is_no_file(session, year, reference):
    assert subject(session, year.network, YEAR, reference, NOW) is None


def test_a_year_of_drafts_alone_is_not_public(session, rich, take):
    session.execute(update(Meeting).values(state=MeetingState.DRAFT, adopted_at=None, invited_at=None))
    session.commit()

    assert not subject(session, rich.network, YEAR, "2026", NOW).is_public
    take(rich.network, "2026", Edition.COMPLETE, kind=YEAR)
