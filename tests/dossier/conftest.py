"""A proposal on which everything happened, public and not, and what one needs to take its file along."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.contributions.models import Attachment, ConfidentialPart
from portal.contributions.rules import Ground
from portal.decisions.models import BoardDecision, Submission, TurnSecret, UnexpectedTurn
from portal.dossier import pages
from portal.dossier.bundle import write_bundle
from portal.dossier.kinds import PROPOSAL, subject
from portal.dossier.rules import Edition
from portal.meetings.models import AgendaItem, InternalNote, MeetingPaper, Minutes
from portal.meetings.rules import MeetingState
from portal.networks.operations import publish
from portal.proposals.models import Objection, ProposalVersion
from portal.proposals.rules import Stage
from portal.rounds.models import Answer, EarlierText, ReactionReply, Rejoinder
from portal.rounds.rules import Adopted, Position, ReactionState
from portal.votes.rules import Choice
from tests import world
from tests.conftest import NOW
from tests.dossier.checks import Unpacked

SECRETS = (
    "GEHEIM-DEEL", "GEHEIM-REACTIE", "ACHTERGEHOUDEN", "ONGESCHOOND", "geheim@inwoner.example", "EERDERE-TEKST", "ONGELEZEN", "CONCEPT-ANTWOORD",
    "INTERNE-NOTITIE", "INTERN-STUK", "GEHEIME-BIJLAGE", "GEHEIME-WENDING", "OUDE-VERSIE", "BEZWAAR-TEKST", "WEGGEHAALD", "VERTROUWELIJK-STUK.PDF")
"""What no public edition may hold, and every complete one does."""
SHOWN = ("Wachttijd eerder melden", "OPENBARE-REACTIE", "OPENBAAR-ANTWOORD", "OPENBARE-BIJLAGE", "OPENBAAR-STUK", "REDEN-VAN-HET-COLLEGE", "UITLEG-BIJ-STEM", "VERSLAG-TEKST")
"""What everyone may read."""


@pytest.fixture(autouse=True)
def without_paper(monkeypatch):
    """No PDF files, which take their time; the test that is about them asks for them."""
    monkeypatch.setattr(pages, "is_installed", lambda: False)


@pytest.fixture
def rich(session):
    """A proposal with the boards, of which much is not for everyone."""
    s = SimpleNamespace(network=world.network(session))
    s.place, s.beek = world.municipality(session, s.network, is_host=True), world.municipality(session, s.network, "Beek")
    s.secretary = world.secretary(session, s.place)
    s.boot, s.citer = world.member(session, s.network, "De Papieren Boot"), world.member(session, s.network, "Citer")
    s.proposal = world.proposal(session, s.network, Stage.SUBMITTED, party=s.boot, public_from=2)
    versions = [ProposalVersion(proposal_id=s.proposal.id, number=2, paragraphs=world.CHANGED, explanation="Uitleg.", explanation_html="<p>Uitleg.</p>",
                                created_at=world.LONG_AGO, created_by="", is_cleared=True)]
    session.add_all(versions)
    world.add(session, ConfidentialPart(proposal_id=s.proposal.id, ground=Ground.COST, text="GEHEIM-DEEL"))
    world.add(session, Objection(proposal_id=s.proposal.id, text="BEZWAAR-TEKST", received_at=NOW))
    _old_text(session, s.proposal)
    _attach(session, s, "openbaar.pdf", b"%PDF-1.7 OPENBARE-BIJLAGE", shown=True, proposal_id=s.proposal.id)
    _attach(session, s, "VERTROUWELIJK-STUK.PDF", b"%PDF-1.7 GEHEIME-BIJLAGE", shown=False, proposal_id=s.proposal.id)
    _round(session, s)
    _vote(session, s)
    _boards(session, s)
    _meeting(session, s)
    publish(session, "proposal:schedule", network_id=s.network.id, title=s.proposal.title, now=NOW - timedelta(days=30), path=s.proposal.path,
            proposal_id=s.proposal.id)
    session.commit()
    return s


def _old_text(session, proposal):
    first = session.get_one(ProposalVersion, min(version.id for version in proposal.versions))
    session.connection().execute(ProposalVersion.__table__.update().where(ProposalVersion.id == first.id).values(explanation="OUDE-VERSIE"))


def _attach(session, s, name, content, *, shown, **of):
    document = world.document(session, name, content)
    world.add(session, Attachment(network_id=s.network.id, document_id=document.id, public_document_id=document.id if shown else None,
                                  is_confidential=not shown, read_at=NOW if shown else None, **of))


def _round(session, s):
    s.round = world.comment_round(session, s.proposal, opened_at=NOW - timedelta(days=60))
    read = {"read_at": NOW, "state": ReactionState.PUBLISHED}
    shown = world.reaction(session, s.round, s.citer, text="OPENBARE-REACTIE")
    world.add(session, Answer(reaction_id=shown.id, adopted=Adopted.YES, text="OPENBAAR-ANTWOORD", html="<p>OPENBAAR-ANTWOORD</p>", written_at=NOW,
                              published_at=NOW))
    world.add(session, EarlierText(reaction_id=shown.id, number=1, position=Position.FOR, labels=[], text="EERDERE-TEKST", written_at=NOW))
    world.add(session, ConfidentialPart(reaction_id=shown.id, ground=Ground.COST, text="GEHEIM-REACTIE"))
    world.add(session, Rejoinder(reaction_id=shown.id, text="ONGELEZEN weerwoord", received_at=NOW))
    world.add(session, ReactionReply(reaction_id=shown.id, text="ONGELEZEN antwoord", follow_key="hierop", received_at=NOW))
    cleared = world.reaction(session, s.round, text="ONGESCHOOND", public_text="Geschoond", public_html="<p>Geschoond</p>", sender_email="geheim@inwoner.example")
    world.add(session, Answer(reaction_id=cleared.id, adopted=Adopted.NO, text="CONCEPT-ANTWOORD", html="<p>CONCEPT-ANTWOORD</p>", written_at=NOW))
    world.reaction(session, s.round, state=ReactionState.WITHHELD, text="ACHTERGEHOUDEN")
    world.reaction(session, s.round, s.boot, text="WEGGEHAALD", hidden_at=NOW, hidden_ground="insult", **read)
    s.shown = shown


def _vote(session, s):
    s.vote = world.vote(session, s.proposal, s.boot, s.citer, opened_at=NOW - timedelta(days=30))
    world.ballot(session, s.vote, s.citer, Choice.AGAINST, explanation="UITLEG-BIJ-STEM")


def _boards(session, s):
    s.submission = world.add(session, Submission(proposal_id=s.proposal.id, submitted=True, reason="Dit is nodig.", deviates=True, decided_at=NOW))
    for place, reason in ((s.place, "REDEN-VAN-HET-COLLEGE"), (s.beek, "Beek doet mee.")):
        world.add(session, BoardDecision(
            proposal_id=s.proposal.id, submission_id=s.submission.id, municipality_id=place.id, adopted=True, decided_on=NOW.date(), number="B-1",
            reason=reason, recorded_at=NOW, recorded_by="Bas", document_id=world.document(session, f"{place.name}.pdf").id))
    turn = world.add(session, UnexpectedTurn(network_id=s.network.id, party_id=s.boot.id, proposal_id=s.proposal.id, text="Wij twijfelen.",
                                             reported_at=NOW, person_name="Carla"))
    world.add(session, TurnSecret(turn_id=turn.id, ground=Ground.COST, text="GEHEIME-WENDING"))


def _meeting(session, s):
    held = NOW - timedelta(days=20)
    s.meeting = world.meeting(session, s.network, starts_at=held, state=MeetingState.ADOPTED, invited_at=held - timedelta(days=9), adopted_at=NOW)
    item = world.add(session, AgendaItem(meeting_id=s.meeting.id, position=1, proposal_id=s.proposal.id, discussion="VERSLAG-TEKST", handled_at=held))
    world.add(session, InternalNote(item_id=item.id, text="INTERNE-NOTITIE"))
    world.add(session, Minutes(meeting_id=s.meeting.id, number=1, text="", html="", written_at=NOW, written_by=""))
    for title, is_public in (("OPENBAAR-STUK", True), ("INTERN-STUK", False)):
        world.add(session, MeetingPaper(meeting_id=s.meeting.id, item_id=item.id, document_id=world.document(session, f"{title}.pdf").id, title=title,
                                        is_public=is_public, added_at=NOW))


@pytest.fixture
def take(session, tmp_path):
    """The file of a subject, unpacked and checked: `take(rich.network, "2026-07", Edition.PUBLIC)`."""

    def taken(network, reference, edition=Edition.PUBLIC, kind=PROPOSAL, place=None, now=NOW):
        out = BytesIO()
        write_bundle(subject(session, network, kind, reference, now), edition, out, place=place)
        return Unpacked(out, tmp_path / f"{edition}-{reference}-{len(list(tmp_path.iterdir()))}").check()

    return taken


@pytest.fixture
def desk(rich):
    return world.actor(rich.secretary, rich.place, Role.SECRETARY)
