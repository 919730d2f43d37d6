"""Every kind of subject that has a file: each module registers its own when it is read. A new one is one line here."""

from portal.dossier import advice, contracts, groups, meetings, pilots, proposals, shared
from portal.dossier.parts import KINDS, Subject, subject

PROPOSAL = proposals.ProposalFile.kind
YEAR = meetings.MeetingsFile.kind
PILOT = pilots.PilotFile.kind
ADVICE = advice.AdviceFile.kind
GROUP = groups.GroupFile.kind
CONTRACT = contracts.ContractFile.kind
SHARED = shared.SharedFile.kind

__all__ = ["ADVICE", "CONTRACT", "GROUP", "KINDS", "PILOT", "PROPOSAL", "SHARED", "YEAR", "Subject", "subject"]
