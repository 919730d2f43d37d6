"""Who gets in where: every endpoint × every role × the states that matter, and what each may not read there.

The table in tests/data/access.csv is the agreed one; `python -m pytest tests/matrix --write-access` writes it
anew, for somebody to read over line by line. Every value that is confidential in the demonstration is a marker: it is
looked for in every answer that its reader may not see it in.
"""

import csv
import re
import secrets
from pathlib import Path

import pytest
from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import LoginSession, Role, RoleGrant, User
from portal.accounts.queries import user_by_email
from portal.advice.models import AdviceRequest
from portal.api.fields import Seen
from portal.api.resource import Question
from portal.api.resources import RESOURCES
from portal.contracts.models import ContractEntry, ContractMunicipality, ContractParty, ServiceContract
from portal.contracts.rules import ContractAct, ContractState
from portal.contributions.models import Attachment, ConfidentialPart
from portal.contributions.rules import Kind
from portal.core.database import db, transaction
from portal.core.documents import DocumentCheck
from portal.dealings.models import (
    Disclosure,
    Dispute,
    DisputeEntry,
    InformationRequest,
    Respondent,
    RespondentDocument,
    RespondentEntry,
)
from portal.decisions.models import BoardDecision, UnexpectedTurn
from portal.demo.content import people
from portal.groups.models import GroupMember, GroupPaper, WorkingGroup
from portal.intake.mail_models import IncomingMail, MailFile
from portal.intake.models import RegisterUpload, Upload
from portal.meetings.models import ActionPoint, AgendaItem, Meeting, MeetingPaper, MinutesRemark
from portal.members.models import Membership, Notice, Signature, Supplement
from portal.networks.models import Agreement, AgreementVersion, Network
from portal.notifications.models import Follower
from portal.parties.models import ContactPerson, Party, Representation, SubjectContact
from portal.pilots.models import Pilot, PilotConsent, PilotPlan, PilotResult, SignUp
from portal.pilots.rules import PilotStage
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.region.models import Mandate, Municipality
from portal.rounds.models import CommentRound, Reaction, ReactionReply, Rejoinder
from portal.rounds.rules import ReactionState
from portal.signals.models import Signal
from portal.tables.models import (
    Composition,
    Evaluation,
    EvaluationAnswer,
    Guest,
    PhysicalTable,
    Reconsideration,
    SeatDecision,
    SeatOffer,
    Standing,
)
from portal.votes.models import Ballot, Vote, VoteRecusal
from portal.workspace.sent_views import SENT
from tests.demo.conftest import TODAY
from tests.inspector import Inspector, readable

AGREED = Path(__file__).parents[1] / "data" / "access.csv"
OTHER = "Thuiszorg Vlierbes"
ROLES = ("anonymous", "account", "colleague", "contact", "other provider", "secretary", "board staff", "administrator")
INSIDE = {"secretary"}
"""Who may read what parties and outsiders tell the municipality alone."""
OWN = {"colleague", "contact"}
SAFE_ENDPOINTS = {"static", "security.static", "accounts.language"}
LEAVES = {"security.logout", "accounts.end_session", "accounts.end_others"}
"""Posts that end the visit."""


def by_state(column, state):
    """One row of each state, the oldest."""
    def found(session):
        rows = session.execute(select(column, state).order_by(column.class_.id)).all()
        return {getattr(label, "value", str(label)): value for value, label in reversed(rows)}

    return found


def by_owner(column, owner):
    """One row of Zorggroep De Brug, one of another party."""
    def found(session):
        own = session.scalar(select(Party.id).where(Party.name == people.PROVIDER))
        rows = session.execute(select(column, owner).order_by(column.class_.id)).all()
        return {"own" if party == own else "other's": value for value, party in reversed(rows)}

    return found


def by_phase(row):
    """A term that runs and one that is over."""
    def found(session):
        rows = session.execute(select(row.id, row.closes_at).order_by(row.id)).all()
        return {"open" if closes_at > TODAY else "closed": value for value, closes_at in reversed(rows)}

    return found


