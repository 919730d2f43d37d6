"""Opening, extending, reacting around the end, reading, answering, publishing the answers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core.access import OUTSIDER
from portal.core.errors import Refused, Stale
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson
from portal.parties.rules import PublishAs
from portal.proposals.operations import add_version
from portal.proposals.rules import Facts, Stage
from portal.rounds import answers, operations, queries
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState
from tests import world

SECOND = timedelta(seconds=1)
SECRET = "MARKERING-45-EURO"


def react(session, round_, actor=OUTSIDER, now=world.OPENED, **options):
    known = {"position": Position.FOR, "labels": [WHOLE], "text": "Goed plan."}
    if actor is OUTSIDER:
        known |= {"sender_place": "Vaals", "sender_email": "inwoner@example.nl"}
    reaction = operations.give_reaction(session, round_, **known | options, actor=actor, now=now)
    if reaction.awaits_address:
        operations.confirm_reaction(session, reaction, now=now)
    return reaction


def mails(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


# Opening


@pytest.mark.parametrize(("opened", "closes"), [
    (datetime(2026, 3, 20, 9, tzinfo=UTC), datetime(2026, 4, 7, 22, tzinfo=UTC)),    # over the change to summer time
    (datetime(2026, 10, 13, 9, tzinfo=UTC), datetime(2026, 10, 27, 23, tzinfo=UTC)),  # over the change to winter time
    (datetime(2026, 3, 19, 23, 30, tzinfo=UTC), datetime(2026, 4, 7, 22, tzinfo=UTC)),  # already the 20th in Amsterdam
    (datetime(2026, 12, 11, 9, tzinfo=UTC), datetime(2026, 12, 28, 23, tzinfo=UTC)),
])
def test_round_runs_through_the_last_day_in_amsterdam(session, scene, opened, closes):
    round_ = operations.open_round(session, scene.proposal, actor=scene.office, now=opened)

    assert round_.closes_at == closes
    for now, is_in_time in [(closes - SECOND, True), (closes, False), (closes + SECOND, False)]:
        if is_in_time:
            assert react(session, round_, now=now).late is False
        else:
            with pytest.raises(Refused) as refusal:
                react(session, round_, now=now)
            assert (refusal.value.code, refusal.value.data) == ("round:closed", {"closes_at": closes})
    assert session.scalar(select(func.count(Reaction.id))) == 1


def test_days_of_the_profile_count(session, scene):
    scene.network.settings = {"comment_days": 21}

    round_ = operations.open_round(session, scene.proposal, actor=scene.office, now=world.OPENED)

    assert round_.last_day == date(2026, 4, 10)


def test_everyone_is_told_at_one_moment(session, scene, now):
    round_ = operations.open_round(session, scene.proposal, actor=scene.office, now=now)
    session.commit()

    letters = mails(session, "rounds/opened")
    assert {letter.email for letter in letters} == {scene.carla.email, scene.cas.email}
    assert {letter.queued_at for letter in letters} == {now}
    text = compose(letters[0]).get_content()
    assert "Iedereen kan reageren tot en met dinsdag 7 april 2026, 24:00 uur." in text
    assert "Goede Vrijdag" in text
    assert f"/voorstellen/{scene.proposal.number}" in text
    publication = session.scalars(select(Publication)).one()
    assert (publication.kind, publication.proposal_id, publication.published_at) == ("round:open", scene.proposal.id, now)
    assert publication.path == f"/voorstellen/{scene.proposal.number}"
    assert session.scalars(select(AuditEntry.action)).all() == ["round:open"]
    assert round_.opened_at == now


@pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.WORKED_OUT, Stage.WITHDRAWN])
def test_round_is_refused_in_another_stage(session, scene, now, stage):
    scene.proposal.stage = stage
    session.flush()

    with pytest.raises(Refused, match="round:other-stage"):
        operations.open_round(session, scene.proposal, actor=scene.office, now=now)

    assert session.scalar(select(func.count(CommentRound.id))) == 0


def test_round_of_the_other_order_is_on_the_worked_out_text(session, scene, now):
    scene.network.settings = {"order": "zl"}
    scene.proposal.stage = Stage.WORKED_OUT
    session.flush()

    assert operations.open_round(session, scene.proposal, actor=scene.office, now=now).text_version.number == 1


def test_a_text_has_one_round_and_the_next_text_another(session, scene, round_):
    with pytest.raises(Refused, match="round:still-open"):
        operations.open_round(session, scene.proposal, actor=scene.office, now=world.OPENED)
    after = round_.closes_at
    with pytest.raises(Refused, match="round:held-before"):
        operations.open_round(session, scene.proposal, actor=scene.office, now=after)

    add_version(session, scene.proposal, paragraphs=(world.ARTICLES[1],), explanation="Anders.", actor=scene.office, now=after)
    second = operations.open_round(session, scene.proposal, actor=scene.office, now=after)

    assert second.text_version.number == 2
    assert queries.round_of(session, scene.proposal) is second


def test_a_day_that_began_meanwhile_is_told(session, scene, now):
    with pytest.raises(Refused, match="round:other-day"):
        operations.open_round(session, scene.proposal, last_day=date(2026, 4, 6), actor=scene.office, now=now)


# Extending


def test_extension_rolls_past_rest_days_and_tells_everyone(session, scene, round_, now):
    extension = operations.extend_round(session, round_, last_day=date(2026, 4, 11), reason="Er was een storing.",
                                        actor=scene.office, now=now)
    session.commit()

    assert round_.last_day == date(2026, 4, 13)
    assert (extension.old_closes_at, extension.new_closes_at) == (datetime(2026, 4, 7, 22, tzinfo=UTC), round_.closes_at)
    assert len(mails(session, "rounds/extended")) == 2
    assert "Er was een storing." in compose(mails(session, "rounds/extended")[0]).get_content()
    publication = session.scalars(select(Publication)).one()
    assert (publication.kind, publication.reason) == ("round:extended", "Er was een storing.")
    assert session.scalars(select(AuditEntry.reason)).all() == ["Er was een storing."]
    assert react(session, round_, now=datetime(2026, 4, 13, 21, 59, 59, tzinfo=UTC)).late is False


@pytest.mark.parametrize(("day", "code"), [
    (date(2026, 4, 7), "round:not-later"), (date(2026, 4, 2), "round:not-later"), (date(2028, 1, 1), "round:too-long")])
def test_round_is_never_shortened(session, scene, round_, now, day, code):
    with pytest.raises(Refused, match=code):
        operations.extend_round(session, round_, last_day=day, reason="Haast.", actor=scene.office, now=now)


def test_extension_needs_a_reason(session, scene, round_, now):
    with pytest.raises(Refused, match="step:reason-missing"):
        operations.extend_round(session, round_, last_day=date(2026, 4, 20), reason=" ", actor=scene.office, now=now)


def test_closed_round_is_not_opened_again(session, scene, round_):
    with pytest.raises(Refused, match="round:closed"):
        operations.extend_round(session, round_, last_day=date(2026, 4, 20), reason="Toch.", actor=scene.office,
                                now=round_.closes_at)


# Reacting


def test_party_reacts_with_the_person_on_record(session, scene, round_):
    reaction = react(session, round_, scene.as_citer, labels=["4.3.1", WHOLE])

    assert (reaction.party_id, reaction.person_id, reaction.number) == (scene.citer.id, scene.cas.id, 1)
    assert reaction.labels == [WHOLE, "4.3.1"]
    assert (reaction.state, reaction.public_text) == (ReactionState.NEW, "")
    assert [letter.email for letter in mails(session, "rounds/receipt")] == [scene.cas.email]


def test_record_says_that_something_came_in_and_never_what(session, scene, round_):
    reaction = react(session, round_, text="Mijn zoon wachtte.", confidential_text=SECRET, ground=Ground.COST,
                     sender_name="Mia Smeets")

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = "".join(f"{entry.changes} {entry.reason} {entry.person_name}" for entry in entries)
    assert [entry.action for entry in entries] == ["reaction:give", "reaction:confirm-address"]
    for private in ("zoon", SECRET, "Mia", "inwoner@example.nl"):
        assert private not in told
    assert session.scalars(select(ConfidentialPart.text)).one() == SECRET
    assert SECRET not in reaction.text


def test_confidential_part_needs_its_ground(session, scene, round_):
    with pytest.raises(Refused) as refusal:
        react(session, round_, confidential_text=SECRET)

    assert (refusal.value.code, refusal.value.field) == ("reaction:ground-missing", "ground")


def test_reaction_is_about_something_that_is_there(session, scene, round_):
    with pytest.raises(Refused, match="reaction:unknown-part"):
        react(session, round_, labels=["9.9"])


def test_late_reaction_is_kept_apart(session, scene, round_):
    react(session, round_)
    late = react(session, round_, late=True, now=round_.closes_at)
    session.commit()

    assert late.late is True
    counts = queries.counts(session, round_)
    assert (counts.late, counts.unread) == (1, 1)
    assert queries.unanswered(session, round_) == 1
    assert compose(mails(session, "rounds/receipt")[-1])["Subject"].startswith("Te laat")


def test_late_is_refused_while_the_round_is_open(session, scene, round_):
    with pytest.raises(Refused, match="reaction:not-late"):
        react(session, round_, late=True, now=round_.closes_at - SECOND)


def test_planned_round_and_withdrawn_proposal_take_no_reaction(session, scene, round_):
    with pytest.raises(Refused, match="round:planned"):
        react(session, round_, now=round_.opened_at - SECOND)
    scene.proposal.stage = Stage.WITHDRAWN
    with pytest.raises(Refused, match="round:proposal-ended"):
        react(session, round_)
    with pytest.raises(Refused, match="round:proposal-ended"):
        react(session, round_, late=True, now=round_.closes_at)


# Reading


def test_cleared_text_is_what_comes_on_the_site(session, scene, round_, now):
    reaction = react(session, round_, text="Mijn zoon Jan wachtte.")

    operations.read_reaction(session, reaction, publish=True, public_text="Mijn zoon wachtte.", actor=scene.office, now=now)

    assert (reaction.state, reaction.public_html) == (ReactionState.PUBLISHED, "<p>Mijn zoon wachtte.</p>")
    assert reaction.text == "Mijn zoon Jan wachtte."
    assert session.scalars(select(AuditEntry.changes).where(AuditEntry.action == "reaction:read")).one()["cleared"] is True


def test_text_as_sent_is_published_when_nothing_had_to_go(session, scene, round_, now):
    reaction = react(session, round_)

    operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)

    assert reaction.public_text == "Goed plan."


def test_withheld_reaction_tells_its_sender_why(session, scene, round_, now):
    reaction = react(session, round_)
    with pytest.raises(Refused, match="reaction:reason-missing"):
        operations.read_reaction(session, reaction, publish=False, actor=scene.office, now=now)

    operations.read_reaction(session, reaction, publish=False, reason="Dit gaat over één persoon.", actor=scene.office, now=now)
    session.commit()

    assert (reaction.state, reaction.public_html) == (ReactionState.WITHHELD, "")
    assert "Dit gaat over één persoon." in compose(mails(session, "rounds/withheld")[0]).get_content()
    assert queries.unanswered(session, round_) == 1


def test_published_reaction_can_still_be_taken_off(session, scene, round_, now):
    reaction = react(session, round_)
    operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)

    operations.read_reaction(session, reaction, publish=False, reason="Toch herkenbaar.", actor=scene.office, now=now)

    assert (reaction.public_text, reaction.public_html) == ("", "")


def test_sender_who_wants_to_stay_off_the_site_does(session, scene, round_, now):
    reaction = react(session, round_, publish_as=PublishAs.HIDDEN)

    with pytest.raises(Refused, match="reaction:wants-no-name"):
        operations.read_reaction(session, reaction, publish=True, actor=scene.office, now=now)

    operations.read_reaction(session, reaction, publish=False, reason="Op verzoek.", actor=scene.office, now=now)
    assert mails(session, "rounds/withheld") == []
    assert queries.counts(session, round_).others[Position.FOR] == 1


def test_second_reader_is_told_and_shown_the_first(session, scene, round_, now):
    reaction = react(session, round_)
    session.flush()
    seen = reaction.version
    operations.read_reaction(session, reaction, publish=True, public_text="Eerste.", version=seen, actor=scene.office, now=now)
    session.flush()

    with pytest.raises(Stale) as stale:
        operations.read_reaction(session, reaction, publish=True, public_text="Tweede.", version=seen, actor=scene.office,
                                 now=now)

    assert stale.value.theirs == "Eerste."


# Answering


def answer(session, reaction, office, now, adopted=Adopted.YES, text="Dat nemen we over.", **options):
    return answers.answer_reaction(session, reaction, adopted=adopted, text=text, actor=office, now=now, **options)


def test_second_writer_is_told_and_shown_the_first(session, scene, round_, now):
    reaction = react(session, round_)
    first = answer(session, reaction, scene.office, now, text="Eerste.", version=0)
    session.flush()

    with pytest.raises(Stale) as stale:
        answer(session, reaction, scene.office, now, text="Tweede.", version=0)
    answer(session, reaction, scene.office, now, text="Derde.", version=first.version)

    assert stale.value.theirs == "Eerste."
    assert session.scalars(select(Answer.text)).all() == ["Derde."]


def test_answers_are_published_together_or_not_at_all(session, scene, round_, now):
    one, two = react(session, round_, scene.as_boot), react(session, round_)
    operations.read_reaction(session, two, publish=False, reason="Persoonlijk.", actor=scene.office, now=now)
    answer(session, one, scene.office, now)
    end = round_.closes_at

    with pytest.raises(Refused, match="round:still-open"):
        answers.publish_answers(session, round_, actor=scene.office, now=end - SECOND)
    with pytest.raises(Refused) as refusal:
        answers.publish_answers(session, round_, actor=scene.office, now=end)
    assert (refusal.value.code, refusal.value.data) == ("round:answers-missing", {"count": 1})
    assert queries.unanswered(session, round_) == 2

    answer(session, two, scene.office, now, Adopted.NO, "Dat kan niet, omdat het te duur is.")
    assert answers.publish_answers(session, round_, actor=scene.office, now=end) == 2
    session.commit()

    assert set(session.scalars(select(Answer.published_at))) == {end}
    assert queries.round_facts(session, scene.proposal, end)["unanswered"] == 0
    publication = session.scalars(select(Publication)).one()
    assert (publication.kind, publication.data) == ("round:answered", {"yes": 1, "partly": 0, "no": 1})
    letters = {letter.email: compose(letter).get_content() for letter in mails(session, "rounds/answered")}
    assert set(letters) == {scene.carla.email, "inwoner@example.nl"}
    assert "Dat nemen we over." in letters[scene.carla.email]
    assert "te duur" in letters["inwoner@example.nl"]


def test_publishing_again_adds_only_what_is_new(session, scene, round_, now):
    reaction = react(session, round_)
    answer(session, reaction, scene.office, now)
    end = round_.closes_at
    answers.publish_answers(session, round_, actor=scene.office, now=end)

    assert answers.publish_answers(session, round_, actor=scene.office, now=end) == 0
    assert len(mails(session, "rounds/answered")) == 1
    late = react(session, round_, late=True, now=end)
    assert answers.publish_answers(session, round_, actor=scene.office, now=end) == 0

    answer(session, late, scene.office, end)
    assert answers.publish_answers(session, round_, actor=scene.office, now=end + SECOND) == 1
    assert len(mails(session, "rounds/answered")) == 2


def test_published_answer_stays(session, scene, round_, now):
    reaction = react(session, round_)
    answer(session, reaction, scene.office, now)
    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)

    with pytest.raises(Refused, match="answer:published"):
        answer(session, reaction, scene.office, now, text="Toch niet.")


def test_former_contact_gets_no_answer(session, scene, round_, now):
    reaction = react(session, round_, scene.as_citer)
    answer(session, reaction, scene.office, now)
    session.scalars(select(ContactPerson).where(ContactPerson.party_id == scene.citer.id)).one().ends_at = now
    world.contact(session, scene.citer, "Cleo")

    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)

    assert scene.cas.email not in {letter.email for letter in mails(session, "rounds/answered")}
    assert len(mails(session, "rounds/answered")) == 1


# What the rest of the house asks


def test_facts_follow_the_round(session, scene, now):
    assert Facts(**queries.round_facts(session, scene.proposal, now)) == Facts()
    round_ = operations.open_round(session, scene.proposal, actor=scene.office, now=now)
    react(session, round_, now=now)

    assert Facts(**queries.round_facts(session, scene.proposal, now)) == Facts(has_round=True, unanswered=1, round_version=1)
    closed = Facts(**queries.round_facts(session, scene.proposal, round_.closes_at))
    assert closed == Facts(has_round=True, round_is_closed=True, unanswered=1, round_version=1)


def test_open_rounds_are_those_where_one_can_react_now(session, scene, round_):
    ask = lambda now: queries.open_rounds(session, scene.network, now)

    assert ask(round_.opened_at - SECOND) == []
    assert ask(round_.opened_at) == ask(round_.closes_at - SECOND) == [round_]
    assert ask(round_.closes_at) == []
    scene.proposal.stage = Stage.WITHDRAWN
    assert ask(round_.opened_at) == []


def test_counts_take_parties_not_clicks(session, scene, round_):
    for position in (Position.FOR, Position.AGAINST, Position.QUESTION):
        world.reaction(session, round_, scene.boot, position=position)
    world.reaction(session, round_, scene.citer, ReactionState.WITHHELD)
    world.reaction(session, round_, sender_email="Mia@example.nl")
    world.reaction(session, round_, sender_email="mia@example.nl", position=Position.AMEND)
    world.reaction(session, round_, state=ReactionState.NEW, position=Position.AGAINST)
    world.reaction(session, round_, late=True, position=Position.AGAINST)

    counts = queries.counts(session, round_)

    nobody = dict.fromkeys(Position, 0)
    assert counts.parties == nobody | {Position.AGAINST: 1, Position.FOR: 1}
    assert counts.others == nobody | {Position.AMEND: 1}
    assert (counts.unread, counts.withheld, counts.late) == (1, 1, 1)
