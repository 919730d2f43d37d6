"""Where a message wants to go, who wrote it, and what it says of itself: as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.intake.mail_rules import (
    Becomes,
    Marks,
    Route,
    Why,
    WrittenBy,
    cut,
    from_address,
    from_subject,
    in_pieces,
    letter_number,
    route_of,
    title_of,
    wants_confidence,
    written_by,
)

SIGNAL, PROPOSAL, REACTION = (Route(kind) for kind in (Becomes.SIGNAL, Becomes.PROPOSAL, Becomes.REACTION))
ON_7 = Route(Becomes.REACTION, "2026-07")


@pytest.mark.parametrize(("address", "route"), [
    ("signaal@example.nl", SIGNAL), ("Signaal@Example.NL", SIGNAL), ("voorstel@example.nl", PROPOSAL), ("reactie@example.nl", REACTION),
    ("reactie+2026-07@example.nl", ON_7), ("tafel+reactie-2026-07@example.nl", ON_7), ("tafel+2026-07@example.nl", ON_7),
    ("voorstel+2026-07@example.nl", ON_7), ("tafel+signaal@example.nl", SIGNAL), ("tafel@example.nl", None),
    ("signaal@elders.nl", None), ("signaal@example.nl.elders.nl", None), ("signaal", None), ("", None),
    ("signaal+2026-07@example.nl", None), ("jan.2026-07@example.nl", None), ("reactie+12026-07@example.nl", REACTION),
])
def test_what_one_of_our_addresses_asks(address, route):
    assert from_address(address, {"example.nl"}) == route


@pytest.mark.parametrize(("subject", "routes"), [
    ("[2026-07] wij zijn voor", {ON_7}), ("Re: [2026-07] wij", {ON_7}), ("Reactie op voorstel 2026-07", {ON_7}), ("voorstel nr. 2026-07", {ON_7}),
    ("VOORSTEL 2026-07", {ON_7}), ("over [2026-07] en [2026-08]", {ON_7, Route(Becomes.REACTION, "2026-08")}),
    ("Signaal: de bus is weg", {SIGNAL}), ("FW: Voorstel - maandelijks overleg", {PROPOSAL}), ("[signaal]", set()),
    ("Vergadering 2026-07-14", set()), ("Factuur 2026-07", set()), ("Een voorstel van mij", set()), ("", set()),
])
def test_what_a_subject_asks(subject, routes):
    assert from_subject(subject) == routes


@pytest.mark.parametrize(("addresses", "letter", "subject", "route"), [
    ({SIGNAL}, None, set(), SIGNAL), ({REACTION}, None, {ON_7}, ON_7), ({ON_7}, ON_7, {ON_7}, ON_7), (set(), ON_7, set(), ON_7),
    (set(), None, set(), Why.NO_KEY), ({REACTION}, None, set(), Why.NO_KEY), ({SIGNAL, PROPOSAL}, None, set(), Why.MORE_KEYS),
    ({ON_7}, None, {Route(Becomes.REACTION, "2026-08")}, Why.MORE_KEYS), ({SIGNAL}, None, {ON_7}, Why.MORE_KEYS),
])
def test_one_way_to_go_or_why_there_is_none(addresses, letter, subject, route):
    assert route_of(addresses, letter, subject) == route


@pytest.mark.parametrize(("marks", "who"), [
    (Marks(), WrittenBy.PERSON), (Marks(auto_submitted="no"), WrittenBy.PERSON), (Marks(envelope_from="jan@example.com"), WrittenBy.PERSON),
    (Marks(auto_submitted="auto-replied; reason=away"), WrittenBy.ANSWER), (Marks(auto_submitted="auto-generated"), WrittenBy.ANSWER),
    (Marks(envelope_from=""), WrittenBy.ANSWER), (Marks(return_path="<>"), WrittenBy.ANSWER), (Marks(has_auto_header=True), WrittenBy.ANSWER),
    (Marks(precedence="auto_reply"), WrittenBy.ANSWER), (Marks(precedence="bulk"), WrittenBy.LIST), (Marks(has_list_header=True), WrittenBy.LIST),
    (Marks(suppresses=True), WrittenBy.LIST), (Marks(is_ours=True, has_list_header=True), WrittenBy.OURS),
    (Marks(subject="Automatisch antwoord: uw brief"), WrittenBy.ANSWER), (Marks(subject="Out of office"), WrittenBy.ANSWER),
    (Marks(subject="Afwezigheid van begeleiders"), WrittenBy.PERSON), (Marks(subject="Afwezig: uw brief"), WrittenBy.ANSWER),
    (Marks(sender="MAILER-DAEMON@example.com"), WrittenBy.BOUNCE), (Marks(sender="postmaster@example.com"), WrittenBy.BOUNCE),
    (Marks(report_type="delivery-status", status="Action: failed"), WrittenBy.BOUNCE),
    (Marks(report_type="delivery-status", status="Action: delayed"), WrittenBy.DELAY),
    (Marks(report_type="delivery-status", status="Action: delayed\n\nAction: failed"), WrittenBy.BOUNCE),
    (Marks(media_types=frozenset({"message/delivery-status"})), WrittenBy.BOUNCE),
    (Marks(media_types=frozenset({"multipart/report"}), report_type="disposition-notification"), WrittenBy.ANSWER),
    (Marks(media_types=frozenset({"text/calendar"}), calendar_method="reply"), WrittenBy.CALENDAR),
    (Marks(media_types=frozenset({"text/calendar"}), calendar_method="REQUEST"), WrittenBy.PERSON),
])
def test_programs_are_told_from_persons(marks, who):
    assert written_by(marks) == who


@pytest.mark.parametrize(("subject", "text", "sensitivity", "is_so"), [
    ("Vertrouwelijk: kostprijs", "", "", True), ("", "Dit is strikt vertrouwelijk.", "", True), ("", "Please keep confidential", "", True),
    ("", "niet openbaar maken", "", True), ("", "gewoon", "Company-Confidential", True), ("Vertrouwen", "in de tafel", "", False),
])
def test_who_asks_for_confidence(subject, text, sensitivity, is_so):
    assert wants_confidence(subject, text, sensitivity) is is_so


def test_a_letter_is_known_by_its_number_on_our_own_host():
    assert letter_number("<outbox-12@localhost>", "localhost") == 12
    assert letter_number("<outbox-12@elders.nl>", "localhost") is None
    assert letter_number("<outbox-12@localhost.elders.nl>", "localhost") is None


@pytest.mark.parametrize(("subject", "text", "title"), [
    ("RE: FW: [2026-07] Wachttijd", "", "Wachttijd"), ("Signaal: de bus", "", "de bus"), ("", "\n Eerste  regel\nTweede", "Eerste regel"),
    ("Re:", "", "Bericht"), ("x" * 300, "", "x" * 199 + "…"),
])
def test_a_title_of_one_line(subject, text, title):
    assert title_of(subject, text, "Bericht") == title


@given(st.text(max_size=500), st.integers(20, 100))
def test_what_is_cut_has_its_mark_and_fits(text, most):
    shown = cut(text, most, "[af]")

    assert len(shown) <= most
    assert shown == text or shown.endswith("[af]")


@given(st.lists(st.text("ab \n", max_size=80), max_size=20), st.integers(10, 60))
def test_pieces_hold_every_word(lines, most):
    text = "\n\n".join(lines)
    pieces = in_pieces(text, most)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= most for piece in pieces)