STAGES = (Stage.RECEIVED, Stage.PRELIMINARY, Stage.IN_VOTE, Stage.SUBMITTED, Stage.ADOPTED, Stage.SET_ASIDE)
"""The stages of a proposal that differ in who may do what."""


def proposals(shown):
    """One proposal of each of those stages, the oldest: by what its address shows of it."""
    def found(session):
        rows = session.scalars(select(Proposal).where(Proposal.stage.in_(STAGES)).order_by(Proposal.id.desc()))
        return {proposal.stage.value: getattr(proposal, shown) for proposal in rows}

    return found


def pilot_numbers(session):
    return {pilot.stage.value: pilot.number for pilot in session.scalars(select(Pilot).order_by(Pilot.id.desc()))}


def contract_numbers(session):
    """A service contract in each state, by the number that everyone knows once it is signed."""
    return {row.state.value: row.number for row in session.scalars(select(ServiceContract))}


def documents_of(owner, *columns):
    """A document of Zorggroep De Brug, and one of another party."""
    def found(session):
        own = session.scalar(select(Party.id).where(Party.name == people.PROVIDER))
        rows = [row for column in columns for row in session.execute(owner(select(column, Party.id)).where(column.is_not(None)))]
        return {"own" if party == own else "other's": value for value, party in sorted(rows, reverse=True)}

    return found


def disclosed(query):
    return query.select_from(Disclosure).join(Disclosure.party)


def disputed(query):
    return query.select_from(DisputeEntry).join(DisputeEntry.dispute).join(Dispute.party)


def responded(query):
    return query.select_from(RespondentDocument).join(Respondent, Respondent.id == RespondentDocument.respondent_id).join(Respondent.party)


def signed(shown):
    """A signature of Zorggroep De Brug, one of another party."""
    return by_owner(shown, select(Membership.party_id).where(Membership.id == Signature.membership_id).scalar_subquery())


def together(**parts):
    """For an address with two parts of one row: the first row."""
    def found(session):
        row = session.execute(select(*parts.values()).order_by(next(iter(parts.values())).class_.id)).first()
        return {"": dict(zip(parts, row, strict=True))} if row else {}

    return found


def beside(**parts):
    """For an address with two parts that have nothing to do with each other: the first of each."""
    return lambda session: {"": {name: session.scalar(select(func.min(column))) for name, column in parts.items()}}


def evaluations(session):
    """An evaluation of a table that runs, and one with its report."""
    rows = session.execute(select(Evaluation, PhysicalTable.slug).join(Evaluation.composition).join(Composition.table).order_by(Evaluation.id))
    return {"published" if row.published_at else "running": {"evaluation_id": row.id, "slug": slug} for row, slug in rows}


def invited_guests(session):
    """A guest by the secret address in its letter, with a meeting of its table."""
    row = session.execute(select(Guest.answer_key, Meeting.id).join(Meeting, Meeting.table_id == Guest.table_id).order_by(Guest.id, Meeting.id)).first()
    return {"": {"key": row[0], "meeting_id": row[1]}}


def outsiders(session):
    """Somebody of no party in a working group, by the secret address in its letter, with a paper of the group."""
    group = session.scalars(select(WorkingGroup).join(WorkingGroup.papers).where(WorkingGroup.members.any(GroupMember.party_id.is_(None)))
                            .order_by(WorkingGroup.id)).first()
    key = next(member.answer_key for member in group.members if member.party_id is None)
    return {"": {"key": key, "paper_id": group.papers[0].id}}


def files(session):
    """What has a file: a proposal that everyone knows of, one that nobody judged yet, and a year of meetings."""
    numbers = proposals("number")(session)
    found = {label: {"kind": "voorstel", "reference": numbers[stage]} for label, stage in (("public", Stage.ADOPTED), ("not judged", Stage.RECEIVED))}
    shown = {"year": ("bijeenkomsten", TODAY.year), "advice": ("advies", session.scalar(select(func.min(AdviceRequest.slug)))),
             "group": ("werkgroep", session.scalar(select(func.min(WorkingGroup.slug))))}
    for label, state in (("signed contract", ContractState.SIGNED), ("draft contract", ContractState.DRAFT)):
        row = session.scalars(select(ServiceContract).where(ServiceContract.state == state).order_by(ServiceContract.id).limit(1)).one()
        shown[label] = ("dienstverleningsovereenkomst", row.number)
    return found | {label: {"kind": kind, "reference": reference} for label, (kind, reference) in shown.items()}


