"""The file of a question for advice, and its place in the files of a proposal and of a year of meetings."""

import json

import pytest

from portal.advice.models import AdvicePaper, AdviceRequest
from portal.advice.rules import Advises, Followed
from portal.dossier.kinds import ADVICE, YEAR
from portal.dossier.rules import Edition
from portal.meetings.models import AgendaItem, InternalNote, MeetingPaper
from tests import world
from tests.conftest import NOW

SHOWN = ("VRAAG-VAN-DE-GEMEENTE", "ACHTERGROND", "ADVIES-TEKST", "MENING-VAN-ENKELEN", "REACTIE-OP-ADVIES", "STUK-BIJ-DE-VRAAG")
SECRETS = ("NOTITIE-BIJ-ADVIES", "INTERN-BIJ-ADVIES")


@pytest.fixture
def asked(session, rich):
    """A question about the proposal that stood on the agenda of its meeting, with advice and a response."""
    row = world.add(session, AdviceRequest(
        network_id=rich.network.id, proposal_id=rich.proposal.id, slug="2026-1", subject="Wachttijd melden", question="VRAAG-VAN-DE-GEMEENTE",
        background="ACHTERGROND", wish_on=NOW.date(), asked_at=NOW, outcome=Advises.DIVIDED, advice="ADVIES-TEKST", minority="MENING-VAN-ENKELEN",
        in_favour=5, against=2, abstained=0, advised_at=NOW, followed=Followed.PARTLY, response="REACTIE-OP-ADVIES", responded_at=NOW))
    world.add(session, AdvicePaper(request_id=row.id, document_id=world.document(session, "vraag.pdf", b"%PDF-1.7 STUK-BIJ-DE-VRAAG").id))
    item = world.add(session, AgendaItem(meeting_id=rich.meeting.id, position=2, advice_id=row.id, handled_at=NOW))
    world.add(session, InternalNote(item_id=item.id, text="NOTITIE-BIJ-ADVIES"))
    world.add(session, MeetingPaper(meeting_id=rich.meeting.id, item_id=item.id, title="Intern", is_public=False, added_at=NOW,
                                    document_id=world.document(session, "intern.pdf", b"%PDF-1.7 INTERN-BIJ-ADVIES").id))
    session.commit()
    return row


def test_everyone_gets_the_question_the_advice_the_response_and_the_papers(rich, asked, take):
    unpacked = take(rich.network, asked.slug, kind=ADVICE)
    everything = unpacked.everything

    assert not [shown for shown in SHOWN if shown not in everything]
    assert not [secret for secret in SECRETS if secret in everything]
    said = {row["Wat"]: row["Waarde"] for row in json.loads(unpacked.text("advies-2026-1/advies.json"))}
    assert said["Stemming met handopsteken"] == "5 voor, 2 tegen, 0 onthouden"
    assert "VERSLAG-TEKST" in everything, "the minutes of the meeting that talked about it"


def test_the_complete_file_holds_what_was_internal_apart(rich, asked, take):
    unpacked = take(rich.network, asked.slug, Edition.COMPLETE, kind=ADVICE)

    apart = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if path.startswith("vertrouwelijk/"))
    assert not [secret for secret in SECRETS if secret not in apart]


@pytest.mark.parametrize(("reference", "kind"), [("2026-07", None), ("2026", YEAR)])
def test_it_is_part_of_the_file_of_its_proposal_and_of_the_year(session, rich, asked, take, reference, kind):
    unpacked = take(rich.network, rich.proposal.number if kind is None else reference, **({"kind": kind} if kind else {}))

    assert not [shown for shown in SHOWN if shown not in unpacked.everything]
    assert "advies-2026-1/advies.csv" in unpacked.paths


def test_its_page_leads_to_it(rich, asked, visit):
    assert visit.get(asked.path).all(f"a[href='/dossiers/advies/{asked.slug}.zip']")
    assert visit.get(f"/dossiers/advies/{asked.slug}.zip").response.data.startswith(b"PK")
    visit.get("/dossiers/advies/2026-99.zip", status=404)
    assert visit.logged_in(rich.secretary).get("/bureau/dossiers?soort=advies").all(f"a[href='/bureau/dossiers/advies/{asked.slug}']")
