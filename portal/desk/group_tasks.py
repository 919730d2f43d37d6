"""What waits for the secretary around working groups: setting up, people, the end, the agenda, closing (IN 8)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.desk.rules import Public, Task, TaskKind, days_after, end_of, waits
from portal.groups.models import WorkingGroup
from portal.groups.queries import groups_at_work, without_group
from portal.groups.rules import REMIND_DAYS
from portal.meetings.group_queries import groups_to_close, waiting_groups
from portal.networks.models import Network

FOUND_DAYS = 7
"""A group that a table decided on is set up within so many days, and has its people."""


def group_tasks(session: Session, network: Network, now: datetime) -> list[Task]:
    """Everything, in a fixed number of queries."""
    days = network.profile.answer_days
    return [
        *(waits(row.stage_since, FOUND_DAYS, TaskKind.GROUP, row.title, f"/bureau/werkgroepen/nieuw?voorstel={row.id}", "todo:group-found",
                public=Public(row.title, row.path)) for row in without_group(session, network)),
        *(task for row in groups_at_work(session, network) if (task := _at_work(row, now))),
        *(_task(row, days_after(row.advised_at, days), "/agenda", "todo:group-agenda", row.advised_at)
          for row in waiting_groups(session, network) if row.advised_at),
        *(_task(row, days_after(row.advised_at, days), "/sluiten", "todo:group-close", row.advised_at)
          for row in groups_to_close(session, network) if row.advised_at)]


def _at_work(group: WorkingGroup, now: datetime) -> Task | None:
    """People first; then its end, from a week before."""
    today = local_day(now)
    if group.leader is None:
        return _task(group, days_after(group.founded_at, FOUND_DAYS), "/leden", "todo:group-people", group.founded_at)
    if today > group.ends_on:
        return _task(group, end_of(group.ends_on), "", "todo:group-late", group.founded_at)
    near = today >= group.ends_on - timedelta(days=REMIND_DAYS)
    return _task(group, end_of(group.ends_on), "", "todo:group-advise", group.founded_at) if near else None


def _task(group: WorkingGroup, due: datetime, page: str, todo: str, since: datetime) -> Task:
    """That there is a group, and what it is for, is public."""
    return Task(due, TaskKind.GROUP, group.name, f"/bureau/werkgroepen/{group.id}{page}", todo, since=since, public=Public(group.name, group.path))