def open_data(resource):
    """The first thing of a resource that everyone may read."""
    def found(session):
        question = Question(session.scalars(select(Network).order_by(Network.id)).first(), TODAY)
        row = session.scalars(resource.rows(question).order_by(resource.order)).first()
        return {"": resource.key.of(Seen(row))}

    return found


PARTS = {
    "kind reference": files, **{f"api.{resource.name}_een": open_data(resource) for resource in RESOURCES},
    "proposal_id": proposals("id"), "number": proposals("number"), "proposals.key": proposals("follow_key"),
    "user_id": by_state(User.id, select(RoleGrant.role).where(RoleGrant.user_id == User.id).limit(1).scalar_subquery()),
    "colleagues.user_id": by_owner(RoleGrant.user_id, RoleGrant.party_id), "grant_id": by_state(RoleGrant.id, RoleGrant.role),
    "session_id": by_state(LoginSession.id, LoginSession.id > 0), "accounts.key": lambda _session: {"made up": "x"},
    "party_id": by_owner(Party.id, Party.id), "contact_id": by_owner(SubjectContact.id, SubjectContact.party_id),
    "representation_id": by_owner(Representation.id, Representation.party_id),
    "contract_id": by_state(ServiceContract.id, ServiceContract.state), "contracts.number": contract_numbers,
    "contract_id letter": beside(contract_id=ServiceContract.id, letter=literal("c")),
    "contract_id municipality_id": beside(contract_id=ServiceContract.id, municipality_id=ContractMunicipality.municipality_id),
    "disclosure_id": by_owner(Disclosure.id, Disclosure.party_id), "dispute_id": by_owner(Dispute.id, Dispute.party_id),
    "request_id": by_state(InformationRequest.id, InformationRequest.id > 0),
    "respondent_id": by_owner(Respondent.id, Respondent.party_id), "file_id": by_state(RespondentDocument.id, RespondentDocument.id > 0),
    "desk.document_id": lambda session: {"apart": session.scalar(select(DocumentCheck.document_id))},
    "dealings.interest_document": documents_of(disclosed, Disclosure.document_id),
    "dealings.own_interest_document": documents_of(disclosed, Disclosure.document_id),
    "dealings.dispute_document": documents_of(disputed, DisputeEntry.document_id),
    "dealings.own_dispute_document": documents_of(disputed, DisputeEntry.document_id),
    "dealings.request_document": documents_of(responded, RespondentDocument.document_id),
    "dealings.own_request_document": documents_of(responded, RespondentDocument.document_id),
    "signature_id": signed(Signature.id), "members.number": signed(Signature.number),
    "recusal_id": by_state(VoteRecusal.id, VoteRecusal.id > 0), "rejoinder_id": by_state(Rejoinder.id, Rejoinder.state),
    "reply_id": by_state(ReactionReply.id, ReactionReply.state), "reply_key": by_state(ReactionReply.follow_key, ReactionReply.state),
    "agreement_id": by_state(Agreement.id, Agreement.kind), "mandate_id": by_state(Mandate.id, Mandate.id > 0),
    "municipality_id": by_state(Municipality.id, Municipality.until.is_(None)),
    "supplement_id": by_state(Supplement.id, Supplement.answered_at.is_not(None)),
    "intake.look": by_state(RegisterUpload.id, RegisterUpload.id > 0), "intake.look_csv": by_state(RegisterUpload.id, RegisterUpload.id > 0),
    "mail_id": by_state(IncomingMail.id, IncomingMail.state),
    "file_id mail_id": together(mail_id=MailFile.mail_id, file_id=MailFile.id),
    "publication.key": by_state(Follower.key, Follower.id > 0),
    "workspace.key": lambda _session: {"made up": "x"},
    "party_id representation_id": together(party_id=Representation.party_id, representation_id=Representation.id),
    "membership_id supplement_id": together(membership_id=Supplement.membership_id, supplement_id=Supplement.id),
    "key supplement_id": lambda _session: {"made up": {"key": "x", "supplement_id": 1}},
    "municipality_id version_id": beside(version_id=AgreementVersion.id, municipality_id=Municipality.id),
    "membership_id version_id": beside(version_id=AgreementVersion.id, membership_id=Membership.id),
    "meeting_id": by_state(Meeting.id, Meeting.state), "item_id": by_state(AgendaItem.id, AgendaItem.proposal_id.is_(None)),
    "action_id": by_state(ActionPoint.id, ActionPoint.id > 0), "vote_id": by_phase(Vote), "round_id": by_phase(CommentRound),
    "ballot_id": by_owner(Ballot.id, Ballot.party_id), "membership_id": by_state(Membership.id, Membership.state),
    "reaction_id": by_state(Reaction.id, Reaction.state), "signal_id": by_state(Signal.id, Signal.state),
    "meetings.request_id": by_state(AdviceRequest.id, AdviceRequest.slug), "advice.request_id": by_state(AdviceRequest.id, AdviceRequest.slug),
    "groups.slug": by_state(WorkingGroup.slug, WorkingGroup.slug), "group_id": by_state(WorkingGroup.id, WorkingGroup.slug),
    "member_id": by_state(GroupMember.id, GroupMember.is_leader),
    "groups.paper_id": by_state(GroupPaper.id, GroupPaper.is_public),
    "groups.paper_id slug": lambda session: {"internal": {
        "paper_id": session.scalar(select(func.min(GroupPaper.id))) or 0,
        "slug": session.scalar(select(WorkingGroup.slug).join(GroupPaper).limit(1)) or "x"}},
    "advice.slug": by_state(AdviceRequest.slug, AdviceRequest.slug),
    "advice.paper_id slug": lambda _session: {"made up": {"paper_id": 0, "slug": "x"}},
    "paper_id": by_state(MeetingPaper.id, MeetingPaper.is_public), "remark_id": by_state(MinutesRemark.id, MinutesRemark.id > 0),
    "paper_id slug": beside(paper_id=MeetingPaper.id, slug=Meeting.slug),
    "meetings.decision_id": by_state(SeatDecision.id, SeatDecision.stops), "offer_id": by_state(SeatOffer.id, SeatOffer.id > 0),
    "party_id slug year": lambda _session: {"made up": {"party_id": 0, "slug": "x", "year": 2026}},
    "guest_id": by_state(Guest.id, Guest.state), "review_id": by_state(Reconsideration.id, Reconsideration.answered_at.is_not(None)),
    "answer_id": by_state(EvaluationAnswer.id, EvaluationAnswer.state), "evaluation_id slug": evaluations,
    "standing_id": by_state(Standing.id, Standing.size_class), "upload_id": by_state(Upload.id, Upload.applied_at.is_not(None)),
    "version_id": by_state(AgreementVersion.id, AgreementVersion.number),
    "meetings.slug": by_state(Meeting.slug, Meeting.state), "tables.slug": by_state(PhysicalTable.slug, PhysicalTable.slug),
    "networks.slug": by_state(Agreement.slug, Agreement.kind), "signals.number": lambda session: {
        signal.state.value: signal.number for signal in session.scalars(select(Signal).order_by(Signal.id.desc()))},
    "members.key": by_state(Membership.follow_key, Membership.state), "signals.key": by_state(Signal.follow_key, Signal.state),
    "rounds.key": by_state(Reaction.follow_key, Reaction.state),
    "token": lambda _session: {"made up": "x"},
    "kind": lambda _session: {kind.value: kind.value for kind in Kind},
    "what": lambda _session: {what: what for what in (*list(SENT)[1:], "x")},  # the first has the address without a word
    "duty": lambda _session: {"boards": "besluiten", "made up": "x"},
    "kind sent_id": lambda session: {"signal": {"kind": "signal", "sent_id": session.scalar(select(func.min(Signal.id)))},
                                     "reaction": {"kind": "reaction", "sent_id": session.scalar(select(func.min(Reaction.id)))},
                                     "made up": {"kind": "x", "sent_id": 1}},
    "attachment_id": by_owner(Attachment.id, Attachment.party_id), "draft_id": lambda _session: {"made up": 1},
    "decision_id": by_state(BoardDecision.id, BoardDecision.adopted),
    "closure": lambda _session: {"made up": "x", "meetings": "bijeenkomsten"},
    "rule_name": lambda _session: {"number": "comment_days", "choice": "order"},
    "key meeting_id": invited_guests, "key meeting_id paper_id": lambda session: {"": invited_guests(session)[""] | {"paper_id": 1}},
    "groups.key": lambda session: {"": outsiders(session)[""]["key"]}, "groups.key paper_id": outsiders,
    "pilot_id": by_state(Pilot.id, Pilot.stage), "pilots.key": by_state(Pilot.follow_key, Pilot.stage),
    "pilots.number": pilot_numbers, "publication.pilot_feed": pilot_numbers,
    "consent_id pilot_id": lambda session: {pilot.stage.value: {"pilot_id": pilot.id, "consent_id": consent_id} for pilot, consent_id in session.execute(
        select(Pilot, func.min(PilotConsent.id)).join(PilotConsent, PilotConsent.pilot_id == Pilot.id).group_by(Pilot.id).order_by(Pilot.id.desc()))},
    "result_id": by_state(PilotResult.id, PilotResult.published_at.is_not(None)),
    "pilots.own_result": by_state(PilotResult.follow_key, PilotResult.published_at.is_not(None)),
    "attachment_id key": lambda _session: {"made up": {"key": "x", "attachment_id": 1}},
    "turn_id": lambda session: {"": session.scalar(select(func.min(UnexpectedTurn.id))) or 1},
}
"""The parts of addresses: for each the rows that are asked for, by their state or by whose they are.

The endpoint goes before `blueprint.part`, and that before `part`; two parts are named together, in their alphabet.
"""


