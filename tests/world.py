"""Small builders of rows: each test says what it relies on, the rest is unsurprising."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle

from flask import current_app
from sqlalchemy import select

from portal.accounts.models import PARTY_ROLES, STAFF_ROLES, Role, RoleGrant, User
from portal.core import documents
from portal.core.access import Actor, ActsFor
from portal.core.calendar import deadline, local_day
from portal.core.revisions import Paragraph, fingerprint
from portal.dealings.models import Disclosure
from portal.meetings.models import Meeting
from portal.members.models import Membership
from portal.members.rules import MembershipState
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement, NetworkMunicipality
from portal.networks.rules import AgreementKind, Law
from portal.parties.models import ContactPerson, Party, Representation, SubjectContact
from portal.parties.rules import AuthorityGround, Domain, FundingStream, Subject
from portal.pilots.models import Pilot, PilotPlan
from portal.pilots.rules import Choosing, PilotStage
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.rules import ProposalKind, Stage
from portal.region.models import Mandate, Municipality
from portal.region.rules import MandateTask
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import WHOLE, Position, ReactionState
from portal.tables.models import Composition, CountSet, PhysicalTable, Standing
from portal.tables.rules import CompositionState, SizeClass
from portal.votes.models import Ballot, RollEntry, Vote
from portal.votes.operations import sealed
from portal.votes.queries import roll_entry
from portal.votes.rules import Choice

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
_numbers = count(1)
_codes = cycle(f"GM{number:04d}" for number in range(1, 10_000))


def add(session, row):
    session.add(row)
    session.flush()
    return row


def network(session, **settings):
    return add(session, Network(slug="zuid-limburg", name="Zuid-Limburg", email="tafel@example.nl", settings=settings))


def document(session, name="scan.pdf", content=b"%PDF-1.7 scan"):
    """A file that lies in the store."""
    return documents.keep(session, documents.Upload(name, "pdf", content), now=LONG_AGO)


def municipality(session, network, name="Maastricht", is_host=False):
    place = add(session, Municipality(code=next(_codes), name=name, inhabitants=10_000))
    add(session, NetworkMunicipality(network_id=network.id, municipality_id=place.id, is_host=is_host))
    return place


def user(session, name="Anne de Wit", email=None, password=None):
    number = next(_numbers)
    return add(session, User(email=email or f"person{number}@example.nl", name=name, password=password,
                             fs_uniquifier=f"u{number:063d}", created_at=LONG_AGO, confirmed_at=LONG_AGO))


APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The key in the authenticator app of everyone who works for a municipality."""
_kept = {}


def give_app(person):
    """An authenticator app with APP_KEY, set up long ago, and no recovery codes left."""
    app = current_app._get_current_object()
    if app not in _kept:
        _kept[app] = app.extensions["security"].totp_factory.kept(APP_KEY)
    person.tf_primary_method, person.tf_totp_secret, person.mf_recovery_codes = "authenticator", _kept[app], []


def grant(session, person, role, place):
    """A role from long ago; who works for a municipality cannot do without a second factor."""
    if role in STAFF_ROLES:
        give_app(person)
    column = "party_id" if role in PARTY_ROLES else "municipality_id"
    return add(session, RoleGrant(user_id=person.id, role=role, begins_at=LONG_AGO, **{column: place and place.id}))


def secretary(session, place, name="Sien Roelofs"):
    person = user(session, name)
    grant(session, person, Role.SECRETARY, place)
    return person


def board_staff(session, place, name="Bas Kuipers"):
    person = user(session, name)
    grant(session, person, Role.BOARD_STAFF, place)
    return person


def chair(session, place, name="Cor Voorzit"):
    person = user(session, name)
    grant(session, person, Role.CHAIR, place)
    return person


