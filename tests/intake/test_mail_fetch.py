"""A real mailbox: what lies in it is taken in once, and leaves it only after that."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.intake import mail_commands
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_rules import MailFlag, PostState, Why
from portal.intake.mailbox import MailboxError, _quoted, opened
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.signals.models import Signal
from tests import world
from tests.intake.imap_server import PASSWORD, Dovecot, path_of_dovecot
from tests.intake.post import corpus, written


@pytest.fixture(scope="module")
def dovecot():
    if path_of_dovecot() is None:
        reason = "Debian's dovecot is not installed and we may not install it: apt-get install dovecot-imapd"
        pytest.fail(reason) if os.environ.get("REQUIRE_ALL") else pytest.skip(reason)
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture
def box(dovecot):
    """The box, empty; folders that an earlier test made are gone."""
    with dovecot.logged_in() as client:
        if client.search(None, "ALL")[1][0]:
            client.store("1:*", "+FLAGS", "\\Deleted")
            client.expunge()
        for folder in ("Verwerkt", "Gedaan &- klaar"):
            client.delete(f'"{folder}"')
    return dovecot


@pytest.fixture
def network(session):
    row = world.network(session)
    session.commit()
    return row


def command(app, *arguments, **options):
    """Run a command as a timer or mail server does: without the context of the test."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(app.test_cli_runner().invoke, args=["mail", *arguments], **options).result()


@pytest.fixture
def fetch(app, box):
    app.config["MAIL_IN_URL"] = box.url()
    yield lambda: command(app, "fetch")
    app.config["MAIL_IN_URL"] = ""


@pytest.fixture
def receive(app):
    return lambda content, **env: command(app, "receive", input=content, env=env)


def count(session, kind=IncomingMail):
    session.rollback()
    return session.scalar(select(func.count(kind.id)))


def test_what_lies_in_the_box_is_taken_in_and_moved(session, network, box, fetch):
    for name in ("iphone", "utf16", "out_of_office", "nested_forward"):
        box.deliver(corpus(name))

    outcome = fetch()

    assert (outcome.exit_code, outcome.output) == (0, "4 taken in\n")
    assert (box.count(), box.count("Verwerkt"), count(session)) == (0, 4, 4)
    assert fetch().output == "0 taken in\n"


def test_what_somebody_read_in_the_box_is_taken_in_too(session, network, box, fetch):
    box.deliver(corpus("iphone"), flags="\\Seen")

    assert fetch().output == "1 taken in\n"


def test_the_arrival_in_the_box_counts(session, box, fetch, at):
    network = world.network(session)
    round_ = world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY, sequence=7))
    closes_at = round_.closes_at
    session.commit()
    box.deliver(corpus("gmail"), closes_at - timedelta(seconds=1))
    box.deliver(written(subject="[2026-07] te laat"), closes_at)
    at(closes_at + timedelta(hours=8))

    fetch()

    session.rollback()
    found = session.execute(select(Reaction.received_at, Reaction.late).order_by(Reaction.id)).all()
    assert [tuple(row) for row in found] == [(closes_at - timedelta(seconds=1), False), (closes_at, True)]


