"""The address of a reaction leads to the page that shows it, however many came after it."""

import pytest

from portal.proposals.models import ProposalVersion
from portal.proposals.rules import Stage
from portal.publication import dossier, reaction_views
from portal.rounds.models import Answer, CommentRound
from portal.rounds.rules import Adopted, ReactionState
from tests import world


@pytest.fixture
def round_(session, monkeypatch):
    """A round of which a page shows two reactions."""
    for module in (dossier, reaction_views):
        monkeypatch.setattr(module, "REACTIONS", 2)
    network = world.network(session)
    return world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, sequence=14))


def landed(visit, reaction):
    """The page to which its address leads, and whether the reaction stands on it under the anchor."""
    sent = visit.get(reaction.path, status=302)
    page = visit.get(sent.location)
    return sent.location, bool(page.all(f"#r{reaction.id}")) and sent.location.endswith(f"#r{reaction.id}")


def test_every_reaction_is_on_the_page_that_its_address_leads_to(session, round_, visit):
    said = [world.reaction(session, round_) for _ in range(5)]
    world.reaction(session, round_, state=ReactionState.NEW)  # not on the site: it takes no place
    session.commit()
    here = f"/voorstellen/{round_.proposal.number}"
    pages = [landed(visit, reaction) for reaction in reversed(said)]
    assert all(is_there for _location, is_there in pages)
    assert [location.split("#")[0] for location, _ in pages] == [
        here, here, *[f"{here}?reacties={said[2].number}"] * 2, f"{here}?reacties={said[0].number}"]


def test_of_an_earlier_round_it_leads_to_the_memo_or_to_the_proposal(session, round_, visit):
    answered, alone = world.reaction(session, round_), world.reaction(session, round_)
    world.add(session, Answer(reaction_id=answered.id, adopted=Adopted.YES, text="Ja.", html="<p>Ja.</p>", written_at=world.OPENED,
                              published_at=world.OPENED))
    old = round_.text_version
    text = world.add(session, ProposalVersion(
        proposal_id=round_.proposal_id, number=2, paragraphs=old.paragraphs, explanation="Nu anders.", explanation_html="<p>Nu anders.</p>",
        created_at=world.OPENED, created_by=""))
    later = CommentRound(proposal=round_.proposal, text_version=text, opened_at=round_.opened_at)
    later.set_deadline(round_.deadline)
    world.add(session, later)
    session.commit()
    number = round_.proposal.number
    assert landed(visit, answered) == (f"/voorstellen/{number}/reactienota?versie=1#r{answered.id}", True)
    assert landed(visit, alone) == (f"/voorstellen/{number}#reacties", False)


@pytest.mark.parametrize("change", [{"state": ReactionState.NEW}, {"state": ReactionState.WITHHELD}])
def test_what_is_not_on_the_site_has_no_address_for_everyone(session, round_, visit, change):
    reaction = world.reaction(session, round_, **change)
    session.commit()
    visit.get(reaction.path, status=404)
    visit.get("/reacties/999999", status=404)
