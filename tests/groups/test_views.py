"""The pages of working groups: for everyone, for who takes part, for the secretary; what others may not see."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.groups import operations
from portal.groups.models import GroupMember, WorkingGroup
from portal.meetings.models import Meeting
from portal.proposals.rules import Stage
from tests import world

HOSTILE = '<script>alert("x")</script>'
SECRET = "CONCEPT-GEHEIM"
ADD = 'form:has([name="person_name"])'


@pytest.fixture
def drafted(session, house, group, now):
    """The group has a draft and a paper of its own, and the rows are there for pages."""
    operations.write_draft(session, group, text=f"{SECRET} {HOSTILE}", minority="", version=group.version, actor=house.desk, now=now)
    operations.add_paper(session, group, document=world.document(session), title="Intern stuk", is_public=False, actor=house.desk, now=now)
    session.flush()
    session.refresh(group)
    session.commit()
    return group


def test_set_up_by_hand_from_the_proposal_and_read_over(session, house, visit):
    session.commit()
    desk = visit.logged_in(house.secretary)
    assert "Stel de werkgroep in waartoe de tafel besloot" in desk.get("/bureau").text
    page = desk.get(f"/bureau/werkgroepen/nieuw?voorstel={house.proposal.id}")
    values = {"name": "Gezinnen aan de grens", "table": str(house.table.id), "assignment": f"Zoek het uit. {HOSTILE}", "ends_on": "2026-05-01"}
    over = page.submit(values, "Verder")
    assert over.h1 == "Lees de opdracht na" and session.scalar(select(func.count(WorkingGroup.id))) == 0

    people = over.submit(button="Stel deze werkgroep in")
    people.submit({"party": str(house.parties[0].id), "person_name": "Noor", "email": "noor@example.nl", "is_leader": "y"}, "Voeg deze persoon toe")

    group = session.scalars(select(WorkingGroup)).one()
    assert (group.slug, group.proposal_id, group.leader.person_name) == ("gezinnen-aan-de-grens", house.proposal.id, "Noor")
    public = visit.get("/werkgroepen/gezinnen-aan-de-grens")
    assert "Boot" in public.text and HOSTILE in public.text and "Noor" not in public.text
    assert "Gezinnen aan de grens" in visit.get("/werkgroepen").text
    assert "Gezinnen aan de grens" in visit.get(f"/voorstellen/{house.proposal.number}").text


@pytest.mark.parametrize(("field", "value", "error"), [
    ("name", "", "Geef de werkgroep een naam"), ("assignment", "", "Schrijf op wat"), ("ends_on", "2026-03-20", "ligt achter ons"),
    ("table", "99999", "Kies een tafel"), ("proposal", "99999", "niet aan een werkgroep"), ("ends_on", "morgen", "Vul in uiterlijk"),
])
def test_wrong_assignment_is_told_at_the_field_and_kept(session, house, visit, field, value, error):
    session.commit()
    values = {"name": "Grens", "table": "network", "assignment": "Zoek het uit.", "limits": "Recht van elders.", "ends_on": "2026-05-01"}

    page = visit.logged_in(house.secretary).get("/bureau/werkgroepen/nieuw").submit(values | {field: value}, "Verder", status=422)

    assert error in page.errors[0] and "Recht van elders." in page.text
    assert session.scalar(select(func.count(WorkingGroup.id))) == 0


def test_people_lead_and_leave_by_buttons(session, house, group, visit):
    session.commit()
    page = visit.logged_in(house.secretary).get(f"/bureau/werkgroepen/{group.id}/leden")
    anke = session.scalars(select(GroupMember).where(GroupMember.person_name == "Anke Gast")).one()

    page.submit(form=f'form[action$="/leden/{anke.id}"]', button="Maak trekker")
    session.expire_all()
    assert group.leader == anke
    wrong = page.submit({"party": "", "person_name": "Iemand", "email": "iemand@example.nl"}, form=ADD, status=422)
    assert "Kies een partij" in wrong.errors[0] and wrong.one("#person_name").etree_element.get("value") == "Iemand"


def test_what_is_internal_is_seen_by_members_and_municipality_alone(session, house, drafted, visit):
    paper = f"/werkgroepen/{drafted.slug}/stukken/{drafted.papers[0].id}"
    own = f"/mijn/werkgroepen/{drafted.slug}"
    staff = world.board_staff(session, house.place)
    session.commit()
    for person in (house.contacts[0], house.contacts[1], house.secretary, staff):
        visitor = visit.logged_in(person)
        page = visitor.get(own)
        assert SECRET in page.text and "Bram Tweede" in page.text and "Intern stuk" in page.text
        assert visitor.ask("get", paper).status_code == 200

    visit.logged_in(house.contacts[2]).get(own, status=403)
    visit.logged_in(house.contacts[2]).get(paper, status=403)
    for path in (f"/werkgroepen/{drafted.slug}", f"/zoeken?q={SECRET}", "/werkgroepen"):
        page = visit.get(path)
        assert not any(word in page.html.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "") for word in ("Intern stuk", "Bram Tweede"))
    assert SECRET not in visit.get(f"/werkgroepen/{drafted.slug}").html
    visit.get(paper, status=302)


def test_leader_writes_others_read_and_a_member_brings_a_paper(session, house, drafted, visit):
    leader, other = visit.logged_in(house.contacts[0]), visit.logged_in(house.contacts[1])
    leader.get(f"/mijn/werkgroepen/{drafted.slug}/advies").submit({"text": "Eén loket."}, "Bewaar dit concept")
    assert "Eén loket." in other.get(f"/mijn/werkgroepen/{drafted.slug}").text
    other.get(f"/mijn/werkgroepen/{drafted.slug}/advies", status=403)

    page = other.get(f"/mijn/werkgroepen/{drafted.slug}")
    page.submit({"title": "Onze cijfers"}, "Voeg dit stuk toe", files={"document": (BytesIO(b"%PDF-1.7 cijfers"), "cijfers.pdf")})

    session.expire_all()
    assert [(paper.title, paper.is_public, paper.added_by) for paper in drafted.papers][-1] == ("Onze cijfers", False, "Lantaarn")
    assert "Gezinnen aan de grens" in other.get("/mijn/werkgroepen").text
    desk = visit.logged_in(house.secretary).get(f"/bureau/werkgroepen/{drafted.id}/stukken")
    desk.submit(form=f'form[action$="/stukken/{drafted.papers[-1].id}"]', button="Maak openbaar")
    assert "Onze cijfers" in visit.get(f"/werkgroepen/{drafted.slug}").text


def test_advice_is_read_over_delivered_and_brings_the_proposal_back(session, house, drafted, visit):
    desk = visit.logged_in(house.secretary)
    form = desk.get(f"/bureau/werkgroepen/{drafted.id}/advies")
    assert SECRET in form.text
    wrong = form.submit({"outcome": "", "text": "Eén loket."}, "Verder", status=422)
    assert "Kies waar het advies op neerkomt" in wrong.errors[0]

    form.submit({"outcome": "positive", "text": "Eén loket."}, "Verder").submit(button="Breng dit advies uit")

    session.expire_all()
    assert house.proposal.stage == Stage.SCHEDULED
    assert "Eén loket." in visit.get(f"/werkgroepen/{drafted.slug}").text
    assert "Het voorstel is terug bij de tafel" in visit.get(f"/voorstellen/{house.proposal.number}").text
    assert "Eén loket" in visit.get("/zoeken?q=loket").text
    desk.get(f"/bureau/werkgroepen/{drafted.id}/sluiten").submit({"reason": "Overgenomen door de tafel."}, "Sluit de werkgroep")
    assert "Overgenomen door de tafel." in visit.get(f"/werkgroepen/{drafted.slug}").text
    visit.logged_in(house.contacts[0]).get(f"/mijn/werkgroepen/{drafted.slug}/advies", status=403)


def test_meeting_of_the_group_is_planned_from_its_page(session, house, group, visit):
    session.commit()
    desk = visit.logged_in(house.secretary)
    page = desk.get(f"/bureau/bijeenkomsten/nieuw?wie=werkgroep-{group.id}")

    prepared = page.submit({"day": "2026-04-23", "begins": "13:30", "ends": "15:00", "place": "School"})

    assert session.scalars(select(Meeting.group_id)).one() == group.id
    assert "Werkgroep Gezinnen aan de grens" in prepared.text and "Wachttijd eerder melden" in prepared.text
    wrong = desk.get("/bureau/bijeenkomsten/nieuw").submit(
        {"table": "werkgroep-99999", "day": "2026-04-23", "begins": "13:30", "ends": "15:00", "place": "School"}, status=422)
    assert "Kies een tafel" in wrong.errors[0]


def test_only_the_secretary_manages(session, house, group, visit):
    session.commit()
    for page in ("", "/nieuw", f"/{group.id}", f"/{group.id}/leden", f"/{group.id}/stukken", f"/{group.id}/verlengen", f"/{group.id}/advies",
                 f"/{group.id}/sluiten", f"/{group.id}/agenda"):
        visit.logged_in(house.contacts[0]).get(f"/bureau/werkgroepen{page}", status=403)


def test_more_time_by_hand(session, house, group, visit):
    session.commit()
    page = visit.logged_in(house.secretary).get(f"/bureau/werkgroepen/{group.id}/verlengen")

    assert "latere dag" in page.submit({"ends_on": "2026-04-10", "reason": "Korter."}, "Geef meer tijd", status=422).errors[0]
    page.submit({"ends_on": "2026-06-01", "reason": "Aken antwoordt laat."}, "Geef meer tijd")

    assert "Aken antwoordt laat." in visit.get(f"/voorstellen/{house.proposal.number}").text
    session.expire_all()
    assert str(group.ends_on) == "2026-06-01"
