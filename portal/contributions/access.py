"""Who may open what was sent along, and who may take something off the site."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_secretary
from portal.contributions.models import Attachment, Draft
from portal.core.access import Actor


def sent_it(actor: Actor, attachment: Any, _now: datetime) -> bool:
    return isinstance(attachment, Attachment) and attachment.party_id is not None and attachment.party_id == actor.party_id


def works_on_it(actor: Actor, draft: Any, _now: datetime) -> bool:
    """Found as one's own or a colleague's already; a list is of one's own."""
    return actor.is_known and (draft is None or isinstance(draft, Draft))


def began_it(actor: Actor, draft: Any, _now: datetime) -> bool:
    return isinstance(draft, Draft) and actor.is_known and draft.person_id == actor.person_id


PERMISSIONS = {
    "attachment:read": ((is_secretary,), (acts_for_party, sent_it)),
    "attachment:clear": ((is_secretary,),),
    "contribution:hide": ((is_secretary,),),
    "draft:work": ((works_on_it,),),
    "draft:drop": ((began_it,),),
}
