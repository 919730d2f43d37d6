"""The file of a proposal: everything is in it, and nothing is in it for who may not read it."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from portal.audit.operations import record
from portal.contributions.models import Attachment
from portal.core import pdf
from portal.dossier import pages, reactions
from portal.dossier.bundle import write_bundle
from portal.dossier.kinds import PROPOSAL, subject
from portal.dossier.operations import take_complete
from portal.dossier.rules import Edition
from portal.networks.operations import publish
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.votes.models import Vote
from portal.votes.rules import Choice
from tests import world
from tests.conftest import NOW
from tests.dossier.checks import SPACE, follows_the_norm, text_of
from tests.dossier.conftest import SECRETS, SHOWN


def rows(unpacked, path):
    return json.loads(unpacked.text(path))


def bundle_of(session, network, reference, edition, place=None):
    out = BytesIO()
    write_bundle(subject(session, network, PROPOSAL, reference, NOW), edition, out, place=place)
    return out.getvalue()


def test_the_public_edition_holds_what_everyone_may_read_and_nothing_else(rich, take):
    everything = take(rich.network, rich.proposal.number).everything

    assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]
    assert not [shown for shown in SHOWN if shown not in everything]
    assert "vertrouwelijk/" not in everything


def test_the_complete_edition_holds_all_of_it_with_what_is_confidential_apart(rich, take):
    unpacked = take(rich.network, rich.proposal.number, Edition.COMPLETE)

    apart = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if path.startswith("vertrouwelijk/"))
    rest = "\n".join(unpacked.read(path).decode(errors="replace") for path in unpacked.paths if not path.startswith("vertrouwelijk/"))
    titles = {"INTERN-STUK", "VERTROUWELIJK-STUK.PDF"}  # the entrance page names what it leads to
    assert not [secret for secret in SECRETS if secret not in apart]
    assert not [secret for secret in SECRETS if secret in rest and secret not in titles]
    assert not [shown for shown in SHOWN if shown not in rest]


def test_the_public_parts_are_the_same_in_both_editions(rich, take):
    public, complete = take(rich.network, rich.proposal.number), take(rich.network, rich.proposal.number, Edition.COMPLETE)

    same = [path for path in public.paths if "/" in path and not path.endswith(".mdto.xml")]
    assert same
    assert [path for path in same if public.read(path) != complete.read(path)] == []


@pytest.mark.parametrize("edition", list(Edition))
def test_two_people_get_the_same_bytes(session, rich, desk, edition):
    first = bundle_of(session, rich.network, rich.proposal.number, edition)
    found = subject(session, rich.network, PROPOSAL, rich.proposal.number, NOW)
    take_complete(session, found.card, place=None, actor=desk, now=NOW)
    session.commit()
    session.expire_all()

    assert bundle_of(session, rich.network, rich.proposal.number, edition) == first


def test_what_is_changed_on_disk_shows(rich, take):
    unpacked = take(rich.network, rich.proposal.number)
    page = unpacked.top / "tekst-versie-2" / "artikelen.json"

    page.write_bytes(page.read_bytes().replace(b"vier weken", b"acht weken"))

    assert not unpacked.sums_are_right


def test_data_stand_beside_the_page(rich, take):
    unpacked = take(rich.network, rich.proposal.number)

    (answered,) = [row for row in rows(unpacked, "reacties-versie-1/reacties.json") if row["Reactie"] == "OPENBARE-REACTIE"]
    assert answered["Antwoord"] == "OPENBAAR-ANTWOORD"
    assert answered["Van"] == "Citer"
    assert [row["Stem"] for row in rows(unpacked, "stemming-versie-1/stemmen.json")] == ["Tegen", "Niet gestemd"]
    assert unpacked.read("stemming-versie-1/stemmen.csv").startswith("\ufeffPartij;".encode())
    assert {row["Gemeente"] for row in rows(unpacked, "besluiten/besluiten-per-gemeente.json")} == {"Maastricht", "Beek"}


def test_a_municipality_gets_its_own_decision_and_is_the_maker_of_the_archive(session, rich, take):
    world.mandate(session, rich.beek, rich.place)
    session.commit()

    unpacked = take(rich.network, rich.proposal.number, Edition.COMPLETE, place=rich.beek)

    it = follows_the_norm(unpacked.read("dossier.mdto.xml"))
    assert text_of(it, "archiefvormer", "verwijzingNaam") == "Gemeente Beek"
    assert text_of(it, "archiefvormer", "verwijzingIdentificatie", "identificatieKenmerk") == rich.beek.code.lower()
    assert [row["Redenen"] for row in rows(unpacked, "eigen-besluit/eigen-besluiten.json")] == ["Beek doet mee."]
    assert any(path.startswith("eigen-board-decision-") for path in unpacked.paths)
    assert any(path.startswith("eigen-mandate-") for path in unpacked.paths)
    assert unpacked.top.name == f"voorstel-{rich.proposal.number}-gemeente-beek"


def test_a_municipality_that_decided_nothing_reads_that(session, rich, take):
    stein = world.municipality(session, rich.network, "Stein")
    session.commit()

    unpacked = take(rich.network, rich.proposal.number, Edition.COMPLETE, place=stein)

    assert "Van deze gemeente is geen besluit vastgelegd." in unpacked.text("eigen-besluit/eigen-besluit.html")


def test_hostile_text_is_harmless_everywhere(session, rich, take):
    nasty = '"><script>alert(1)</script>=CMD|\'/c calc\'!A1 \x0b & ]]> ../../x'
    session.execute(update(Proposal).where(Proposal.id == rich.proposal.id).values(title=nasty * 20, sender_name=nasty))
    world.reaction(session, rich.round, rich.boot, text=f"={nasty}", public_html="<p>x</p>")
    world.ballot(session, rich.vote, rich.boot, Choice.FOR, explanation=f"={nasty}")
    session.commit()

    unpacked = take(rich.network, rich.proposal.number, Edition.COMPLETE)

    pages_ = "".join(unpacked.text(path) for path in unpacked.paths if path.endswith(".html"))
    sheets = "".join(unpacked.text(path) for path in unpacked.paths if path.endswith(".csv"))
    assert "<script" not in pages_
    assert "&lt;script&gt;" in pages_
    assert ";=" not in sheets
    assert '"=' not in sheets


def test_a_link_to_the_site_is_written_in_full(session, rich, take):
    world.reaction(session, rich.round, rich.boot, text="Zie", public_html='<p><a href="/tafels">tafels</a></p>')
    session.commit()

    assert 'href="http://localhost/tafels"' in take(rich.network, rich.proposal.number).text("reacties-versie-1/reacties.html")


def test_a_hidden_proposal_shows_its_number_and_the_ground_alone(session, rich, take):
    session.execute(update(Proposal).where(Proposal.id == rich.proposal.id).values(hidden_at=NOW, hidden_ground="personal_data", hidden_note="KANTTEKENING"))
    session.execute(update(Attachment).where(Attachment.proposal_id == rich.proposal.id).values(hidden=True))
    session.commit()

    everything = take(rich.network, rich.proposal.number).everything
    complete = take(rich.network, rich.proposal.number, Edition.COMPLETE).everything

    assert not [text for text in ("Wachttijd eerder melden", "vier weken op hulp", "KANTTEKENING", "OPENBARE-BIJLAGE") if text in everything]
    assert not [text for text in ("Wachttijd eerder melden", "vier weken op hulp", "KANTTEKENING", "OPENBARE-BIJLAGE") if text not in complete]


def test_what_is_not_public_has_no_public_edition(session, take):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    fresh = world.proposal(session, network, Stage.RECEIVED, title="NOG-NIET-BEOORDEELD")
    session.commit()
    found = subject(session, network, PROPOSAL, fresh.number, NOW)

    assert not found.is_public
    with pytest.raises(ValueError, match="no such edition"):
        write_bundle(found, Edition.PUBLIC, BytesIO())
    unpacked = take(network, fresh.number, Edition.COMPLETE)
    assert "NOG-NIET-BEOORDEELD" in unpacked.everything
    assert "vier weken op hulp" in unpacked.text("vertrouwelijk/tekst-versie-1/tekst.html")


def test_what_awaits_its_address_has_no_file_at_all(session):
    network = world.network(session)
    unconfirmed = world.proposal(session, network, Stage.RECEIVED, awaits_address=True)

    assert subject(session, network, PROPOSAL, unconfirmed.number, NOW) is None


def test_while_a_vote_runs_nobody_learns_what_anyone_voted(session, rich, desk, take):
    world.add(session, rich.vote)
    session.execute(update(Vote).where(Vote.id == rich.vote.id).values(closes_at=NOW + timedelta(days=3)))
    session.commit()

    everything = take(rich.network, rich.proposal.number, Edition.COMPLETE).everything

    assert "UITLEG-BIJ-STEM" not in everything
    assert "stemlijst.json" in everything


def test_of_a_vote_without_names_nobody_ever_learns_who_voted_what(session, rich, take):
    session.execute(update(Vote).where(Vote.id == rich.vote.id).values(by_name=False))
    session.commit()

    unpacked = take(rich.network, rich.proposal.number, Edition.COMPLETE)

    assert "uitgebrachte-stemmen" not in unpacked.everything
    assert "Partij" not in rows(unpacked, "stemming-versie-1/stemmen.json")[0]


def test_the_record_is_in_the_complete_edition_without_who_took_the_file(session, rich, desk, take):
    found = subject(session, rich.network, PROPOSAL, rich.proposal.number, NOW)
    record(session, rich.shown, "reaction:read", actor=desk, now=NOW, reason="GELEZEN")
    take_complete(session, found.card, place=rich.beek, actor=desk, now=NOW)
    session.commit()

    acts = rows(take(rich.network, rich.proposal.number, Edition.COMPLETE), "vertrouwelijk/handelingen/handelingen.json")

    assert [(act["Wat"], act["Reden"], act["Wie"]) for act in acts] == [("reaction:read", "GELEZEN", "Sien Roelofs")]


def test_thousands_of_reactions_go_a_batch_at_a_time(session, rich, take, monkeypatch):
    monkeypatch.setattr(reactions, "BATCH", 3)
    for number in range(10):
        world.reaction(session, rich.round, rich.boot, text=f"Nummer {number}")
    session.commit()

    unpacked = take(rich.network, rich.proposal.number)

    texts = [row["Reactie"] for row in rows(unpacked, "reacties-versie-1/reacties.json")]
    assert [f"Nummer {number}" for number in range(10)] == texts[-10:]
    assert len(texts) == 13


def test_paper_is_made_for_the_archive(session, rich, take, monkeypatch):
    monkeypatch.setattr(pages, "is_installed", pdf.is_installed)
    if not pdf.is_installed():
        pytest.skip("this machine cannot lay out PDF files")

    unpacked = take(rich.network, rich.proposal.number)

    root = PdfReader(BytesIO(unpacked.read("tekst-versie-2/tekst.pdf"))).trailer["/Root"]
    assert b'pdfaid:part' in root["/Metadata"].get_object().get_data()
    assert {"/StructTreeRoot", "/OutputIntents"} <= root.keys()
    assert root["/Lang"].startswith("nl")
    it = follows_the_norm(unpacked.read("tekst-versie-2/tekst.pdf.bestand.mdto.xml"))
    assert text_of(it, "bestandsformaat", "begripCode") == "fmt/476"
    assert bundle_of(session, rich.network, rich.proposal.number, Edition.PUBLIC) == bundle_of(session, rich.network, rich.proposal.number, Edition.PUBLIC)


def test_the_metadata_tell_what_was_made_known(rich, take):
    it = follows_the_norm(take(rich.network, rich.proposal.number).read("dossier.mdto.xml"))

    told = [[event.findtext(f"{SPACE}eventType/{SPACE}begrip{what}") for what in ("Label", "Code")] for event in it.iter(f"{SPACE}event")]
    assert told == [["Einde van een termijn", "term:end"], ["Voorstel op de agenda", "proposal:schedule"], ["Einde van een termijn", "term:end"]]


def test_documents_keep_every_byte(session, rich, take):
    attachment = session.scalar(select(Attachment).where(Attachment.public_document_id.is_not(None)))

    assert take(rich.network, rich.proposal.number).read(f"bijlage-{attachment.id}/openbaar.pdf") == b"%PDF-1.7 OPENBARE-BIJLAGE"


@pytest.fixture
def answered(session, rich):
    """It was made known that the answers are there, so there is a memo."""
    publish(session, "round:answered", network_id=rich.network.id, title=rich.proposal.title, now=NOW, path=rich.proposal.path,
            proposal_id=rich.proposal.id, yes=1, partly=0, no=0)
    session.commit()


def test_the_memo_is_a_page_in_the_file_however_many_reacted(rich, answered, take, monkeypatch):
    monkeypatch.setattr(reactions, "MOST_ON_PAPER", 0)
    monkeypatch.setattr(pages, "is_installed", lambda: True)
    monkeypatch.setattr(pages, "pdf_of", lambda *_template, **_context: b"%PDF-1.7")

    unpacked = take(rich.network, rich.proposal.number)

    memo = unpacked.text("reactienota-versie-1/reactienota.html")
    assert "OPENBARE-REACTIE" in memo and "OPENBAAR-ANTWOORD" in memo
    assert not [secret for secret in ("GEHEIM", "ACHTERGEHOUDEN", "ONGELEZEN", "CONCEPT-ANTWOORD", "WEGGEHAALD") if secret in memo]
    assert [path for path in unpacked.paths if path.startswith("reactienota-versie-1/") and path.endswith(".pdf")] == []


def test_a_memo_that_fits_is_on_paper_too(rich, answered, take, monkeypatch):
    monkeypatch.setattr(pages, "is_installed", lambda: True)
    monkeypatch.setattr(pages, "pdf_of", lambda *_template, **_context: b"%PDF-1.7")

    assert "reactienota-versie-1/reactienota.pdf" in take(rich.network, rich.proposal.number).paths
