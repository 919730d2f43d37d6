"""The interface for machines: what it tells, page by page; what it keeps to itself; and how it says no."""

import csv
import hashlib
import io
import json
import re
from datetime import timedelta

import pytest

from portal.api.resources import RESOURCES
from portal.api.rules import WORDS
from portal.core.web import limiter
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from tests import world
from tests.api.asking import asking, everything
from tests.api.conftest import PUBLIC, SECRET, signal

API = "/api/v1"


@pytest.fixture
def ask(visit):
    return asking(visit)


def test_something_of_everything_and_nothing_that_is_confidential(ask, filled):
    answers = dict(everything(ask, size=1))

    assert not [path for path, text in answers.items() if SECRET in text or "problem" in text[:20]]
    for resource in RESOURCES:
        assert [path for path in answers if path.startswith(f"/{resource.name}/")], f"nothing of {resource.name}"


def test_who_is_logged_in_reads_the_same(visit, session, filled):
    """The secretary sees everything on the pages; the interface knows nobody."""
    secretary = world.secretary(session, world.municipality(session, filled, "Stein"))
    session.commit()

    for resource in RESOURCES:
        path = f"{API}/{resource.name}"
        assert visit.logged_in(secretary).ask("get", path).text == visit.ask("get", path).text


def test_the_lists_hold_what_the_pages_hold(ask, visit, filled):
    numbers = {row["nummer"] for row in ask("/voorstellen")["voorstellen"]}

    assert numbers == set(re.findall(r"/voorstellen/(2026-\d+)", visit.get("/voorstellen").html))


def test_a_proposal_with_its_versions(ask, session, network):
    proposal = world.proposal(session, network, party=world.party(session))
    session.commit()

    found = ask(f"/voorstellen/{proposal.number}")

    assert found["titel"] == "Wachttijd eerder melden"
    assert (found["stap"], found["soort"], found["wetten"], found["indiener"]) == ("agenda", "wijzigen", ["wmo2015"], "De Papieren Boot")
    assert found["ingediendOp"] == "2025-01-01T00:00:00Z"
    assert found["versies"][0]["artikelen"][0]["nu"].endswith("zes weken op hulp wacht.")
    assert found["pagina"] == f"http://localhost/voorstellen/{proposal.number}"


def test_a_text_with_data_about_persons_is_not_told(ask, filled):
    cleared = next(row for row in ask("/voorstellen")["voorstellen"] if row["titel"] == "Zonder namen")

    assert [version["nummer"] for version in ask(f"/voorstellen/{cleared['nummer']}")["versies"]] == [2]


def test_what_is_off_the_site_says_why(ask, filled):
    hidden = [row for row in ask("/voorstellen")["voorstellen"] if row["vanDeSite"]]

    assert [(row["vanDeSite"], row["samenvatting"]) for row in hidden] == [("vertrouwelijk", "")]
    assert ask(f"/voorstellen/{hidden[0]['nummer']}")["versies"] == []


def test_reactions_and_what_hangs_on_them(ask, filled):
    said = next(row for row in ask("/reacties?standpunt=voor")["reacties"] if row["isPartij"])

    assert (said["tekst"], said["vertrouwelijkDeel"], said["weerwoord"]["tekst"]) == ("Vier weken is goed.", "innovatie", "Fijn.")
    assert [reply["tekst"] for reply in said["reactiesHierop"]] == ["Eens."]
    assert ask(f"/antwoorden/{said['antwoord']}")["overgenomen"] == "ja"


def test_a_vote_that_runs_tells_how_many_and_never_what(ask, filled):
    running = next(row for row in ask("/stemmingen")["stemmingen"] if row["isOpen"])
    whole = ask(f"/stemmingen/{running['id']}")

    assert (whole["uitgebracht"], whole["stemgerechtigden"]) == (1, 2)
    assert whole["uitslag"] == whole["partijen"] == whole["stemmen"] == []


def test_a_vote_that_keeps_its_progress_tells_nothing(ask, session, network):
    vote = world.vote(session, world.proposal(session, network, Stage.IN_VOTE), world.member(session, network))
    vote.shows_progress = False
    session.commit()

    assert ask("/stemmingen")["stemmingen"][0]["uitgebracht"] is None


