"""Who sees which reaction: role × state, and a marker that must be found nowhere else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core.access import OUTSIDER, permits
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.rounds import answers, operations, queries
from portal.rounds.models import Answer, Reaction
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState
from tests import world

SECRET, RAW, DRAFT = "MARKERINGGEHEIM", "MARKERINGRAUW", "MARKERINGCONCEPT"


@pytest.fixture
def reactions(session, scene, round_):
    """One reaction of Citer in every state, one late; each with a confidential part, raw text and a draft answer."""
    rows = {}
    for name, options in {"new": {"state": ReactionState.NEW}, "published": {}, "late": {"late": True},
                          "withheld": {"state": ReactionState.WITHHELD}}.items():
        row = world.reaction(session, round_, scene.citer, **options)
        row.text = f"{RAW} {name}"
        world.add(session, ConfidentialPart(reaction_id=row.id, ground=Ground.COST, text=SECRET))
        world.add(session, Answer(reaction_id=row.id, adopted=Adopted.YES, text=DRAFT, html=f"<p>{DRAFT}</p>",
                                  written_at=world.OPENED))
        rows[name] = row
    session.commit()
    known = {name: row.id for name, row in rows.items()}
    for row in [row for row in session if isinstance(row, Reaction | ConfidentialPart | Answer)]:
        session.expunge(row)
    return known


def seen(session, actor, round_):
    return session.scalars(queries.reactions_visible_to(actor, round_)).unique().all()


@pytest.mark.parametrize(("who", "expected"), [
    ("outsider", {"published", "late"}), ("as_boot", {"published", "late"}),
    ("as_citer", {"new", "published", "late", "withheld"}), ("office", {"new", "published", "late", "withheld"}),
    ("board", {"published", "late"}),
])
def test_who_sees_which_reaction(session, scene, round_, reactions, who, expected):
    board = world.actor(world.board_staff(session, scene.place), scene.place, Role.BOARD_STAFF)
    actor = {"outsider": OUTSIDER, "board": board}.get(who) or getattr(scene, who)

    assert {row.id for row in seen(session, actor, round_)} == {reactions[name] for name in expected}


@pytest.mark.parametrize("who", ["outsider", "as_boot", "as_citer"])
def test_rows_cannot_tell_what_is_not_public(session, scene, round_, reactions, who):
    for row in seen(session, getattr(scene, who, OUTSIDER), round_):
        assert row.confidential.ground == Ground.COST
        assert row.answer is None
        for ask in (lambda r: r.text, lambda r: r.sender_email, lambda r: r.confidential.text):
            with pytest.raises(InvalidRequestError):
                ask(row)


def test_secretary_sees_everything(session, scene, round_, reactions):
    for row in seen(session, scene.office, round_):
        assert (row.confidential.text, row.answer.text) == (SECRET, DRAFT)
        assert row.text.startswith(RAW)


def test_newest_reaction_comes_first(session, scene, round_, reactions):
    numbers = [row.number for row in seen(session, scene.office, round_)]

    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(("permission", "allowed"), [
    ("reaction:give", {"outsider", "as_boot", "office"}), ("reaction:read", {"office"}), ("round:open", {"office"}),
    ("round:manage", {"office"})])
def test_permissions(scene, now, permission, allowed):
    actors = {"outsider": OUTSIDER, "as_boot": scene.as_boot, "office": scene.office}

    assert {name for name, actor in actors.items() if permits(permission, actor, scene.proposal, now)} == allowed


def addresses(app, scene, round_, key, reaction_id):
    """Every page that can be asked for with what exists here."""
    known = {"number": scene.proposal.number, "proposal_id": scene.proposal.id, "round_id": round_.id,
             "reaction_id": reaction_id, "key": key}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static" and set(rule.arguments) <= set(known):
            yield re.sub(r"<[a-z]+:([a-z_]+)>", lambda found: str(known[found[1]]), rule.rule)


def test_marker_is_found_by_the_secretary_and_the_sender_alone(app, session, scene, round_, visit, at, now):
    reaction = operations.give_reaction(
        session, round_, position=Position.AGAINST, labels=[WHOLE], text=f"Openbaar deel. {RAW}", actor=scene.as_citer,
        confidential_text=SECRET, ground=Ground.COST, now=now)
    operations.read_reaction(session, reaction, publish=True, public_text="Openbaar deel.", actor=scene.office, now=now)
    answers.answer_reaction(session, reaction, adopted=Adopted.NO, text=DRAFT, actor=scene.office, now=now)
    session.commit()
    key, reaction_id = reaction.follow_key, reaction.id
    pages = list(addresses(app, scene, round_, key, reaction_id))
    assert len(pages) > 10

    def found(visitor):
        """Where this visitor meets which of the three: every page is asked for once."""
        hits = {SECRET: set(), RAW: set(), DRAFT: set()}
        for path in pages:
            answer = visitor.ask("get", path).data
            for marker, where in hits.items():
                if marker.encode() in answer:
                    where.add(path)
        return hits

    desk = {f"/bureau/rondes/{round_.id}", f"/bureau/reacties/{reaction_id}"}
    follow = f"/reacties/volg/{key}"
    others = {"outsider": visit, "other party": visit.logged_in(scene.carla)}
    for visitor in others.values():
        assert found(visitor) == {SECRET: set(), RAW: {follow}, DRAFT: set()}  # who has the link of the receipt is the sender
    own = found(visit.logged_in(scene.cas))
    assert own[SECRET] == {follow} and own[DRAFT] == set()
    assert found(visit.logged_in(scene.secretary))[SECRET] == desk
    at(round_.closes_at + timedelta(days=1))
    for visitor in others.values():
        after = found(visitor)
        assert after[SECRET] == after[DRAFT] == set()


def test_marker_is_in_no_letter_publication_or_record(session, scene, round_, now):
    reaction = operations.give_reaction(
        session, round_, position=Position.AGAINST, labels=[WHOLE], text=f"Tekst. {RAW}", actor=scene.as_citer,
        confidential_text=SECRET, ground=Ground.COST, now=now)
    operations.read_reaction(session, reaction, publish=False, reason="Herkenbaar.", actor=scene.office, now=now)
    answers.answer_reaction(session, reaction, adopted=Adopted.NO, text="Dank.", actor=scene.office, now=now)
    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)
    session.commit()

    letters = session.scalars(select(OutboxMail)).all()
    assert {letter.kind for letter in letters} == {"rounds/receipt", "rounds/withheld", "rounds/answered"}
    told = [f"{mail.data} {compose(mail)}" for mail in letters]
    told += [f"{p.title} {p.reason} {p.data}" for p in session.scalars(select(Publication))]
    told += [f"{e.reason} {e.changes}" for e in session.scalars(select(AuditEntry))]
    assert not [text for text in told if SECRET in text or RAW in text]
