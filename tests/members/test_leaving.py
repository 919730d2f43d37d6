"""Giving notice, taking it back, ending by the municipality; and what is over from the first second after the last day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role
from portal.accounts.queries import actor_of
from portal.core.access import OUTSIDER, ActsFor
from portal.core.calendar import start_of_day
from portal.core.errors import Refused, Stale
from portal.desk.queries import tasks
from portal.members import announcements, leaving, operations, queries
from portal.members.models import Membership, Notice
from portal.members.rules import EndedBy, Phase
from portal.networks.models import Publication
from portal.networks.queries import versions_to_sign
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.parties.queries import recipients
from portal.proposals.rules import Stage
from tests import world
from tests.conftest import NOW
from tests.members import application, signed_by

TODAY = date(2026, 3, 20)
LAST_DAY = date(2026, 9, 20)
OVER = start_of_day(date(2026, 9, 21))
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def network(session):
    network = world.network(session, notice_months=6)
    world.agreement(session, network)
    return network


@pytest.fixture
def provider(session, network):
    return world.member(session, network)


@pytest.fixture
def person(session, provider):
    person = world.contact(session, provider)
    session.commit()
    return person


@pytest.fixture
def speaker(session, person, now):
    return actor_of(session, person, now)


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network, is_host=True)
    person = world.secretary(session, place)
    session.commit()
    return person


@pytest.fixture
def desk(session, secretary):
    return actor_of(session, secretary, NOW)


@pytest.fixture
def membership(session, network, provider):
    return session.scalars(select(Membership).where(Membership.party_id == provider.id)).one()


def give_notice(session, membership, speaker, now=NOW, **options):
    return leaving.give_notice(session, membership, reason="Wij stoppen met Wmo.", actor=speaker, now=now, **options)


def end(session, membership, desk, last_day=TODAY, now=NOW, **options):
    return leaving.end_membership(session, membership, reason="De aanbieder is failliet.", last_day=last_day, actor=desk,
                                  now=now, **options)


def kinds(session, kind):
    return [mail.email for mail in session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id))]


def test_notice_ends_the_membership_after_the_term_with_a_receipt_and_the_municipality_told(session, network, membership, person, speaker):
    """ZL 3.4."""
    notice = give_notice(session, membership, speaker)

    assert (notice.last_day, membership.member_until, notice.ended_by) == (LAST_DAY, LAST_DAY, EndedBy.PARTY)
    assert membership.phase(NOW) == Phase.LEAVING
    assert kinds(session, "members/notice") == [person.email]
    assert kinds(session, "members/notice-told") == ["tafel@example.nl"]
    assert not session.scalars(select(Publication)).all()


@pytest.mark.parametrize(("chosen", "fits"), [
    (None, True), (LAST_DAY, True), (LAST_DAY + timedelta(days=30), True),
    (LAST_DAY - timedelta(days=1), False), (TODAY + timedelta(days=2000), False),
])
def test_a_later_day_may_be_chosen_an_earlier_one_not(session, membership, speaker, chosen, fits):
    if fits:
        assert give_notice(session, membership, speaker, last_day=chosen).last_day == (chosen or LAST_DAY)
        return
    with pytest.raises(Refused, match="membership:last-day") as refusal:
        give_notice(session, membership, speaker, last_day=chosen)
    assert refusal.value.field == "last_day"


def test_notice_needs_a_reason_and_is_given_once(session, membership, speaker):
    with pytest.raises(Refused, match="membership:why-leave"):
        leaving.give_notice(session, membership, reason=" ", actor=speaker, now=NOW)
    give_notice(session, membership, speaker)
    with pytest.raises(Refused, match="membership:ends-already"):
        give_notice(session, membership, speaker)


def test_everything_follows_the_date(session, network, provider, person, membership, speaker, at):
    """Until the last second of the last day a member; from the next one on not: list, letters, rolls, accounts."""
    give_notice(session, membership, speaker)
    session.commit()

    for moment, is_member in ((OVER - A_SECOND, True), (OVER, False)):
        at(moment)
        assert (queries.member_ids(session, network) == [provider.id]) is is_member
        assert bool(queries.network_recipients(session, network)) is is_member
        assert bool(recipients(session, [provider.id])) is is_member
        assert (actor_of(session, person, moment).acts_for == ActsFor.PARTY) is is_member
        assert membership.phase(moment) == (Phase.LEAVING if is_member else Phase.LEFT)


def test_who_joined_the_party_after_the_notice_loses_access_too(session, provider, membership, speaker):
    give_notice(session, membership, speaker)
    late = world.user(session, "Later Gekomen")
    world.grant(session, late, Role.COLLEAGUE, provider)

    assert actor_of(session, late, OVER - A_SECOND).party_id == provider.id
    assert actor_of(session, late, OVER).party_id is None


@pytest.mark.parametrize(("moment", "is_possible"), [(OVER - A_SECOND, True), (OVER, False)])
def test_notice_is_withdrawn_until_the_last_day_is_over(session, membership, speaker, moment, is_possible):
    notice = give_notice(session, membership, speaker)
    if not is_possible:
        with pytest.raises(Refused, match="membership:has-left"):
            leaving.withdraw_notice(session, membership, actor=speaker, now=moment)
        return
    leaving.withdraw_notice(session, membership, actor=speaker, now=moment)

    assert (membership.member_until, notice.withdrawn_at, membership.notice) == (None, moment, None)
    assert membership.party.leaves_at is None
    assert "tafel@example.nl" in kinds(session, "members/stays")
    give_notice(session, membership, speaker, now=moment)
    assert len(membership.notices) == 2


def test_each_takes_back_only_its_own(session, membership, speaker, desk):
    give_notice(session, membership, speaker)
    with pytest.raises(Refused, match="membership:no-notice"):
        leaving.withdraw_notice(session, membership, actor=desk, now=NOW)
    end(session, membership, desk)
    with pytest.raises(Refused, match="membership:no-notice"):
        leaving.withdraw_notice(session, membership, actor=speaker, now=NOW)
    leaving.withdraw_notice(session, membership, actor=desk, now=NOW)


def test_municipality_ends_with_reasons_and_replaces_a_later_end(session, membership, person, speaker, desk):
    given = give_notice(session, membership, speaker)
    with pytest.raises(Refused, match="membership:ends-already"):
        end(session, membership, desk, last_day=LAST_DAY)
    with pytest.raises(Refused, match="membership:last-day"):
        end(session, membership, desk, last_day=TODAY - timedelta(days=1))
    session.expire_all()

    ending = end(session, membership, desk, last_day=TODAY + timedelta(days=10))

    assert (membership.member_until, membership.notice, given.withdrawn_at) == (TODAY + timedelta(days=10), ending, NOW)
    assert kinds(session, "members/ended") == [person.email]


def test_second_secretary_sees_that_it_changed(session, membership, speaker, desk):
    seen = membership.version
    give_notice(session, membership, speaker)
    session.flush()

    with pytest.raises(Stale) as stale:
        end(session, membership, desk, version=seen)
    assert stale.value.theirs == "Wij stoppen met Wmo."


def test_the_database_holds_one_notice_at_a_time_and_no_end_before_the_beginning(session, membership, speaker):
    notice = give_notice(session, membership, speaker)
    session.commit()
    session.add(Notice(membership_id=membership.id, ended_by=EndedBy.PARTY, given_by="X", given_at=NOW, reason="X",
                       last_day=notice.last_day))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    session.info["writing"] = True
    membership.member_until = membership.member_since - timedelta(days=1)
    with pytest.raises(IntegrityError):
        session.flush()


def test_everyone_is_told_once_that_it_is_over(session, membership, speaker):
    give_notice(session, membership, speaker)

    def told(moment):
        assert announcements.departures(session, moment) == []  # no letters
        session.flush()
        return [(row.kind, row.data["since"]) for row in session.scalars(select(Publication))]

    assert told(OVER - A_SECOND) == []
    assert told(OVER) == [("member:left", {"$day": "2026-09-21"})]
    assert told(OVER) == [("member:left", {"$day": "2026-09-21"})]


def test_coming_back_is_a_new_application_and_former_people_stay_out(session, network, provider, person, membership, desk, at):
    colleague = world.user(session, "Collega")
    world.grant(session, colleague, Role.COLLEAGUE, provider)
    end(session, membership, desk)
    later = NOW + timedelta(days=1)
    at(later)

    again = operations.apply_for_membership(
        session, network, application=application(kvk=provider.kvk), signed_by=signed_by(), actor=OUTSIDER, now=later,
        read=[version.id for version in versions_to_sign(session, network, TODAY)])
    operations.admit(session, again, actor=desk, now=later)
    session.flush()

    assert provider.leaves_at is None
    assert actor_of(session, colleague, later).party_id is None
    assert actor_of(session, person, later).party_id is None
    assert {r.email for r in recipients(session, [provider.id])} == {"carla@koe.example", "daan@koe.example"}
    assert [row.phase(later) for row in queries.own_memberships(session, network, provider.id)] == [Phase.MEMBER, Phase.LEFT]


def test_member_of_another_network_keeps_its_people(session, provider, person, membership, desk):
    other = world.add(session, type(membership.network)(slug="ander", name="Ander"))
    world.add(session, Membership(network_id=other.id, party_id=provider.id, state="admitted", applied_at=world.LONG_AGO,
                                  decided_at=world.LONG_AGO, member_since=world.LONG_AGO.date()))
    end(session, membership, desk)

    assert actor_of(session, person, OVER).party_id == provider.id


def test_party_gives_notice_on_its_own_page_reads_it_over_and_takes_it_back(session, network, provider, person, membership, visit):
    visitor = visit.logged_in(person)
    form = visitor.get("/mijn/deelname").visitor.get("/mijn/deelname/beeindigen")
    assert "De opzegtermijn is 6 maanden" in form.text and "zondag 20 september 2026" in form.text
    assert "Dienstverleningsovereenkomsten die gelden, blijven gelden" in form.text
    assert "Geef de reden" in form.submit({}, "Verder", status=422).errors[0]
    early = form.submit({"reason": "Wij stoppen.", "last_day": "2026-05-01"}, "Verder", status=422)
    assert "Kies een dag van zondag 20 september 2026" in early.errors[0]

    overview = form.submit({"reason": "Wij stoppen."}, "Verder")
    assert "zondag 20 september 2026" in overview.text and "Er is nog niets gebeurd" in overview.text
    page = overview.submit(button="Zeg op")

    assert "Gaat weg" in page.text and "Wij stoppen." in page.text
    stays = page.submit(button="Trek de opzegging in")
    assert "blijft meedoen" in stays.text
    assert "Stop met meedoen" in stays.text


def test_only_who_binds_the_party_gives_notice(session, network, provider, person, membership, visit):
    colleague = world.user(session, "Collega")
    world.grant(session, colleague, Role.COLLEAGUE, provider)
    secretary = world.secretary(session, world.municipality(session, network))
    session.commit()

    assert "Stop met meedoen" not in visit.logged_in(colleague).get("/mijn/deelname").text
    for somebody in (colleague, secretary):
        visit.logged_in(somebody).get("/mijn/deelname/beeindigen", status=403)
    assert "/inloggen" in visit.get("/mijn/deelname/beeindigen", status=302).location


def test_desk_shows_the_notice_with_its_day_and_ends_a_membership(session, network, provider, person, membership, speaker, secretary, visit):
    give_notice(session, membership, speaker)
    session.commit()
    desk = visit.logged_in(secretary)
    assert [(task.due, task.todo) for task in tasks(session, network, [], NOW)] == [(OVER, "todo:leaving")]
    assert "Wie gaat er weg" in desk.get("/bureau/deelnemers").text
    page = desk.get(f"/bureau/deelnemers/{membership.id}")
    assert "De aanbieder heeft opgezegd" in page.text and "Wij stoppen met Wmo." in page.text

    form = desk.get(f"/bureau/deelnemers/{membership.id}/beeindigen")
    assert "alleen een eerdere dag" in form.text
    done = form.submit({"reason": "Failliet.", "last_day": "2026-03-31"}, "Verder").submit(button="Leg het einde vast")
    assert "De gemeente heeft het beëindigd" in done.text and "Ingetrokken of vervangen" in done.text
    back = done.submit(button="Neem het einde terug", form="main form")
    assert "blijft meedoen" in back.text


def test_after_the_end_its_people_read_what_was_sent_and_nothing_else(session, network, provider, person, membership, desk, visit, at):
    world.proposal(session, network, Stage.SCHEDULED, party=provider, title="Eigen voorstel")
    stranger = world.user(session, "Vreemde")
    end(session, membership, desk)
    session.commit()
    visitor = visit.logged_in(person)
    visitor.get("/mijn")
    visitor.get("/mijn/eerder", status=404)

    at(start_of_day(TODAY + timedelta(days=1)))

    visitor.get("/mijn", status=403)
    assert "Eigen voorstel" in visitor.get("/mijn/eerder").text
    visit.logged_in(stranger).get("/mijn/eerder", status=404)
    assert "/inloggen" in visit.get("/mijn/eerder", status=302).location


def test_list_no_longer_names_who_left_and_the_desk_keeps_the_history(session, network, provider, membership, desk, secretary, visit, at):
    end(session, membership, desk)
    session.commit()
    at(start_of_day(TODAY + timedelta(days=1)))

    assert provider.name not in visit.get("/deelnemers").text
    former = visit.logged_in(secretary).get("/bureau/deelnemers/eerder")
    assert provider.name in former.text and "Doet niet meer mee" in former.text


def test_letters_say_when_why_and_what_one_can_do(session, membership, speaker, desk):
    give_notice(session, membership, speaker)
    leaving.withdraw_notice(session, membership, actor=speaker, now=NOW)
    end(session, membership, desk)
    session.flush()

    letters = {}
    for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id)):
        message = compose(mail)
        letters[mail.kind, mail.email == "tafel@example.nl"] = f"{message['Subject']}\n{message.get_content()}"
    notice, told = letters["members/notice", False], letters["members/notice-told", True]
    assert "De laatste dag waarop u meedoet is zondag 20 september 2026." in notice and "Wij stoppen met Wmo." in notice
    assert "intrekken tot zondag 20 september 2026, 24:00 uur" in notice and "blijven gelden" in notice
    assert "/mijn/deelname" in notice and "/mijn/eerder" in notice
    assert "Carla Mertens opgezegd" in told and "/bureau/deelnemers/" in told and "Wij stoppen met Wmo." in told
    assert "blijft meedoen" in letters["members/stays", False] and "blijft meedoen" in letters["members/stays", True]
    ended = letters["members/ended", False]
    assert "De aanbieder is failliet." in ended and "bezwaar maken binnen zes weken" in ended and "tafel@example.nl" in ended


def test_old_drafts_are_thrown_away(session, network, person):
    session.info["writing"] = True
    actor = actor_of(session, person, NOW)
    operations.save_draft(session, network, step=1, answers={"name": ["X"]}, actor=actor, now=NOW)
    session.flush()

    assert announcements.old_drafts(session, NOW + timedelta(days=89)) == []
    assert queries.draft_of(session, network, person.id, NOW) is not None
    announcements.old_drafts(session, NOW + timedelta(days=90))
    session.expire_all()
    assert queries.draft_of(session, network, person.id, NOW) is None
