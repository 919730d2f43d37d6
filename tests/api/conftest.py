"""A small network with something of everything that the interface tells of, and a marker in everything that it may not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.advice.models import AdvicePaper, AdviceRequest
from portal.advice.rules import Advises, Followed
from portal.contracts.models import ContractSignature, ContractVersion, ServiceContract
from portal.contracts.rules import Content, ContractState, ContractSubject, Indicator, Provider, Tariff
from portal.contributions.models import Attachment, ConfidentialPart
from portal.contributions.rules import Ground, HiddenGround
from portal.groups.models import GroupMember, GroupPaper, WorkingGroup
from portal.meetings.models import AgendaItem, InternalNote, MeetingPaper, Minutes
from portal.meetings.rules import MeetingState
from portal.networks.models import Publication
from portal.parties.rules import AuthorityGround, PublishAs
from portal.pilots.models import PilotResult, SignUp
from portal.pilots.rules import Finding, PilotStage
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.rules import Stage
from portal.rounds.models import Answer, ReactionReply, Rejoinder
from portal.rounds.rules import Adopted, ReactionState
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.votes.rules import Choice
from tests import world

SECRET = "GEHEIM-MERK"
"""Stands in everything that nobody may read."""
PUBLIC = world.OPENED - timedelta(days=10)


def made_known(session, network, proposal, kind="proposal:adopt", **options):
    return world.add(session, Publication(**{"network_id": network.id, "proposal_id": proposal.id, "published_at": PUBLIC, "kind": kind,
                                             "told_title": proposal.title, "path": proposal.path, "reason": "Dit helpt inwoners."} | options))


def signal(session, network, sequence, state=SignalState.SCHEDULED, **options):
    public = {"public_title": "De bus rijdt niet meer", "public_text": "Wie geen auto heeft, komt er niet.", "public_html": "<p>x</p>",
              "published_at": PUBLIC, "reason": "Dit raakt de tafel.", "decided_at": PUBLIC}
    received = {"reason": "", "decided_at": None}
    return world.add(session, Signal(**{
        "network_id": network.id, "year": 2026, "sequence": sequence, "title": SECRET, "text": SECRET, "district": SECRET,
        "sentiment": Sentiment.NEGATIVE, "subject": Subject.NEIGHBOURHOOD, "state": state, "received_at": PUBLIC,
        "sender_email": f"{SECRET}@example.nl", "sender_name": SECRET, "sender_place": "Vaals", "publish_as": PublishAs.PLACE,
        "follow_key": f"{SECRET}{sequence}"} | (received if state == SignalState.RECEIVED else public) | options))


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    return network


@pytest.fixture
def filled(session, network):
    """Something of everything; the demonstration has the rest."""
    brug, boot = world.member(session, network, "Zorggroep De Brug"), world.member(session, network)
    world.contact(session, brug, SECRET)
    table = world.seated_table(session, network, brug, boot)
    world.compose(session, table, boot, number=2, published_at=None).reason = SECRET
    _proposals(session, network, brug, boot)
    _meetings(session, network, table)
    _pilots(session, network, brug, boot)
    _advice(session, network, table)
    _contracts(session, network, brug, boot)
    _attachments(session, network)
    signal(session, network, 1)
    signal(session, network, 2, state=SignalState.RECEIVED)
    signal(session, network, 3, hidden_at=PUBLIC, hidden_ground=HiddenGround.INSULT, public_text=SECRET, public_title=SECRET)
    session.commit()
    return network


def _proposals(session, network, brug, boot):
    running = world.proposal(session, network, Stage.PRELIMINARY, party=brug)
    world.proposal(session, network, Stage.RECEIVED, party=brug, title=SECRET, summary=SECRET)
    world.proposal(session, network, title=SECRET, summary=SECRET, hidden_at=PUBLIC, hidden_ground=HiddenGround.CONFIDENTIAL,
                   hidden_note=SECRET)
    world.add(session, ConfidentialPart(proposal_id=running.id, ground=Ground.COST, text=SECRET))
    _cleared(session, network)
    round_ = world.comment_round(session, running)
    _reactions(session, round_, brug)
    voted = world.proposal(session, network, Stage.IN_VOTE, title="Korter verslag")
    vote = world.vote(session, voted, brug, boot)
    world.ballot(session, vote, brug, explanation=SECRET)
    counted = world.proposal(session, network, Stage.ADOPTED, title="Eén vast gezicht")
    over = world.vote(session, counted, brug, boot, opened_at=world.OPENED - timedelta(days=60))
    world.ballot(session, over, boot, Choice.AGAINST, explanation="Te duur.")
    made_known(session, network, counted)
    made_known(session, network, running, "proposal:make_preliminary", is_hidden=True, reason=SECRET)


def _cleared(session, network):
    """What was written before data about persons were taken out."""
    cleared = world.proposal(session, network, title="Zonder namen", public_from=2, sent_title=SECRET, sent_summary=SECRET,
                             sender_email=f"{SECRET}@example.nl", sender_name=SECRET)
    first = session.get(ProposalVersion, max(version.id for version in cleared.versions))
    session.add(ProposalVersion(proposal_id=cleared.id, number=2, paragraphs=first.paragraphs, explanation="Schoon.",
                                explanation_html="", created_at=PUBLIC, created_by=SECRET, is_cleared=True))
    session.flush()
    from sqlalchemy import update

    session.execute(update(ProposalVersion).where(ProposalVersion.id == first.id).values(explanation=SECRET))


def _reactions(session, round_, brug):
    read = world.reaction(session, round_, brug, text=SECRET, public_text="Vier weken is goed.", public_html="<p>x</p>")
    world.reaction(session, round_, state=ReactionState.NEW, text=SECRET, sender_email=f"{SECRET}@example.nl")
    world.reaction(session, round_, state=ReactionState.WITHHELD, text=SECRET, withheld_reason=SECRET)
    world.reaction(session, round_, public_text=SECRET, hidden_at=PUBLIC, hidden_ground=HiddenGround.INSULT)
    world.reaction(session, round_, awaits_address=True, public_text=SECRET)
    gone = world.reaction(session, round_, text=SECRET, public_text="", public_html="", withdrawn_at=PUBLIC)
    world.add(session, ConfidentialPart(reaction_id=read.id, ground=Ground.INNOVATION, text=SECRET))
    shown = {"adopted": Adopted.YES, "text": "Dat nemen wij over.", "html": "<p>x</p>", "written_at": PUBLIC}
    world.add(session, Answer(reaction_id=read.id, published_at=PUBLIC, **shown))
    world.add(session, Answer(reaction_id=gone.id, **shown | {"text": SECRET}))
    world.add(session, Rejoinder(reaction_id=read.id, received_at=PUBLIC, text=SECRET, state=ReactionState.PUBLISHED, read_at=PUBLIC,
                                 public_text="Fijn.", public_html="<p>x</p>"))
    for key, options in enumerate(({"state": ReactionState.PUBLISHED, "read_at": PUBLIC, "public_text": "Eens."}, {})):
        world.add(session, ReactionReply(**{"reaction_id": read.id, "text": SECRET, "received_at": PUBLIC, "sender_place": "Eijsden",
                                            "sender_email": f"{SECRET}@example.nl", "follow_key": f"reply{key}"} | options))


def _pilots(session, network, brug, boot):
    done = world.pilot(session, network, PilotStage.CONCLUDED, brug)
    world.pilot(session, network, PilotStage.RECEIVED, brug, title=SECRET, departure=SECRET)
    world.pilot(session, network, PilotStage.PROPOSED, boot, title=SECRET, departure=SECRET, hidden_at=PUBLIC,
                hidden_ground=HiddenGround.CONFIDENTIAL, hidden_note=SECRET)
    world.add(session, ConfidentialPart(pilot_id=done.id, ground=Ground.COST, text=SECRET))
    world.add(session, SignUp(pilot_id=done.id, party_id=boot.id, signed_up_at=PUBLIC, person_name=SECRET))
    world.add(session, SignUp(pilot_id=done.id, party_id=brug.id, signed_up_at=PUBLIC, withdrawn_at=PUBLIC, withdraw_reason=SECRET))
    world.add(session, PilotResult(pilot_id=done.id, finding=Finding.REACHED, text=SECRET, public_text="Het werkt.", published_at=PUBLIC,
                                   received_at=PUBLIC, follow_key="resultaat"))


def _meetings(session, network, table):
    adopted = world.meeting(session, network, table, starts_at=PUBLIC, state=MeetingState.ADOPTED, invited_at=PUBLIC, adopted_at=PUBLIC)
    item = world.add(session, AgendaItem(meeting_id=adopted.id, position=1, title="Opening", conclusion="Akkoord.", handled_at=PUBLIC))
    world.add(session, InternalNote(item_id=item.id, text=SECRET))
    world.add(session, Minutes(meeting_id=adopted.id, number=1, text="Ook gezegd.", html="<p>Ook gezegd.</p>", written_at=PUBLIC, written_by=SECRET))
    for name, public in (("Agenda", True), (SECRET, False)):
        world.add(session, MeetingPaper(meeting_id=adopted.id, document_id=world.document(session).id, title=name, is_public=public, added_at=PUBLIC))
    world.meeting(session, network, table, place=SECRET)


def _advice(session, network, table):
    advised = {"outcome": Advises.DIVIDED, "advice": "Doe het.", "minority": "Liever niet.", "in_favour": 3, "against": 1, "abstained": 0, "advised_at": PUBLIC}
    asked = world.add(session, AdviceRequest(network_id=network.id, table_id=table.id, slug="2026-1", subject="Wachttijd", question="Kan dit?", wish_on=TODAY,
                                             asked_at=PUBLIC, followed=Followed.PARTLY, response="Deels.", responded_at=PUBLIC, **advised))
    world.add(session, AdvicePaper(request_id=asked.id, document_id=world.document(session, "vraag.pdf").id))
    group = world.add(session, WorkingGroup(network_id=network.id, slug="grens", name="Grens", assignment="Zoek uit.", founded_at=PUBLIC, ends_on=TODAY,
                                            draft=SECRET, drafted_at=PUBLIC, drafted_by=SECRET, **advised))
    world.add(session, GroupMember(group_id=group.id, organisation="De Paal", person_name=SECRET, email=f"{SECRET}@example.nl", is_leader=True,
                                   joined_at=PUBLIC))
    for title, is_public in (("Voor iedereen", True), (SECRET, False)):
        world.add(session, GroupPaper(group_id=group.id, document_id=world.document(session, f"{title}.pdf").id, title=title, is_public=is_public,
                                      added_by=SECRET, added_at=PUBLIC))


def _contracts(session, network, brug, boot):
    agreement = world.agreement(session, network, "Raamovereenkomst dagbesteding", "dagbesteding")
    content = Content("Dagbesteding", agreement.title, ("Maastricht",), (Provider(brug.name, brug.kvk),), {ContractSubject.ACTIVITIES: "Een plek om te zijn."},
                      TODAY, date(2027, 12, 31), tariffs=(Tariff("Dagdeel", "dagdeel", Decimal("43.10")),), indicators=(Indicator("Tevreden", "7,5", "elk jaar"),))
    secret = Content(SECRET, tariffs=(Tariff(SECRET, "uur", Decimal("99.99")),))
    base = {"network_id": network.id, "year": 2026, "agreement_id": agreement.id, "state_since": PUBLIC, "created_at": PUBLIC, "changed_at": PUBLIC}
    signed = world.add(session, ServiceContract(**base, sequence=1, title="Dagbesteding", state=ContractState.SIGNED, signed_at=PUBLIC, begins_on=TODAY,
                                                ends_on=date(2027, 12, 31), texts={ContractSubject.ACTIVITIES: SECRET}))
    signed.parties.append(brug)
    for number, said in ((1, secret), (2, content)):
        version = world.add(session, ContractVersion(contract_id=signed.id, number=number, content_data=said.to_data(), fingerprint=said.fingerprint,
                                                     sent_at=PUBLIC, sign_by=TODAY))
    world.add(session, ContractSignature(number="D-2345-6789", version_id=version.id, party_id=brug.id, organisation=brug.name, kvk=brug.kvk, name=SECRET,
                                         job_title=SECRET, ground=AuthorityGround.STATUTES, signed_at=PUBLIC, seal="a" * 64))
    draft = world.add(session, ServiceContract(**base, sequence=2, title=SECRET, state=ContractState.SENT, texts={}))
    draft.parties.append(boot)
    world.add(session, ContractVersion(contract_id=draft.id, number=1, content_data=secret.to_data(), fingerprint=secret.fingerprint, sent_at=PUBLIC,
                                       sign_by=TODAY))


def _attachments(session, network):
    """Of what is on the site: one as it was sent, one with parts made unreadable, one that nobody looked at; one of what is off the site."""
    shown = session.scalars(select(Proposal).where(Proposal.title == "Eén vast gezicht")).one()
    hidden = session.scalars(select(Proposal).where(Proposal.stage == Stage.RECEIVED)).one()
    read = {"network_id": network.id, "read_at": PUBLIC}
    sent = world.document(session, f"{SECRET}.pdf")
    world.add(session, Attachment(proposal_id=shown.id, document_id=world.document(session, "kosten.pdf").id, **read | {"read_at": None}))
    for name, of in (("begroting.pdf", {"proposal_id": shown.id}), ("van-niemand.pdf", {"proposal_id": hidden.id})):
        document = world.document(session, name)
        world.add(session, Attachment(document_id=document.id, public_document_id=document.id, **read, **of))
    world.add(session, Attachment(proposal_id=shown.id, document_id=sent.id, public_document_id=world.document(session, "gelakt.pdf", b"%PDF-1.7 gelakt").id,
                                  reason="Er stonden namen in.", **read))


TODAY = date(2026, 3, 20)
