"""The verbs: sending in, judging, every step with its traces, the next version, taking it back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.core.access import OUTSIDER
from portal.core.codec import unpack
from portal.core.errors import Refused, Stale
from portal.core.revisions import Paragraph
from portal.networks.models import Publication
from portal.networks.rules import Law, Order
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals import operations
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import latest_version
from portal.proposals.rules import Facts, ProposalKind, Stage
from portal.rounds.models import CommentRound
from tests import world

REASON = "Er kwamen veertien signalen over."
OTHER_TEXT = (Paragraph("4.3.2", "De melding gebeurt per e-mail.", "", "De melding gebeurt schriftelijk."),)


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network)
    return world.actor(world.secretary(session, place), place, Role.SECRETARY)


@pytest.fixture
def provider(session, network):
    return world.member(session, network)


@pytest.fixture
def author(session, provider):
    return world.actor(world.contact(session, provider), provider, Role.CONTACT)


def send(session, network, now, actor=OUTSIDER, **answers):
    given = {
        "title": "Wachttijd eerder melden", "summary": "Wie wacht, hoort dat eerder.", "kind": ProposalKind.CHANGE,
        "agreement_id": world.agreement(session, network, slug=f"a{now.timestamp()}-{answers.get('title', '')}").id,
        "laws": frozenset({Law.WMO}), "paragraphs": world.CHANGED, "explanation": "Wachten duurt **lang**.",
    }
    return operations.submit_proposal(session, network, **given | answers, actor=actor, now=now)


def letters(session, kind):
    session.flush()
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def publications(session):
    session.flush()
    return session.scalars(select(Publication.kind).order_by(Publication.id)).all()


def audited(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)).all()


def test_proposal_gets_a_number_a_version_an_entry_and_a_receipt(session, network, author, provider, now):
    proposal = send(session, network, now, author)

    assert (proposal.number, proposal.stage, proposal.published_at) == ("2026-01", Stage.RECEIVED, None)
    assert (proposal.party_id, proposal.person_id) == (provider.id, author.person_id)
    version = latest_version(session, proposal)
    assert (version.number, version.paragraphs) == (1, world.CHANGED)
    assert version.explanation_html == "<p>Wachten duurt <strong>lang</strong>.</p>"
    entry = audited(session, "proposal:receive")[0]
    assert (entry.person_id, entry.acts_for_id, entry.subject_id) == (author.person_id, provider.id, proposal.id)
    assert publications(session) == []
    letter = compose(letters(session, "proposals/receipt")[0])
    assert "2026-01" in letter["Subject"]
    assert f"/voorstellen/volg/{proposal.follow_key}" in letter.get_content()


def test_receipt_comes_once_the_address_is_confirmed(session, network, now):
    proposal = send(session, network, now, sender_email="inwoner@example.nl", sender_place="Vaals")
    send(session, network, now, title="Zonder adres")
    assert proposal.awaits_address
    assert [mail.email for mail in letters(session, "contributions/confirm")] == ["inwoner@example.nl"]
    assert letters(session, "proposals/receipt") == []

    operations.confirm_proposal(session, proposal, now=now)

    assert [mail.email for mail in letters(session, "proposals/receipt")] == ["inwoner@example.nl"]
    assert not proposal.awaits_address


def test_what_awaits_its_address_cannot_be_judged(session, network, secretary, now):
    proposal = send(session, network, now, sender_email="inwoner@example.nl")

    with pytest.raises(Refused) as refusal:
        operations.judge_proposal(session, proposal, relevant=True, reason=REASON, actor=secretary, now=now)

    assert (refusal.value.code, proposal.stage, publications(session)) == ("proposal:already-judged", Stage.RECEIVED, [])


@pytest.mark.parametrize(("changes", "code"), [
    ({"agreement_id": None}, "proposal:agreement-missing"),
    ({"agreement_id": None, "kind": ProposalKind.REMOVE}, "proposal:agreement-missing"),
    ({"paragraphs": ()}, "proposal:nothing-changed"),
    ({"paragraphs": (Paragraph("1", "zo blijft het", "", "zo blijft het"),)}, "proposal:nothing-changed"),
    ({"paragraphs": (Paragraph("1", "dit"), Paragraph("1", "dat"))}, "proposal:label-twice"),
])
def test_proposal_that_changes_nothing_or_no_agreement_is_refused(session, network, now, changes, code):
    with pytest.raises(Refused) as refusal:
        send(session, network, now, **changes)

    assert refusal.value.code == code
    assert session.scalar(select(func.count(Proposal.id))) == 0


def test_new_agreement_needs_no_agreement_that_exists(session, network, now):
    proposal = send(session, network, now, kind=ProposalKind.NEW, agreement_id=None, paragraphs=(Paragraph("1", "Doel."),))

    assert proposal.agreement_id is None


def test_numbers_run_per_year_of_amsterdam(session, network):
    last_second = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    moments = [last_second - timedelta(days=1), last_second, last_second + timedelta(seconds=1),
               datetime(2027, 6, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)]

    numbers = [send(session, network, moment).number for moment in moments]

    # New Year begins in Amsterdam an hour before it does in UTC.
    assert numbers == ["2026-01", "2026-02", "2027-01", "2027-02", "2027-03"]


def test_numbers_pass_a_hundred(session, network, now):
    world.proposal(session, network, sequence=99)

    assert send(session, network, now).number == "2026-100"


def test_relevant_proposal_becomes_public_with_its_reason(session, network, author, secretary, now):
    proposal = send(session, network, now - timedelta(days=3), author)

    operations.judge_proposal(session, proposal, relevant=True, reason=REASON, actor=secretary, now=now)

    assert (proposal.stage, proposal.stage_since, proposal.stage_reason) == (Stage.SCHEDULED, now, REASON)
    assert proposal.published_at == now
    assert publications(session) == ["proposal:receive", "proposal:schedule"]
    published = session.scalars(select(Publication).order_by(Publication.id.desc()).limit(1)).one()
    assert (published.reason, published.path, published.proposal_id) == (REASON, "/voorstellen/2026-01", proposal.id)
    entry = audited(session, "proposal:schedule")[0]
    assert (entry.reason, unpack(entry.changes["stage"])) == (REASON, ["Stage.received", "Stage.scheduled"])
    letter = compose(letters(session, "proposals/step")[0]).get_content()
    assert "op de agenda" in letter
    assert REASON in letter


@pytest.mark.parametrize("public", [True, False])
def test_proposal_set_aside_is_public_with_reasons_unless_it_holds_personal_data(session, network, author, secretary,
                                                                                 now, public):
    proposal = send(session, network, now, author)

    operations.judge_proposal(session, proposal, relevant=False, reason=REASON, public=public, actor=secretary, now=now)

    assert proposal.stage == Stage.SET_ASIDE
    assert proposal.published_at == (now if public else None)
    assert publications(session) == (["proposal:receive", "proposal:set_aside"] if public else [])
    assert REASON in compose(letters(session, "proposals/step")[0]).get_content()


def test_judging_needs_a_reason_and_changes_nothing_without(session, network, secretary, now):
    proposal = send(session, network, now)

    with pytest.raises(Refused) as refusal:
        operations.judge_proposal(session, proposal, relevant=True, reason=" ", actor=secretary, now=now)

    assert refusal.value.code == "step:reason-missing"


def test_second_judgement_is_refused_even_where_the_step_would_be_allowed(session, network, secretary, now):
    proposal = send(session, network, now)
    operations.judge_proposal(session, proposal, relevant=True, reason=REASON, actor=secretary, now=now)

    with pytest.raises(Refused) as refusal:
        operations.judge_proposal(session, proposal, relevant=False, reason="Toch niet.", actor=secretary, now=now)

    assert refusal.value.code == "proposal:already-judged"
    assert proposal.stage == Stage.SCHEDULED


def test_what_points_to_a_person_is_taken_out_of_title_and_summary(session, network, secretary, now):
    proposal = send(session, network, now, title="Mijn buurman Jan wacht te lang")

    operations.judge_proposal(session, proposal, relevant=True, reason=REASON, title="Wachttijd", actor=secretary, now=now)

    assert (proposal.title, proposal.summary) == ("Wachttijd", "Wie wacht, hoort dat eerder.")
    entry = audited(session, "proposal:clear")[0]
    assert entry.changes == {"fields": ["title"]}
    assert set(session.scalars(select(Publication.title))) == {"Wachttijd"}


def test_step_leaves_every_trace_and_tells_the_author(session, network, provider, author, secretary, now):
    proposal = world.proposal(session, network, Stage.SCHEDULED, party=provider)

    operations.take_step(session, proposal, "make_preliminary", reason=REASON, actor=secretary, now=now,
                         path="/bijeenkomsten/2026-03-12")

    assert (proposal.stage, proposal.stage_since, proposal.stage_reason) == (Stage.PRELIMINARY, now, REASON)
    published = session.scalars(select(Publication)).one()
    assert (published.kind, published.reason, published.path) == (
        "proposal:make_preliminary", REASON, "/bijeenkomsten/2026-03-12")
    entry = audited(session, "proposal:make_preliminary")[0]
    assert unpack(entry.changes["stage"]) == ["Stage.scheduled", "Stage.preliminary"]
    letter = letters(session, "proposals/step")[0]
    assert REASON in compose(letter).get_content()


def test_step_taken_twice_at_different_times_is_told_twice(session, network, provider, author, secretary, now):
    proposal = world.proposal(session, network, Stage.SCHEDULED, party=provider)
    for name in ("make_preliminary", "to_working_group", "make_preliminary"):
        operations.take_step(session, proposal, name, reason=REASON, actor=secretary, now=now)

    assert len(letters(session, "proposals/step")) == 3


def test_step_that_misses_a_condition_changes_nothing(session, network, secretary, now):
    proposal = world.proposal(session, network, Stage.PRELIMINARY)

    with pytest.raises(Refused) as refusal:
        operations.take_step(session, proposal, "work_out", facts=Facts(has_round=True), reason=REASON, actor=secretary,
                             now=now)

    assert refusal.value.code == "unmet:round-open"
    assert (proposal.stage, publications(session), letters(session, "proposals/step")) == (Stage.PRELIMINARY, [], [])


def test_step_follows_the_order_of_the_network(session, secretary, now):
    network = session.merge(secretary and world.Network(slug="zl", name="ZL", settings={"order": "zl"}))
    session.flush()
    proposal = world.proposal(session, network, Stage.SCHEDULED)

    operations.take_step(session, proposal, "work_out", reason=REASON, actor=secretary, now=now)

    assert network.profile.order == Order.WORKED_OUT_THEN_ROUND
    assert proposal.stage == Stage.WORKED_OUT


def test_steps_of_a_proposal_that_is_not_public_are_not_published(session, network, author, provider, now):
    proposal = world.proposal(session, network, Stage.RECEIVED, party=provider)

    operations.withdraw_proposal(session, proposal, reason=REASON, actor=author, now=now)

    assert (proposal.stage, publications(session)) == (Stage.WITHDRAWN, [])


def test_withdrawing_ends_with_the_vote(session, network, author, provider, now):
    proposal = world.proposal(session, network, Stage.IN_VOTE, party=provider)

    with pytest.raises(Refused) as refusal:
        operations.withdraw_proposal(session, proposal, reason=REASON, actor=author, now=now)

    assert refusal.value.code == "step:not-from-here"


def test_next_version_stands_beside_the_old_one(session, network, secretary, provider, now):
    proposal = world.proposal(session, network, Stage.SCHEDULED, party=provider)

    version = operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="Sneller.", actor=secretary, now=now)
    session.flush()

    assert (version.number, version.paragraphs, version.created_by) == (2, OTHER_TEXT, "Maastricht")
    assert session.scalars(select(ProposalVersion.number).order_by(ProposalVersion.number)).all() == [1, 2]
    assert audited(session, "proposal:revise")[0].changes == {"version": [1, 2]}
    assert publications(session) == ["proposal:revise"]


def test_no_version_when_nothing_changed(session, network, author, provider, now):
    proposal = world.proposal(session, network, Stage.RECEIVED, party=provider)

    version = operations.add_version(session, proposal, paragraphs=world.CHANGED, explanation="Wachten duurt lang.",
                                     actor=author, now=now)

    assert version.number == 1
    assert (audited(session, "proposal:revise"), publications(session)) == ([], [])


def test_version_of_an_unpublished_proposal_is_not_announced(session, network, author, provider, now):
    proposal = world.proposal(session, network, Stage.RECEIVED, party=provider)

    operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="Sneller.", actor=author, now=now)

    assert publications(session) == []


@pytest.mark.parametrize(("stage", "who", "allowed"), [
    (Stage.RECEIVED, "author", True), (Stage.SCHEDULED, "author", False), (Stage.IN_WORKING_GROUP, "author", False),
    (Stage.SCHEDULED, "secretary", True),
    (Stage.PRELIMINARY, "author", False), (Stage.PRELIMINARY, "secretary", True),
    (Stage.WORKED_OUT, "secretary", False), (Stage.IN_VOTE, "secretary", False), (Stage.SUBMITTED, "secretary", False),
    (Stage.WITHDRAWN, "author", False), (Stage.SET_ASIDE, "secretary", False),
])
def test_text_changes_only_while_it_is_not_fixed(request, session, network, provider, now, stage, who, allowed):
    proposal, writer = world.proposal(session, network, stage, party=provider), request.getfixturevalue(who)

    if allowed:
        assert operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="", actor=writer, now=now).number == 2
        return
    with pytest.raises(Refused) as refusal:
        operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="", actor=writer, now=now)
    assert refusal.value.code == "proposal:text-is-fixed"


@pytest.mark.parametrize(("moved", "allowed"), [(-1, False), (0, True), (1, True)])
def test_text_stays_as_it_is_while_people_react_to_it(session, network, secretary, now, moved, allowed):
    proposal = world.proposal(session, network, Stage.PRELIMINARY)
    closes_at = now + timedelta(days=14)
    world.add(session, CommentRound(
        proposal_id=proposal.id, version_id=latest_version(session, proposal).id, opened_at=now, published_on=now.date(),
        days=14, last_day=now.date(), closes_at=closes_at, skipped=[]))
    moment = closes_at + timedelta(seconds=moved)

    if allowed:
        assert operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="", actor=secretary, now=moment)
        return
    with pytest.raises(Refused) as refusal:
        operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="", actor=secretary, now=moment)
    assert refusal.value.code == "unmet:round-open"


def test_who_wrote_on_an_older_version_is_shown_the_text_that_stands(session, network, author, provider, secretary, now):
    proposal = world.proposal(session, network, Stage.RECEIVED, party=provider)
    operations.add_version(session, proposal, paragraphs=OTHER_TEXT, explanation="", based_on=1, actor=secretary, now=now)

    with pytest.raises(Stale) as stale:
        operations.add_version(session, proposal, paragraphs=world.CHANGED, explanation="", based_on=1, actor=author, now=now)

    assert "per e-mail" in stale.value.theirs
    assert latest_version(session, proposal).number == 2


def test_version_is_written_once(session, network, provider, now):
    version = latest_version(session, world.proposal(session, network, party=provider))
    version.explanation = "Anders."

    with pytest.raises(RuntimeError):
        session.flush()
