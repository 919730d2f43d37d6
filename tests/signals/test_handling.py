"""What the secretary does with signals beside judging them, and what senders say of the judgement: on a real database."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.contributions.operations import hide
from portal.contributions.rules import HiddenGround
from portal.core.access import OUTSIDER
from portal.core.errors import Refused, Stale
from portal.meetings.models import AgendaItem
from portal.networks.models import Publication
from portal.networks.rules import Law, Result
from portal.notifications.models import OutboxMail
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal
from portal.signals.handling import give_to_party, judge_again, merge_signal, split_signal
from portal.signals.models import Reply, Signal
from portal.signals.operations import confirm_signal, give_signal, judge_signal
from portal.signals.replies import leave_judgement, reply_to_judgement
from portal.signals.rules import Channel, ReplyOutcome, Sentiment, SignalState, Subject, alike, is_article
from tests import world
from tests.conftest import NOW


class Scene:
    def __init__(self, session):
        self.session = session
        self.network = world.network(session)
        self.place = world.municipality(session, self.network, "Vaals", is_host=True)
        self.secretary = world.secretary(session, self.place)
        self.office = world.actor(self.secretary, self.place, Role.SECRETARY)
        self.count = 0

    def give(self, title="Busje komt te laat", text="Het busje naar de dagbesteding komt een uur te laat.", **options):
        """A signal of somebody in Vaals whose address is confirmed."""
        self.count += 1
        defaults = {"sentiment": Sentiment.NEGATIVE, "subject": Subject.RESIDENTS, "sender_email": f"inwoner{self.count}@example.nl",
                    "sender_place": "Vaals", "actor": OUTSIDER}
        signal = give_signal(self.session, self.network, title=title, text=text, now=NOW, **defaults | options)
        if signal.awaits_address:
            confirm_signal(self.session, signal, now=NOW)
        self.session.flush()
        return signal

    def judge(self, signal, relevant=True, public_text="Het busje is laat.", **options):
        judge_signal(self.session, signal, relevant=relevant, reason="Meer mensen melden dit.", public_text=public_text,
                     actor=self.office, now=NOW, **options)
        self.session.flush()

    def told(self, kind):
        return list(self.session.scalars(select(OutboxMail.email).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


@pytest.fixture
def scene(session):
    return Scene(session)


def test_merged_signal_follows_the_other_one_and_all_are_told(scene):
    first, second, third = (scene.give() for _ in range(3))
    merge_signal(scene.session, third, second, reason="Hetzelfde busje.", actor=scene.office, now=NOW)
    merge_signal(scene.session, second, first, reason="Hetzelfde busje.", actor=scene.office, now=NOW)

    assert {second.merged_into_id, third.merged_into_id} == {first.id}
    assert scene.told("signals/merged") == ["inwoner3@example.nl", "inwoner2@example.nl", "inwoner3@example.nl"]
    assert scene.told("signals/joined") == ["inwoner2@example.nl", "inwoner1@example.nl"]

    scene.judge(first)
    assert scene.told("signals/judged") == [f"inwoner{number}@example.nl" for number in (1, 2, 3)]


def test_signal_is_not_merged_with_itself_with_a_merged_one_or_once_judged(scene):
    first, second, third = (scene.give() for _ in range(3))
    with pytest.raises(Refused, match="merge-itself"):
        merge_signal(scene.session, first, first, reason="Nee.", actor=scene.office, now=NOW)
    merge_signal(scene.session, second, first, reason="Ja.", actor=scene.office, now=NOW)
    with pytest.raises(Refused, match="merge-merged"):
        merge_signal(scene.session, third, second, reason="Nee.", actor=scene.office, now=NOW)
    scene.judge(third)
    with pytest.raises(Refused, match="already-judged"):
        merge_signal(scene.session, third, first, reason="Nee.", actor=scene.office, now=NOW)


def test_second_secretary_reads_what_changed_in_between(scene):
    signal = scene.give()
    seen = signal.version
    give_to_party(scene.session, signal, world.member(scene.session, scene.network), reason="Het adres.", actor=scene.office, now=NOW)
    scene.session.flush()

    with pytest.raises(Stale):
        scene.judge(signal, version=seen)
    assert signal.state == SignalState.RECEIVED


def test_split_makes_a_second_signal_of_the_same_sender_with_trace_and_letter(scene):
    signal = scene.give(laws=frozenset({Law.WMO}), district="Vijlen")
    part = split_signal(scene.session, scene.network, signal, title="De chauffeur belt niet", text="En niemand belt.",
                        sentiment=Sentiment.NEGATIVE, subject=Subject.OPERATIONS, reason="Twee zaken.", actor=scene.office, now=NOW)
    scene.session.flush()

    assert (part.split_from_id, part.sender_email, part.laws, part.district) == (signal.id, signal.sender_email, signal.laws, "Vijlen")
    assert (part.number, part.state, part.follow_key != signal.follow_key) == ("2026-02", SignalState.RECEIVED, True)
    assert "busje" in signal.text
    assert scene.told("signals/split") == [signal.sender_email]


def test_sender_reacts_once_and_the_judgement_stays_with_an_answer(scene):
    signal = scene.give()
    with pytest.raises(Refused, match="not-judged"):
        reply_to_judgement(scene.session, signal, text="Te vroeg.", actor=OUTSIDER, now=NOW)
    scene.judge(signal, relevant=False)
    reply = reply_to_judgement(scene.session, signal, text="Het speelt in heel Vaals.", actor=OUTSIDER, now=NOW)
    scene.session.flush()
    with pytest.raises(Refused, match="replied"):
        reply_to_judgement(scene.session, signal, text="Nog eens.", actor=OUTSIDER, now=NOW)

    leave_judgement(scene.session, signal, reply, note="De gemeente regelt het al.", public_text="", actor=scene.office, now=NOW)

    assert (reply.outcome, reply.about_state, signal.state) == (ReplyOutcome.LEFT, SignalState.SET_ASIDE, SignalState.SET_ASIDE)
    assert scene.told("signals/answered") == [signal.sender_email]


def test_judging_again_reads_the_reaction_makes_it_known_once_and_undoes_a_merger(scene):
    first, second = scene.give(), scene.give()
    merge_signal(scene.session, second, first, reason="Lijkt erop.", actor=scene.office, now=NOW)
    scene.session.flush()
    reply_to_judgement(scene.session, second, text="Dit is een ander busje.", actor=OUTSIDER, now=NOW)
    scene.session.flush()

    judge_again(scene.session, second, relevant=True, reason="Het is inderdaad iets anders.", public_text="Een ander busje.",
                reply_text="Dit is een ander busje.", actor=scene.office, now=NOW)
    scene.session.flush()

    assert (second.state, second.merged_into_id, second.reply.outcome) == (SignalState.SCHEDULED, None, ReplyOutcome.RECONSIDERED)
    assert scene.told("signals/judged") == [second.sender_email]
    assert scene.session.scalars(select(Publication.path)).all() == [second.path]
    judge_again(scene.session, second, relevant=True, reason="Nog steeds.", public_text="Een ander busje.", actor=scene.office,
                now=NOW + timedelta(days=1))
    assert scene.session.scalar(select(func.count(Publication.id))) == 1


def test_signal_on_an_agenda_is_not_set_aside(scene):
    signal = scene.give()
    scene.judge(signal)
    meeting = world.meeting(scene.session, scene.network)
    world.add(scene.session, AgendaItem(meeting_id=meeting.id, position=1, signal_id=signal.id))

    with pytest.raises(Refused, match="on-agenda"):
        judge_again(scene.session, signal, relevant=False, reason="Toch niet.", public_text="", actor=scene.office, now=NOW)


def test_who_asked_to_stay_off_the_site_is_not_published(scene):
    signal = scene.give(publish_as=PublishAs.HIDDEN)

    with pytest.raises(Refused, match="not-on-site"):
        scene.judge(signal)


def test_result_brings_its_law_along_and_an_entered_signal_says_so(scene):
    signal = scene.give(result=Result.JEUGDWET_B, channel=Channel.PHONE, came_at=NOW - timedelta(days=3), actor=scene.office,
                        sender_email="")

    assert (signal.laws, signal.entered_by_id, signal.person_id) == (frozenset({Law.JEUGDWET}), scene.secretary.id, None)
    assert signal.received_at == NOW - timedelta(days=3)
    assert scene.session.scalars(select(AuditEntry.action)).all() == ["signal:enter"]
    with pytest.raises(Refused, match="came-later"):
        scene.give(channel=Channel.PAPER, came_at=NOW + timedelta(days=1), actor=scene.office)


def test_hidden_signal_is_hidden_news(scene):
    signal = scene.give()
    scene.judge(signal)
    hide(scene.session, signal, ground=HiddenGround.PERSONAL_DATA, note="Een naam.", actor=scene.office, now=NOW)
    scene.session.flush()

    assert scene.session.scalars(select(Publication.is_hidden)).all() == [True]


@given(st.dictionaries(st.integers(1, 30), st.frozensets(st.sampled_from("abcdefgh"))), st.frozensets(st.sampled_from("abcdefgh")))
def test_alike_shares_words_and_does_not_depend_on_order(others, own):
    found = alike(own, others)

    assert found == alike(own, dict(reversed(others.items())))
    assert all(len(others[key] & own) >= 2 for key in found)
    assert len(found) <= 5


@pytest.mark.parametrize(("text", "is_one"), [
    ("4.3.1", True), ("7a", True), ("12", True), ("", False), ("artikel 4", False), ("4.3 Jan Jansen", False), ("4\n", False)])
def test_only_a_number_is_an_article(text, is_one):
    assert is_article(text) == is_one


# On the pages

ENTRY = {"channel": "paper", "came_on": "2026-03-10", "sentiment": "negative", "title": "Brief over het busje",
         "text": "Het busje is elke week een uur te laat.", "subject": "residents", "publish_as": "place", "sender_place": "Vaals"}


@pytest.fixture
def house(session):
    """Two signals that are alike, an agreement, and a meeting that is planned."""
    scene = Scene(session)
    agreement = world.agreement(session, scene.network)
    world.meeting(session, scene.network)
    first = scene.give()
    second = scene.give(title="Het busje rijdt om", text="Het busje naar de dagbesteding rijdt een uur om.")
    session.commit()
    return {"first": first.id, "second": second.id, "key": second.follow_key, "secretary": scene.secretary, "agreement": agreement.slug}


def test_secretary_enters_a_letter_with_its_scan(session, house, visit):
    office = visit.logged_in(house["secretary"])
    page = office.get("/bureau/signalen/invoeren").submit(ENTRY | {"came_on": "2099-01-01"}, status=422)
    assert "Deze dag moet nog komen." in page.errors[0]

    page = page.submit(ENTRY, files={"file_1": (BytesIO(b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"), "brief.pdf")})

    assert "ingevoerd door de secretaris" in page.text and "brief.pdf" in page.text
    assert session.scalars(select(Signal.channel).order_by(Signal.id.desc())).first() == Channel.PAPER
    assert "op papier" in office.get("/bureau/signalen").text


def test_signal_is_merged_through_what_the_portal_suggests(session, house, visit):
    office = visit.logged_in(house["secretary"])
    page = office.get(f"/bureau/signalen/{house['second']}/samenvoegen")
    assert "2026-01: Busje komt te laat" in page.text
    page.submit({"reason": "Hetzelfde busje."}, status=422)

    page.submit({"other_id": str(house["first"]), "reason": "Hetzelfde busje."})

    assert "Uw signaal hoort bij signaal 2026-01" in visit.get(f"/signalen/volg/{house['key']}").text
    office.get(f"/bureau/signalen/{house['first']}").submit(
        {"judgement": "table", "reason": "Speelt breed.", "public_text": "Het busje is laat."})
    assert "Hiermee samengevoegd: 2026-02" in visit.get("/signalen/2026-01").text
    assert visit.get("/signalen/2026-02", status=302).location.endswith("/signalen/2026-01")


def test_relevant_signal_goes_to_the_next_meeting_or_waits(session, house, visit):
    office = visit.logged_in(house["secretary"])
    answers = {"judgement": "table", "reason": "Speelt breed.", "public_text": "Het busje is laat."}
    page = office.get(f"/bureau/signalen/{house['first']}").submit(answers)
    assert "Er is geen bijeenkomst gepland." not in page.text and "De eerstvolgende, 16 april" in page.text
    page.submit({"meeting": "later"})
    assert "Zet dit signaal op de agenda van een bijeenkomst" in office.get("/bureau").text

    office.get(f"/bureau/signalen/{house['first']}/agenda").submit()

    assert session.scalars(select(AgendaItem.signal_id)).all() == [house["first"]]
    assert "Zet dit signaal op de agenda van een bijeenkomst" not in office.get("/bureau").text


def test_signal_becomes_a_proposal_with_trace_and_letter(session, house, visit):
    office = visit.logged_in(house["secretary"])
    page = office.get(f"/bureau/signalen/{house['first']}/voorstel")
    page.submit({"kind": "change", "agreement": "", "laws": "wmo2015", "reason": "Dit wordt een voorstel."}, status=422)

    page.submit({"kind": "change", "agreement": house["agreement"], "article": "4.3.1", "text": "Het busje komt op tijd.",
                 "laws": "wmo2015", "reason": "Dit wordt een voorstel."})

    signal, proposal = session.get(Signal, house["first"]), session.scalars(select(Proposal)).one()
    assert (signal.state, signal.proposal_id, proposal.sender_name) == (SignalState.PROPOSAL, proposal.id, "Vaals")
    assert "Is een voorstel geworden" in visit.get(f"/signalen/volg/{signal.follow_key}").text


def test_list_is_narrowed_and_downloads(session, house, visit):
    office = visit.logged_in(house["secretary"])
    for number in (house["first"], house["second"]):
        office.get(f"/bureau/signalen/{number}").submit(
            {"judgement": "table", "reason": "Speelt breed.", "public_title": f"Nummer {number}", "public_text": "=1+1"})
    signal = session.get(Signal, house["first"])
    assert signal.published_at

    assert "Er is geen signaal gevonden." in visit.get("/signalen?wet=wmo2015").text
    assert "Nummer" in visit.get("/signalen?gevoel=negative&onderwerp=residents").text
    assert "Nummer" in visit.get("/signalen?wet=onzin&gemeente=999999").text
    lines = visit.ask("get", "/signalen.csv").text.splitlines()
    assert len(lines) == 3 and ";'=1+1;" in lines[1]
    assert visit.ask("get", "/signalen.xlsx").status_code == 200


def test_reaction_is_sent_once_read_and_shown_when_cleared(session, house, visit):
    office = visit.logged_in(house["secretary"])
    office.get(f"/bureau/signalen/{house['second']}").submit(
        {"judgement": "set_aside", "reason": "Dit is geregeld.", "public_text": "Het busje rijdt om."})
    follow = visit.get(f"/signalen/volg/{house['key']}")
    again = visit.get(f"/signalen/volg/{house['key']}")
    follow.submit({"text": "Het is niet geregeld."}, "Verstuur mijn reactie")
    assert "Dat kan één keer" in again.submit({"text": "Nog iets."}, "Verstuur mijn reactie", status=422).text
    assert "Het is niet geregeld." not in visit.get("/signalen/2026-02").text

    assert "Lees wat de afzender van het oordeel zegt" in office.get("/bureau").text
    office.get(f"/bureau/signalen/{house['second']}/reactie").submit(
        {"note": "Vanaf maandag rijdt het recht.", "public_text": "Het is niet geregeld."})

    page = visit.get("/signalen/2026-02")
    assert "Het is niet geregeld." in page.text and "Vanaf maandag rijdt het recht." in page.text
    assert session.scalars(select(Reply.outcome)).one() == ReplyOutcome.LEFT


def test_hostile_words_are_words_on_every_surface(session, house, visit):
    tag, turned = "<script>alert(1)</script>", "om\u202eegekeerd"
    answers = {"sentiment": "negative", "title": f"{tag} {turned}", "text": f"Tekst {tag}", "subject": "residents", "district": tag,
               "publish_as": "name", "sender_name": f"{tag}\r\nBcc: x@example.nl", "sender_place": "Vaals", "sender_email": "h@example.nl"}
    visit.get("/signalen/nieuw").submit(answers, "Verder").submit(button="Verstuur")
    signal = session.scalars(select(Signal).order_by(Signal.id.desc())).first()
    assert "\u202e" not in signal.title and "egekeerd" in signal.title
    visit.get(f"/signalen/volg/{signal.follow_key}").submit(button="Bevestig en verstuur")
    office = visit.logged_in(house["secretary"])
    office.get(f"/bureau/signalen/{signal.id}").submit(
        {"judgement": "table", "reason": f"Reden {tag}", "public_text": f"Openbaar {tag}"})

    for address in (f"/signalen/volg/{signal.follow_key}", signal.path, "/signalen", "/atom.xml", "/zoeken?q=egekeerd", "/"):
        text = visit.ask("get", address).text
        assert tag not in text, address
        assert "egekeerd" in text or address == "/", address
    assert tag not in office.ask("get", f"/bureau/signalen/{signal.id}").text
    assert visit.ask("get", "/signalen.csv").status_code == 200
    for mail in session.scalars(select(OutboxMail).where(OutboxMail.email == "h@example.nl")):
        assert "\n" not in mail.name and "\r" not in mail.name
