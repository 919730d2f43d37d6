"""Numbers of the interface, and the Dutch words by which it names codes. Pure."""

import re
from enum import Enum, StrEnum

from portal.advice.rules import AdviceState, Advises, Followed
from portal.contracts.rules import ContractPhase
from portal.contributions.rules import Ground, HiddenGround
from portal.groups.rules import GroupState
from portal.meetings.rules import MeetingState
from portal.networks.rules import AgreementKind
from portal.parties.rules import Domain
from portal.pilots.rules import Choosing, Finding, PilotPhase
from portal.proposals.rules import ProposalKind, Stage
from portal.publication.rules import STAGE_ADDRESSES
from portal.rounds.rules import Adopted, Position
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.tables.rules import SizeClass
from portal.votes.rules import Choice

VERSION = "1.1.0"
"""The third number grows with a repair, the second with something new; what breaks a client is another address."""
ROOT = "/api/v1"
SIZE, MOST, MOST_IN_A_FILE = 50, 100, 5_000
"""Rows on a page: unless asked otherwise, at most, and at most in a CSV file."""
LARGEST = 2_147_483_647
"""The largest whole number that either database keeps as a key."""
NUMBER = r"^[0-9]{4}-([0-9]{2}|[1-9][0-9]{2,5})$"
"""How a proposal or a signal is called: 2026-07."""

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Stage: {stage: STAGE_ADDRESSES[stage] for stage in Stage},
    ProposalKind: {ProposalKind.CHANGE: "wijzigen", ProposalKind.REMOVE: "verwijderen", ProposalKind.NEW: "nieuw"},
    Position: {Position.FOR: "voor", Position.AMEND: "voor-met-wijziging", Position.AGAINST: "tegen", Position.QUESTION: "vraag"},
    Adopted: {Adopted.YES: "ja", Adopted.PARTLY: "deels", Adopted.NO: "nee"},
    Sentiment: {Sentiment.POSITIVE: "goed", Sentiment.NEUTRAL: "neutraal", Sentiment.NEGATIVE: "slecht"},
    Subject: {Subject.OPERATIONS: "bedrijfsvoering", Subject.NEIGHBOURHOOD: "buurt", Subject.RESIDENTS: "inwoners",
              Subject.OTHER: "overig"},
    SignalState: {SignalState.RECEIVED: "ontvangen", SignalState.SCHEDULED: "agenda", SignalState.SET_ASIDE: "terzijde",
                  SignalState.MERGED: "samengevoegd", SignalState.PROPOSAL: "voorstel"},
    SizeClass: {SizeClass.LARGE: "groot", SizeClass.MEDIUM: "middelgroot", SizeClass.SMALL: "klein"},
    Domain: {Domain.YOUTH: "jeugd", Domain.WMO: "wmo", Domain.PARTICIPATION: "participatie",
             Domain.SHELTERED_HOUSING: "beschermd-wonen"},
    MeetingState: {MeetingState.DRAFT: "concept", MeetingState.INVITED: "gepland", MeetingState.HELD: "gehouden",
                   MeetingState.ADOPTED: "vastgesteld", MeetingState.CANCELLED: "geannuleerd"},
    AgreementKind: {AgreementKind.SHARED: "gezamenlijk", AgreementKind.FRAMEWORK: "raamovereenkomst"},
    PilotPhase: {
        PilotPhase.GATHERING: "wacht-op-partners", PilotPhase.RECEIVED: "ontvangen", PilotPhase.PROPOSED: "bij-gemeenten", PilotPhase.SIGN_UP: "aanmelden", PilotPhase.READY: "begint",
        PilotPhase.RUNNING: "loopt", PilotPhase.OVER: "wacht-op-resultaat", PilotPhase.STOPPED: "gestopt", PilotPhase.CONCLUDED: "afgerond",
        PilotPhase.SET_ASIDE: "terzijde", PilotPhase.REFUSED: "geen-instemming", PilotPhase.WITHDRAWN: "ingetrokken"},
    Choosing: {Choosing.FIRST_COME: "volgorde", Choosing.LOT: "loting"},
    Finding: {Finding.REACHED: "bereikt", Finding.PARTLY: "deels", Finding.NOT_REACHED: "niet-bereikt"},
    Choice: {Choice.FOR: "voor", Choice.AGAINST: "tegen", Choice.ABSTAIN: "onthouden"},
    HiddenGround: {HiddenGround.PERSONAL_DATA: "persoonsgegevens", HiddenGround.CONFIDENTIAL: "vertrouwelijk",
                   HiddenGround.INSULT: "belediging", HiddenGround.ADVERTISING: "reclame", HiddenGround.UNLAWFUL: "onrechtmatig",
                   HiddenGround.OFF_TOPIC: "niet-ter-zake"},
    AdviceState: {AdviceState.ASKED: "gevraagd", AdviceState.ANSWERED: "gegeven", AdviceState.RESPONDED: "beantwoord",
                  AdviceState.WITHDRAWN: "ingetrokken"},
    Advises: {Advises.POSITIVE: "positief", Advises.WITH_CHANGES: "positief-met-wijziging", Advises.NEGATIVE: "negatief", Advises.DIVIDED: "verdeeld"},
    Followed: {Followed.WHOLLY: "ja", Followed.PARTLY: "deels", Followed.NOT: "nee"},
    GroupState: {GroupState.WORKING: "bezig", GroupState.OVERDUE: "te-laat", GroupState.ADVISED: "advies-gegeven", GroupState.CLOSED: "afgesloten"},
    ContractPhase: {ContractPhase.COMING: "begint", ContractPhase.IN_FORCE: "loopt", ContractPhase.ENDING: "eindigt", ContractPhase.OVER: "afgelopen"},
    Ground: {Ground.COST: "kosten", Ground.INNOVATION: "innovatie", Ground.OTHER: "overig"},
}
"""The Dutch word of each code, as the interface says and asks it. A kind that is not here has Dutch codes of its own."""


def word(code: Enum) -> str:
    words = WORDS.get(type(code))  # type: ignore[arg-type]
    return words[code] if words else str(code.value)  # type: ignore[index]


def words_of(kind: type[StrEnum], leave_out: frozenset[StrEnum] = frozenset()) -> dict[str, StrEnum]:
    """The codes of a kind by their Dutch words."""
    return {word(code): code for code in kind if code not in leave_out}


def parts_of(number: str) -> tuple[int, int] | None:
    """Year and sequence of '2026-07'; None for what no proposal or signal is called."""
    if not re.fullmatch(NUMBER, number, re.ASCII):
        return None
    year, _, sequence = number.partition("-")
    return int(year), int(sequence)