CONFIRMED = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def party(session, name="De Papieren Boot", domains=frozenset({Domain.YOUTH}), streams=frozenset({FundingStream.ZIN}), **options):
    """A provider that confirmed its record this winter."""
    defaults = {"kvk": f"{90_000_000 + next(_numbers)}", "city": "Maastricht", "domains": domains, "streams": streams,
                "created_at": LONG_AGO, "confirmed_at": CONFIRMED, "confirmed_by": "Carla Mertens"}
    return add(session, Party(name=name, **defaults | options))


def member(session, network, name="De Papieren Boot", **options):
    """A party that was admitted long ago."""
    provider = party(session, name, **options)
    add(session, Membership(network_id=network.id, party_id=provider.id, state=MembershipState.ADMITTED,
                            applied_at=LONG_AGO, decided_at=LONG_AGO, member_since=LONG_AGO.date()))
    return provider


def contact(session, provider, name="Carla Mertens", role=Role.CONTACT):
    """A contact person with a log-in."""
    person = user(session, name)
    grant(session, person, role, provider)
    add(session, ContactPerson(party_id=provider.id, role=role, name=name, email=person.email, phone="043 000 00 00",
                               address="Markt 1, 6211 AB Maastricht", begins_at=LONG_AGO, user_id=person.id))
    return person


def representation(session, provider, **options):
    """Somebody who may represent the party by its statutes, for everything and without an end."""
    defaults = {"party_id": provider.id, "name": "Ria Dohmen", "job_title": "bestuurder", "ground": AuthorityGround.STATUTES,
                "begins_on": LONG_AGO.date()}
    return add(session, Representation(**defaults | options))


def subject_contact(session, provider, subject=Subject.INVOICES, name="Ans Factuur", **options):
    defaults = {"email": "facturen@example.nl", "phone": "043 000 00 21", "begins_at": LONG_AGO}
    return add(session, SubjectContact(party_id=provider.id, subject=subject, name=name, **defaults | options))


def actor(person, place, *roles):
    """The actor that a person is for a party or a municipality, for tests of operations."""
    acts_for = ActsFor.PARTY if isinstance(place, Party) else ActsFor.MUNICIPALITY
    return Actor(person.id, person.name, acts_for, place.id, place.name, frozenset(roles))


ARTICLES = (
    Paragraph("4.3.1", "De aanbieder meldt het als een inwoner langer dan zes weken op hulp wacht.", "Wachttijd melden"),
    Paragraph("4.3.2", "De melding gebeurt schriftelijk.", "Hoe de melding gebeurt"),
)


def agreement(session, network, title="Raamovereenkomst begeleiding", slug="begeleiding", paragraphs=ARTICLES):
    """An agreement with its first version in force."""
    row = add(session, Agreement(network_id=network.id, slug=slug, title=title, kind=AgreementKind.FRAMEWORK,
                                 laws=frozenset({Law.WMO})))
    use(session, network, row)
    add(session, AgreementVersion(agreement_id=row.id, number=1, paragraphs=paragraphs,
                                  fingerprint=fingerprint(paragraphs), in_force_from=LONG_AGO.date(), published_at=LONG_AGO))
    return row


def use(session, network, agreement, since=None):
    """The network uses this agreement."""
    return add(session, NetworkAgreement(network_id=network.id, agreement_id=agreement.id, used_since=since or LONG_AGO.date()))


def version(session, agreement, number=2, in_force_from=date(2026, 5, 1), published_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            paragraphs=None, **options):
    """The next version of an agreement: published on 2 March 2026, in force from 1 May."""
    text = paragraphs or (replace(ARTICLES[0], text="De aanbieder meldt het na vier weken."), *ARTICLES[1:])
    row = add(session, AgreementVersion(agreement_id=agreement.id, number=number, paragraphs=text, fingerprint=fingerprint(text),
                                        in_force_from=in_force_from, published_at=published_at, **options))
    session.refresh(agreement, ["versions"])
    return row


def mandate(session, giver, host, tasks=frozenset(MandateTask), consent=False, person=None):
    """A municipality lets the host act for it, since long."""
    return add(session, Mandate(municipality_id=giver.id, host_id=host.id, tasks=tasks, begins_on=LONG_AGO.date(),
                                consent_before_signing=consent, document=document(session, "mandaat.pdf"), entered_at=LONG_AGO,
                                entered_by_id=(person or user(session)).id))