def test_a_vote_that_is_over_has_its_outcome(ask, filled):
    over = next(row for row in ask("/stemmingen")["stemmingen"] if not row["isOpen"])
    whole = ask(f"/stemmingen/{over['id']}")

    assert (whole["uitslag"][0]["tegen"], whole["uitslag"][0]["nietGestemd"]) == (1, 1)
    assert {row["naam"]: row["stem"] for row in whole["partijen"]} == {"De Papieren Boot": "tegen", "Zorggroep De Brug": None}


def test_a_vote_without_names_tells_none(ask, session, network):
    voter = world.member(session, network)
    vote = world.vote(session, world.proposal(session, network, Stage.IN_VOTE), voter, opened_at=world.OPENED - timedelta(days=60))
    vote.by_name = False
    ballot = world.ballot(session, vote, voter)
    session.commit()

    whole = ask(f"/stemmingen/{vote.id}")

    assert whole["partijen"] == [] and "De Papieren Boot" not in json.dumps(whole)
    assert [row["bewijsnummer"] for row in whole["stemmen"]] == [ballot.number]


def test_minutes_without_what_is_internal(ask, filled):
    name = ask("/verslagen")["verslagen"][0]["bijeenkomst"]

    assert [point["kop"] for point in ask(f"/verslagen/{name}")["punten"]][1] == "Opening"
    assert [paper["titel"] for paper in ask(f"/bijeenkomsten/{name}")["stukken"]] == ["Agenda"]


def test_a_composition_has_seats_and_no_counts(ask, filled):
    newest = ask(f"/samenstellingen/{ask('/tafels/jeugd')['samenstelling']}")

    assert [seat["naam"] for seat in newest["plaatsen"]] == ["Zorggroep De Brug", "De Papieren Boot"]
    assert not re.search("client|cliënt", json.dumps(newest["plaatsen"]))


def test_lists_go_page_by_page(ask, session, network):
    for sequence in range(1, 6):
        signal(session, network, sequence)
    session.commit()

    first = ask("/signalen?aantal=2")
    second = ask(first["_links"]["next"]["href"].partition(API)[2])
    back = ask(second["_links"]["prev"]["href"].partition(API)[2])

    assert [row["nummer"] for row in first["signalen"]] == ["2026-05", "2026-04"]
    assert [row["nummer"] for row in second["signalen"]] == ["2026-03", "2026-02"]
    assert back["signalen"] == first["signalen"]
    assert first["_links"]["next"]["href"].startswith("http://localhost/api/v1/signalen?aantal=2&na=")
    assert 'rel="next"' in ask.raw("/signalen?aantal=2").headers["Link"]


def test_filters_are_those_of_the_pages(ask, filled):
    assert {row["stap"] for row in ask("/voorstellen?stap=ronde")["voorstellen"]} == {"voorlopig"}
    assert ask("/voorstellen?wet=jeugdwet")["voorstellen"] == []
    assert [row["naam"] for row in ask("/deelnemers?naam=brug")["deelnemers"]] == ["Zorggroep De Brug"]
    assert len(ask("/deelnemers?domein=jeugd")["deelnemers"]) == 2
    assert [row["nummer"] for row in ask("/signalen?gevoel=slecht")["signalen"]] == ["2026-01"], "what is hidden answers to nothing"
    assert ask("/bijeenkomsten?jaar=2025")["bijeenkomsten"] == []
    number = ask("/reacties")["reacties"][0]["voorstel"]
    assert {row["voorstel"] for row in ask(f"/reactierondes?voorstel={number}")["reactierondes"]} == {number}
    assert ask("/reacties?voorstel=2026-9999")["reacties"] == []


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_list_asks_the_same_however_many_rows(ask, filled, session, network, count_queries, resource):
    def asked(path):
        with count_queries() as queried:
            ask.raw(path)
        return len([statement for statement in queried if statement != "BEGIN"])

    paths = [f"/{resource.name}", f"/{resource.name}.csv"]
    few = [asked(path) for path in paths]
    for number in range(60, 64):
        provider = world.member(session, network, f"Aanbieder {number}")
        world.reaction(session, world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, party=provider)), provider)
        world.vote(session, world.proposal(session, network, Stage.IN_VOTE))
        signal(session, network, number)
        world.seated_table(session, network, slug=f"tafel-{number}")
    session.commit()

    assert [asked(path) for path in paths] == few
    assert max(few) <= 6


