"""Grounds for keeping something from the site, and how long an address may wait for its confirmation."""

from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What can be sent in: the names of their tables."""

    SIGNAL = "signal"
    PROPOSAL = "proposal"
    REACTION = "reaction"
    PILOT = "pilot"
    PILOT_RESULT = "pilot_result"


class Ground(StrEnum):
    """Why a part is confidential (IN 5.7)."""

    COST = "cost"
    INNOVATION = "innovation"
    OTHER = "other"


class HiddenGround(StrEnum):
    """Why something that stood on the site was taken off it: the short list that everyone can read."""

    PERSONAL_DATA = "personal_data"
    CONFIDENTIAL = "confidential"
    INSULT = "insult"
    ADVERTISING = "advertising"
    UNLAWFUL = "unlawful"
    OFF_TOPIC = "off_topic"


CONFIRM_WITHIN = timedelta(days=2)
"""After sending. Who confirms later is taken in with the moment of confirming."""
DRAFT_KEPT_FOR = timedelta(days=90)
MOST_FILES = 3


def counts_from(received_at: datetime, confirmed_at: datetime) -> datetime:
    """The instant that decides whether something was on time: the sending, when the address was confirmed soon after."""
    return received_at if confirmed_at - received_at <= CONFIRM_WITHIN else confirmed_at
