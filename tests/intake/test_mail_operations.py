"""What becomes of messages: brought where they want to go, kept for the secretary, never answered when a program wrote them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.contributions.models import Attachment, ConfidentialPart
from portal.core.documents import content_of
from portal.core.errors import Refused
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_operations import attribute_mail, set_mail_aside, sort_mail
from portal.intake.mail_queries import mail_by_id, parties_of_address
from portal.intake.mail_rules import RECEIPTS, Becomes, MailFlag, PostState, Why, WrittenBy
from portal.notifications.models import OutboxMail
from portal.notifications.operations import Letter, queue
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.signals.models import Signal
from tests import world
from tests.intake.post import corpus, deliver, written


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def clerk(session, network):
    place = world.municipality(session, network, is_host=True)
    return world.actor(world.secretary(session, place), place, Role.SECRETARY)


@pytest.fixture
def round_(session, network):
    """The round on proposal 2026-07: from 20 March 9:00 through 7 April."""
    return world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY, sequence=7))


def letters(session):
    return [(mail.kind, mail.email) for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


@pytest.mark.parametrize("name", ["iphone", "windows_1252", "unknown_charset", "broken_mime", "rtl", "bsn", "no_message_id", "mbox_line",
                                  "pgp_and_inline"])
def test_a_message_to_the_address_of_signals_is_a_signal(session, network, now, name):
    mail = deliver(session, network, corpus(name), now)

    assert mail.state == PostState.SORTED
    assert (mail.signal.text, mail.signal.sender_email, mail.signal.published_at) == (mail.text, mail.sender_email, None)
    assert mail.signal.party_id is None
    assert letters(session) == [("signals/receipt", mail.sender_email)]


def test_a_proposal_in_the_senders_own_words(session, network, now):
    mail = deliver(session, network, corpus("utf16"), now)

    assert (mail.proposal.title, mail.proposal.stage, mail.proposal.published_at) == ("Maandelijks overleg", Stage.RECEIVED, None)
    assert [p.text for p in mail.proposal.versions[0].paragraphs] == [mail.text]
    assert letters(session) == [("proposals/receipt", "els@example.com")]


@pytest.mark.parametrize("name", ["outlook_html", "gmail", "winmail", "empty_with_pdf"])
def test_a_message_about_a_round_is_a_reaction(session, network, round_, now, name):
    mail = deliver(session, network, corpus(name), now)

    assert (mail.reaction.round_id, mail.reaction.late, mail.reaction.party_id) == (round_.id, False, None)
    assert mail.reaction.state == "new"
    assert [kind for kind, _ in letters(session)] == ["rounds/receipt"]


def test_a_reply_to_the_letter_about_a_round_is_a_reaction(session, network, round_, now):
    queue(session, [Letter("rounds/opened", "rounds/opened:1", "jan@example.com", data={"number": "2026-07"})], now=now)
    session.flush()
    letter = session.scalars(select(OutboxMail)).one()

    mail = deliver(session, network, written(In_Reply_To=f"<outbox-{letter.id}@localhost>"), now)

    assert (mail.reaction.round_id, mail.letter.id) == (round_.id, letter.id)


def test_a_reply_to_another_letter_waits_with_what_it_is_about(session, network, round_, now):
    queue(session, [Letter("rounds/receipt", "rounds/receipt:1", "jan@example.com", data={"proposal": "2026-07"})], now=now)
    session.flush()
    letter = session.scalars(select(OutboxMail)).one()

    mail = deliver(session, network, written(References=f"<x@y> <outbox-{letter.id}@localhost>"), now)

    assert (mail.state, mail.why, mail.number, mail.letter.id) == (PostState.WAITING, Why.LETTER, "2026-07", letter.id)


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_the_mailbox_says_whether_it_was_on_time(session, network, round_, at, seconds, late):
    """Awb 2:17: received when it reached the mailbox, however much later the portal takes it in; its own date says nothing."""
    arrived, fetched = round_.closes_at + timedelta(seconds=seconds), round_.closes_at + timedelta(days=3)
    at(fetched)

    mail = deliver(session, network, written(subject="[2026-07]", Date="Fri, 20 Mar 2026 10:00:00 +0100"), fetched, arrived_at=arrived)

    assert (mail.reaction.late, mail.reaction.received_at, mail.taken_at) == (late, arrived, fetched)


def test_a_mailbox_that_is_fast_does_not_bring_the_future(session, network, now):
    mail = deliver(session, network, corpus("iphone"), now, arrived_at=now + timedelta(hours=3))

    assert (mail.arrived_at, mail.signal.received_at) == (now, now)


@pytest.mark.parametrize(("raw", "why"), [
    (written(), Why.NO_KEY), (written(subject="[2026-07] en [2026-08]"), Why.MORE_KEYS), (written(subject="[2026-99]"), Why.UNKNOWN_PROPOSAL),
    (written(to="signaal@example.nl", sender="geen adres"), Why.NO_SENDER), (written(to="signaal@example.nl", text=" "), Why.EMPTY),
    (corpus("nested_forward"), Why.NO_KEY),
    (corpus("header_injection"), Why.NO_SENDER), (corpus("calendar_reply"), Why.CALENDAR), (corpus("mailing_list"), Why.PROGRAM),
])
def test_what_cannot_be_brought_anywhere_waits_for_the_secretary(session, network, round_, now, raw, why):
    mail = deliver(session, network, raw, now)

    assert (mail.state, mail.why, mail.became) == (PostState.WAITING, why, None)
    answered = [("intake/received", mail.sender_email)] if mail.written_by == WrittenBy.PERSON and mail.sender_email else []
    assert letters(session) == answered


def test_a_proposal_without_a_round_and_one_before_its_round(session, network, now):
    proposal = world.proposal(session, network, sequence=8)
    assert deliver(session, network, written(subject="[2026-08]"), now).why == Why.NO_ROUND

    world.comment_round(session, proposal)
    before = deliver(session, network, written(subject="[2026-08] eerder"), now, arrived_at=now - timedelta(hours=2))
    assert before.why == Why.NO_ROUND


def test_a_withdrawn_proposal_takes_no_reaction_and_the_message_waits(session, network, round_, now):
    round_.proposal.stage = Stage.WITHDRAWN

    mail = deliver(session, network, corpus("gmail"), now)

    assert (mail.state, mail.why) == (PostState.WAITING, Why.REFUSED)
    assert session.scalar(select(func.count(Reaction.id))) == 0


def test_where_parties_alone_may_the_message_waits(session, now):
    network = world.network(session, outsiders_may_contribute=False)

    assert deliver(session, network, corpus("iphone"), now).why == Why.PARTIES_ONLY


@pytest.mark.parametrize(("name", "who", "state"), [
    ("out_of_office", WrittenBy.ANSWER, PostState.AUTOMATIC), ("old_out_of_office", WrittenBy.ANSWER, PostState.AUTOMATIC),
    ("bounce", WrittenBy.BOUNCE, PostState.WAITING), ("plain_bounce", WrittenBy.BOUNCE, PostState.WAITING),
    ("delayed", WrittenBy.DELAY, PostState.AUTOMATIC), ("calendar_reply", WrittenBy.CALENDAR, PostState.WAITING),
    ("mailing_list", WrittenBy.LIST, PostState.WAITING),
])
def test_programs_get_no_answer_and_nothing_of_theirs_is_lost(session, network, now, name, who, state):
    mail = deliver(session, network, corpus(name), now)

    assert (mail.written_by, mail.state, mail.became) == (who, state, None)
    assert letters(session) == []


@pytest.mark.parametrize("name", ["bounce", "delayed", "plain_bounce"])
def test_what_came_back_stands_with_its_letter(session, network, now, name):
    queue(session, [Letter("rounds/opened", "rounds/opened:1", "weg@example.com")], now=now)
    session.flush()
    letter = session.scalars(select(OutboxMail)).one()

    assert deliver(session, network, corpus(name, letter.id), now).letter.id == letter.id


@pytest.mark.parametrize("headers", [
    {"X_Loop": "localhost"}, {"Message_ID": "<outbox-3@localhost>"}, {"sender": "Tafel <ontwikkeltafel@localhost>"}, {"Auto_Submitted": "auto-generated"},
])
def test_our_own_letters_do_not_come_in_again(session, network, now, headers):
    mail = deliver(session, network, written(to="signaal@example.nl", **headers), now)

    assert mail.state == PostState.AUTOMATIC
    assert letters(session) == []


def test_a_bounce_by_the_envelope_alone(session, network, now):
    mail = deliver(session, network, written(to="signaal@example.nl"), now, envelope_from="")

    assert mail.state == PostState.AUTOMATIC


def test_the_envelope_says_to_which_address_it_came(session, network, now):
    mail = deliver(session, network, written(to="iedereen@elders.nl"), now, envelope_to="signaal@example.nl")

    assert mail.signal is not None


def test_two_programs_that_answer_each_other_stop(session, network, now):
    for number in range(RECEIPTS + 3):
        deliver(session, network, written(text=f"Bericht {number}", to="signaal@example.nl"), now)

    assert len(letters(session)) == RECEIPTS
    assert session.scalar(select(func.count(Signal.id))) == RECEIPTS
    assert {mail.why for mail in session.scalars(select(IncomingMail))} == {None, Why.OFTEN}
    later = deliver(session, network, written(text="Na een uur", to="signaal@example.nl"), now + timedelta(hours=1, seconds=1))
    assert later.signal is not None


def test_the_same_message_is_taken_once(session, network, now):
    first = deliver(session, network, corpus("iphone"), now)

    assert deliver(session, network, b"Received: by elders\n" + corpus("iphone"), now) is None
    assert deliver(session, network, corpus("no_message_id"), now) is not None
    assert deliver(session, network, corpus("no_message_id"), now) is None
    assert session.scalar(select(func.count(IncomingMail.id))) == 2
    assert first.signal is not None


@pytest.mark.parametrize("name", ["outlook_html", "broken_mime", "rtl", "utf16"])
def test_the_bytes_are_kept_as_received(session, network, now, name):
    mail = deliver(session, network, corpus(name), now)

    assert content_of(mail.raw) == corpus(name)
    assert mail.raw.media_type == "text/plain"


def test_attachments_are_kept_and_what_is_not_taken_is_named(session, network, round_, now):
    kept = deliver(session, network, corpus("empty_with_pdf"), now)
    named = deliver(session, network, corpus("rtl"), now)
    packed = deliver(session, network, corpus("winmail"), now)

    assert [(file.document.file_name, file.refusal) for file in kept.files] == [("reactie.pdf", "")]
    assert "reactie.pdf" in kept.reaction.text
    assert [(file.name, file.refusal, file.document_id) for file in named.files] == [("rekeningfdp.exe", "mail:file-kind", None)]
    assert MailFlag.FILES in named.flags
    assert {MailFlag.FILES, MailFlag.WINMAIL} <= packed.flags


def test_a_text_over_the_limit_is_kept_whole_and_cut_with_a_mark(session, network, now):
    text = "\n\n".join(f"Punt {number}: de wachttijd is te lang." for number in range(600))

    mail = deliver(session, network, written(text=text, to="signaal@example.nl"), now)
    proposed = deliver(session, network, written(text=text, to="voorstel@example.nl"), now)

    assert mail.text == text
    assert len(mail.signal.text) <= 10_000
    assert mail.signal.text.endswith("De secretaris heeft de hele tekst.]")
    assert MailFlag.LONG in mail.flags
    assert all(len(paragraph.text) <= 5_000 for paragraph in proposed.proposal.versions[0].paragraphs)


def test_what_was_too_large_is_kept_as_far_as_it_goes_and_waits(session, network, now):
    mail = deliver(session, network, corpus("pgp_and_inline")[:400], now, is_whole=False)

    assert (mail.state, mail.why) == (PostState.WAITING, Why.CUT)
    assert MailFlag.CUT in mail.flags


def test_a_bsn_is_pointed_out(session, network, now):
    assert MailFlag.BSN in deliver(session, network, corpus("bsn"), now).flags


@pytest.mark.parametrize(("to", "words_of"), [
    ("reactie+2026-07@example.nl", lambda sent: sent.text), ("signaal@example.nl", lambda sent: sent.title + sent.text),
    ("voorstel@example.nl", lambda sent: sent.title + sent.summary + str(sent.versions[0].paragraphs)),
])
def test_confidential_words_are_stored_apart(session, network, round_, now, to, words_of):
    raw = corpus("confidential").replace(b"reactie+2026-07@example.nl", to.encode()).replace(b"onze kostprijs", b"KOSTPRIJS-GEHEIM")

    mail = deliver(session, network, raw, now)

    part = session.scalars(select(ConfidentialPart)).one()
    assert MailFlag.CONFIDENTIAL in mail.flags
    assert "KOSTPRIJS-GEHEIM" in part.text
    assert (part.signal_id, part.proposal_id, part.reaction_id) == (mail.signal_id, mail.proposal_id, mail.reaction_id)
    assert "KOSTPRIJS-GEHEIM" not in words_of(mail.became)


def test_documents_go_along_with_what_a_message_becomes(session, network, round_, wies, clerk, now):
    raw = corpus("empty_with_pdf")
    mail, secret = deliver(session, network, raw, now), deliver(
        session, network, raw.replace(b"<leeg@", b"<geheim@").replace(b"Subject: ", b"Subject: Vertrouwelijk"), now)

    found = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(each.reaction_id, each.document_id, each.is_confidential, each.read_at) for each in found] == [
        (mail.reaction_id, mail.files[0].document_id, False, None), (secret.reaction_id, secret.files[0].document_id, True, None)]
    attribute_mail(session, network, mail, wies, reason="Gebeld.", actor=clerk, now=now)
    session.expire_all()
    assert [each.party_id for each in found] == [wies.id, None]


def test_words_of_a_message_stand_in_no_record_and_no_letter(session, network, round_, now):
    deliver(session, network, corpus("confidential"), now)

    assert "GEHEIM" not in str([entry.changes for entry in session.scalars(select(AuditEntry))])
    assert "GEHEIM" not in str([mail.data for mail in session.scalars(select(OutboxMail))])


# What the secretary does.

def test_the_secretary_makes_a_waiting_message_what_it_is(session, network, clerk, round_, now):
    mail = deliver(session, network, written(), now)

    sort_mail(session, network, mail, becomes=Becomes.REACTION, round_=round_, actor=clerk, now=now + timedelta(days=40))
    session.flush()

    reaction = session.scalars(select(Reaction)).one()
    assert (reaction.late, reaction.received_at, reaction.person_id) == (False, now, None)
    assert letters(session)[-1] == ("rounds/receipt", "jan@example.com")
    assert session.scalars(select(AuditEntry.person_name).where(AuditEntry.action == "mail:sort")).one() == clerk.person_name


def test_a_message_that_arrived_too_late_stays_late_whoever_sorts_it(session, network, clerk, round_, at):
    after = round_.closes_at + timedelta(minutes=1)
    at(after)
    mail = deliver(session, network, written(), after)

    sort_mail(session, network, mail, becomes=Becomes.REACTION, round_=round_, actor=clerk, now=after)

    assert session.scalars(select(Reaction)).one().late


def test_a_message_becomes_something_once(session, network, clerk, round_, now):
    mail = deliver(session, network, written(), now)
    sort_mail(session, network, mail, becomes=Becomes.SIGNAL, title="De bus", actor=clerk, now=now)
    session.flush()

    with pytest.raises(Refused, match="mail:already-sorted"):
        sort_mail(session, network, mail, becomes=Becomes.PROPOSAL, actor=clerk, now=now)
    with pytest.raises(Refused, match="mail:already-sorted"):
        set_mail_aside(session, mail, reason="Toch niet.", actor=clerk, now=now)

    assert session.scalar(select(func.count(Proposal.id)).where(Proposal.title == "Hallo")) == 0
    assert session.scalars(select(Signal.title)).one() == "De bus"


def test_setting_aside_tells_a_person_why_and_a_program_nothing(session, network, clerk, now):
    person = deliver(session, network, written(), now)
    program = deliver(session, network, corpus("mailing_list"), now)

    for mail in (person, program):
        set_mail_aside(session, mail, reason="Dit gaat over een andere gemeente.", actor=clerk, now=now)
    session.flush()

    assert [kind for kind, _ in letters(session)] == ["intake/received", "intake/set-aside"]
    with pytest.raises(Refused, match="mail:already-set-aside"):
        set_mail_aside(session, person, reason="Nog eens.", actor=clerk, now=now)
    with pytest.raises(Refused, match="step:reason-missing"):
        set_mail_aside(session, deliver(session, network, written(text="Anders"), now), reason=" ", actor=clerk, now=now)


def test_words_that_a_program_brought_can_become_a_signal_without_an_answer(session, network, clerk, now):
    mail = deliver(session, network, corpus("mailing_list"), now)

    sort_mail(session, network, mail, becomes=Becomes.SIGNAL, title="Nieuws", actor=clerk, now=now)
    session.flush()

    assert session.scalars(select(Signal)).one().sender_email == ""
    assert letters(session) == []


@pytest.fixture
def wies(session, network):
    """The contact person of a member, with the address of which a message in the corpus came."""
    member = world.member(session, network, "Zorggroep De Brug")
    person = world.contact(session, member, "Wies Notermans")
    person.email = "Wies@Zorggroep-De-Brug.example"
    session.flush()
    return member


def test_an_address_alone_never_speaks_for_a_party(session, network, round_, wies, now):
    mail = deliver(session, network, corpus("outlook_html"), now)

    assert mail.reaction.party_id is None
    assert parties_of_address(session, network, mail.sender_email) == [wies]


def test_the_secretary_confirms_for_whom_it_speaks_and_the_party_is_told(session, network, clerk, round_, wies, now):
    mail = deliver(session, network, corpus("outlook_html"), now)

    attribute_mail(session, network, mail, wies, reason="Gebeld met Wies.", actor=clerk, now=now)
    session.flush()

    assert session.scalars(select(Reaction.party_id)).one() == wies.id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reaction:attribute")).one()
    assert (entry.reason, entry.person_name) == ("Gebeld met Wies.", clerk.person_name)
    assert letters(session)[-1] == ("intake/attributed", "Wies@Zorggroep-De-Brug.example")


def test_a_wrong_party_is_put_right_and_both_are_told(session, network, clerk, round_, wies, now):
    other = world.member(session, network, "De Papieren Boot")
    world.contact(session, other, "Carla Mertens").email = "carla@example.nl"
    mail = deliver(session, network, corpus("outlook_html"), now)
    attribute_mail(session, network, mail, other, reason="Vergissing.", actor=clerk, now=now)
    mail = mail_by_id(session, network, mail.id)

    attribute_mail(session, network, mail, wies, reason="Het was De Brug.", actor=clerk, now=now)
    session.flush()

    told = session.scalars(select(OutboxMail).where(OutboxMail.kind == "intake/attributed").order_by(OutboxMail.id)).all()
    assert [(mail.email.casefold(), mail.data["is_theirs"]) for mail in told] == [
        ("carla@example.nl", True), ("wies@zorggroep-de-brug.example", True), ("carla@example.nl", False)]


def test_only_members_and_only_what_was_taken_in(session, network, clerk, wies, now):
    stranger = world.party(session, "Buiten")
    waiting, taken = deliver(session, network, written(), now), deliver(session, network, corpus("iphone"), now)

    for mail, party, code in ((waiting, wies, "mail:not-sorted"), (taken, stranger, "mail:no-member")):
        with pytest.raises(Refused, match=code):
            attribute_mail(session, network, mail, party, reason="Zo is het.", actor=clerk, now=now)

    assert taken.signal.party_id is None