def test_a_file_for_a_spreadsheet(ask, session, network):
    world.member(session, network, "=HYPERLINK(1)")
    session.commit()

    response = ask.raw("/deelnemers.csv")
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff")), delimiter=";"))

    assert response.content_type == "text/csv; charset=utf-8"
    assert (rows[0]["naam"], rows[0]["deelnemerSinds"], rows[0]["domeinen"]) == ("'=HYPERLINK(1)", "2025-01-01", "jeugd")


def test_every_answer_says_its_version_and_may_be_read_by_any_page(ask, filled):
    for path, method in (("/voorstellen", "get"), ("/voorstellen", "options"), ("/niets", "get"), ("/voorstellen", "post"),
                         ("/voorstellen.csv", "head"), ("/openapi.json", "get")):
        headers = ask.raw(path, method).headers
        assert (headers["API-Version"], headers["Access-Control-Allow-Origin"]) == ("1.1.0", "*"), path
    assert "If-None-Match" in ask.raw("/voorstellen", "options").headers["Access-Control-Allow-Headers"]


def test_who_has_it_already_gets_a_short_answer(ask, filled, session, at, now):
    first = ask.raw("/reacties")
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]

    assert ask.raw("/reacties", headers={"If-None-Match": tag}).status_code == 304
    assert ask.raw("/reacties", headers={"If-Modified-Since": since}).status_code == 304
    session.query(Reaction).filter(Reaction.public_text != "").update({"public_text": "Anders."})
    session.commit()
    assert ask.raw("/reacties", headers={"If-None-Match": tag}).status_code == 200


