"""The file of a change that two networks share (IN 5.4): what each said stands in it, and the reasons of the other one's parties do not."""

import json

from portal.dossier.rules import Edition
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
