"""The rules of the network: everyone reads them; a change has a reason, is on record and published, and waits for what runs."""

from dataclasses import fields

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core.access import SYSTEM
from portal.core.errors import Refused, Stale
from portal.desk.messages import SENTENCES
from portal.desk.profile_operations import change_rule
from portal.desk.profile_rules import BY_NAME, RULES, Runs, parsed, text_of
from portal.networks.models import Network, Publication
from portal.networks.rules import Profile
from portal.proposals.rules import Stage
from tests import world


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    session.commit()
    return network


@pytest.fixture
def desk(session, network, visit):
    person = world.secretary(session, world.municipality(session, network, "Stein"))
    session.commit()
    return visit.logged_in(person)


def _change(session, network, name, value, now, reason="Zo is het afgesproken.", seen=None):
    rule = BY_NAME[name]
    change_rule(session, network, rule, value=value, reason=reason, seen=text_of(rule, network.profile) if seen is None else seen, actor=SYSTEM,
                now=now)


def test_every_choice_of_the_profile_is_a_rule_with_words():
    assert {rule.name for rule in RULES} == {field.name for field in fields(Profile)}
    for rule in RULES:
        assert f"rule:{rule.name}" in SENTENCES and f"rule:{rule.name}:what" in SENTENCES
        assert all(f"rule:{rule.name}:{value}" in SENTENCES for value in rule.choices if rule.kind)
    assert all(f"Runs.{what.value}" in SENTENCES for what in Runs)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_holds_now_reads_back_the_same(rule):
    assert parsed(rule, text_of(rule, Profile())) == getattr(Profile(), rule.name)


@pytest.mark.parametrize(("name", "value"), [("comment_days", "6"), ("comment_days", "ja"), ("comment_days", "-7"), ("comment_days", ""),
                                             ("order", "xx"), ("abstention", "misschien"), ("apply_until", "13-40"), ("comment_days", "١٤")])
def test_what_cannot_hold_is_refused(name, value):
    with pytest.raises(Refused) as refusal:
        parsed(BY_NAME[name], value)
    assert refusal.value.field == "value"


def test_everyone_reads_the_rules(network, visit):
    page = visit.get("/regels")
    assert "Dagen om te reageren in een reactieronde" in page.text and "IN 5.6" in page.text
    assert not page.all("main table a")


def test_a_change_is_on_record_and_published_with_its_reason(session, network, desk):
    page = desk.get("/bureau/regels/comment_days").submit({"value": "21", "reason": "Meer tijd voor inwoners."})

    assert "De regel is gewijzigd" in page.text and "21" in page.text
    session.expire_all()
    assert session.scalars(select(Network)).one().profile.comment_days == 21
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "network:rule")).one()
    assert entry.reason == "Meer tijd voor inwoners." and entry.changes["value"] == ["14", "21"]
    told = session.scalars(select(Publication).where(Publication.kind == "rule:changed")).one()
    assert (told.path, told.reason) == ("/regels", "Meer tijd voor inwoners.")


@pytest.mark.parametrize(("values", "words"), [({"value": "900", "reason": "Ja."}, "Vul een heel getal in"),
                                               ({"value": "21", "reason": ""}, "Geef de reden"), ({"value": "14", "reason": "Ja."}, "Dit geldt al")])
def test_what_is_wrong_stands_at_the_field_and_nothing_changes(session, network, desk, values, words):
    page = desk.get("/bureau/regels/comment_days").submit(values, status=422)

    assert words in page.text
    session.expire_all()
    assert session.scalars(select(Network)).one().settings == {}


def test_a_choice_is_made_with_radio_buttons(session, network, desk):
    desk.get("/bureau/regels/abstention").submit({"choice": "yes", "reason": "De tafel vroeg erom."})
    session.expire_all()
    assert session.scalars(select(Network)).one().profile.abstention is True


def test_not_while_something_runs_by_it(session, network, now):
    world.proposal(session, network, Stage.SUBMITTED)
    with pytest.raises(Refused, match=r"Runs\.boards"):
        _change(session, network, "adoption", "each", now)
    world.proposal(session, network, Stage.PRELIMINARY)
    with pytest.raises(Refused, match=r"Runs\.proposals"):
        _change(session, network, "order", "zl", now)


def test_a_round_that_runs_keeps_its_last_day(session, network, now):
    round_ = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
    before = round_.closes_at
    _change(session, network, "comment_days", "30", now)
    session.flush()
    assert round_.closes_at == before and network.profile.comment_days == 30


def test_who_saw_another_value_is_told(session, network, now):
    with pytest.raises(Stale):
        _change(session, network, "comment_days", "30", now, seen="7")


def test_two_at_once_do_not_overwrite_each_other(session, network, desk):
    first, second = desk.get("/bureau/regels/comment_days"), desk.get("/bureau/regels/comment_days")
    first.submit({"value": "21", "reason": "Eerst."})

    answer = second.submit({"value": "28", "reason": "Later."}, status=422)

    session.expire_all()
    assert network.profile.comment_days == 21
    answer.submit({"value": "28", "reason": "Toch."})
    session.expire_all()
    assert network.profile.comment_days == 28


def test_others_do_not_change_rules(session, network, visit):
    person = world.board_staff(session, world.municipality(session, network, "Vaals"))
    session.commit()
    visit.logged_in(person).get("/bureau/regels/comment_days", status=403)
