"""What waits for the secretary and for boards' staff, and the steps of one proposal."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.contributions.models import Attachment
from portal.decisions.models import Submission
from portal.meetings.models import AgendaItem
from portal.meetings.rules import MeetingState
from portal.networks.models import Publication
from portal.notifications.models import MailState, OutboxMail
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.rules import ReactionState
from tests import world


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def desk(session, network, visit):
    secretary = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(secretary)


def _queue(page, group):
    return [" ".join("".join(e.etree_element.itertext()).split())
            for e in page.all(f'[aria-labelledby="{group}"] .ot-queue__item')]


def test_empty_desk_says_so(desk):
    assert "Er wacht nu niets op u." in desk.get("/bureau").text


def test_of_very_much_work_the_first_stands_on_the_desk_and_all_of_it_in_parts(session, network, desk):
    for number in range(101):
        world.proposal(session, network, Stage.RECEIVED, title=f"Voorstel {number:03d}")
    session.commit()

    start, first, second = desk.get("/bureau"), desk.get("/bureau?groep=late"), desk.get("/bureau?groep=late&deel=2")

    assert start.all('a[href="/bureau?groep=late"]') and first.all('a[rel=next][href="/bureau?groep=late&deel=2"]')
    assert second.all('a[rel=prev][href="/bureau?groep=late"]')
    assert _queue(start, "late") == _queue(first, "late")[:15]
    assert "101 taken" in first.text and "Pagina 1 van 2." in first.text
    assert [len(_queue(page, "late")) for page in (first, second)] == [100, 1]
    assert "Voorstel 100" in _queue(second, "late")[0]
    assert _queue(desk.get("/bureau?groep=late&deel=9"), "late") == _queue(second, "late")  # the work of the last parts was done meanwhile
    desk.get("/bureau?groep=late&deel=0", status=404)


def test_work_of_every_package_stands_by_date(session, network, desk, now):
    world.proposal(session, network, Stage.RECEIVED, title="Lang geleden ingestuurd")
    world.proposal(session, network, Stage.RECEIVED, title="Net ingestuurd", received_at=now)
    open_round = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Loopt"))
    world.reaction(session, open_round, None, ReactionState.NEW)
    closed = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Gesloten"),
                                 opened_at=now - timedelta(days=20))
    world.reaction(session, closed, world.member(session, network))
    world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="Gestemd"), world.party(session),
               opened_at=now - timedelta(days=20))
    world.proposal(session, network, Stage.WORKED_OUT, title="Klaar om te stemmen", stage_since=now)
    world.meeting(session, network)
    session.add(OutboxMail(key="k", kind="rounds/opened", email="weg@example.nl", name="Weg", language="nl", data={},
                           queued_at=now, due_at=now, state=MailState.FAILED, attempts=8))
    session.commit()

    page = desk.get("/bureau")

    assert any("Lang geleden ingestuurd" in row for row in _queue(page, "late"))
    assert any("Loopt" in row and "1 nieuw" in row for row in _queue(page, "week"))
    later = " ".join(_queue(page, "later"))
    for title in ("Net ingestuurd", "Gesloten", "Gestemd", "Klaar om te stemmen", "Bijeenkomst van het hele netwerk"):
        assert title in later
    assert any("Berichten die niet aankwamen" in row for row in _queue(page, "week"))
    assert "weg@example.nl" in desk.get("/bureau/post/niet-bezorgd").text
    for link in page.all(".ot-queue__what a, .ot-counts__link"):
        desk.get(link.etree_element.get("href"))


def test_number_of_queries_does_not_grow(session, network, desk, count_queries):
    def more(count):
        for _ in range(count):
            for stage in (Stage.RECEIVED, Stage.SCHEDULED, Stage.WORKED_OUT, Stage.SUBMITTED):
                world.proposal(session, network, stage)
            world.reaction(session, world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY)))
            world.meeting(session, network)
        session.commit()

    def asked():
        desk.get("/bureau")
        with count_queries() as queried:
            desk.get("/bureau")
        return len(queried)

    more(1)
    few = asked()
    more(9)
    assert asked() == few


def test_staff_of_a_board_see_what_their_board_decides(session, network, visit, now):
    world.municipality(session, network, "Stein", is_host=True)
    vaals = world.municipality(session, network, "Vaals")
    row = world.proposal(session, network, Stage.SUBMITTED, title="Bij de colleges")
    session.add(Submission(proposal_id=row.id, submitted=True, reason="Ja.", deviates=False, decided_at=now))
    world.proposal(session, network, Stage.RECEIVED, title="Alleen voor de secretaris")
    staff = world.board_staff(session, vaals)
    session.commit()
    visitor = visit.logged_in(staff)

    page = visitor.get("/bureau")

    assert "Bij de colleges" in page.text and "Alleen voor de secretaris" not in page.text
    visitor.get(f"/bureau/voorstellen/{row.id}", status=403)
    visitor.get("/bureau/post/niet-bezorgd", status=403)


@pytest.mark.parametrize("stage", Stage)
def test_page_of_a_proposal_reads_in_every_stage(session, network, desk, stage):
    row = world.proposal(session, network, stage)
    session.commit()

    page = desk.get(f"/bureau/voorstellen/{row.id}")

    assert page.h1 == row.title


def test_step_is_read_over_then_recorded_with_its_reason(session, network, desk):
    row = world.proposal(session, network, Stage.SCHEDULED)
    session.commit()
    address = f"/bureau/voorstellen/{row.id}"

    wrong = desk.get(address).submit({"step_name": "make_preliminary", "reason": ""}, "Verder", status=422)
    assert wrong.errors == ["Geef de reden: die wordt bij de stap bekendgemaakt."]
    overview = desk.get(address).submit({"step_name": "make_preliminary", "reason": "De tafel is het eens."}, "Verder")
    assert overview.h1 == "Klopt dit?"
    assert session.get(Proposal, row.id).stage == Stage.SCHEDULED
    first, second = overview.submit(button="Leg vast"), overview.submit(button="Leg vast")

    assert session.get(Proposal, row.id).stage == Stage.PRELIMINARY
    assert first.path == second.path
    assert session.scalars(select(Publication.reason)).all() == ["De tafel is het eens."]


def test_missing_conditions_are_named_and_the_step_is_not_offered(session, network, desk):
    row = world.proposal(session, network, Stage.PRELIMINARY)
    world.comment_round(session, row)
    session.commit()

    page = desk.get(f"/bureau/voorstellen/{row.id}")

    assert "Dit is nog nodig:" in page.text
    assert not page.all("form [value='work_out']")


@pytest.mark.parametrize("state", ["draft", "invited"])
def test_proposal_on_a_coming_agenda_points_to_that_meeting(session, network, desk, state):
    row = world.proposal(session, network, Stage.SCHEDULED)
    session.commit()
    address = f"/bureau/voorstellen/{row.id}"
    assert "Het staat nog niet op een volgende agenda." in desk.get(address).text

    meeting = world.meeting(session, network, state=MeetingState(state))
    session.add(AgendaItem(meeting=meeting, position=1, proposal_id=row.id, planned_minutes=15))
    session.commit()

    page = desk.get(address)
    assert "op donderdag 16 april 2026. Daar kiest de tafel de uitkomst." in page.text
    assert page.all(f".ot-steps a.ot-button[href='/bureau/bijeenkomsten/{meeting.id}']")


def test_documents_that_nobody_looked_at_wait(session, network, desk, visit, now):
    """Of what stands on the site; of what was not read itself, that is the task."""
    party = world.member(session, network)
    published, new = world.proposal(session, network, title="Met twee bijlagen"), world.proposal(session, network, Stage.RECEIVED, title="Net binnen")
    round_ = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="In de ronde"))
    said, unread = world.reaction(session, round_, party), world.reaction(session, round_, party, ReactionState.NEW)

    def attach(count, **owner):
        for _ in range(count):
            scan = world.document(session)
            session.add(Attachment(network_id=network.id, document_id=scan.id, **owner))

    attach(2, proposal_id=published.id)
    attach(1, proposal_id=new.id)
    attach(1, reaction_id=said.id)
    attach(1, reaction_id=unread.id)
    attach(1, proposal_id=published.id, is_confidential=True)
    session.commit()

    def waiting():
        page = desk.get("/bureau")
        return sorted(row.split(" Bekijk")[0] for group in ("late", "today", "week", "later") for row in _queue(page, group) if "Bekijk" in row)

    assert [row.rpartition("lezen ")[2] for row in waiting()] == ["In de ronde", "Met twee bijlagen"]
    for attachment in session.scalars(select(Attachment).where(Attachment.proposal_id == published.id, ~Attachment.is_confidential)):
        attachment.read_at, attachment.reason = now, "Niet nodig."
    session.commit()
    assert [row.rpartition("lezen ")[2] for row in waiting()] == ["In de ronde"]
    said.withdrawn_at, said.public_text, said.public_html = now, "", ""
    session.commit()
    assert waiting() == []
