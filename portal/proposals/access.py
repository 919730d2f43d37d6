"""Who may do what with proposals."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_secretary
from portal.core.access import Actor
from portal.proposals import rules
from portal.proposals.models import Proposal
from portal.signals.access import outsiders_may


def is_author(actor: Actor, proposal: Any, _now: datetime) -> bool:
    """The party that sent it in; who has no account has the link of the receipt."""
    return isinstance(proposal, Proposal) and actor.party_id is not None and actor.party_id == proposal.party_id


def is_of_another(actor: Actor, proposal: Any, _now: datetime) -> bool:
    return isinstance(proposal, Proposal) and actor.party_id != proposal.party_id


def may_be_supported(_actor: Actor, proposal: Any, _now: datetime) -> bool:
    return (isinstance(proposal, Proposal) and proposal.published_at is not None and not proposal.is_hidden
            and rules.may_be_supported(proposal.stage, proposal.network.profile.order))


def waits_for_judgement(_actor: Actor, proposal: Any, _now: datetime) -> bool:
    return isinstance(proposal, Proposal) and rules.author_may_write(proposal.stage)


def text_may_change(_actor: Actor, proposal: Any, _now: datetime) -> bool:
    return isinstance(proposal, Proposal) and rules.text_may_change(proposal.stage, proposal.network.profile.order)


def may_be_merged(_actor: Actor, proposal: Any, _now: datetime) -> bool:
    return isinstance(proposal, Proposal) and not proposal.awaits_address and rules.may_be_merged(proposal.stage)


def is_before_the_vote(_actor: Actor, proposal: Any, _now: datetime) -> bool:
    if not isinstance(proposal, Proposal):
        return False
    return proposal.stage in rules.step_named("withdraw", proposal.network.profile.order).sources


PERMISSIONS = {
    "proposal:submit": ((outsiders_may,), (acts_for_party,), (is_secretary,)),
    "proposal:judge": ((is_secretary,),),
    "proposal:record-table": ((is_secretary,),),
    "proposal:clear": ((is_secretary, text_may_change),),
    "proposal:merge": ((is_secretary, may_be_merged),),
    "proposal:support": ((acts_for_party, is_of_another, may_be_supported),),
    "proposal:revise": ((acts_for_party, is_author, waits_for_judgement), (is_secretary, text_may_change)),
    "proposal:withdraw": ((acts_for_party, is_author, is_before_the_vote),),
}
