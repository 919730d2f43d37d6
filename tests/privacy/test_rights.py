"""A copy for oneself, being forgotten, and what the calendar ends."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import LoginSession, Role, User
from portal.accounts.rules import Browser, System
from portal.audit.models import AuditEntry
from portal.audit.operations import record
from portal.audit.sealing import check_record, link_next
from portal.contributions.models import Attachment, Draft
from portal.contributions.rules import Kind
from portal.core import documents
from portal.core.access import SYSTEM
from portal.core.database import HandledForm
from portal.core.documents import Document, DocumentCheck, Outcome, Scan, Upload
from portal.core.errors import Refused
from portal.decisions.models import Participation
from portal.groups.models import GroupMember, WorkingGroup
from portal.groups.queries import people_in
from portal.notifications.models import MailState, OutboxMail
from portal.parties.models import ContactPerson
from portal.parties.rules import PublishAs
from portal.privacy import commands
from portal.privacy.forgetting import anonymise
from portal.privacy.queries import everything_about
from portal.privacy.retention import RULES, due, end_some
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.votes.models import Ballot
from tests import world
from tests.api.conftest import signal

EMAIL = "bertha@thuis.example"
LONG_AGO = timedelta(days=800)


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    return network


@pytest.fixture
def reaction(session, network):
    """Of somebody without an account, by name on the site."""
    round_ = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
    row = world.reaction(session, round_, text="De bus komt te laat.", sender_name="Bertha Quaedvlieg", sender_place="Vaals", sender_email=EMAIL,
                         publish_as=PublishAs.NAME)
    session.commit()
    return row


@pytest.fixture
def former(session, network):
    """Somebody who was a contact person, voted and spoke for a party, and left."""
    provider = world.member(session, network)
    person = world.contact(session, provider, "Carla Mertens")
    vote = world.vote(session, world.proposal(session, network, Stage.IN_VOTE), provider)
    world.ballot(session, vote, provider, person_id=person.id)
    version = world.version(session, world.agreement(session, network))
    world.add(session, Participation(agreement_version_id=version.id, party_id=provider.id, takes_part=True, stated_at=world.OPENED,
                                     person_name="Carla Mertens"))
    for grant in person.grants:
        grant.ends_at = world.OPENED - timedelta(days=1)
    record(session, person, "account:create", actor=world.actor(person, provider, Role.CONTACT), now=world.OPENED - timedelta(days=2))
    session.commit()
    return person


def codes(found):
    return {row["table"] for part in found for row in part["rows"]}


def test_a_copy_holds_what_was_sent_and_no_keys(session, reaction):
    found = everything_about(session, EMAIL.upper())
    text = json.dumps(found, default=str)

    assert codes(found) == {"reaction"}
    assert "De bus komt te laat." in text and "Bertha Quaedvlieg" in text and reaction.follow_key not in text


def test_a_copy_is_of_one_person_alone(visit, session, former):
    other = world.user(session, "Iemand Anders")
    session.commit()

    copy = json.loads(visit.logged_in(other).ask("get", "/account/mijn-gegevens.json").text)

    assert codes(copy["data"]) == {"person", "login_session"}
    assert "Mertens" not in json.dumps(copy)


def test_a_copy_from_the_own_account(visit, session, former):
    page = visit.logged_in(former).get("/account")
    response = visit.logged_in(former).ask("get", "/account/mijn-gegevens.json")
    copy = json.loads(response.text)

    assert "/account/mijn-gegevens.json" in page.html
    assert {"person", "contact_person", "role_grant", "ballot", "participation", "audit_entry"} <= codes(copy["data"])
    assert former.fs_uniquifier not in response.text and "password" not in json.dumps(copy["data"])
    assert "attachment" in response.headers["Content-Disposition"] and response.headers["Cache-Control"] == "no-store"


def test_a_copy_is_for_who_is_logged_in(visit, session, network):
    session.commit()

    assert "/inloggen" in visit.ask("get", "/account/mijn-gegevens.json").headers["Location"]


def test_who_is_forgotten_keeps_its_words(visit, session, reaction):
    anonymise(session, EMAIL, actor=SYSTEM, now=world.OPENED)
    session.commit()

    row = session.get(Reaction, reaction.id)
    page = visit.get(row.round.proposal.path)

    assert (row.sender_name, row.sender_email, row.public_text) == ("", "", "De bus komt te laat.")
    assert "De bus komt te laat." in page.html and "Bertha" not in page.html and "Vaals" in page.html
    assert everything_about(session, EMAIL) == []


def test_a_former_contact_person_is_forgotten_and_the_record_is_whole(session, former):
    email, link_next_until = former.email, world.OPENED
    link_next(session, link_next_until)
    anonymise(session, email, actor=SYSTEM, now=world.OPENED)
    link_next(session, world.OPENED)

    right, findings = check_record(session)

    assert (right, findings) == (2, [])
    person = session.get(User, former.id)
    assert (person.name, person.active, person.password, person.email) == ("Naam weggehaald", False, None, f"{person.id}@forgotten.invalid")
    contact = session.scalars(select(ContactPerson)).one()
    assert (contact.name, contact.email, contact.phone, contact.address) == ("Naam weggehaald", "", "", "")
    assert session.scalars(select(Participation)).one().person_name == "Naam weggehaald"
    assert session.scalars(select(Ballot)).one().person_name == "Carla Mertens", "the seal of a vote is over what it says"
    assert "Carla" not in json.dumps([entry.changes for entry in session.scalars(select(AuditEntry).where(
        AuditEntry.action == "account:anonymise"))])


def test_who_has_a_role_is_not_forgotten(session, network):
    person = world.contact(session, world.member(session, network))
    session.commit()

    with pytest.raises(Refused) as refusal:
        anonymise(session, person.email, actor=SYSTEM, now=world.OPENED)

    assert refusal.value.code == "privacy:has-role"
    assert session.get(User, person.id).name == "Carla Mertens"


def test_others_with_the_same_name_stay(session, network, former):
    elsewhere = world.member(session, network, "Zorggroep De Brug")
    namesake = world.contact(session, elsewhere, "Carla Mertens")
    session.commit()

    anonymise(session, former.email, actor=SYSTEM, now=world.OPENED)

    assert session.get(User, namesake.id).name == "Carla Mertens"
    assert [row.name for row in session.scalars(select(ContactPerson).where(ContactPerson.party_id == elsewhere.id))] == ["Carla Mertens"]


def old_things(session, network, now):
    """One of everything whose time is over, and the same that is young."""
    person = world.user(session)
    world.grant(session, person, Role.COLLEAGUE, world.party(session))
    for age in (LONG_AGO, timedelta(0)):
        at = now - age
        key = f"{age.days}"
        world.add(session, LoginSession(key=key, user_id=person.id, browser=Browser.FIREFOX, system=System.LINUX, began_at=at))
        world.add(session, OutboxMail(key=key, kind="news", email="x@example.nl", name="", language="nl", data={}, queued_at=at, due_at=at,
                                      state=MailState.SENT, sent_at=at))
        world.add(session, Draft(network_id=network.id, person_id=person.id, person_name=person.name, kind=Kind.SIGNAL, about=key, title="x",
                                 path="/", fields=[], shown=[], saved_at=at))
        world.add(session, HandledForm(key=key, location="/signalen/volg/geheim", handled_at=at))
        row = signal(session, network, 10 + age.days, received_at=at, awaits_address=True, published_at=None)
        file = world.document(session)
        world.add(session, Attachment(network_id=network.id, signal_id=row.id, document_id=file.id))
        signal(session, network, 1000 + age.days, decided_at=at)
    session.commit()


def test_the_calendar_ends_what_is_old_and_nothing_else(session, network, now, app):
    old_things(session, network, now)
    before = due(session, now)

    told = app.test_cli_runner().invoke(commands.privacy, ["retention", "--dry-run"], catch_exceptions=False).output
    assert due(session, now) == before and "nothing was changed" in told
    for rule in RULES:
        end_some(session, rule, now)
    session.commit()

    assert {code: before[code] for code in ("login", "letter", "form", "draft", "unconfirmed", "sender", "account")} == {
        "login": 1, "letter": 1, "form": 1, "draft": 1, "unconfirmed": 1, "sender": 1, "account": 0}
    assert not any(due(session, now).values())
    assert len(session.scalars(select(Attachment)).all()) == len(session.scalars(select(Document)).all()) == 1
    assert [len(session.scalars(select(kind)).all()) for kind in (LoginSession, OutboxMail, HandledForm, Draft)] == [1, 1, 1, 1]


def test_files_kept_apart_go_after_ninety_days_or_forget_their_sender(session, network, now):
    person = world.user(session)
    long_ago, infected = now - timedelta(days=91), Scan(Outcome.INFECTED, "Test.Eicar")
    found = {}
    for at, refused in ((long_ago, True), (long_ago, False), (now, True)):
        document = documents.keep(session, Upload("rooster.pdf", "pdf", b"%PDF-1.7 besmet", infected), now=at, refused=refused)
        check = session.get_one(DocumentCheck, document.id)
        check.checked_at, check.person_id, check.person_name = at, person.id, person.name
        found[refused, at] = document
    session.commit()
    keys = {place: document.key for place, document in found.items()}
    assert due(session, now)["quarantine"] == 2
    assert "Bestanden met schadelijke software" in str(everything_about(session, person.email))

    for rule in RULES:
        end_some(session, rule, now)
    session.commit()

    assert due(session, now)["quarantine"] == 0
    assert set(session.scalars(select(Document.key))) == {keys[False, long_ago], keys[True, now]}
    assert session.scalars(select(DocumentCheck.person_name).order_by(DocumentCheck.document_id)).all() == ["", person.name]


def test_an_account_that_nobody_uses_is_forgotten(session, network, now):
    unused, used = world.user(session, "Vergeten Mens"), world.user(session, "Vaste Bezoeker")
    unused.created_at = used.created_at = now - LONG_AGO
    world.add(session, LoginSession(key="k", user_id=used.id, browser=Browser.FIREFOX, system=System.LINUX, began_at=now))
    session.commit()

    for rule in RULES:
        end_some(session, rule, now)

    assert [session.get(User, row.id).name for row in (unused, used)] == ["Naam weggehaald", "Vaste Bezoeker"]


def test_commands(session, reaction, app, tmp_path):
    runner, file = app.test_cli_runner(), tmp_path / "kopie.json"
    session.rollback()

    assert f"in {file}" in runner.invoke(commands.privacy, ["export", EMAIL, "--out", str(file)], catch_exceptions=False).output
    assert json.loads(file.read_text())["about"] == EMAIL and file.stat().st_mode & 0o077 == 0
    assert runner.invoke(commands.privacy, ["export", "niemand@example.nl"]).exit_code == 1
    assert "Name" not in runner.invoke(commands.privacy, ["anonymise", EMAIL, "--yes"], catch_exceptions=False).output
    assert runner.invoke(commands.privacy, ["anonymise", EMAIL, "--yes"]).exit_code == 1


def test_who_was_in_a_working_group_is_forgotten_and_gets_no_more_letters(session, network):
    group = world.add(session, WorkingGroup(network=network, slug="vervoer", name="Vervoer", assignment="Zoek uit wat een rit kost.",
                                            founded_at=world.LONG_AGO, ends_on=world.LONG_AGO.date() + timedelta(days=900)))
    world.add(session, GroupMember(group=group, organisation="Ouderraad", person_name="Bertha Quaedvlieg", email=EMAIL, joined_at=world.LONG_AGO))
    session.commit()

    assert anonymise(session, EMAIL, actor=SYSTEM, now=world.LONG_AGO)["group_member"] == 1

    member, = group.members
    assert (member.organisation, member.email) == ("Ouderraad", "") and "Bertha" not in member.person_name
    assert people_in(session, group) == []