CHANGED = (
    Paragraph("4.3.1", "De aanbieder meldt het als een inwoner langer dan vier weken op hulp wacht.", "Wachttijd melden",
              "De aanbieder meldt het als een inwoner langer dan zes weken op hulp wacht."),
)


def proposal(session, network, stage=Stage.SCHEDULED, party=None, title="Wachttijd eerder melden", **options):
    """A proposal in a stage, with its first version; public unless it only just came in."""
    number = next(_numbers)
    known = agreement(session, network, slug=f"overeenkomst-{number}")
    defaults = {
        "network_id": network.id, "year": 2026, "sequence": number, "title": title, "stage": stage,
        "summary": "Wie lang op hulp wacht, hoort dat eerder.", "kind": ProposalKind.CHANGE, "agreement_id": known.id,
        "laws": frozenset({Law.WMO}), "stage_since": LONG_AGO, "stage_reason": "Dit raakt veel inwoners.",
        "published_at": None if stage == Stage.RECEIVED else LONG_AGO, "received_at": LONG_AGO,
        "party_id": party and party.id, "follow_key": f"key{number}",
    }
    row = add(session, Proposal(**defaults | options))
    add(session, ProposalVersion(proposal_id=row.id, number=1, paragraphs=CHANGED, explanation="Wachten duurt lang.",
                                 explanation_html="<p>Wachten duurt lang.</p>", created_at=LONG_AGO, created_by=""))
    return row


PLAN = {"departure": "De aanbieder meldt het na twee weken.", "innovation": "Inwoners weten eerder waar zij aan toe zijn.",
        "question": "Wachten inwoners korter als er eerder wordt gemeld?", "named_result": "Een tiende minder wachtdagen.",
        "measuring": "Elke maand telt de aanbieder de wachtdagen."}


def pilot(session, network, stage=PilotStage.PROPOSED, party=None, title="Eerder melden, korter wachten", **options):
    """A pilot with a whole plan: two places, first come; from 1 June through 30 November 2026, signing up through 13 May."""
    number = next(_numbers)
    known = options.pop("agreement", None) or agreement(session, network, slug=f"overeenkomst-{number}")
    begun = stage not in (PilotStage.RECEIVED, PilotStage.PROPOSED)
    plan = PLAN | {name: options.pop(name) for name in PLAN if name in options}
    defaults = {
        "network_id": network.id, "year": 2026, "sequence": number, "written_title": title, "stage": stage,
        "written_summary": "Drie maanden eerder melden.", "agreement_id": known.id, "articles": ("4.3.1",),
        "begins_on": date(2026, 6, 1), "ends_on": date(2026, 11, 30), "most": 2, "choosing": Choosing.FIRST_COME,
        "sign_up_until": date(2026, 5, 13) if begun else None, "stage_since": LONG_AGO, "stage_reason": "Zo is besloten.",
        "published_at": None if stage == PilotStage.RECEIVED else LONG_AGO, "received_at": LONG_AGO, "party_id": party and party.id,
        "follow_key": f"pilot{number}", "sender_name": "" if party else network.name}
    row = add(session, Pilot(**defaults | options))
    add(session, PilotPlan(pilot_id=row.id, number=1, title=row.written_title, summary=row.written_summary, created_at=LONG_AGO,
                           created_by="", **plan))
    return row


def seated_table(session, network, *seated, name="Overlegtafel Jeugd", slug="jeugd"):
    """A table with a published composition in which these parties sit."""
    row = add(session, PhysicalTable(network_id=network.id, slug=slug, name=name, theme="Jeugd",
                                     domains=frozenset({Domain.YOUTH})))
    compose(session, row, *seated)
    return row


