"""Who and what is on stage while the history is played."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.meetings.models import ActionPoint, AgendaItem, Meeting
from portal.networks.models import Agreement, Network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.region.models import Municipality
from portal.rounds.models import CommentRound, Reaction
from portal.signals.models import Signal
from portal.tables.models import PhysicalTable
from portal.votes.models import Vote


@dataclass
class Cast:
    """Found by the names and keys that the content uses."""

    session: Session
    network: Network
    municipalities: dict[str, Municipality]
    agreements: dict[str, Agreement] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    speakers: dict[str, Actor] = field(default_factory=dict)
    board_staff: dict[str, Actor] = field(default_factory=dict)
    secretary: Actor = field(default_factory=Actor)
    tables: dict[str, PhysicalTable] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    rounds: dict[str, CommentRound] = field(default_factory=dict)
    reactions: dict[tuple[str, int], Reaction] = field(default_factory=dict)
    votes: dict[str, Vote] = field(default_factory=dict)
    signals: dict[int, Signal] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    items: dict[tuple[str, str], AgendaItem] = field(default_factory=dict)
    actions: dict[str, list[ActionPoint]] = field(default_factory=dict)