@pytest.fixture(scope="module")
def cast(demonstration):
    """Somebody for every role."""
    with demonstration.app_context():
        session = db.session
        host = user_by_email(session, people.SECRETARY[1])
        found = {
            "secretary": host.fs_uniquifier,
            "board staff": user_by_email(session, people.BOARD_STAFF["Heerlen"][1]).fs_uniquifier,
            "administrator": user_by_email(session, people.ADMINISTRATOR[1]).fs_uniquifier,
            "contact": user_by_email(session, people.PROVIDER_PEOPLE[0][1]).fs_uniquifier,
            "other provider": session.scalars(
                select(User.fs_uniquifier).join(ContactPerson, ContactPerson.user_id == User.id).join(ContactPerson.party)
                .where(Party.name == OTHER).order_by(User.id)).first(),
        }
        own = session.scalar(select(Party.id).where(Party.name == people.PROVIDER))
    emails = {"account": "zonder-rol@example.nl", "colleague": "medewerker@zorggroep-de-brug.example"}
    with demonstration.test_request_context(method="POST"), transaction() as work:
        if user_by_email(work.session, emails["account"]) is None:  # another file with the same cast was here before
            for email in emails.values():
                person = User(email=email, name="Toos Testers", fs_uniquifier=secrets.token_hex(32), created_at=TODAY,
                              confirmed_at=TODAY, active=True)
                work.session.add(person)
                work.session.flush()
            work.session.add(RoleGrant(user_id=person.id, role=Role.COLLEAGUE, party_id=own, begins_at=TODAY))
        found |= {name: user_by_email(work.session, email).fs_uniquifier for name, email in emails.items()}
    return found


