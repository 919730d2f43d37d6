"""A pilot that several parties ask for together (IN 10.1), a consent that is corrected after sign-ups, and following one pilot."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.contributions.models import Attachment
from portal.core.errors import Refused, Stale
from portal.notifications import follows
from portal.notifications.rules import Rhythm, Topic
from portal.pilots import announcements, consents, operations, partners
from portal.pilots.models import PilotConsent
from portal.pilots.queries import deciders, parties_with, visible_rows
from portal.pilots.rules import PartnerAnswer, PilotStage, Place
from portal.publication.announcements import letters_to_followers
from portal.publication.topics import subject_of
from tests import world
from tests.pilots.test_operations import admitted, again, emails, letters, told, whole
from tests.pilots.test_views import answers, stored

SIGNING_UP = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def named(scene, *names):
    return tuple(scene.parties[name].id for name in names)


def asked_together(session, scene, now, *names, **options):
    pilot = operations.submit_pilot(session, scene.network, whole(scene, partner_ids=named(scene, *names), **options), actor=scene.actor("Boot"), now=now)
    return again(session, scene, pilot)


def of(pilot, scene, name):
    return next(row for row in pilot.partners if row.party_id == scene.parties[name].id)


def test_a_plan_of_three_parties_comes_in_when_each_has_confirmed_it(session, scene, now):
    pilot = asked_together(session, scene, now, "Atlas", "Cirkel")

    assert pilot.stage == PilotStage.GATHERING
    assert sorted(email for _kind, email in letters(session, "pilots/confirm")) == emails(scene, "Atlas", "Cirkel")
    assert letters(session, "pilots/receipt") == []
    assert pilot.id not in {row.id for row in session.scalars(visible_rows(scene.office, scene.network))}
    assert pilot.id in {row.id for row in session.scalars(visible_rows(scene.actor("Atlas"), scene.network))}
    assert pilot.id not in {row.id for row in session.scalars(visible_rows(scene.actor("Dak"), scene.network))}

    partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Atlas"), now=now)
    assert again(session, scene, pilot).stage == PilotStage.GATHERING
    later = now + timedelta(days=2)
    partners.confirm(session, pilot, takes_part=False, based_on=1, actor=scene.actor("Cirkel"), now=later)

    pilot = again(session, scene, pilot)
    assert (pilot.stage, pilot.received_at) == (PilotStage.RECEIVED, later)
    assert sorted(email for _kind, email in letters(session, "pilots/receipt")) == emails(scene, "Atlas", "Boot", "Cirkel")
    assert pilot.id in {row.id for row in session.scalars(visible_rows(scene.office, scene.network))}
    assert told(session) == []


def test_each_confirms_once_for_itself_and_for_the_plan_that_it_read(session, scene, now):
    pilot = asked_together(session, scene, now, "Atlas", "Cirkel")

    with pytest.raises(Refused) as refused:
        partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Dak"), now=now)
    assert refused.value.code == "pilot:not-named"
    partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Atlas"), now=now)
    with pytest.raises(Refused) as refused:
        partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Atlas"), now=now)
    assert refused.value.code == "pilot:confirmed-already"

    changed = whole(scene, partner_ids=named(scene, "Atlas", "Cirkel"), question="Een andere vraag.")
    operations.revise_pilot(session, pilot, changed, based_on=1, actor=scene.actor("Boot"), now=now + timedelta(hours=1))
    assert {row.answer for row in again(session, scene, pilot).partners} == {PartnerAnswer.ASKED}
    with pytest.raises(Stale):
        partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Cirkel"), now=now)


def test_after_one_declined_the_leader_sends_it_in_without_or_never(session, scene, now):
    pilot = asked_together(session, scene, now, "Atlas", "Cirkel")
    partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Atlas"), now=now)
    with pytest.raises(Refused) as refused:
        operations.send_in(session, pilot, actor=scene.actor("Boot"), now=now)
    assert refused.value.code == "unmet:partners"
    with pytest.raises(Refused) as refused:
        partners.step_out(session, pilot, reason=" ", actor=scene.actor("Cirkel"), now=now)
    assert refused.value.field == "reason"

    partners.step_out(session, pilot, reason="Het past niet bij ons.", actor=scene.actor("Cirkel"), now=now)
    assert again(session, scene, pilot).stage == PilotStage.GATHERING
    operations.send_in(session, pilot, actor=scene.actor("Boot"), now=now)

    pilot = again(session, scene, pilot)
    assert (pilot.stage, of(pilot, scene, "Cirkel").reason) == (PilotStage.RECEIVED, "Het past niet bij ons.")
    assert sorted(email for _kind, email in letters(session, "pilots/receipt")) == emails(scene, "Atlas", "Boot")


def test_who_asked_takes_a_place_first_and_there_must_be_room_for_them(session, scene, now):
    pilot = asked_together(session, scene, now, "Atlas", "Cirkel")
    for name in ("Atlas", "Cirkel"):
        partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor(name), now=now)
    with pytest.raises(Refused) as refused:
        operations.judge_pilot(session, pilot, publish_it=True, based_on=1, actor=scene.office, now=now)
    assert refused.value.code == "unmet:pilot-too-small"

    wider = whole(scene, partner_ids=named(scene, "Atlas", "Cirkel"), most=3)
    operations.revise_pilot(session, pilot, wider, based_on=1, actor=scene.actor("Boot"), now=now)
    with pytest.raises(Refused) as refused:
        operations.judge_pilot(session, pilot, publish_it=True, based_on=2, actor=scene.office, now=now)
    assert refused.value.code == "unmet:partners"
    partners.confirm(session, pilot, takes_part=True, based_on=2, actor=scene.actor("Atlas"), now=now)
    partners.confirm(session, pilot, takes_part=False, based_on=2, actor=scene.actor("Cirkel"), now=now)
    operations.judge_pilot(session, pilot, publish_it=True, based_on=2, actor=scene.office, now=now)
    for name in scene.places:
        consents.record_consent(session, pilot, municipality_id=scene.places[name].id, consents=True, decided_on=now.date(),
                                reason="Goed plan.", actor=scene.clerk(name), now=now)
    pilot = again(session, scene, pilot)
    consents.open_sign_up(session, pilot, sign_up_until=date(2026, 5, 13), begins_on=date(2026, 6, 1), ends_on=date(2026, 11, 30),
                          version=pilot.version, actor=scene.office, now=now)

    pilot = again(session, scene, pilot)
    assert set(parties_with(pilot, now, Place.TAKES_PART)) == set(named(scene, "Atlas", "Boot"))


def test_the_leader_is_no_partner_and_a_stranger_neither(session, scene, now):
    for ids, code in ((named(scene, "Boot"), "pilot:partner-leads"), ((world.party(session, "Buitenstaander").id,), "pilot:members-only")):
        with pytest.raises(Refused) as refused:
            operations.submit_pilot(session, scene.network, whole(scene, partner_ids=ids), actor=scene.actor("Boot"), now=now)
        assert (refused.value.code, refused.value.field) == (code, "partner_ids")
    with pytest.raises(Refused) as refused:
        operations.submit_pilot(session, scene.network, whole(scene, partner_ids=named(scene, "Boot")), actor=scene.office, now=now)
    assert refused.value.code == "pilot:partners-need-leader"


def test_who_does_not_answer_is_reminded_once(session, scene, now):
    pilot = asked_together(session, scene, now, "Atlas", "Cirkel")
    partners.confirm(session, pilot, takes_part=True, based_on=1, actor=scene.actor("Atlas"), now=now)
    week = now + timedelta(days=7)

    assert announcements.plans_that_wait_for_a_party(session, week - timedelta(seconds=1)) == []
    first, second = (announcements.plans_that_wait_for_a_party(session, at) for at in (week, week + timedelta(days=9)))

    assert [letter.email for letter in first] == emails(scene, "Cirkel")
    assert [letter.event for letter in first] == [letter.event for letter in second]


def test_a_party_confirms_on_its_page_and_the_public_page_names_all(session, scene, visit):
    boot, atlas, dak = (visit.logged_in(scene.people[name]) for name in ("Boot", "Atlas", "Dak"))
    filled = answers(scene, partner_ids=[str(scene.parties["Atlas"].id)])
    boot.get("/pilots/nieuw").submit(filled, "Verder").submit(button="Verstuur mijn plan")
    pilot = stored(session)
    here = f"/mijn/pilots/{pilot.follow_key}"

    assert "Samen een pilot" in atlas.get("/mijn").text
    dak.get(here, status=403)
    assert "Wacht op de andere partijen" in boot.get(here).text
    assert "Deze partijen hebben het plan nog niet bevestigd: Atlas." in boot.get(here).text
    wrong = atlas.get(f"{here}/bevestigen").submit({"agreed": ""}, "Bevestig het plan", status=422)
    assert "Vink aan dat uw organisatie deze pilot aanvraagt" in wrong.text
    done = wrong.submit({"agreed": "y", "takes_part": "y"}, "Bevestig het plan")

    assert "Uw organisatie vraagt deze pilot mee aan." in done.text
    assert stored(session).stage == PilotStage.RECEIVED
    secretary = visit.logged_in(scene.secretary)
    secretary.get(f"/bureau/pilots/{pilot.id}/beoordelen").submit({"judgement": "publish"})
    assert "Aangevraagd samen metAtlas" in visit.get(pilot.path).text


def test_who_asks_along_opens_the_documents_before_anybody_read_them_and_nobody_else_does(session, scene, visit, now):
    """A party confirms the plan as it reads, documents included; what is confidential stays between the leader and the municipality."""
    pilot = operations.submit_pilot(
        session, scene.network, whole(scene, partner_ids=named(scene, "Atlas", "Cirkel")), actor=scene.actor("Boot"), now=now,
        documents=[world.document(session, "begroting.pdf")], confidential_documents=[world.document(session, "prijzen.pdf")])
    session.commit()
    here = f"/mijn/pilots/{pilot.follow_key}"
    open_, secret = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    atlas, cirkel, dak = (visit.logged_in(scene.people[name]) for name in ("Atlas", "Cirkel", "Dak"))

    for page in (atlas.get(here), atlas.get(f"{here}/bevestigen")):
        assert page.one(f'a[href="{here}/stukken/{open_.id}"]') and "begroting.pdf" in page.text
        assert "prijzen.pdf" not in page.text
    assert atlas.ask("get", f"{here}/stukken/{open_.id}").data.startswith(b"%PDF")
    atlas.get(f"{here}/stukken/{secret.id}", status=404)
    dak.get(f"{here}/stukken/{open_.id}", status=403)

    partners.step_out(session, again(session, scene, pilot), reason="Het past niet bij ons.", actor=scene.actor("Cirkel"), now=now)
    session.commit()
    cirkel.get(f"{here}/stukken/{open_.id}", status=403)


def test_a_plan_that_waits_for_parties_is_not_the_municipalitys_to_read(session, scene, visit, now):
    pilot = asked_together(session, scene, now, "Atlas")
    session.commit()

    secretary = visit.logged_in(scene.secretary)
    for address in (f"/bureau/pilots/{pilot.id}", f"/bureau/pilots/{pilot.id}/beoordelen", pilot.path):
        secretary.get(address, status=404)
    assert "Eerder melden" not in secretary.get("/bureau/pilots").text
    assert "Eerder melden" not in visit.get("/pilots").text


# A consent that is corrected


def consented(session, scene, **choices):
    pilot = admitted(session, scene, "Atlas", "Cirkel")
    for name, place in scene.places.items():
        world.add(session, PilotConsent(pilot_id=pilot.id, municipality_id=place.id, consents=choices.get(name, True), decided_on=date(2026, 4, 1),
                                        reason=f"{name} vindt het goed.", recorded_at=world.LONG_AGO, recorded_by="Staf"))
    return again(session, scene, pilot)


def correct(session, scene, pilot, name, now, **options):
    wrong = next(row.consent for row in deciders(session, pilot, now) if row.municipality.name == name)
    right = {"consents": False, "decided_on": date(2026, 4, 2), "reason": "Vaals stemde niet in.", "correction": "Het besluit was verwisseld."}
    return consents.correct_consent(session, pilot, wrong, **right | options, actor=scene.clerk(name), now=now)


def test_a_consent_is_corrected_after_sign_ups_and_told_to_all(session, scene):
    pilot = consented(session, scene)

    correct(session, scene, pilot, "Vaals", SIGNING_UP)

    pilot = again(session, scene, pilot)
    row = next(row for row in deciders(session, pilot, SIGNING_UP) if row.municipality.name == "Vaals")
    assert (row.consent.consents, row.consent.correction, [old.reason for old in row.before]) == (
        False, "Het besluit was verwisseld.", ["Vaals vindt het goed."])
    assert pilot.stage == PilotStage.ADMITTED
    assert told(session) == ["pilot:consent-corrected"]
    everyone = emails(scene, "Atlas", "Boot", "Cirkel", "Dak") + [person.email for person in scene.staff.values()]
    assert sorted(email for _kind, email in letters(session, "pilots/corrected")) == sorted(everyone)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "pilot:correct-consent")).one()
    assert entry.reason == "Het besluit was verwisseld."


def test_when_nobody_consents_any_more_the_pilot_stops(session, scene):
    pilot = consented(session, scene, Beek=False, Maastricht=False)

    correct(session, scene, pilot, "Vaals", SIGNING_UP)

    assert again(session, scene, pilot).stage == PilotStage.STOPPED
    assert sorted(email for _kind, email in letters(session, "pilots/news")) == emails(scene, "Atlas", "Cirkel")


@pytest.mark.parametrize(("options", "code", "field"), [
    ({"correction": ""}, "step:reason-missing", "correction"), ({"reason": " "}, "step:reason-missing", "reason"),
    ({"decided_on": date(2026, 5, 5)}, "pilot:decided-ahead", "decided_on"),
    ({"consents": True, "decided_on": date(2026, 4, 1), "reason": "Vaals vindt het goed."}, "pilot:nothing-corrected", None)])
def test_a_correction_that_is_none_is_refused(session, scene, options, code, field):
    pilot = consented(session, scene)

    with pytest.raises(Refused) as refused:
        correct(session, scene, pilot, "Vaals", SIGNING_UP, **options)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert told(session) == []


def test_who_corrects_second_sees_what_stands_now(session, scene):
    pilot = consented(session, scene)
    wrong = next(row.consent for row in deciders(session, pilot, SIGNING_UP) if row.municipality.name == "Vaals")
    correct(session, scene, pilot, "Vaals", SIGNING_UP)

    with pytest.raises(Stale):
        consents.correct_consent(session, again(session, scene, pilot), wrong, consents=False, decided_on=date(2026, 4, 3), reason="Nog eens.",
                                 correction="Weer.", actor=scene.clerk("Vaals"), now=SIGNING_UP)


def test_the_staff_of_a_municipality_corrects_its_own_record_alone(session, scene, visit, at):
    pilot = consented(session, scene, Beek=False, Maastricht=False)
    ids = {row.municipality.name: row.consent.id for row in deciders(session, pilot, SIGNING_UP)}
    session.commit()
    at(SIGNING_UP)
    clerk = visit.logged_in(scene.staff["Vaals"])

    clerk.get(f"/bureau/pilots/{pilot.id}/instemming/{ids['Beek']}/verbeteren", status=403)
    assert "Verbeter wat van Vaals is vastgelegd" in clerk.get(pilot.path).text
    assert "Verbeter wat van Beek is vastgelegd" not in clerk.get(pilot.path).text
    page = clerk.get(f"/bureau/pilots/{pilot.id}/instemming/{ids['Vaals']}/verbeteren")
    read = page.submit({"choice": "refuses", "reason": "Vaals stemde niet in.", "correction": "Verwisseld."}, "Verder")
    assert "Hierna stemt geen gemeente meer in" in read.text
    done = read.submit(button="Verbeter de vastlegging")

    assert "De vastlegging is verbeterd" in done.text
    page = visit.get(pilot.path)
    assert "Verwisseld." in page.text
    assert "Daarvoor stond er: stemt in, " in page.text
    assert "Vaals vindt het goed." in page.text


# Following


def test_one_pilot_is_followed_like_a_proposal(session, scene, visit, now):
    pilot = world.pilot(session, scene.network, PilotStage.PROPOSED, scene.parties["Boot"], agreement=scene.agreement)
    other = world.pilot(session, scene.network, PilotStage.PROPOSED, scene.parties["Boot"], agreement=scene.agreement, title="Een andere")
    hidden = world.pilot(session, scene.network, PilotStage.RECEIVED, scene.parties["Boot"], agreement=scene.agreement)
    session.commit()

    subject = subject_of(session, scene.network, Topic.PILOT, pilot.number)
    assert subject.label == f"Pilot {pilot.number}: {pilot.title}"
    assert subject_of(session, scene.network, Topic.PILOT, hidden.number) is None
    page = visit.get(pilot.path)
    assert "Volg deze pilot" in page.text
    assert pilot.title in visit.get(f"/volgen?pilot={pilot.number}&ritme=meteen").text
    visit.get(f"/volgen?pilot={hidden.number}", status=404)
    follower = follows.ask_to_follow(session, network_id=scene.network.id, email="lezer@example.nl", wishes=[(Topic.PILOT, pilot.number)],
                                     rhythm=Rhythm.AT_ONCE, language="nl", is_proven=True, actor=scene.office, now=now - timedelta(hours=1))
    for one in (pilot, other):
        operations.tell(session, one, "pilot:refuse", now=now)
    session.flush()

    sent = letters_to_followers(session, now + timedelta(minutes=5))
    assert [letter.email for letter in sent] == [follower.email]
    assert sent[0].data["groups"][0]["path"] == pilot.path
    session.commit()
    feed = visit.client.get(f"{pilot.path}/atom.xml")
    assert feed.status_code == 200
    assert feed.text.count("<entry>") == 1
    assert visit.client.get(f"{hidden.path}/atom.xml").status_code == 404
