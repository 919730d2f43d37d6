"""What waits at the desk around pilots (IN 10): plans to read, consents, opening, the lot, the end and the result."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.core.language import listing
from portal.decisions.rules import BOARD_DAYS
from portal.desk.rules import READ_DAYS, Public, Task, TaskKind, days_after, end_of
from portal.networks.models import Network
from portal.networks.queries import municipalities
from portal.pilots.models import Pilot
from portal.pilots.queries import deciders, facts_of, needs_draw, phase, running
from portal.pilots.rules import PilotPhase, PilotStage, ends_soon
from portal.region.models import Municipality


def pilot_tasks(session: Session, network: Network, now: datetime, municipality_id: int | None = None) -> list[Task]:
    """Everything for the secretary; or what the board of one municipality decides on. A fixed number of queries."""
    rows, everywhere = running(session, network), municipalities(session, network)
    if municipality_id is None:
        return [task for pilot in rows if (task := _task(session, pilot, now, everywhere))]
    return [_line(pilot, days_after(pilot.stage_since, BOARD_DAYS), "todo:own-pilot", page="/instemming") for pilot in rows
            if pilot.stage == PilotStage.PROPOSED and any(
                row.municipality.id == municipality_id and row.consent is None for row in deciders(session, pilot, now, everywhere))]


def _task(session: Session, pilot: Pilot, now: datetime, everywhere: list[Municipality]) -> Task | None:
    """The one thing that this pilot asks now; a plan that the sender completes, or that parties still confirm, asks nothing."""
    days = pilot.network.profile.answer_days
    if pilot.stage == PilotStage.GATHERING:
        return None
    if pilot.stage == PilotStage.RECEIVED:
        return None if pilot.question_asked or facts_of(session, pilot, now, everywhere).unconfirmed else _line(pilot, days_after(pilot.received_at, days), "todo:pilot", page="/beoordelen")
    if pilot.stage == PilotStage.PROPOSED:
        undecided = facts_of(session, pilot, now, everywhere).undecided
        if undecided:
            due = days_after(pilot.stage_since, BOARD_DAYS)
            return _line(pilot, due, "todo:pilot-consents", len(undecided), who=listing(list(undecided)))
        newest = max((consent.recorded_at for consent in pilot.consents), default=pilot.stage_since)
        return _line(pilot, days_after(newest, days), "todo:pilot-open", page="/openen")
    if needs_draw(pilot, now) and pilot.begins_on:
        return _line(pilot, end_of(pilot.begins_on), "todo:pilot-draw")
    return _ending(pilot, days, now)


def _ending(pilot: Pilot, days: int, now: datetime) -> Task | None:
    """From a month before the last day until the result is on the site."""
    at, ends_on, result = phase(pilot, now), pilot.ends_on, pilot.result
    if at in (PilotPhase.OVER, PilotPhase.STOPPED) and ends_on:
        if result:
            return _line(pilot, days_after(result.received_at, READ_DAYS), "todo:pilot-publish", page="/resultaat/publiceren")
        since = pilot.stage_since if at == PilotPhase.STOPPED else end_of(ends_on)
        return _line(pilot, days_after(since, days), "todo:pilot-result")
    if at == PilotPhase.RUNNING and ends_on and ends_soon(ends_on, local_day(now)):
        return _line(pilot, end_of(ends_on), "todo:pilot-ends")
    return None


def _line(pilot: Pilot, due: datetime, todo: str, count: int = 0, page: str = "", who: str = "") -> Task:
    """What is public is called as the site calls it: of what was taken off, the number."""
    public = Public(pilot.title, pilot.path) if pilot.published_at else None
    what = public.label if public else pilot.written_title
    return Task(due, TaskKind.PILOT, what, f"/bureau/pilots/{pilot.id}{page}", todo, count, who=who, public=public)