@pytest.fixture(scope="module")
def addresses(demonstration):
    """Every address that is asked for: (endpoint, label) → (path, methods)."""
    with demonstration.app_context():
        samples = {name: found(db.session) for name, found in PARTS.items()}
        return dict(sorted(_addresses(demonstration, samples)))


def _addresses(app, samples):
    for rule in app.url_map.iter_rules():
        if rule.endpoint in SAFE_ENDPOINTS:
            continue
        parts = rule.arguments - (rule.defaults or {}).keys()
        if not parts:
            yield (rule.endpoint, rule.rule.rpartition("/")[2] if rule.defaults else ""), (rule.rule, rule.methods)
            continue
        names = " ".join(sorted(parts))
        blueprint = rule.endpoint.split(".")[0]
        values = next((samples[key] for key in (rule.endpoint, f"{blueprint}.{names}", names) if key in samples), None)
        assert values is not None, f"{rule.rule}: give PARTS a row for {names}"
        for label, value in (values or {"none there": 0}).items():
            filled = value if isinstance(value, dict) else dict.fromkeys(parts, value)
            yield (rule.endpoint, label), (re.sub(r"<(?:\w+:)?(\w+)>", lambda part, p=filled: str(p[part[1]]), rule.rule), rule.methods)


@pytest.fixture(scope="module")
def confidential(demonstration):
    """What some may not read: (what it is, the text, the roles that may)."""
    with demonstration.app_context():
        found = {}
        for what, text, may in _confidential(db.session):
            known = found.setdefault(text, (what, text, set()))
            known[2].update(may)  # what two parties say in the same words either may read
        return [secret for secret in found.values() if len(secret[1]) > 7]


