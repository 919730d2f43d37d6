"""A working group from its assignment to its end; its meetings; who hears of it, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.advice.rules import Advises, Hands, Said
from portal.core.calendar import start_of_day
from portal.core.errors import Refused, Stale
from portal.desk.group_tasks import group_tasks
from portal.groups import operations
from portal.groups.announcements import the_end_of_a_group
from portal.groups.operations import Assignment
from portal.groups.queries import people_in
from portal.meetings import operations as meetings
from portal.meetings import queries as meeting_queries
from portal.meetings import waiting_queries
from portal.meetings.group_queries import meetings_of_group, own_proposals, waiting_groups
from portal.meetings.messages import meeting_title
from portal.meetings.record_queries import carried_actions
from portal.meetings.rules import MeetingState
from portal.members.models import Membership
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.proposals.rules import JUST_IN, Stage
from tests import world
from tests.groups.conftest import ENDS, START

SAID = Said(Advises.POSITIVE, "Eén loket voor drie gemeenten.", "", Hands(2, 0, 1))
SUBJECT = Assignment("Gewone taal", "Maak een voorbeeld.", ENDS)


def letters(session, kind):
    return sorted(session.scalars(select(OutboxMail.email).where(OutboxMail.kind == f"groups/{kind}")))


def told(session):
    return list(session.scalars(select(Publication.kind).where(Publication.path.startswith("/werkgroepen/")).order_by(Publication.id)))


def desk_lines(session, house, now):
    session.flush()
    return [task.todo for task in group_tasks(session, house.network, now)]


def test_whole_walk_with_a_proposal(session, house, now):
    assert desk_lines(session, house, now) == ["todo:group-found"]
    assert waiting_queries.waiting_proposals(session, house.network, now) == []
    group = operations.found_group(session, house.network, replace(SUBJECT, table=house.table, proposal=house.proposal),
                                   actor=house.desk, now=now)
    assert desk_lines(session, house, now) == ["todo:group-people"]
    operations.add_member(session, group, party=house.parties[0], person_name="Noor", email="noor@example.nl", is_leader=True,
                          actor=house.desk, now=now)
    assert letters(session, "added") == ["noor@example.nl"] and desk_lines(session, house, now) == []

    operations.deliver_advice(session, group, SAID, version=group.version, actor=house.desk, now=now)

    assert house.proposal.stage == Stage.SCHEDULED and house.proposal.stage_reason == SAID.text
    assert waiting_queries.waiting_proposals(session, house.network, now) == [house.proposal]
    assert letters(session, "advised") == sorted(["noor@example.nl", *(person.email for person in house.contacts)])
    assert desk_lines(session, house, now) == []

    meeting = world.meeting(session, house.network, house.table, START, state=MeetingState.INVITED)
    item = meetings.add_item(session, meeting, proposal=house.proposal, actor=house.desk, now=now)
    meetings.conclude_item(session, item, discussion="", conclusion="Wij nemen het over.", outcome="make_preliminary", facts=JUST_IN,
                           version=item.version, actor=house.desk, now=START)
    assert desk_lines(session, house, START) == ["todo:group-close"]
    operations.close_group(session, group, reason="De tafel nam het over.", actor=house.desk, now=START)
    assert desk_lines(session, house, START) == [] and letters(session, "closed") == ["noor@example.nl"]
    assert told(session) == ["group:founded", "group:advised", "proposal:return_from_group", "group:closed"]


def test_whole_walk_with_a_subject_of_its_own(session, house, now):
    group = operations.found_group(session, house.network, replace(SUBJECT, table=house.table), actor=house.desk, now=now)
    operations.add_member(session, group, party=None, organisation="School", person_name="Anke", email="anke@example.nl", is_leader=True,
                          actor=house.desk, now=now)
    operations.deliver_advice(session, group, SAID, version=group.version, actor=house.desk, now=now)
    assert waiting_groups(session, house.network) == [group] and "todo:group-agenda" in desk_lines(session, house, now)

    meeting = world.meeting(session, house.network, house.table, START, state=MeetingState.INVITED)
    item = meetings.add_item(session, meeting, group=group, actor=house.desk, now=now)
    assert waiting_groups(session, house.network) == []
    meetings.conclude_item(session, item, discussion="", conclusion="Overgenomen.", outcome="", facts=JUST_IN, version=item.version,
                           actor=house.desk, now=START)

    assert "todo:group-close" in desk_lines(session, house, START)


def test_closed_without_advice_gives_the_proposal_back(session, house, group, now):
    operations.close_group(session, group, reason="Niemand had tijd.", actor=house.desk, now=now)

    assert (house.proposal.stage, house.proposal.stage_reason) == (Stage.SCHEDULED, "Niemand had tijd.")
    for act in (lambda: operations.deliver_advice(session, group, SAID, version=group.version, actor=house.desk, now=now),
                lambda: operations.close_group(session, group, reason="Nog eens.", actor=house.desk, now=now),
                lambda: operations.extend_group(session, group, ends_on=ENDS + timedelta(days=9), reason="x", actor=house.desk, now=now)):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "group:is-closed"


def test_group_meets_with_its_own_people_and_takes_no_step(session, house, group, now):
    meeting = meetings.plan_meeting(session, house.network, table_id=None, group_id=group.id, starts_at=START,
                                    ends_at=START + timedelta(hours=2), place="School", actor=house.desk, now=now)
    session.flush()
    assert own_proposals(meeting) == [house.proposal]
    item = meetings.add_item(session, meeting, proposal=house.proposal, actor=house.desk, now=now)
    assert own_proposals(meeting) == []
    meetings.invite(session, meeting, actor=house.desk, now=now)
    session.flush()

    with_letter = session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "meetings/invitation"))
    assert sorted(with_letter) == ["anke@example.nl", "bram@example.nl", "noor@example.nl"]
    assert [party.name for party in meeting_queries.invited_parties(session, meeting)] == ["Boot", "Lantaarn"]
    assert len(meeting_queries.to_attend(session, house.network, house.parties[0].id, now)) == 1
    assert meeting_queries.to_attend(session, house.network, house.outside.id, now) == []
    assert meetings_of_group(session, group) == [meeting] and "Gezinnen aan de grens" in meeting_title(meeting)
    with pytest.raises(Refused) as refusal:
        meetings.conclude_item(session, item, discussion="", conclusion="Klaar.", outcome="make_preliminary", facts=JUST_IN,
                               version=item.version, actor=house.desk, now=START)
    assert refusal.value.code == "item:outcome-unknown"
    other = world.proposal(session, house.network)
    with pytest.raises(Refused) as refusal:
        meetings.add_item(session, meeting, proposal=other, actor=house.desk, now=now)
    assert refusal.value.code == "item:own-proposal"


def test_actions_run_on_within_the_group_alone(session, house, group, now):
    first = meetings.plan_meeting(session, house.network, table_id=None, group_id=group.id, starts_at=START,
                                  ends_at=START + timedelta(hours=2), place="School", actor=house.desk, now=now)
    session.flush()
    item = meetings.add_item(session, first, title="Afspraken", actor=house.desk, now=now)
    meetings.invite(session, first, actor=house.desk, now=now)
    first.state = MeetingState.HELD
    session.flush()
    action = meetings.add_action(session, item, what="Aken bellen", who="Boot", due_on=date(2026, 5, 1), actor=house.desk, now=START)
    session.flush()
    later = START + timedelta(days=20)
    second, whole = (world.meeting(session, house.network, None, later, **who) for who in ({"group_id": group.id}, {}))

    states = [MeetingState.HELD, MeetingState.ADOPTED]
    assert carried_actions(session, house.network, second, states) == [action]
    assert carried_actions(session, house.network, whole, states) == []


def test_end_is_put_off_with_a_reason_and_reminded_once_for_each_end(session, house, group, now):
    near = start_of_day(date(2026, 4, 28))
    assert len(the_end_of_a_group(session, near)) == 3 and "todo:group-advise" in desk_lines(session, house, near)
    assert {letter.event for letter in the_end_of_a_group(session, near)} == {f"group-ahead:{group.id}:2026-05-01"}
    late = start_of_day(date(2026, 5, 3))
    assert "todo:group-late" in desk_lines(session, house, late)

    operations.extend_group(session, group, ends_on=date(2026, 6, 1), reason="Aken antwoordt laat.", actor=house.desk, now=late)

    assert the_end_of_a_group(session, late) == [] and len(letters(session, "extended")) == 3
    assert told(session)[-1] == "group:extended"
    with pytest.raises(Refused) as refusal:
        operations.extend_group(session, group, ends_on=date(2026, 5, 20), reason="Korter.", actor=house.desk, now=late)
    assert refusal.value.field == "ends_on"


def test_one_leads_and_who_left_gets_nothing(session, house, group, now):
    noor, bram, anke = group.members
    operations.appoint_leader(session, bram, actor=house.desk, now=now)
    assert (noor.is_leader, group.leader) == (False, bram)
    operations.end_member(session, anke, actor=house.desk, now=now)
    with pytest.raises(Refused):
        operations.appoint_leader(session, anke, actor=house.desk, now=now)
    session.execute(Membership.__table__.update().where(Membership.party_id == house.parties[0].id).values(member_until=date(2026, 3, 1)))
    session.expire_all()

    assert [person.email for person in people_in(session, group)] == ["bram@example.nl"]


@pytest.mark.parametrize(("options", "code", "field"), [
    ({"party": None, "organisation": " "}, "group:which-organisation", "party"),
    ({"email": "NOOR@example.nl"}, "group:there-already", "email"),
])
def test_wrong_member_is_refused(session, house, group, now, options, code, field):
    person = {"party": house.parties[0], "person_name": "Iemand", "email": "iemand@example.nl"} | options
    with pytest.raises(Refused) as refusal:
        operations.add_member(session, group, **person, actor=house.desk, now=now)

    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_what_cannot_be_set_up_is_refused(session, house, group, now):
    elsewhere = world.proposal(session, house.network)
    for given, code in ((replace(SUBJECT, ends_on=date(2026, 3, 20)), "group:end-behind"),
                        (replace(SUBJECT, proposal=elsewhere), "group:proposal-not-given"),
                        (replace(SUBJECT, proposal=house.proposal), "group:proposal-not-given")):
        with pytest.raises(Refused) as refusal:
            operations.found_group(session, house.network, given, actor=house.desk, now=now)
        assert refusal.value.code == code


def test_two_who_write_at_the_draft_see_each_other(session, house, group, now):
    seen = group.version
    operations.write_draft(session, group, text="Mijn versie.", minority="", version=seen, actor=house.desk, now=now)
    session.flush()

    with pytest.raises(Stale) as stale:
        operations.write_draft(session, group, text="De mijne.", minority="", version=seen, actor=house.desk, now=now)
    assert stale.value.theirs == "Mijn versie."


def test_no_advice_without_a_leader(session, house, now):
    group = operations.found_group(session, house.network, SUBJECT, actor=house.desk, now=now)
    with pytest.raises(Refused) as refusal:
        operations.deliver_advice(session, group, SAID, version=group.version, actor=house.desk, now=now)

    assert refusal.value.code == "group:without-leader"
