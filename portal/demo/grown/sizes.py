"""How much there is in a grown network."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Size:
    """The figures of the large one; `part` gives a smaller one of the same shape."""

    municipalities: int = 342
    providers: int = 5_000
    proposals: int = 10_000
    reactions: int = 500_000
    meetings: int = 1_000
    signals: int = 2_000
    tables: int = 10

    @classmethod
    def part(cls, share: float) -> "Size":
        """So large a part of everything, and of everything something."""
        return cls(**{one.name: max(round(getattr(cls(), one.name) * share), 2) for one in fields(cls)})
