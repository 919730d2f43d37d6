"""The verbs of pilots on a real database: plan, consent, places, result, proposal (IN 10)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEntry
from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core.errors import Refused, Stale
from portal.core.revisions import Paragraph
from portal.networks.models import Publication
from portal.networks.rules import Law
from portal.notifications.models import OutboxMail
from portal.pilots import announcements, consents, operations, results, sign_ups
from portal.pilots.models import PilotConsent, PilotPlan, SignUp
from portal.pilots.operations import Plan
from portal.pilots.queries import by_id, needs_draw, parties_with, standings_of
from portal.pilots.rules import Choosing, Finding, PilotStage, Place
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.tables.composition import lot
from tests import world

RUNS = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)


def letters(session, kind=None):
    rows = select(OutboxMail.kind, OutboxMail.email).order_by(OutboxMail.id)
    return session.execute(rows if kind is None else rows.where(OutboxMail.kind == kind)).all()


def emails(scene, *names):
    return sorted(scene.people[name].email for name in names)


def told(session):
    return session.scalars(select(Publication.kind).order_by(Publication.id)).all()


def again(session, scene, pilot):
    session.flush()
    return by_id(session, scene.network, pilot.id)


def admitted(session, scene, *signed, **options):
    """A pilot that is admitted, led by Boot, with these parties signed up one after the other."""
    pilot = world.pilot(session, scene.network, PilotStage.ADMITTED, scene.parties["Boot"], agreement=scene.agreement,
                        **{"takes_part": False} | options)
    for minute, name in enumerate(signed):
        world.add(session, SignUp(pilot_id=pilot.id, party_id=scene.parties[name].id,
                                  signed_up_at=world.LONG_AGO + timedelta(minutes=minute)))
    return again(session, scene, pilot)


def whole(scene, **options):
    plan = {"title": "Eerder melden", "summary": "Drie maanden eerder melden.", "agreement_id": scene.agreement.id, "articles": ("4.3.1",),
            "begins_on": date(2026, 6, 1), "ends_on": date(2026, 11, 30), "most": 2, "choosing": Choosing.FIRST_COME, **world.PLAN}
    return Plan(**plan | options)


# The plan


def test_a_plan_may_come_in_without_all_its_parts_but_does_not_go_on(session, scene, now):
    pilot = operations.submit_pilot(session, scene.network, whole(scene, most=None, question=""), actor=scene.actor("Boot"), now=now)

    assert (pilot.number, pilot.stage, pilot.published_at) == ("2026-01", PilotStage.RECEIVED, None)
    assert letters(session) == [("pilots/receipt", scene.people["Boot"].email)]
    assert told(session) == []
    with pytest.raises(Refused) as refused:
        operations.judge_pilot(session, pilot, publish_it=True, based_on=1, actor=scene.office, now=now)
    assert refused.value.code == "unmet:parts"


def test_only_a_member_or_the_municipality_proposes(session, scene, now):
    stranger = world.party(session, "Buitenstaander")
    person = world.contact(session, stranger)

    with pytest.raises(Refused, match="members-only"):
        operations.submit_pilot(session, scene.network, whole(scene), actor=world.actor(person, stranger), now=now)

    pilot = operations.submit_pilot(session, scene.network, whole(scene), actor=scene.office, now=now)
    assert (pilot.party_id, pilot.sender_name) == (None, "Maastricht")


def test_the_confidential_part_stands_apart(session, scene, now):
    pilot = operations.submit_pilot(session, scene.network, whole(scene), confidential_text="Ons tarief is 80 euro.", ground=Ground.COST,
                                    actor=scene.actor("Boot"), now=now)
    part = session.scalars(select(ConfidentialPart)).one()

    assert (part.pilot_id, part.ground) == (pilot.id, Ground.COST)
    assert "80 euro" not in str([entry.changes for entry in session.scalars(select(AuditEntry))])


def test_the_sender_completes_what_the_secretary_asks_and_versions_stay(session, scene, now):
    pilot = operations.submit_pilot(session, scene.network, whole(scene, most=None), actor=scene.actor("Boot"), now=now)
    operations.ask_to_complete(session, pilot, question="Hoeveel aanbieders?", actor=scene.office, now=now)
    assert letters(session)[-1] == ("pilots/step", scene.people["Boot"].email)

    operations.revise_pilot(session, pilot, whole(scene, most=4, title="Nieuwe naam"), based_on=1, actor=scene.actor("Boot"), now=now)

    pilot = again(session, scene, pilot)
    assert (pilot.most, pilot.question_asked, pilot.written_title) == (4, "", "Nieuwe naam")
    assert [plan.title for plan in pilot.plans] == ["Eerder melden", "Nieuwe naam"]
    with pytest.raises(Stale):
        operations.judge_pilot(session, pilot, publish_it=True, based_on=1, actor=scene.office, now=now)


def test_published_without_what_points_to_a_person_and_the_boards_are_asked(session, scene, now):
    pilot = operations.submit_pilot(session, scene.network, whole(scene, departure="Mevrouw Pieters meldt het."), actor=scene.actor("Boot"), now=now)
    sent = session.scalars(select(PilotPlan)).one()
    words = {name: getattr(sent, name) for name in operations.WORDS}

    operations.judge_pilot(session, pilot, publish_it=True, words=words | {"departure": "Een medewerker meldt het."}, based_on=1,
                           actor=scene.office, now=now)

    pilot = again(session, scene, pilot)
    assert (pilot.stage, pilot.published_at) == (PilotStage.PROPOSED, now)
    assert [(plan.departure, plan.is_cleared) for plan in pilot.plans] == [
        ("Mevrouw Pieters meldt het.", False), ("Een medewerker meldt het.", True)]
    assert told(session) == ["pilot:publish"]
    assert sorted(email for _kind, email in letters(session, "pilots/consent")) == sorted(person.email for person in scene.staff.values())
    assert "Pieters" not in str([entry.changes for entry in session.scalars(select(AuditEntry))])


def test_set_aside_stays_off_the_site_and_says_why(session, scene, now):
    pilot = operations.submit_pilot(session, scene.network, whole(scene), actor=scene.actor("Boot"), now=now)
    with pytest.raises(Refused):
        operations.judge_pilot(session, pilot, publish_it=False, reason="", based_on=1, actor=scene.office, now=now)

    operations.judge_pilot(session, pilot, publish_it=False, reason="Dit mag nu al.", based_on=1, actor=scene.office, now=now)

    assert (pilot.stage, pilot.published_at, told(session)) == (PilotStage.SET_ASIDE, None, [])


# Consent


def consent(session, scene, pilot, name, now, consents_=True, actor=None):
    return consents.record_consent(session, pilot, municipality_id=scene.places[name].id, consents=consents_, decided_on=date(2026, 3, 19),
                                   reason="Wij willen dit weten.", actor=actor or scene.clerk(name), now=now)


def test_each_municipality_decides_for_itself_and_the_host_under_a_mandate(session, scene, now):
    pilot = again(session, scene, world.pilot(session, scene.network, agreement=scene.agreement))

    own = consent(session, scene, pilot, "Beek", now)
    by_host = consent(session, scene, pilot, "Vaals", now, actor=scene.office)

    assert (own.mandate_id, by_host.mandate_id is not None) == (None, True)
    assert told(session) == ["pilot:consent", "pilot:consent"]
    with pytest.raises(Refused, match="not-yours"):
        consent(session, scene, pilot, "Maastricht", now, actor=scene.clerk("Beek"))


def test_a_municipality_where_it_is_not_held_does_not_decide(session, scene, now):
    pilot = world.pilot(session, scene.network, agreement=scene.agreement)
    operations._hold_in(session, pilot, [scene.places["Beek"].id])
    pilot = again(session, scene, pilot)

    with pytest.raises(Refused, match="not-held-there"):
        consent(session, scene, pilot, "Vaals", now)
    consent(session, scene, pilot, "Beek", now, consents_=False)

    assert again(session, scene, pilot).stage == PilotStage.REFUSED


def test_when_none_consents_it_is_refused_and_the_leader_hears_it(session, scene, now):
    pilot = again(session, scene, world.pilot(session, scene.network, party=scene.parties["Boot"], agreement=scene.agreement))
    for name in ("Beek", "Maastricht"):
        consent(session, scene, pilot, name, now, consents_=False)
    assert pilot.stage == PilotStage.PROPOSED
    consent(session, scene, pilot, "Vaals", now)
    assert again(session, scene, pilot).stage == PilotStage.PROPOSED

    consent(session, scene, pilot, "Vaals", now + timedelta(hours=1), consents_=False)  # it thought again

    assert again(session, scene, pilot).stage == PilotStage.REFUSED
    assert told(session)[-1] == "pilot:refuse"
    assert letters(session, "pilots/step") == [("pilots/step", scene.people["Boot"].email)]
    assert len(session.scalars(select(PilotConsent)).all()) == 4


def ready(session, scene, now, **options):
    pilot = again(session, scene, world.pilot(session, scene.network, party=scene.parties["Boot"], agreement=scene.agreement, **options))
    for name in scene.places:
        consent(session, scene, pilot, name, now)
    return again(session, scene, pilot)


def open_it(session, scene, pilot, now, **options):
    days = {"sign_up_until": date(2026, 5, 15), "begins_on": pilot.begins_on, "ends_on": pilot.ends_on, "version": pilot.version}
    consents.open_sign_up(session, pilot, **days | options, actor=scene.office, now=now)
    return again(session, scene, pilot)


def test_opening_tells_every_member_at_the_same_moment(session, scene, now):
    pilot = ready(session, scene, now)

    pilot = open_it(session, scene, pilot, now, sign_up_until=date(2026, 5, 13))

    opened = session.scalars(select(Publication).where(Publication.kind == "pilot:open")).one()
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "pilots/open")).all()
    assert sorted(mail.email for mail in mails) == emails(scene, "Atlas", "Boot", "Cirkel", "Dak")
    assert {mail.queued_at for mail in mails} == {opened.published_at} == {now}
    assert parties_with(pilot, now, Place.TAKES_PART) == [scene.parties["Boot"].id]  # who leads has a place


@pytest.mark.parametrize(("days", "code"), [
    ({"sign_up_until": date(2026, 3, 20)}, "pilot:sign-up-past"), ({"sign_up_until": date(2026, 5, 16)}, "pilot:sign-up-rest-day"),
    ({"sign_up_until": date(2026, 6, 2)}, "pilot:begins-before-sign-up"), ({"ends_on": date(2026, 5, 30)}, "pilot:ends-before-begin"),
    ({"begins_on": date(2026, 6, 15)}, "pilot:moved-without-reason")])
def test_opening_needs_days_in_order_and_a_reason_for_other_ones(session, scene, now, days, code):
    pilot = ready(session, scene, now)

    with pytest.raises(Refused) as refused:
        open_it(session, scene, pilot, now, **{"sign_up_until": date(2026, 5, 13)} | days)

    assert refused.value.code == code


def test_opening_waits_for_every_municipality(session, scene, now):
    pilot = again(session, scene, world.pilot(session, scene.network, agreement=scene.agreement))
    consent(session, scene, pilot, "Beek", now)

    with pytest.raises(Refused) as refused:
        open_it(session, scene, again(session, scene, pilot), now, sign_up_until=date(2026, 5, 13))

    assert refused.value.code == "unmet:consents"


# Places


def test_one_too_many_waits_and_moves_up_when_a_place_comes_free(session, scene, now):
    pilot = admitted(session, scene)
    for minute, name in enumerate(("Atlas", "Cirkel", "Dak")):
        sign_ups.sign_up(session, pilot, actor=scene.actor(name), now=now + timedelta(minutes=minute))

    pilot = again(session, scene, pilot)
    assert [row.place for row in standings_of(pilot, now)] == [Place.TAKES_PART, Place.TAKES_PART, Place.WAITS]
    sign_ups.withdraw_sign_up(session, pilot, reason="Geen tijd.", actor=scene.actor("Atlas"), now=now + timedelta(hours=1))

    pilot = again(session, scene, pilot)
    assert parties_with(pilot, now, Place.TAKES_PART) == [scene.parties["Cirkel"].id, scene.parties["Dak"].id]
    assert letters(session, "pilots/place")[-1] == ("pilots/place", scene.people["Dak"].email)
    sign_ups.sign_up(session, pilot, actor=scene.actor("Atlas"), now=now + timedelta(hours=2))
    assert [row.entry.party_id for row in standings_of(again(session, scene, pilot), now)][-1] == scene.parties["Atlas"].id


def test_signing_up_is_for_members_once_and_in_time(session, scene, now):
    pilot = admitted(session, scene, "Atlas")
    stranger = world.party(session, "Buitenstaander")
    outsider = world.actor(world.contact(session, stranger), stranger)

    for actor, moment, code in [
        (outsider, now, "pilot:members-only"), (scene.actor("Atlas"), now, "pilot:signed-up"),
        (scene.actor("Cirkel"), datetime(2026, 5, 13, 22, 0, tzinfo=UTC), "pilot:sign-up-closed"),
    ]:
        with pytest.raises(Refused) as refused:
            sign_ups.sign_up(session, pilot, actor=actor, now=moment)
        assert refused.value.code == code
    sign_ups.sign_up(session, pilot, actor=scene.actor("Cirkel"), now=datetime(2026, 5, 13, 21, 59, 59, tzinfo=UTC))


def test_the_lot_is_drawn_by_the_published_seed(session, scene, now):
    pilot = admitted(session, scene, "Atlas", "Cirkel", "Dak", choosing=Choosing.LOT, seed="zaad")
    later = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
    with pytest.raises(Refused, match="nothing-to-draw"):
        sign_ups.draw_lots(session, pilot, actor=scene.office, now=now)
    assert needs_draw(pilot, later)

    sign_ups.draw_lots(session, pilot, actor=scene.office, now=later)

    expected = sorted((scene.parties[name] for name in ("Atlas", "Cirkel", "Dak")), key=lambda party: lot("zaad", party.kvk))
    found = standings_of(again(session, scene, pilot), later)
    assert [row.entry.party_id for row in found] == [party.id for party in expected]
    assert [row.place for row in found] == [Place.TAKES_PART, Place.TAKES_PART, Place.WAITS]
    assert len(letters(session, "pilots/place")) == 3
    assert told(session) == ["pilot:draw"]


# How it ends


def test_more_time_has_a_reason_and_never_makes_it_shorter(session, scene, now):
    pilot = admitted(session, scene, "Atlas")
    with pytest.raises(Refused, match="not-later"):
        results.extend_pilot(session, pilot, ends_on=date(2026, 11, 30), reason="Meer.", version=pilot.version, actor=scene.office, now=RUNS)
    with pytest.raises(Stale):
        results.extend_pilot(session, pilot, ends_on=date(2026, 12, 31), reason="Meer.", version=99, actor=scene.office, now=RUNS)

    results.extend_pilot(session, pilot, ends_on=date(2026, 12, 31), reason="De cijfers zijn er later.", version=pilot.version,
                         actor=scene.office, now=RUNS)

    pilot = again(session, scene, pilot)
    assert (pilot.ends_on, pilot.extensions[0].old_ends_on) == (date(2026, 12, 31), date(2026, 11, 30))
    assert letters(session) == [("pilots/step", scene.people["Boot"].email), ("pilots/news", scene.people["Atlas"].email)]
    with pytest.raises(Refused, match="pilot:over"):
        results.extend_pilot(session, pilot, ends_on=date(2027, 2, 1), reason="Nog meer.", version=pilot.version, actor=scene.office,
                             now=datetime(2027, 1, 2, tzinfo=UTC))


def test_stopping_asks_a_reason_and_still_the_result(session, scene):
    pilot = admitted(session, scene, "Atlas")

    results.stop_pilot(session, pilot, reason="Het werkt niet veilig.", actor=scene.office, now=RUNS)

    assert (pilot.stage, pilot.stage_reason) == (PilotStage.STOPPED, "Het werkt niet veilig.")
    results.send_result(session, pilot, finding=Finding.NOT_REACHED, text="Wij stopten.", actor=scene.actor("Boot"), now=RUNS)
    pilot = again(session, scene, pilot)
    results.publish_result(session, pilot, finding=Finding.NOT_REACHED, text="Wij stopten.", version=pilot.result.id, actor=scene.office, now=RUNS)
    assert pilot.stage == PilotStage.CONCLUDED


def reported(session, scene, finding=Finding.PARTLY):
    pilot = admitted(session, scene, "Atlas")
    results.send_result(session, pilot, finding=finding, text="Zeven procent korter, zegt mevrouw Pieters.", actor=scene.actor("Boot"), now=AFTER)
    return again(session, scene, pilot)


def test_the_result_is_read_before_it_is_on_the_site(session, scene):
    pilot = reported(session, scene)
    assert told(session) == [] and pilot.result.public_text == ""

    results.publish_result(session, pilot, finding=Finding.PARTLY, text="Zeven procent korter.", version=pilot.result.id, actor=scene.office,
                           now=AFTER)

    pilot = again(session, scene, pilot)
    assert (pilot.stage, pilot.result.public_text, pilot.result.published_at) == (PilotStage.CONCLUDED, "Zeven procent korter.", AFTER)
    assert told(session) == ["pilot:conclude"]
    assert "Pieters" not in str([mail.data for mail in session.scalars(select(OutboxMail))])


def test_no_result_comes_on_the_site_while_the_pilot_runs(session, scene):
    pilot = admitted(session, scene)
    results.send_result(session, pilot, finding=Finding.PARTLY, text="Eerst.", actor=scene.actor("Boot"), now=RUNS)
    first = again(session, scene, pilot).result.id

    with pytest.raises(Refused) as refused:
        results.publish_result(session, pilot, finding=Finding.PARTLY, text="Eerst.", version=first, actor=scene.office, now=RUNS)

    assert refused.value.code == "unmet:pilot-runs"


def test_no_older_result_comes_on_the_site(session, scene):
    pilot = reported(session, scene)
    first = pilot.result.id
    results.send_result(session, pilot, finding=Finding.REACHED, text="Later.", actor=scene.actor("Boot"), now=AFTER)

    with pytest.raises(Stale) as stale:
        results.publish_result(session, pilot, finding=Finding.PARTLY, text="Eerst.", version=first, actor=scene.office, now=AFTER)

    assert stale.value.theirs == "Later."


def test_one_step_from_the_result_to_a_proposal_with_its_origin(session, scene):
    pilot = reported(session, scene)
    results.publish_result(session, pilot, finding=Finding.REACHED, text="Het werkt.", version=pilot.result.id, actor=scene.office, now=AFTER)
    text = (Paragraph("4.3.1", "Meld na twee weken.", "Wachttijd melden", world.ARTICLES[0].text),)

    def propose(actor):
        return results.propose_from(session, pilot, title="Eerder melden", summary="Meld na twee weken.", paragraphs=text,
                                    explanation="De pilot werkte.", laws=frozenset({Law.WMO}), actor=actor, now=AFTER)

    proposal = propose(scene.actor("Boot"))

    assert (proposal.pilot_id, proposal.stage, proposal.agreement_id) == (pilot.id, Stage.RECEIVED, scene.agreement.id)
    with pytest.raises(Refused, match="has-proposal"):
        propose(scene.office)
    proposal.stage, proposal.stage_reason = Stage.SET_ASIDE, "Nog niet."
    assert propose(scene.office).sender_name == "Maastricht"
    assert len(session.scalars(select(Proposal)).all()) == 2


# Reminders and the database


def test_the_leader_is_reminded_a_month_a_week_and_after_the_end_and_anew_after_more_time(session, scene):
    pilot = admitted(session, scene)

    def due(moment):
        return [(letter.email, letter.data["which"], letter.data["ends_on"]) for letter in announcements.pilots_that_end(session, moment)]

    email, end = scene.people["Boot"].email, date(2026, 11, 30)
    assert due(datetime(2026, 9, 1, 9, tzinfo=UTC)) == []
    assert due(datetime(2026, 11, 2, 9, tzinfo=UTC)) == [(email, "month", end)]
    assert due(datetime(2026, 11, 24, 9, tzinfo=UTC)) == [(email, "week", end)]
    assert due(AFTER) == [(email, "over", end)]
    results.extend_pilot(session, pilot, ends_on=date(2026, 12, 31), reason="Meer.", version=pilot.version, actor=scene.office, now=RUNS)
    assert due(AFTER) == [(email, "month", date(2026, 12, 31))]


def test_the_municipality_that_leads_is_reminded_itself(session, scene):
    world.pilot(session, scene.network, PilotStage.ADMITTED, agreement=scene.agreement)

    assert [letter.email for letter in announcements.pilots_that_end(session, AFTER)] == [scene.secretary.email]


@pytest.mark.parametrize("wrong", [
    {"ends_on": date(2026, 5, 1)}, {"most": 0}, {"most": None}, {"sign_up_until": date(2026, 6, 1)}, {"stage": PilotStage.STOPPED, "stage_reason": ""}])
def test_the_database_refuses_nonsense(session, scene, wrong):
    with pytest.raises(IntegrityError):
        world.pilot(session, scene.network, wrong.pop("stage", PilotStage.ADMITTED), agreement=scene.agreement, **wrong)
