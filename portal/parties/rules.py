"""What a provider offers, and how its name may be shown."""

from enum import StrEnum


class Domain(StrEnum):
    """Kinds of help that a table mirrors (DESIGN rule 4)."""

    YOUTH = "youth"
    WMO = "wmo"
    PARTICIPATION = "participation"
    SHELTERED_HOUSING = "sheltered_housing"


class FundingStream(StrEnum):
    """Geldstroom (ZL 4.2)."""

    ZIN = "zin"
    PGB = "pgb"


class PublishAs(StrEnum):
    """How a sender without an account wants to be shown."""

    NAME = "name"
    PLACE = "place"
    HIDDEN = "hidden"
