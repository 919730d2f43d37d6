"""The files of a change that two networks share (IN 5.4): what each said stands in both, and the reasons of the other one's parties do not."""

import json

from portal.dossier.kinds import SHARED, subject
from portal.dossier.rules import Edition
from portal.networks.models import Network
from tests import world
from tests.decisions.conftest import scene  # noqa: F401 - a fixture
from tests.decisions.test_approvals import shared  # noqa: F401 - a fixture
from tests.decisions.test_both_networks import both, speak  # noqa: F401 - a fixture


def test_the_file_tells_of_both_networks_and_keeps_the_reasons_of_the_other_one(session, both, now, take):  # noqa: F811
    speak(session, both, both.contacts["Atlas"], both.parties["Atlas"], now, takes_part=False, reason="EIGEN-REDEN")
    speak(session, both, both.person, both.delta, now, takes_part=False, reason="REDEN-ELDERS")
    session.commit()

    unpacked = take(both.network, both.proposal.number, Edition.COMPLETE)

    approved = json.loads(unpacked.text("besluiten/instemming-per-netwerk.json"))
    assert [row["Netwerk"] for row in approved] == [both.other.name]
    said = {(row["Netwerk"], row["Partij"]): row["Neemt deel"] for row in json.loads(unpacked.text("besluiten/deelname.json"))}
    assert said == {(both.network.name, "Atlas"): "Nee", (both.network.name, "Boot"): "Niet gezegd",
                    (both.other.name, "Delta"): "Nee", (both.other.name, "Boot"): "Niet gezegd"}
    assert "EIGEN-REDEN" in unpacked.text("vertrouwelijk/besluiten-vastgelegd/deelname-met-redenen.json")
    assert "EIGEN-REDEN" in unpacked.text("vertrouwelijk/handelingen/handelingen.json")
    assert "REDEN-ELDERS" not in unpacked.everything


def test_the_other_network_takes_its_own_file_along(session, both, now, take):  # noqa: F811
    speak(session, both, both.contacts["Atlas"], both.parties["Atlas"], now, takes_part=False, reason="REDEN-ELDERS")
    speak(session, both, both.person, both.delta, now, takes_part=False, reason="EIGEN-REDEN")
    session.commit()
    number = str(both.proposal.id)

    public = take(both.other, number, kind=SHARED)
    answered = json.loads(public.text("wijziging/instemming.json"))
    assert [(row["Netwerk"], row["Instemming"]) for row in answered] == [(both.other.name, "stemt in met de wijziging")]
    said = {row["Partij"]: row["Neemt deel"] for row in json.loads(public.text("wijziging/deelname.json"))}
    assert said == {"Delta": "Nee", "Boot": "Niet gezegd"}
    assert "EIGEN-REDEN" not in public.everything and "REDEN-ELDERS" not in public.everything

    complete = take(both.other, number, Edition.COMPLETE, kind=SHARED)
    assert "EIGEN-REDEN" in complete.text("vertrouwelijk/antwoorden/deelname-met-redenen.json")
    assert "decision:approve" in complete.text("vertrouwelijk/handelingen/handelingen.json")
    assert "EIGEN-REDEN" in complete.text("vertrouwelijk/handelingen/handelingen.json")
    assert "REDEN-ELDERS" not in complete.everything and "Contact van Atlas" not in complete.everything


def test_a_network_that_was_not_asked_has_no_such_file(session, both, now):  # noqa: F811
    elsewhere = world.add(session, Network(slug="elders", name="Elders", settings={}))
    session.commit()

    assert subject(session, both.network, SHARED, str(both.proposal.id), now) is None
    assert subject(session, elsewhere, SHARED, str(both.proposal.id), now) is None
    assert subject(session, both.other, SHARED, "onzin", now) is None