def _confidential(session):
    own = session.scalar(select(Party.id).where(Party.name == people.PROVIDER))
    other = session.scalar(select(Party.id).where(Party.name == OTHER))
    mine = {own: OWN, other: {"other provider"}}
    for what, rows in _told_by_parties():
        for text, party_id in session.execute(rows):
            overseers = {"administrator"} if "contact" in what else set()  # who oversees all log-ins
            yield what, text, INSIDE | overseers | mine.get(party_id, set())
    for what, rows in _told_by_others():
        for text in session.scalars(rows):
            yield what, text, INSIDE
    for email in session.scalars(select(Follower.email)):
        yield "address of a follower", email, set()


def _told_by_parties():
    """What only a party and the municipality may read: each text with whose it is."""
    unread = or_(Reaction.state == ReactionState.NEW, Reaction.state == ReactionState.WITHHELD)
    yield "e-mail address of a contact person", select(ContactPerson.email, ContactPerson.party_id)
    yield "name of a contact person", select(ContactPerson.name, ContactPerson.party_id)
    yield "other contact", select(SubjectContact.email, SubjectContact.party_id)
    yield "who represents a party", select(Representation.name, Representation.party_id)
    yield "disclosed interest", select(Disclosure.text, Disclosure.party_id)
    yield "interest disclosed when signing", select(Signature.disclosure, Membership.party_id).join(Signature.membership)
    yield "dispute", select(DisputeEntry.text, Dispute.party_id).join(DisputeEntry.dispute)
    yield "answer to an information request", select(RespondentEntry.text, Respondent.party_id).join(RespondentEntry.respondent)
    between_sides = [ContractAct.ASK_CHANGE, ContractAct.ANSWER, ContractAct.REVISE, ContractAct.REFUSE]
    yield "what is written about a contract", (
        select(ContractEntry.text, ContractParty.party_id).join(ContractParty, ContractParty.contract_id == ContractEntry.contract_id)
        .where(ContractEntry.act.in_(between_sides)))
    yield "why a party leaves", select(Notice.reason, Membership.party_id).join(Notice.membership)
    yield "confidential part", select(ConfidentialPart.text, Reaction.party_id).join(Reaction, Reaction.id == ConfidentialPart.reaction_id)
    yield "confidential part of a pilot", select(ConfidentialPart.text, Pilot.party_id).join(Pilot, Pilot.id == ConfidentialPart.pilot_id)
    yield "plan of a pilot that is unread", select(PilotPlan.departure, Pilot.party_id).join(Pilot, Pilot.id == PilotPlan.pilot_id).where(
        Pilot.stage == PilotStage.RECEIVED)
    yield "why a party withdrew from a pilot", select(SignUp.withdraw_reason, SignUp.party_id).where(SignUp.withdrawn_at.is_not(None))
    yield "reaction that is unread or withheld", select(Reaction.text, Reaction.party_id).where(unread)


