"""The file of a pilot: plan, consents, who takes part and the result for everyone; what was sent and noted apart."""

import json

import pytest
from sqlalchemy import update

from portal.contributions.models import Attachment, ConfidentialPart
from portal.contributions.rules import Ground
from portal.dossier.kinds import PILOT, subject
from portal.dossier.rules import Edition
from portal.pilots.models import Pilot, PilotConsent, PilotPlan, PilotResult, SignUp
from portal.pilots.rules import Finding, PilotStage
from tests import world
from tests.conftest import NOW

SECRETS = ("GEHEIM-PLAN", "OUDE-VRAAG", "ONGESCHOOND-RESULTAAT", "REDEN-VAN-AFZEGGEN", "NIEUW-RESULTAAT", "VASTGELEGD-DOOR", "GEHEIME-BIJLAGE", "GEVRAAGD")
SHOWN = ("Eerder melden, korter wachten", "SCHONE-VRAAG", "REDEN-VAN-BEEK", "GESCHOOND-RESULTAAT", "Citer")


@pytest.fixture
def pilot(session, rich):
    """Citer takes part, De Papieren Boot no longer does; of two results one is on the site."""
    row = world.pilot(session, rich.network, PilotStage.ADMITTED, party=rich.boot, question="OUDE-VRAAG", question_asked="GEVRAAGD")
    world.add(session, PilotPlan(pilot_id=row.id, number=2, title=row.written_title, summary=row.written_summary, created_at=NOW, created_by="",
                                 is_cleared=True, **world.PLAN | {"question": "SCHONE-VRAAG"}))
    world.add(session, ConfidentialPart(pilot_id=row.id, ground=Ground.COST, text="GEHEIM-PLAN"))
    world.add(session, PilotConsent(pilot_id=row.id, municipality_id=rich.beek.id, consents=True, decided_on=NOW.date(), reason="REDEN-VAN-BEEK",
                                    recorded_at=NOW, recorded_by="VASTGELEGD-DOOR"))
    world.add(session, SignUp(pilot_id=row.id, party_id=rich.citer.id, signed_up_at=NOW))
    world.add(session, SignUp(pilot_id=row.id, party_id=rich.boot.id, signed_up_at=NOW, withdrawn_at=NOW, withdraw_reason="REDEN-VAN-AFZEGGEN"))
    world.add(session, PilotResult(pilot_id=row.id, finding=Finding.REACHED, text="ONGESCHOOND-RESULTAAT", public_text="GESCHOOND-RESULTAAT", published_at=NOW,
                                   follow_key="uitkomst", received_at=NOW))
    document = world.document(session, "kosten.pdf", b"%PDF-1.7 GEHEIME-BIJLAGE")
    world.add(session, Attachment(network_id=rich.network.id, document_id=document.id, is_confidential=True, pilot_id=row.id))
    session.commit()
    return row


def test_everyone_gets_what_stands_on_its_page(rich, pilot, take):
    everything = take(rich.network, pilot.number, kind=PILOT).everything

    assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]
    assert not [shown for shown in SHOWN if shown not in everything]


def test_the_complete_file_holds_what_was_sent_and_noted_apart(session, rich, pilot, take):
    world.add(session, PilotResult(pilot_id=pilot.id, finding=Finding.PARTLY, text="NIEUW-RESULTAAT", follow_key="nieuw", received_at=NOW))
    session.commit()

    unpacked = take(rich.network, pilot.number, Edition.COMPLETE, kind=PILOT)

    apart = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if path.startswith("vertrouwelijk/"))
    rest = "\n".join(unpacked.text(path) for path in unpacked.paths if not path.startswith("vertrouwelijk/"))
    assert not [secret for secret in SECRETS if secret not in apart]
    assert not [secret for secret in SECRETS if secret in rest]


def test_a_municipality_gets_its_own_consent(rich, pilot, take):
    unpacked = take(rich.network, pilot.number, Edition.COMPLETE, kind=PILOT, place=rich.beek)

    (row,) = json.loads(unpacked.text("eigen-besluit/eigen-instemmingen.json"))
    assert (row["Gemeente"], row["Redenen"]) == ("Beek", "REDEN-VAN-BEEK")


def test_of_a_hidden_pilot_its_number_and_the_ground_remain(session, rich, pilot, take):
    session.execute(update(Pilot).where(Pilot.id == pilot.id).values(hidden_at=NOW, hidden_ground="personal_data"))
    session.commit()

    everything = take(rich.network, pilot.number, kind=PILOT).everything

    assert not [shown for shown in SHOWN if shown in everything]
    assert "persoonsgegevens" in everything.lower() or "gegevens over een persoon" in everything.lower()


def test_one_that_nobody_judged_has_no_public_file(session, rich, take):
    fresh = world.pilot(session, rich.network, PilotStage.RECEIVED, party=rich.boot)
    session.commit()

    assert not subject(session, rich.network, PILOT, fresh.number, NOW).is_public
    assert "Eerder melden" in take(rich.network, fresh.number, Edition.COMPLETE, kind=PILOT).everything


def test_its_page_leads_to_it(rich, pilot, visit):
    assert visit.get(pilot.path).all(f"a[href='/dossiers/pilot/{pilot.number}.zip']")
    assert visit.get(f"/dossiers/pilot/{pilot.number}.zip").response.data.startswith(b"PK")
    desk = visit.logged_in(rich.secretary)
    assert desk.get("/bureau/dossiers?soort=pilot").all(f"a[href='/bureau/dossiers/pilot/{pilot.number}']")
    assert "Beek" in desk.get(f"/bureau/dossiers/pilot/{pilot.number}").text