def compose(session, table, *seated, number=1, published_at=LONG_AGO):
    """A composition of a table in which these parties sit; published unless `published_at` is None."""
    counts = add(session, CountSet(network_id=table.network_id, data_date=LONG_AGO.date(), source_name="telling.csv",
                                   source_sha256="0" * 64, applied_at=LONG_AGO))
    state = CompositionState.PUBLISHED if published_at else CompositionState.DRAFT
    row = add(session, Composition(table_id=table.id, number=number, count_set_id=counts.id, state=state, rule_version="1",
                                   seats_large=len(seated), seats_medium=0, seats_small=0, seed="zaad", tiers={}, curve=[],
                                   data_date=LONG_AGO.date(), created_at=LONG_AGO, published_at=published_at))
    for seat, provider in enumerate(seated, start=1):
        add(session, Standing(composition_id=row.id, kvk=provider.kvk, name=provider.name, party_id=provider.id, clients=10,
                              size_class=SizeClass.LARGE, domains=frozenset(), streams=frozenset(), is_candidate=True, seat=seat))
    return row


def meeting(session, network, table=None, starts_at=datetime(2026, 4, 16, 11, 30, tzinfo=UTC), **options):
    """A draft of two and a half hours: 16 April 2026, 13:30 to 16:00 in Amsterdam."""
    defaults = {"network_id": network.id, "table_id": table and table.id, "slug": f"{starts_at.date()}-{next(_numbers)}",
                "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2, minutes=30),
                "place": "Stadhuis Maastricht, zaal 3"}
    return add(session, Meeting(**defaults | options))


def disclosure(session, network, party, about="Bestuurder van een andere zorgaanbieder", text="MELDING-GEHEIM", **options):
    """An interest that a party disclosed long ago."""
    defaults = {"network_id": network.id, "party_id": party.id, "about": about, "text": text, "since": LONG_AGO.date(),
                "written_at": LONG_AGO, "person_name": "Carla Mertens"}
    return add(session, Disclosure(**defaults | options))


OPENED = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)


def comment_round(session, proposal, opened_at=OPENED, days=14):
    """A round on the proposal's first text: opened on 20 March 2026, through Tuesday 7 April."""
    version = session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)).first()
    row = CommentRound(proposal=proposal, text_version=version, opened_at=opened_at)
    row.set_deadline(deadline(local_day(opened_at), days))
    return add(session, row)


def reaction(session, round_, party=None, state=ReactionState.PUBLISHED, **options):
    """A reaction in favour, of a party or of somebody from Vaals, read and published unless `state` says otherwise."""
    number = next(_numbers)
    text = options.get("text", "Vier weken is een goede grens.")
    is_public = state == ReactionState.PUBLISHED
    defaults = {
        "round": round_, "number": number, "position": Position.FOR, "labels": [WHOLE], "text": text, "state": state,
        "public_text": text if is_public else "", "public_html": f"<p>{text}</p>" if is_public else "",
        "withheld_reason": "Hier staat iets persoonlijks in." if state == ReactionState.WITHHELD else "",
        "read_at": None if state == ReactionState.NEW else OPENED, "received_at": OPENED, "follow_key": f"volg{number}",
        "party_id": party and party.id, "sender_place": "" if party else "Vaals",
        "sender_email": "" if party else f"inwoner{number}@example.nl",
    }
    return add(session, Reaction(**defaults | options))


def vote(session, proposal, *voters, opened_at=OPENED, days=14):
    """A vote on the proposal's first text with these parties on its roll."""
    version = session.scalars(select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)).first()
    row = Vote(proposal=proposal, text_version=version, opened_at=opened_at)
    row.set_deadline(deadline(local_day(opened_at), days))
    add(session, row)
    for party in voters:
        add(session, RollEntry(vote_id=row.id, party_id=party.id, party_name=party.name, size_class=None, at_table=False))
    return row


def ballot(session, vote, party, choice=Choice.FOR, **options):
    """What a party on the roll voted, with its receipt."""
    entry = roll_entry(session, vote, party.id)
    defaults = {"choice": choice, "cast_at": OPENED, "person_name": "Carla Mertens"}
    return add(session, sealed(vote, entry, Ballot(**defaults | options)))
