"""A proposal that was taken off the site: its words stand nowhere on it, on any page, feed, file or letter; the desk reads on."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from portal.accounts.models import Role
from portal.contributions.models import Attachment, Draft
from portal.contributions.operations import attach, hide, keep_draft, show_again
from portal.contributions.rules import HiddenGround, Kind
from portal.core.revisions import Paragraph
from portal.decisions.models import Submission
from portal.meetings import operations as meetings
from portal.meetings.models import AgendaItem, MinutesEdition, MinutesRemark
from portal.meetings.rules import MeetingState
from portal.networks.operations import publish
from portal.notifications.models import OutboxMail
from portal.parties.rules import PublishAs
from portal.proposals.models import ProposalVersion, Support
from portal.proposals.rules import Stage
from portal.rounds.models import Answer
from portal.rounds.rules import Adopted
from portal.votes.rules import Choice
from tests import world
from tests.conftest import NOW
from tests.inspector import readable

MARK = "kwikstaart"
"""What the hidden proposals say, everywhere in them."""
LONG_PAST = world.LONG_AGO


@pytest.fixture
def scene(session, monkeypatch, paper_once):
    """Proposals on each part of their road, with all that hangs on them."""
    monkeypatch.setattr(world, "CHANGED", (
        *world.CHANGED, Paragraph("4.9", f"Iedere {MARK} krijgt hulp.", f"Over de {MARK}"),
        Paragraph("4.3.2", f"De melding gebeurt per {MARK}.", "Hoe de melding gebeurt", world.ARTICLES[1].text)))
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    here = SimpleNamespace(
        network=network, place=place, secretary=world.secretary(session, place), board=world.board_staff(session, place),
        boot=world.member(session, network, "Boot"), citer=world.member(session, network, "Citer"))
    here.cas, here.office = world.contact(session, here.citer, "Cas"), world.actor(here.secretary, place, Role.SECRETARY)
    here.as_citer = world.actor(here.cas, here.citer, Role.CONTACT)
    here.table = world.seated_table(session, network, here.citer)
    here.meeting = world.meeting(session, network, here.table, LONG_PAST)
    here.parts = {"slug": [here.meeting.slug, here.table.slug], "attachment_id": [], "number": [], "proposal_id": [], "reaction_id": []}
    here.proposals = [_proposal(session, here, stage) for stage in (
        Stage.SCHEDULED, Stage.PRELIMINARY, Stage.WORKED_OUT, Stage.IN_VOTE, Stage.IN_VOTE, Stage.SUBMITTED, Stage.REJECTED, Stage.SET_ASIDE)]
    _rounds(session, here)
    _votes(session, here)
    _held(session, here)
    session.commit()
    return here


def _proposal(session, here, stage):
    row = world.proposal(session, here.network, stage, title=f"Een {MARK} erbij", summary=f"Meer over de {MARK}.",
                         sender_name=f"Jan {MARK}", sender_place=MARK, sender_email="jan@example.nl", publish_as=PublishAs.NAME)
    session.execute(update(ProposalVersion).values(explanation=MARK, explanation_html=f"<p>{MARK}</p>"))
    session.add(Support(proposal_id=row.id, party_id=here.citer.id, given_at=LONG_PAST))
    scan = world.document(session, f"{MARK}.pdf", b"%PDF-1.7 " + MARK.encode())
    paper = world.add(session, Attachment(network_id=here.network.id, proposal_id=row.id, document_id=scan.id, public_document_id=scan.id,
                                          read_at=LONG_PAST))
    for kind in ("proposal:receive", "proposal:schedule"):
        publish(session, kind, network_id=here.network.id, title=row.title, now=NOW, proposal_id=row.id, path=row.path, number=row.number,
                received_on=NOW.date())
    here.parts["attachment_id"].append(paper.id)
    here.parts["number"].append(row.number)
    here.parts["proposal_id"].append(row.id)
    return row


def _rounds(session, here):
    """One that runs, with a reaction and a draft of a party; one with its answers public."""
    running, over = world.comment_round(session, here.proposals[1]), world.comment_round(session, here.proposals[2], LONG_PAST)
    keep_draft(session, here.network, Kind.REACTION, str(running.id), title=here.proposals[1].title, fields=[], shown=[],
               path=f"{here.proposals[1].path}/reageren", actor=here.as_citer, now=NOW)
    for round_ in (running, over):
        said = world.reaction(session, round_, here.citer)
        here.parts["reaction_id"].append(said.id)
    session.add(Answer(reaction_id=said.id, adopted=Adopted.NO, text="Nee.", html="<p>Nee.</p>", written_at=LONG_PAST,
                       published_at=LONG_PAST))
    publish(session, "round:answered", network_id=here.network.id, title=here.proposals[2].title, now=NOW, yes=0, partly=0, no=1,
            proposal_id=here.proposals[2].id, path=f"{here.proposals[2].path}/reactienota")
    here.answered = over


def _votes(session, here):
    """One that runs; one that is over, and that of what lies with the boards."""
    world.vote(session, here.proposals[3], here.boot, here.citer)
    for proposal in here.proposals[4:7]:
        world.ballot(session, world.vote(session, proposal, here.boot, here.citer, opened_at=LONG_PAST), here.citer, Choice.FOR)
    for proposal in here.proposals[5:7]:
        session.add(Submission(proposal_id=proposal.id, submitted=True, deviates=False, reason="Goed.", decided_at=LONG_PAST))


def _held(session, here):
    """A meeting with all of them on its agenda, its minutes adopted, and a remark on the draft of them."""
    for proposal in here.proposals[:3]:
        meetings.add_item(session, here.meeting, proposal=proposal, actor=here.office, now=LONG_PAST)
    session.add(AgendaItem(meeting=here.meeting, position=9, round_id=here.answered.id))
    session.flush()
    for item in here.meeting.items:
        item.handled_at, item.conclusion = LONG_PAST, "Akkoord."
    here.meeting.state, here.meeting.adopted_at = MeetingState.ADOPTED, LONG_PAST
    heading = (Paragraph("1", "Akkoord.", here.proposals[0].title),)
    for number, text in ((1, "Akkoord."), (2, "Niet akkoord.")):
        edition = world.add(session, MinutesEdition(
            meeting_id=here.meeting.id, number=number, paragraphs=(Paragraph("1", text, here.proposals[0].title),), internal=heading,
            is_adopted=number == 2, made_at=LONG_PAST, made_by="Sien"))
    session.add(MinutesRemark(edition_id=edition.id, label="1", party_id=here.citer.id, person_name="Cas", text="Klopt.",
                              made_at=LONG_PAST, is_late=False))


def _hide_all(session, scene):
    for proposal in scene.proposals:
        hide(session, proposal, ground=HiddenGround.PERSONAL_DATA, note="Er staat een naam in.", actor=scene.office, now=NOW)
    session.commit()


def _addresses(app, scene, *, desk):
    """Every address that can be read and whose parts are those of the scene; those of the desk, or the others."""
    if not desk:
        yield from (f"/dossiers/voorstel/{number}.zip" for number in scene.parts["number"])
    for rule in app.url_map.iter_rules():
        names = {"number" if rule.endpoint == "api.voorstellen_een" else name for name in rule.arguments - (rule.defaults or {}).keys()}
        if "GET" not in rule.methods or len(names) > 1 or names - scene.parts.keys() or rule.endpoint == "accounts.language":
            continue
        if rule.rule.startswith("/bureau") is not desk or rule.endpoint == "security.logout":
            continue
        for value in scene.parts[next(iter(names))] if names else [""]:
            path = re.sub(r"<[^>]+>", str(value), rule.rule)
            yield path
            if rule.endpoint == "publication.compare":
                yield f"{path}?van=1&naar=1"
            if rule.endpoint == "publication.proposal":
                yield f"{path}?versie=1"


def _telling(visitor, app, scene, *, desk=False):
    """The addresses where the words can be read."""
    paths = list(dict.fromkeys(_addresses(app, scene, desk=desk)))
    assert len(paths) > 30
    return {path for path in paths if (answer := visitor.ask("get", path)).status_code == 200
            and MARK in readable(answer).casefold()}


def _visitors(visit, scene):
    return {"anonymous": visit, "provider": visit.logged_in(scene.cas), "board staff": visit.logged_in(scene.board)}


def test_what_is_hidden_can_be_read_nowhere(app, session, scene, visit):
    first = scene.proposals[1].path
    before = _telling(visit, app, scene)
    assert {"/", f"/dossiers/voorstel/{scene.parts['number'][1]}.zip", f"/api/v1/voorstellen/{scene.parts['number'][1]}", "/voorstellen", first, f"{first}/reageren", "/atom.xml", "/reactierondes", "/kalender"} <= before
    _hide_all(session, scene)

    for who, visitor in _visitors(visit, scene).items():
        assert _telling(visitor, app, scene) == set(), who
        assert "0 resultaten" in visitor.get(f"/zoeken?q={MARK}").text
    assert visit.get(f"{first}/reageren").text.count("Van de site gehaald") == 1


def test_the_desk_reads_what_is_hidden(app, session, scene, visit):
    _hide_all(session, scene)
    office = visit.logged_in(scene.secretary)

    found = _telling(office, app, scene, desk=True)

    assert {f"/bureau/voorstellen/{proposal.id}" for proposal in scene.proposals} <= found
    assert f"Iedere {MARK} krijgt hulp." in office.get(f"/bureau/voorstellen/{scene.proposals[3].id}").text
    assert "0 resultaten" not in office.get(f"/zoeken?q={MARK}").text


def test_letters_after_hiding_do_not_tell_it(session, scene, visit):
    _hide_all(session, scene)

    letters = session.scalars(select(OutboxMail).where(OutboxMail.queued_at >= NOW)).all()

    assert letters
    assert not [letter.kind for letter in letters if MARK in str(letter.data)]


def test_what_comes_back_can_be_read_again(app, session, scene, visit):
    before = _telling(visit, app, scene)
    _hide_all(session, scene)
    for proposal in scene.proposals:
        show_again(session, proposal, note="Nagekeken.", actor=scene.office, now=NOW)
    session.commit()

    assert _telling(visit, app, scene) == before
    assert MARK in session.scalars(select(Draft.title)).one()


def test_document_that_comes_later_is_hidden_too(session, scene):
    _hide_all(session, scene)
    attach(session, scene.network, scene.proposals[0], [world.document(session)])
    session.flush()

    assert session.scalars(select(Attachment.hidden).order_by(Attachment.id.desc())).first() is True
