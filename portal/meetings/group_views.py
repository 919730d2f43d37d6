"""The way of a working group's advice to the agenda of the table or of the network (IN 8.2)."""

from typing import Any

from flask import Blueprint, url_for

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.language import gettext
from portal.groups.models import WorkingGroup
from portal.groups.queries import group_by_id
from portal.meetings.agenda import add_item
from portal.meetings.planning import plan_on_agenda, to_come
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/werkgroepen/<int:group_id>/agenda", view_func=plan_group, methods=["GET", "POST"])


@requires("meeting:prepare", of=lambda group_id: group_by_id(db.session, current_network(db.session), group_id))
def plan_group(group: WorkingGroup) -> Any:
    """Choose a meeting: of the table that set the group up, or of the whole network. Its proposal, when it has one, is the point."""
    subject: dict[str, Any] = {"proposal": group.proposal} if group.proposal else {"group": group}
    return plan_on_agenda(
        [meeting for meeting in to_come() if meeting.table_id in (None, group.table_id)], url_for("groups.manage", group_id=group.id),
        lambda work, meeting: add_item(work.session, meeting, **subject, actor=current_actor(), now=work.now),
        gettext("The advice of the working group stands on the agenda."), section="tables.queue", place=gettext("Working group"),
        heading=gettext("Put the advice of a working group on an agenda"), what=group.name)
