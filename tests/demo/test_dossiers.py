"""Every stage of the demonstration gives a file that a stranger can check; so does its year of meetings."""

from io import BytesIO

import pytest
from sqlalchemy import select

from portal.contributions.models import ConfidentialPart
from portal.core.cli import as_if_asked
from portal.dossier import pages
from portal.dossier.bundle import write_bundle
from portal.dossier.kinds import PILOT, PROPOSAL, YEAR, subject
from portal.dossier.rules import Edition
from portal.meetings.models import InternalNote
from portal.networks.models import Network
from portal.pilots.models import Pilot
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.rounds.rules import ReactionState
from tests.demo.conftest import TODAY
from tests.dossier.checks import Unpacked


@pytest.fixture(autouse=True)
def without_paper(monkeypatch):
    monkeypatch.setattr(pages, "is_installed", lambda: False)


@pytest.fixture
def take(session, tmp_path):
    def taken(kind, reference, edition):
        out, network = BytesIO(), session.scalars(select(Network).order_by(Network.id)).first()
        with as_if_asked():
            write_bundle(subject(session, network, kind, reference, TODAY), edition, out)
        return Unpacked(out, tmp_path / f"{edition}-{kind}-{reference}").check()

    return taken


def secrets(session):
    yield from session.scalars(select(ConfidentialPart.text))
    yield from session.scalars(select(InternalNote.text))
    yield from session.scalars(select(Reaction.text).where(Reaction.state != ReactionState.PUBLISHED))
    yield from session.scalars(select(Reaction.sender_email).where(Reaction.sender_email != ""))


@pytest.mark.parametrize("stage", list(Stage))
def test_a_proposal_in_every_stage(session, take, stage):
    proposal = session.scalars(select(Proposal).where(Proposal.stage == stage, ~Proposal.awaits_address).order_by(Proposal.id)).first()

    complete = take(PROPOSAL, proposal.number, Edition.COMPLETE)

    assert proposal.written_title in complete.everything
    assert any(path.startswith("vertrouwelijk/handelingen/") for path in complete.paths)
    if proposal.published_at:
        everything = take(PROPOSAL, proposal.number, Edition.PUBLIC).everything
        assert not [secret for secret in secrets(session) if secret in everything]


def test_the_year_of_meetings(session, take):
    everything = take(YEAR, "2026", Edition.PUBLIC).everything

    assert not [secret for secret in secrets(session) if secret in everything]
    assert "Jeugd en gezin" in everything
    take(YEAR, "2026", Edition.COMPLETE)


def test_every_pilot(session, take):
    for pilot in session.scalars(select(Pilot).where(~Pilot.awaits_address).order_by(Pilot.id)):
        assert pilot.written_title in take(PILOT, pilot.number, Edition.COMPLETE).everything
        if pilot.published_at:
            everything = take(PILOT, pilot.number, Edition.PUBLIC).everything
            assert not [secret for secret in secrets(session) if secret in everything]
