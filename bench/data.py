"""A database of a wanted size, by bulk: N proposals, one of them (the newest) with an open round of 300 reactions."""

import random
import secrets
from datetime import timedelta

from sqlalchemy import insert

from portal.accounts import sessions
from portal.core.calendar import deadline, local_day
from portal.core.database import Base, db, transaction
from portal.core.markup import render
from portal.core.revisions import Paragraph
from portal.networks.models import Agreement, Publication
from portal.networks.rules import AgreementKind, Law
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.rules import ProposalKind, Stage
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.rules import Adopted, Position, ReactionState
from portal.tables.models import PhysicalTable
from tests import world

WORDS = ["zorg", "jeugd", "gemeente", "aanbieder", "tarief", "wijk", "hulp", "ondersteuning", "voorstel", "dagbesteding", "begeleiding", "toegang", "kwaliteit", "regio", "gezin", "school", "wachttijd", "indicatie", "verblijf", "vervoer", "afspraak", "overleg", "verslag", "termijn", "reactie", "wijziging"]
REACTIONS = 300
PARTIES = 50


def words(r: random.Random, count: int) -> str:
    return " ".join(r.choice(WORDS) for _ in range(count)).capitalize()


def fill(proposals: int) -> dict[str, object]:
    """Make the rows; answers who can log in and which page has the reactions. Inside a request context."""
    Base.metadata.create_all(db.engine)
    r = random.Random(1)
    with transaction() as work:
        network = world.network(work.session)
        host = world.municipality(work.session, network, is_host=True)
        world.add(work.session, PhysicalTable(network_id=network.id, slug="jeugd", name="Jeugd", theme="Jeugd",
                                              domains=frozenset()))
        secretary = world.secretary(work.session, host)
        parties = [world.member(work.session, network, f"Zorggroep {words(r, 2)} {n}") for n in range(PARTIES)]
        contacts = [world.contact(work.session, party, f"Contact {number}") for number, party in enumerate(parties)]
        agreement = world.add(work.session, Agreement(network_id=network.id, slug="begeleiding", title="Begeleiding",
                                                      kind=AgreementKind.FRAMEWORK, laws=frozenset({Law.WMO})))
        world.use(work.session, network, agreement)
        _proposals(work, agreement, proposals, r, parties)
        number = _newest(work, proposals, r, parties)
        writers = [_logged_in(work.session, person) for person in contacts]
        people = {"secretary": _logged_in(work.session, secretary), "provider": writers[0]}
    return {"people": people, "writers": writers, "number": number}


def _logged_in(session, person) -> dict[str, object]:
    """What the cookie of somebody holds who logged in just now."""
    return {"_user_id": person.fs_uniquifier, "_fresh": True, sessions.KEY: sessions.start(session, person, "").key}


def _proposals(work, agreement: Agreement, count: int, r: random.Random, parties) -> None:
    stages = [Stage.SCHEDULED, Stage.PRELIMINARY, Stage.WORKED_OUT, Stage.ADOPTED, Stage.REJECTED]
    since = work.now - timedelta(days=count)
    rows, versions, events = [], [], []
    explanations = [render(words(r, 60)) for _ in range(20)]
    for n in range(1, count + 1):
        moment = since + timedelta(days=n)
        title, number = words(r, 7), f"{2000 + n % 25}-{n:02d}"
        stage = Stage.PRELIMINARY if n == count else r.choice(stages)
        rows.append({
            "id": n, "network_id": agreement.network_id, "agreement_id": agreement.id, "year": 2000 + n % 25, "sequence": n, "written_title": title, "written_summary": words(r, 24),
            "kind": ProposalKind.CHANGE, "laws": frozenset({Law.WMO}), "stage": stage, "stage_since": moment,
            "published_at": moment, "version": 1, "party_id": r.choice(parties).id, "publish_as": PublishAs.PLACE,
            "follow_key": secrets.token_hex(12), "received_at": moment, "sender_name": "", "sender_place": "",
            "sender_email": "",
        })
        paragraphs = tuple(Paragraph(f"4.{i}", words(r, 30), before=words(r, 28)) for i in range(1, 4))
        versions.append({"id": n, "proposal_id": n, "number": 1, "paragraphs": paragraphs, "explanation": "",
                         "explanation_html": r.choice(explanations), "created_at": moment, "created_by": "x"})
        events.extend({"network_id": agreement.network_id, "proposal_id": n, "published_at": moment, "told_title": title, "reason": words(r, 9),
                       "kind": f"proposal:{step}", "path": f"/voorstellen/{number}", "data": {}}
                      for step in ("schedule", "make_preliminary"))
    for table, some in ((Proposal, rows), (ProposalVersion, versions), (Publication, events)):
        for start in range(0, len(some), 1000):
            work.session.execute(insert(table), some[start : start + 1000])


def _newest(work, count: int, r: random.Random, parties) -> str:
    proposal = work.session.get_one(Proposal, count)
    round_ = CommentRound(proposal_id=count, version_id=count, opened_at=work.now - timedelta(days=3))
    round_.set_deadline(deadline(local_day(round_.opened_at)))
    world.add(work.session, round_)
    for n in range(1, REACTIONS + 1):
        text = words(r, 45)
        party = r.choice(parties) if n % 3 else None
        reaction = world.add(work.session, Reaction(
            round_id=round_.id, number=n, position=r.choice(list(Position)), labels=["4.1"], text=text, public_text=text,
            public_html=render(text), state=ReactionState.PUBLISHED, read_at=work.now, party_id=party and party.id,
            sender_place="" if party else "Vaals", sender_email="" if party else "x@example.nl",
            publish_as=PublishAs.PLACE, follow_key=secrets.token_hex(12), received_at=work.now - timedelta(hours=n)))
        if n % 2:
            answer = words(r, 20)
            work.session.add(Answer(reaction_id=reaction.id, adopted=Adopted.PARTLY, text=answer, html=render(answer),
                                    written_at=work.now, published_at=work.now))
    return proposal.number
