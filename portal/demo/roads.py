"""When each proposal took its steps, in days from today; the days of terms are sought so that they end as they must."""

from dataclasses import dataclass
from datetime import date

from portal.core.calendar import deadline
from portal.demo.diary import Diary, opening_day

MEETINGS = {"W1": -200, "J1": -193, "W2": -130, "J2": -123, "W3": -82, "J3": -75, "W4": -33, "J4": -26, "W5": -13,
            "J5": 9, "W6": 23}


@dataclass(frozen=True, slots=True)
class Road:
    """The days of one proposal. Terms have their opening day; the rest of them follows from the rule."""

    received: date
    judged: date | None = None
    revised: date | None = None
    round_opened: date | None = None
    vote_opened: date | None = None
    submitted: date | None = None
    boards: tuple[date, ...] = ()
    withdrawn: date | None = None

    @property
    def round_ended(self) -> date:
        assert self.round_opened  # noqa: S101 - asked of a road with a round alone
        return deadline(self.round_opened).last_day


def roads(diary: Diary) -> dict[str, Road]:
    day, met = diary.day, {key: diary.day(offset) for key, offset in MEETINGS.items()}
    revised = day(-22)
    return {
        "report": Road(day(-290), day(-284), day(-137), day(-188), day(-117), day(-94),
                       (*tuple(day(offset) for offset in range(-84, -20, 5))[:13], day(-19), day(-16), day(-14))),
        "hills": Road(day(-262), day(-255), None, day(-195), day(-125), day(-94), (day(-80), day(-74), day(-70), day(-60))),
        "app": Road(day(-250), day(-244), None, day(-187), day(-118), day(-90)),
        "online": Road(day(-180), day(-174), None, day(-124), day(-77), day(-40), (day(-9),)),
        "small-statement": Road(day(-170), day(-165), None, day(-70), opening_day(diary.today, range(-4, 0), met["J4"])),
        "steady-face": Road(day(-150), day(-144), day(-36), day(-69)),
        "billing": Road(day(-140), day(-134), None, day(-76), opening_day(diary.today, range(5, 10), met["W5"])),
        "start": Road(day(-95), day(-89), None, opening_day(diary.today, range(-5, -1), met["W4"])),
        "eighteen": Road(day(-90), day(-84), revised, opening_day(diary.today, range(2, 6), revised)),
        "travel-time": Road(day(-60), day(-52), None, opening_day(diary.today, range(8, 14), met["W5"])),
        "border": Road(day(-160), day(-153)),
        "waiting-list": Road(day(-86), day(-79), withdrawn=day(-44)),
        "index": Road(day(-110), day(-104)),
        "youth-voice": Road(day(-30), day(-20)),
        "evening": Road(day(-21), day(-12)),
        "subcontract": Road(day(-5)),
        "substitute": Road(day(-2)),
    }