def test_without_a_folder_a_message_gets_a_mark(app, session, network, box, fetch, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_IN_FOLDER", "")
    box.deliver(corpus("iphone"))

    assert [fetch().output, fetch().output] == ["1 taken in\n", "0 taken in\n"]
    assert (box.count(), box.count(criteria="SEEN KEYWORD $Ontwikkeltafel")) == (1, 1)


def test_a_folder_may_have_any_name(app, session, network, box, fetch, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_IN_FOLDER", "Gedaan & klaar")
    box.deliver(corpus("iphone"))

    assert fetch().exit_code == 0
    assert (box.count(), box.count("Gedaan &- klaar")) == (0, 1)


@pytest.mark.parametrize(("name", "written_as"), [
    ("Verwerkt", '"Verwerkt"'), ("Gedaan & klaar", '"Gedaan &- klaar"'), ("Ingekomen één", '"Ingekomen &AOkA6Q-n"'), ('a"b\\c', '"a\\"b\\\\c"'),
])
def test_names_of_folders_as_imap_writes_them(name, written_as):
    assert _quoted(name) == written_as


def test_what_cannot_be_taken_in_stays_and_keeps_nothing_else_up(session, network, box, fetch, monkeypatch):
    real = mail_commands.take_in

    def fails_once(session, network, arrival, reading, *, now):
        mail = real(session, network, arrival, reading, now=now)
        if "Privacy" in mail.subject:
            raise RuntimeError("the disk is full")
        return mail

    monkeypatch.setattr(mail_commands, "take_in", fails_once)
    for name in ("unknown_charset", "iphone"):
        box.deliver(corpus(name))

    outcome = fetch()

    assert outcome.exit_code == 75
    assert "1 left in the mailbox" in outcome.output
    assert (box.count(), box.count("Verwerkt"), count(session)) == (1, 1, 1)
    assert box.count(criteria="UNSEEN") == 1
    monkeypatch.setattr(mail_commands, "take_in", real)
    assert fetch().output == "1 taken in\n"


def test_a_portal_that_stopped_before_moving_takes_nothing_twice(session, network, box, fetch, monkeypatch):
    box.deliver(corpus("iphone"))
    with monkeypatch.context() as patch:
        patch.setattr("portal.intake.mailbox.Mailbox.put_away", lambda *_: (_ for _ in ()).throw(OSError("away")))
        assert fetch().exit_code == 75
    assert (box.count(), count(session)) == (1, 1)

    assert fetch().output == "0 taken in\n"
    assert (box.count(), box.count("Verwerkt"), count(session), count(session, Signal)) == (0, 1, 1, 1)


def test_two_fetches_at_once_take_nothing_twice(app, session, network, box):
    for number in range(12):
        box.deliver(written(text=f"Bericht {number}", sender=f"p{number}@example.com", to="signaal@example.nl"))

    def run(_):
        with app.app_context():
            return mail_commands.fetch_all(box.url())

    with ThreadPoolExecutor(3) as workers:
        outcomes = [outcome for outcomes in workers.map(run, range(3)) for outcome in outcomes]

    assert outcomes.count(True) == 12
    assert None not in outcomes
    assert (count(session), count(session, Signal), box.count()) == (12, 12, 0)


def test_a_second_fetch_on_this_machine_leaves_it_to_the_first(app, session, network, box, fetch):
    box.deliver(corpus("iphone"))
    with app.app_context(), mail_commands.turn() as is_first:
        assert is_first
        outcome = fetch()

    assert (outcome.exit_code, outcome.output, count(session)) == (0, "another fetch is at work\n", 0)
    assert fetch().output == "1 taken in\n"


def test_a_message_that_is_too_large_is_kept_as_far_as_it_goes(app, session, network, box, fetch, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_IN_BYTES", 20_000)
    box.deliver(written(text="Dit staat vooraan.\n" + "x" * 60_000, to="signaal@example.nl"))

    assert fetch().output == "1 taken in\n"
    session.rollback()
    mail = session.scalars(select(IncomingMail)).one()
    assert (mail.state, mail.why) == (PostState.WAITING, Why.CUT)
    assert MailFlag.CUT in mail.flags
    assert mail.text.startswith("Dit staat vooraan.")
    assert box.count("Verwerkt") == 1


@pytest.mark.parametrize("change", [{"password": "mis"}, {"folder": "Bestaat niet"}])
def test_a_box_that_does_not_open_says_why_without_the_password(app, session, network, box, fetch, change):
    app.config["MAIL_IN_URL"] = box.url(**change)

    outcome = fetch()

    assert outcome.exit_code == 75
    assert outcome.output
    assert PASSWORD not in outcome.output


@pytest.mark.parametrize("url", ["imaps://user:pw@127.0.0.1:1/INBOX", "pop3://user:pw@127.0.0.1/INBOX", "imaps://127.0.0.1", "onzin"])
def test_an_address_that_leads_nowhere(url):
    with pytest.raises(MailboxError) as refusal, opened(url):
        pass

    assert "pw" not in str(refusal.value).replace("user:password", "")


def test_without_a_mailbox_the_command_says_which_setting_is_missing(app, session):
    outcome = command(app, "fetch")

    assert outcome.exit_code == 78
    assert "MAIL_IN_URL" in outcome.output


@pytest.mark.parametrize("capability", ["IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_a_server_that_cannot_move(app, session, network, dovecot, capability):
    server = Dovecot(capability)
    app.config["MAIL_IN_URL"] = server.url()
    try:
        server.deliver(corpus("iphone"))
        outcomes = [command(app, "fetch").output for _ in range(2)]
        kept, moved = server.count(criteria="UNDELETED"), server.count("Verwerkt")
    finally:
        app.config["MAIL_IN_URL"] = ""
        server.stop()

    assert outcomes == ["1 taken in\n", "0 taken in\n"]
    assert (kept, moved) == (0, 1)


def test_the_moment_of_arrival_is_an_instant(box, dovecot):
    arrived = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    box.deliver(corpus("iphone"), arrived)

    with opened(box.url()) as mailbox:
        assert [message.arrived_at for message in mailbox.messages()] == [arrived]


def test_receive_takes_one_message_from_its_input(session, network, receive):
    outcome = receive(corpus("mbox_line"), SENDER="postfix@example.com", ORIGINAL_RECIPIENT="signaal@example.nl")

    session.rollback()
    assert outcome.exit_code == 0, outcome.output
    assert session.scalars(select(Signal.sender_email)).one() == "postfix@example.com"


def test_receive_of_a_bounce_by_its_empty_sender(session, network, receive):
    receive(corpus("iphone"), SENDER="")

    session.rollback()
    assert session.scalars(select(IncomingMail.state)).one() == PostState.AUTOMATIC


@pytest.mark.parametrize("content", [b"", b" \n "])
def test_receive_of_nothing_is_refused_for_good(session, network, receive, content):
    assert receive(content).exit_code == 65


def test_receive_asks_to_try_again_when_anything_fails(session, network, receive, monkeypatch):
    monkeypatch.setattr(mail_commands, "take_in", lambda *_, **__: 1 / 0)

    outcome = receive(corpus("iphone"))

    assert (outcome.exit_code, count(session)) == (75, 0)
    assert "ZeroDivisionError" in outcome.output


def test_receive_of_a_large_message_reads_it_to_the_end(app, session, network, receive, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_IN_BYTES", 1000)

    outcome = receive(written(text="x" * 5000, to="signaal@example.nl"))

    session.rollback()
    assert outcome.exit_code == 0
    assert session.scalars(select(IncomingMail.why)).one() == Why.CUT
