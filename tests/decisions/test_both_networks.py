"""Entry into force of a change that two networks share: the parties of both say whether they take part (IN 5.4, 9.3)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.models import Role
from portal.core.calendar import start_of_day
from portal.decisions import queries
from portal.decisions.announcements import participation_reminders
from portal.decisions.models import Participation
from portal.decisions.operations import state_participation
from portal.members.models import Membership
from portal.members.rules import MembershipState
from portal.members.signing_queries import to_sign, to_state_first
from portal.networks.models import Network
from portal.networks.rules import Silence
from tests import world
from tests.decisions.conftest import STARTS
from tests.decisions.test_approvals import all_boards, approve, shared  # noqa: F401 - a fixture
from tests.decisions.test_operations import letters, refused

HOLDS = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def both(session, shared, now):  # noqa: F811
    """Adopted and approved. In Parkstad: Delta alone, and Boot, which is in both networks; who says nothing there takes part."""
    shared.other.settings = {"silence": Silence.TAKES_PART.value}
    shared.delta = world.member(session, shared.other, "Delta")
    shared.person = world.contact(session, shared.delta, "Contact van Delta")
    world.add(session, Membership(network_id=shared.other.id, party_id=shared.parties["Boot"].id, state=MembershipState.ADMITTED,
                                  applied_at=world.LONG_AGO, decided_at=world.LONG_AGO, member_since=world.LONG_AGO.date()))
    all_boards(session, shared, now)
    approve(session, shared, now)
    session.commit()
    shared.version = queries.version_from(session, shared.proposal)
    return shared


def speak(session, both, person, party, now, takes_part=True, reason=""):
    return state_participation(session, both.version, takes_part=takes_part, reason=reason, actor=world.actor(person, party, Role.CONTACT), now=now)


def test_the_members_of_both_networks_are_told_once_and_asked(session, both, now):
    told = letters(session, "decisions/adopted")

    assert sorted(letter.email for letter in told) == sorted(
        [both.contacts["Atlas"].email, both.contacts["Boot"].email, both.person.email])
    assert {letter.email: letter.data["home"] for letter in told}[both.person.email] == both.network.name
    assert queries.to_state(session, both.other, both.delta.id, now) == [both.version]
    assert queries.to_state(session, both.network, both.parties["Atlas"].id, now) == [both.version]
    assert queries.coming_versions(session, both.other, now) == [both.version]


def test_a_party_of_the_other_network_takes_part_or_leaves(session, both, now):
    assert refused(lambda: speak(session, both, both.person, both.delta, now, takes_part=False)).code == "participation:reason-missing"
    speak(session, both, both.person, both.delta, now, takes_part=False, reason="Wij stoppen met deze hulp.")
    session.flush()

    home, other = queries.all_figures(session, both.version, now)
    assert (home.network, [party.name for party in home.silent], home.leaving) == (both.network, ["Atlas", "Boot"], [])
    assert ([row.party.name for row in other.leaving], [party.name for party in other.silent]) == (["Delta"], ["Boot"])
    assert queries.to_state(session, both.other, both.delta.id, now) == []


def test_who_is_in_both_speaks_once_and_it_counts_in_both(session, both, now):
    speak(session, both, both.contacts["Boot"], both.parties["Boot"], now)
    session.flush()

    for figures in queries.all_figures(session, both.version, now):
        assert [party.name for party in figures.taking_part] == ["Boot"]
    assert queries.to_state(session, both.other, both.parties["Boot"].id, now) == []


def test_a_stranger_to_both_is_not_asked(session, both, now):
    stranger = world.member(session, world.add(session, Network(slug="elders", name="Elders", settings={})), "Vreemd")
    person = world.contact(session, stranger, "Contact van Vreemd")

    assert refused(lambda: speak(session, both, person, stranger, now)).code == "participation:not-a-party"


def test_silence_is_by_the_profile_of_each_network(session, both, now):
    later = HOLDS

    assert refused(lambda: speak(session, both, both.person, both.delta, later)).code == "participation:closed"
    speak(session, both, both.contacts["Atlas"], both.parties["Atlas"], later)
    session.flush()
    assert queries.to_state(session, both.other, both.delta.id, later) == []


def test_until_it_holds_a_party_elsewhere_says_that_it_takes_part_before_it_signs(session, both, now):
    assert (to_sign(session, both.other, both.delta.id, now), to_state_first(session, both.other, both.delta.id, now)) == ([], [both.version])
    speak(session, both, both.person, both.delta, now)
    session.flush()
    assert to_sign(session, both.other, both.delta.id, now) == [both.version]


def test_reminders_go_to_the_silent_of_both_each_with_its_own_rule(session, both):
    speak(session, both, both.contacts["Atlas"], both.parties["Atlas"], start_of_day(STARTS) - timedelta(days=30))
    session.flush()

    sent = {letter.email: letter.data["silence"] for letter in participation_reminders(session, start_of_day(STARTS) - timedelta(days=7))}

    assert sent[both.person.email] == Silence.TAKES_PART
    assert both.contacts["Atlas"].email not in sent
    assert both.contacts["Boot"].email in sent


def test_pages_show_both_networks_and_reasons_stay_with_the_own_municipality(session, both, now, visit, app):
    speak(session, both, both.person, both.delta, now, takes_part=False, reason="Geheime reden van Delta.")
    session.commit()

    public = visit.get(f"/besluiten/{both.proposal.number}")
    assert "De partijen van elk netwerk dat de overeenkomst gebruikt worden gevraagd." in public.text
    assert "Parkstad" in public.text
    desk = visit.logged_in(both.secretary)
    address = f"/bureau/deelname/{both.version.id}"
    assert "Delta" in desk.get(address).text
    assert "Geheime reden" not in desk.get(address).html + desk.client.get(f"{address}.csv").text
    assert "Delta" not in desk.get(f"{address}?netwerk={both.network.slug}").text
    desk.get(f"{address}?netwerk=onzin", status=404)
    app.config["NETWORK"] = "parkstad"
    try:
        neighbour = visit.logged_in(both.neighbour)
        assert "Geheime reden van Delta." in neighbour.get(address).text
        shown = visit.get(f"/besluiten/gedeeld/{both.proposal.id}")
        assert "De partijen van elk netwerk dat de overeenkomst gebruikt worden gevraagd." in shown.text
        own = visit.logged_in(both.person)
        asked = own.get(f"/mijn/deelname/{both.version.id}")
        assert "Parkstad gebruikt de overeenkomst ook" in asked.text
        changed = asked.submit({"choice": "takes_part", "reason": ""}, "Verder").submit(button="Verstuur")
        assert "Uw antwoord is vastgelegd." in changed.text
        assert "Geheime" not in visit.get(f"/besluiten/gedeeld/{both.proposal.id}").html
    finally:
        app.config["NETWORK"] = ""
    session.expire_all()
    assert session.query(Participation).one().takes_part
