"""The file of a working group: organisations, papers, meetings and advice for everyone; persons, drafts and internal papers apart."""

import json
from datetime import timedelta

import pytest

from portal.advice.rules import Advises
from portal.dossier.kinds import GROUP, YEAR
from portal.dossier.rules import Edition
from portal.groups.models import GroupMember, GroupPaper, WorkingGroup
from portal.meetings.models import AgendaItem, InternalNote
from portal.meetings.rules import MeetingState
from tests import world
from tests.conftest import NOW

SHOWN = ("OPDRACHT-VAN-DE-GROEP", "Basisschool De Paal", "GROEPSADVIES", "STUK-VOOR-IEDEREEN", "ZAAL-VAN-DE-GROEP")
SECRETS = ("Noor Trekker", "noor@example.nl", "CONCEPT-VAN-ADVIES", "STUK-VOOR-LEDEN", "NOTITIE-VAN-GROEP")


@pytest.fixture
def group(session, rich):
    """About the proposal, with a meeting of its own, and advice that was talked over in the meeting of the network."""
    row = world.add(session, WorkingGroup(
        network_id=rich.network.id, proposal_id=rich.proposal.id, slug="grens", name="Gezinnen aan de grens", assignment="OPDRACHT-VAN-DE-GROEP",
        founded_at=NOW - timedelta(days=50), ends_on=NOW.date(), draft="CONCEPT-VAN-ADVIES", drafted_at=NOW, drafted_by="Boot",
        outcome=Advises.POSITIVE, advice="GROEPSADVIES", advised_at=NOW))
    world.add(session, GroupMember(group_id=row.id, organisation="Basisschool De Paal", person_name="Noor Trekker", email="noor@example.nl", is_leader=True,
                                   joined_at=NOW))
    for title, is_public in (("STUK-VOOR-IEDEREEN", True), ("STUK-VOOR-LEDEN", False)):
        world.add(session, GroupPaper(group_id=row.id, document_id=world.document(session, f"{title}.pdf").id, title=title, is_public=is_public,
                                      added_by="Boot", added_at=NOW))
    met = world.meeting(session, rich.network, starts_at=NOW - timedelta(days=30), group_id=row.id, state=MeetingState.HELD, place="ZAAL-VAN-DE-GROEP",
                        invited_at=NOW - timedelta(days=40))
    item = world.add(session, AgendaItem(meeting_id=met.id, position=1, title="Wie regelt wat?"))
    world.add(session, InternalNote(item_id=item.id, text="NOTITIE-VAN-GROEP"))
    session.commit()
    return row


def test_everyone_gets_organisations_papers_meetings_and_advice(rich, group, take):
    everything = take(rich.network, group.slug, kind=GROUP).everything

    assert not [shown for shown in SHOWN if shown not in everything]
    assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]


def test_the_complete_file_holds_persons_drafts_and_internal_papers_apart(rich, group, take):
    unpacked = take(rich.network, group.slug, Edition.COMPLETE, kind=GROUP)

    apart = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if path.startswith("vertrouwelijk/"))
    rest = "\n".join(unpacked.text(path) for path in unpacked.paths if not path.startswith("vertrouwelijk/") and path.endswith(".html") and path != "inhoud.html")
    assert not [secret for secret in SECRETS if secret not in apart]
    assert not [secret for secret in SECRETS if secret in rest]
    (member,) = json.loads(unpacked.text("vertrouwelijk/werkgroep-grens-intern/leden.json"))
    assert (member["Naam"], member["Trekker"]) == ("Noor Trekker", True)


@pytest.mark.parametrize("kind", [None, YEAR])
def test_it_is_part_of_the_file_of_its_proposal_and_of_the_year(rich, group, take, kind):
    reference = {"kind": kind} if kind else {}
    public = take(rich.network, "2026" if kind else rich.proposal.number, **reference)
    complete = take(rich.network, "2026" if kind else rich.proposal.number, Edition.COMPLETE, **reference)

    assert "GROEPSADVIES" in public.everything
    assert not [secret for secret in SECRETS if secret.lower() in public.everything.lower()]
    assert "CONCEPT-VAN-ADVIES" in complete.everything


def test_its_pages_lead_to_it(rich, group, visit):
    assert visit.get(group.path).all(f"a[href='/dossiers/werkgroep/{group.slug}.zip']")
    assert visit.get(f"/dossiers/werkgroep/{group.slug}.zip").response.data.startswith(b"PK")
    desk = visit.logged_in(rich.secretary)
    assert desk.get("/bureau/dossiers?soort=werkgroep").all(f"a[href='/bureau/dossiers/werkgroep/{group.slug}']")