def _told_by_others():
    """What outsiders told the municipality alone."""
    yield "e-mail address of a guest", select(Guest.email)
    yield "e-mail address of somebody in a working group", select(GroupMember.email).where(GroupMember.party_id.is_(None))
    yield "sender of a signal", select(Signal.sender_email)
    yield "sender of a reaction", select(Reaction.sender_email)
    yield "sender of a proposal", select(Proposal.sender_email)


SECRET_LINKS = ("publication.following", "groups.guest", "members.follow", "members.receipt", "signals.follow", "proposals.follow", "rounds.follow")
"""Pages for whoever has the link: the sender reads there what it sent."""


def outcome(response):
    """A status, or `log in` where one is sent to the log-in page."""
    if response.status_code in (302, 303) and "/inloggen" in response.headers["Location"]:
        return "log in"
    return str(response.status_code)


def visitor_for(demonstration, cast, role):
    if role not in cast:
        return Inspector(demonstration)
    with demonstration.app_context():
        user = db.session.scalars(select(User).where(User.fs_uniquifier == cast[role])).one()
        return Inspector(demonstration, user)


def key_of(visitor):
    """The key against forged posts that this visitor's pages carry."""
    page = visitor.ask("get", "/inloggen", follow_redirects=True)
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_in_where(request, monkeypatch, demonstration, cast, addresses, confidential, role):
    visitor = visitor_for(demonstration, cast, role)
    hidden = [(what, text) for what, text, may in confidential if role not in may]
    found, leaks = {}, []
    for (endpoint, label), (path, methods) in addresses.items():
        if "GET" not in methods:
            continue
        response = visitor.ask("get", path)
        found[endpoint, label, "GET"] = outcome(response)
        if endpoint not in SECRET_LINKS and response.status_code == 200:
            said = readable(response)
            leaks += [f"{path}: {what}: {text[:60]}" for what, text in hidden if text in said]
    if role != "secretary":  # what the secretary may do is done in the tests of each package
        token = key_of(visitor)
        monkeypatch.setattr(Session, "commit", Session.rollback)  # whoever is let in changes nothing for who comes after
        for (endpoint, label), (path, methods) in addresses.items():
            if "POST" in methods and endpoint not in LEAVES:
                response = visitor.ask("post", path, data={"csrf_token": token})
                found[endpoint, label, "POST"] = "refused" if outcome(response) in ("403", "404", "log in") else "let in"

    assert not leaks, "\n".join(sorted(set(leaks)))
    if request.config.getoption("--write-access"):
        write(role, found)
    assert found == agreed(role)


def agreed(role):
    with AGREED.open(encoding="utf-8", newline="") as file:
        return {(row["endpoint"], row["state"], row["method"]): row[role]
                for row in csv.DictReader(file, delimiter=";") if row[role]}


def write(role, found):
    """Put this role's column in the agreed table, for somebody to read over."""
    rows = {}
    if AGREED.exists():
        with AGREED.open(encoding="utf-8", newline="") as file:
            rows = {(row["endpoint"], row["state"], row["method"]): row for row in csv.DictReader(file, delimiter=";")}
    for key, row in rows.items():
        row[role] = found.get(key, "")
    for key in found.keys() - rows.keys():
        rows[key] = dict(zip(("endpoint", "state", "method"), key, strict=True)) | {role: found[key]}
    with AGREED.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["endpoint", "state", "method", *ROLES], delimiter=";", restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(row for _key, row in sorted(rows.items()) if any(row.get(role) for role in ROLES))
