"""Changing a rule of the network: with a reason, on record, published; not while something runs by it."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.desk.profile_rules import Rule, Runs, parsed, text_of
from portal.members.models import Membership
from portal.members.rules import MembershipState
from portal.networks.models import AgreementVersion, Network
from portal.networks.operations import publish
from portal.networks.queries import used
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage

ON_THE_ROAD = (Stage.PRELIMINARY, Stage.WORKED_OUT, Stage.IN_VOTE)


def change_rule(session: Session, network: Network, rule: Rule, *, value: str, reason: str, seen: str, actor: Actor, now: datetime) -> None:
    """Choose another value. Refused when nothing changes, or while something runs by the rule; Stale when somebody changed it meanwhile.

    Rounds, votes, terms of leaving and letters keep what held when they began: it is stored with them.
    """
    lock(session, network)
    stands = text_of(rule, network.profile)
    if seen != stands:
        raise Stale(value_said(rule, stands))
    chosen = parsed(rule, value)
    if chosen == getattr(network.profile, rule.name):
        raise Refused("rule:same", field="value")
    if not reason.strip():
        raise Refused("rule:reason-missing", field="reason")
    if rule.runs and runs(session, network, rule.runs, now):
        raise Refused(f"Runs.{rule.runs.value}")
    network.settings = {**network.settings, rule.name: chosen}
    session.flush()
    record(session, network, "network:rule", actor=actor, now=now, reason=reason, rule=rule.name, value=(stands, text_of(rule, network.profile)))
    with speaking(DEFAULT_LANGUAGE):
        publish(session, "rule:changed", network_id=network.id, title=say("rule:title"), path="/regels", now=now, reason=reason,
                rule=say(f"rule:{rule.name}"), value=value_said(rule, text_of(rule, network.profile)))


def runs(session: Session, network: Network, what: Runs, now: datetime) -> bool:
    """Whether something goes on by the rule. One query."""
    found = {
        Runs.PROPOSALS: exists().where(Proposal.network_id == network.id, Proposal.stage.in_(ON_THE_ROAD)),
        Runs.BOARDS: exists().where(Proposal.network_id == network.id, Proposal.stage == Stage.SUBMITTED),
        Runs.APPLICATIONS: exists().where(Membership.network_id == network.id, Membership.state == MembershipState.APPLIED),
        Runs.STATEMENTS: exists().where(AgreementVersion.agreement_id.in_(used(network, local_day(now))),
                                        AgreementVersion.in_force_from > local_day(now)),
    }
    return bool(session.scalar(select(found[what])))


def value_said(rule: Rule, value: str) -> str:
    """A value in words."""
    if rule.choices:
        return say(f"rule:{rule.name}:{value}") if rule.kind else say(f"rule:{value}")
    return value or say("rule:none")