def test_a_round_that_ends_is_news(ask, filled, at):
    """Nobody does anything when a term runs out; the answer is another one all the same."""
    before = ask.raw("/reactierondes")
    closes = ask("/reactierondes")["reactierondes"][0]["sluitOp"]
    at(PUBLIC + timedelta(days=60))
    after = ask.raw("/reactierondes", headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert (after.status_code, json.loads(after.text)["reactierondes"][0]["isOpen"], closes[:10]) == (200, False, "2026-04-07")


@pytest.mark.parametrize(("path", "names"), [
    ("/voorstellen?na=x&stap=niets&bestaat=niet", ["na", "stap", "bestaat"]),
    ("/voorstellen?aantal=101", ["aantal"]), ("/voorstellen?aantal=0", ["aantal"]), ("/voorstellen?wet=wmo2015&wet=jeugdwet", ["wet"]),
    ("/reacties?voorstel=2026-1", ["voorstel"]), ("/deelnemers?naam=%00", ["naam"]), ("/signalen?gemeente=Maastricht", ["gemeente"]),
    ("/tafels/jeugd?na=1", ["na"]), ("/openapi.json?x=1", ["x"]), ("/voorstellen?na=2147483648", ["na"]),
])
def test_a_wrong_question_is_told_all_that_is_wrong(ask, filled, path, names):
    problem = ask(path, 400)

    assert [error["name"] for error in problem["errors"]] == names
    assert ask.raw(path).content_type == "application/problem+json"
    assert (problem["status"], problem["title"]) == (400, "Onjuiste vraag")


@pytest.mark.parametrize("path", ["/voorstellen/2026-99", "/voorstellen/x", "/reacties/0", "/reacties/99999999999", "/deelnemers/1",
                                  "/tafels/%00", "/niets", "/voorstellen/2026-01/versies", "/stemmingen/²"])
def test_what_is_not_there_is_not_found(ask, filled, path):
    assert ask(path, 404)["detail"] == "Dit bestaat niet, of het is niet openbaar."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(ask, filled, method):
    response = ask.raw("/voorstellen", method)

    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_another_form_is_not_there(ask, filled):
    assert ask("/voorstellen", 406, headers={"Accept": "text/html"})["detail"] == "Hier is alleen application/json."
    assert ask.raw("/voorstellen.csv", headers={"Accept": "text/*"}).status_code == 200


def test_who_asks_too_often_waits(ask, filled, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    answers = [ask.raw("/tafels/niets") for _ in range(301)]
    limiter.reset()

    assert [answers[0].status_code, answers[-1].status_code] == [404, 429]
    assert (answers[-1].content_type, answers[-1].headers["Retry-After"]) == ("application/problem+json", "60")


def test_other_pages_keep_their_own_errors(visit, filled):
    assert visit.get("/apiv1", 404).html.startswith("<!doctype html>")


def test_every_code_has_a_dutch_word():
    for kind, words in WORDS.items():
        assert set(words) == set(kind), kind
        assert len(set(words.values())) == len(words)


def test_the_page_explains_it(visit, filled):
    page = visit.get("/hulp/open-data")

    assert all(f"/api/v1/{resource.name}.csv" in page.html for resource in RESOURCES)
    for path in re.findall(r'href="http://localhost(/api/[^"]+)"', page.html):
        assert visit.ask("get", path.replace("&amp;", "&")).status_code == 200, path
    assert "/hulp/open-data" in visit.get("/").html


def test_advice_and_what_the_municipality_did_with_it(ask, filled):
    found = ask("/adviezen/2026-1")

    assert (found["stand"], found["uitkomst"], found["opgevolgd"], found["voor"], found["tegen"]) == ("beantwoord", "verdeeld", "deels", 3, 1)
    assert (found["vraag"], found["advies"], found["minderheid"], found["reactie"]) == ("Kan dit?", "Doe het.", "Liever niet.", "Deels.")
    (paper,) = found["stukken"]
    assert hashlib.sha256(ask.raw(paper["pagina"].partition("localhost")[2], anywhere=True).data).hexdigest() == paper["sha256"]
    assert [row["nummer"] for row in ask("/adviezen?tafel=jeugd")["adviezen"]] == ["2026-1"]
    assert ask("/adviezen?tafel=anders")["adviezen"] == []


def test_a_working_group_by_its_organisations(ask, filled):
    found = ask("/werkgroepen/grens")

    assert (found["stand"], found["trekker"], found["organisaties"]) == ("advies-gegeven", "De Paal", ["De Paal"])
    assert [paper["titel"] for paper in found["stukken"]] == ["Voor iedereen"]


def test_a_contract_that_both_signed_with_its_tariffs_and_no_other(ask, filled):
    (listed,) = ask("/dienstverleningsovereenkomsten")["dienstverleningsovereenkomsten"]
    found = ask(f"/dienstverleningsovereenkomsten/{listed['nummer']}")

    assert (found["stand"], found["versie"], found["aanbieders"]) == ("loopt", 2, ["Zorggroep De Brug"])
    assert found["tarieven"] == [{"dienst": "Dagdeel", "eenheid": "dagdeel", "bedrag": "43.10"}]
    assert {"letter": "f", "tekst": "Een plek om te zijn."}.items() <= next(row for row in found["onderwerpen"] if row["letter"] == "f").items()
    assert found["handtekeningen"][0]["organisatie"] == "Zorggroep De Brug"
    ask("/dienstverleningsovereenkomsten/2026-02", status=404)
    assert ask("/dienstverleningsovereenkomsten?naam=bestaat%20niet")["dienstverleningsovereenkomsten"] == []


def test_documents_as_they_stand_on_the_site_with_their_sum(ask, filled):
    found = {row["titel"]: row for row in ask("/bijlagen")["bijlagen"]}

    assert found.keys() == {"begroting.pdf", "gelakt.pdf"}
    assert (found["gelakt.pdf"]["isBewerkt"], found["gelakt.pdf"]["reden"], found["begroting.pdf"]["isBewerkt"]) == (True, "Er stonden namen in.", False)
    number = found["begroting.pdf"]["voorstel"]
    for row in found.values():
        content = ask.raw(row["pagina"].partition("localhost")[2], anywhere=True).data
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (row["sha256"], row["omvang"])
    assert len(ask(f"/bijlagen?voorstel={number}")["bijlagen"]) == 2
    assert ask("/bijlagen?voorstel=2026-9999")["bijlagen"] == []
