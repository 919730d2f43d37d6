"""The states of a meeting, and of somebody's presence."""

from enum import StrEnum


class MeetingState(StrEnum):
    DRAFT = "draft"
    INVITED = "invited"
    HELD = "held"
    ADOPTED = "adopted"


class Presence(StrEnum):
    """DESIGN rule 5."""

    PRESENT = "present"
    SUBSTITUTE = "substitute"
    EXCUSED = "excused"
    ABSENT = "absent"
