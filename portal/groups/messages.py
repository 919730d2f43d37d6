"""Words about working groups, and the letters to who is in them."""

from flask_babel import lazy_gettext as _l

from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.core.web import address
from portal.groups.models import GroupMember, WorkingGroup
from portal.groups.queries import GuestRecipient
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "GroupState.working": _l("At work"),
    "GroupState.overdue": _l("Past its end date"),
    "GroupState.advised": _l("Advice delivered"),
    "GroupState.closed": _l("Closed"),
    "Readers.everyone": _l("Everyone: it comes on the page of the working group"),
    "Readers.members": _l("Only the members of the group, and the municipality"),
    "group:by-network": _l("The whole network"),
    "group:name": _l("Working group %(name)s"),
    "group:founded": _l("A working group is set up. It advises by %(ends_on)s."),
    "group:extended": _l("The working group gets more time, until %(ends_on)s."),
    "group:advised": _l("The working group advises the table and the network. Outcome: %(outcome)s."),
    "group:mended": _l("The advice of the working group was corrected. Outcome: %(outcome)s."),
    "group:closed": _l("The working group is closed."),
    "group:end-behind": _l("This day lies behind. Choose a day that is still to come."),
    "group:end-earlier": _l("The group has until %(ends_on)s already. Choose a later day."),
    "group:no-such-table": _l("Choose a table of this network, or the whole network."),
    "group:table-closed": _l("This table has stopped. Choose another one, or the whole network."),
    "group:proposal-not-given": _l("The table did not give this proposal to a working group, or it has one already."),
    "group:is-closed": _l("This working group is closed."),
    "group:has-advised": _l("This working group has delivered its advice."),
    "group:no-member": _l("This party takes no part in the network now."),
    "group:which-organisation": _l("Choose a party, or write the name of the organisation."),
    "group:there-already": _l("This person is in the group already."),
    "group:left-already": _l("This person is no longer in the group."),
    "group:without-leader": _l("Say first who leads the group."),
    "group:reason-missing": _l("Give the reason: it comes on the site."),
    "group:paper-public": _l("This paper is public now."),
    "group:paper-internal": _l("This paper is only for the group and the municipality now."),
}


def founder_name(group: WorkingGroup) -> str:
    """Who set it up: a table, or the network."""
    return group.table.name if group.table else say("group:by-network")


def added(member: GroupMember, to: list[Recipient]) -> list[Letter]:
    """To who joins: what the group is for, until when, and where its papers are."""
    group = member.group
    return _letters("groups/added", f"group-member:{member.id}", group, to, assignment=group.assignment, ends_on=group.ends_on,
                    is_leader=member.is_leader)


def extended(group: WorkingGroup, reason: str, to: list[Recipient]) -> list[Letter]:
    return _letters("groups/extended", f"group-extended:{group.id}:{group.ends_on}", group, to, ends_on=group.ends_on, reason=reason)


def end_near(group: WorkingGroup, which: str, to: list[Recipient]) -> list[Letter]:
    """The end comes near, or has passed: once of each for each end date."""
    return _letters("groups/ends", f"group-{which}:{group.id}:{group.ends_on}", group, to, ends_on=group.ends_on, is_over=which == "over")


def advised(group: WorkingGroup, to: list[Recipient]) -> list[Letter]:
    """To the table and the network: what the group advises (IN 8.2)."""
    return _letters("groups/advised", f"group-advised:{group.id}", group, to, outcome=group.outcome, advice=group.advice)


def closed(group: WorkingGroup, to: list[Recipient]) -> list[Letter]:
    return _letters("groups/closed", f"group-closed:{group.id}", group, to, reason=group.close_reason)


def _letters(kind: str, event: str, group: WorkingGroup, to: list[Recipient], **data: object) -> list[Letter]:
    with speaking(DEFAULT_LANGUAGE):
        return [Letter(kind, event, person.email, person.name,
                       data={"title": group.name, "link": _page_for(person, group, kind), "is_guest": isinstance(person, GuestRecipient)} | data)
                for person in to]


def _page_for(person: Recipient, group: WorkingGroup, kind: str) -> str:
    """Of who is in the group a page of its own, with an account or by the secret address; for all others what everyone reads."""
    if kind not in _FOR_MEMBERS:
        return address("groups.show", slug=group.slug)
    if isinstance(person, GuestRecipient):
        return address("groups.guest", key=person.answer_key)
    return address("groups.own", slug=group.slug)


_FOR_MEMBERS = frozenset({"groups/added", "groups/extended", "groups/ends"})
"""Letters to the people of the group, who have a page of their own for it."""
