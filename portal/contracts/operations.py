"""The verbs between the two sides: sent, asked and answered, taken back, refused, withdrawn, extended, ended."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contracts import messages
from portal.contracts.models import ContractEntry, ContractVersion, ServiceContract
from portal.contracts.queries import facts_of
from portal.contracts.rules import (
    ContractAct,
    ContractState,
    EndGround,
    check_end,
    contract_step,
    extended,
    remind_on,
)
from portal.core.access import Actor
from portal.core.calendar import deadline, local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.transitions import guard
from portal.networks.models import Network
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import recipients


def send(session: Session, network: Network, contract: ServiceContract, *, seen: int, actor: Actor, now: datetime) -> ContractVersion:
    """Send the draft for signature, as a version that never changes. `seen`: the draft as it was on screen.

    Raises Refused while one of the ten subjects is missing, Stale when a colleague changed the draft meanwhile.
    """
    lock(session, contract)
    if contract.state == ContractState.DRAFT and contract.version != seen:
        raise Stale
    take(session, network, contract, "send", "", now)
    content = contract.draft
    version = ContractVersion(
        contract=contract, number=len(contract.versions) + 1, content_data=content.to_data(), fingerprint=content.fingerprint,
        sent_at=now, sign_by=deadline(local_day(now), network.profile.signing_days).last_day)
    session.add(version)
    write(session, contract, ContractAct.SEND, "", actor, now)
    record(session, contract, "contract:send", actor=actor, now=now, version=version.number, text=version.fingerprint)
    queue(session, messages.sent(version, recipients(session, contract.party_ids)), now=now)
    return version


def ask_change(session: Session, network: Network, contract: ServiceContract, *, text: str, actor: Actor, now: datetime) -> ContractEntry:
    """A provider asks for another text before it signs. The municipality answers, or takes the contract back."""
    lock(session, contract)
    if contract.state != ContractState.SENT:
        raise Refused("contract:not-sent")
    _check_text(text)
    contract.change_asked_at = contract.change_asked_at or now
    entry = write(session, contract, ContractAct.ASK_CHANGE, text, actor, now)
    record(session, contract, "contract:ask-change", actor=actor, now=now)
    queue(session, messages.told(contract, f"contract-asked:{entry.id}", "contract:letter-ask_change", network), now=now)
    return entry


def answer_change(session: Session, contract: ServiceContract, *, text: str, actor: Actor, now: datetime) -> ContractEntry:
    """Say why the text stays as it is."""
    lock(session, contract)
    if contract.state != ContractState.SENT or contract.change_asked_at is None:
        raise Refused("contract:nothing-asked")
    _check_text(text)
    contract.change_asked_at = None
    record(session, contract, "contract:answer", actor=actor, now=now)
    return _tell(session, contract, ContractAct.ANSWER, text, actor, now)


def revise(session: Session, network: Network, contract: ServiceContract, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take it back to make a new version; what was signed stays on record under the old one."""
    take(session, network, contract, "revise", reason, now)
    record(session, contract, "contract:revise", actor=actor, now=now, reason=reason)
    _tell(session, contract, ContractAct.REVISE, reason, actor, now)


def refuse(session: Session, network: Network, contract: ServiceContract, *, reason: str, actor: Actor, now: datetime) -> None:
    """A provider does not sign, with its reasons for the two sides. Raises Refused where it has signed already."""
    if contract.newest and contract.newest.signature_of(actor.party_id):
        raise Refused("contract:already-signed")
    take(session, network, contract, "refuse", reason, now)
    entry = write(session, contract, ContractAct.REFUSE, reason, actor, now)
    record(session, contract, "contract:refuse", actor=actor, now=now)
    queue(session, messages.told(contract, f"contract-refused:{entry.id}", "contract:letter-refuse", network), now=now)


def withdraw(session: Session, network: Network, contract: ServiceContract, *, reason: str, actor: Actor, now: datetime) -> None:
    """The municipality does not go on with it. Providers hear that only of a contract that was sent to them."""
    take(session, network, contract, "withdraw", reason, now)
    record(session, contract, "contract:withdraw", actor=actor, now=now, reason=reason)
    if contract.versions:
        _tell(session, contract, ContractAct.WITHDRAW, reason, actor, now)
    else:
        write(session, contract, ContractAct.WITHDRAW, reason, actor, now)


def extend(session: Session, network: Network, contract: ServiceContract, *, reason: str, actor: Actor, now: datetime) -> date:
    """Use one of the extensions that the contract allows. Answers the new last day; everyone can read it."""
    take(session, network, contract, "extend", reason, now)
    assert contract.ends_on  # noqa: S101 - a signed contract has a term
    before, contract.ends_on = contract.ends_on, extended(contract.ends_on, contract.extension_months)
    contract.remind_on = remind_on(contract.ends_on, contract.notice_months)
    record(session, contract, "contract:extend", actor=actor, now=now, reason=reason, ends_on=(before, contract.ends_on))
    _tell(session, contract, ContractAct.EXTEND, reason, actor, now, until=contract.ends_on)
    make_known(session, contract, "contract:extended", now, reason=reason, until=contract.ends_on)
    return contract.ends_on


def end(session: Session, network: Network, contract: ServiceContract, *, ground: EndGround, last_day: date, reason: str, actor: Actor,
        now: datetime) -> None:
    """Record how and when it ends. Participation in the cooperation is another thing: that goes on (ZL 3.5)."""
    take(session, network, contract, "end", reason, now)
    assert contract.begins_on and contract.ends_on  # noqa: S101
    check_end(last_day, ground, begins_on=contract.begins_on, ends_on=contract.ends_on, notice_months=contract.notice_months,
              today=local_day(now))
    before, contract.ends_on, contract.remind_on = contract.ends_on, last_day, None
    record(session, contract, "contract:end", actor=actor, now=now, reason=reason, ground=ground, ends_on=(before, last_day))
    _tell(session, contract, ContractAct.END, reason, actor, now, until=last_day, ground=ground)
    make_known(session, contract, "contract:ended", now, reason=reason, until=last_day)


def take(session: Session, network: Network, contract: ServiceContract, name: str, reason: str, now: datetime) -> None:
    """Take a step of the table, under the contract's lock. Raises Refused where it does not leave this state or misses something."""
    lock(session, contract)
    step = contract_step(name)
    guard(step, contract.state, facts_of(session, network, contract, now), reason)
    if step.target != contract.state:
        contract.state, contract.state_since = ContractState(step.target), now
        contract.signed_at = contract.signed_at or (now if step.target == ContractState.SIGNED else None)
    contract.changed_at, contract.change_asked_at = now, None


def write(session: Session, contract: ServiceContract, act: ContractAct, text: str, actor: Actor, now: datetime, *,
          until: date | None = None, ground: EndGround | None = None) -> ContractEntry:
    """Put what one side wrote or did on record for both."""
    entry = ContractEntry(
        contract_id=contract.id, version_number=len(contract.versions), party_id=actor.party_id, act=act, ground=ground, until=until, text=text,
        written_at=now, person_name=actor.person_name, organisation=actor.acts_for_name)
    session.add(entry)
    session.flush()
    session.expire(contract, ["entries"])
    return entry


def make_known(session: Session, contract: ServiceContract, kind: str, now: datetime, *, reason: str = "", until: date | None = None) -> None:
    """Tell everyone: number, title, providers and where to read it."""
    publish(session, kind, network_id=contract.network_id, title=contract.title, path=contract.path, now=now, reason=reason,
            number=contract.number, providers=tuple(party.name for party in contract.parties), until=until)


def _tell(session: Session, contract: ServiceContract, act: ContractAct, text: str, actor: Actor, now: datetime, *,
          until: date | None = None, ground: EndGround | None = None) -> ContractEntry:
    entry = write(session, contract, act, text, actor, now, until=until, ground=ground)
    queue(session, messages.news(contract, entry, recipients(session, contract.party_ids)), now=now)
    return entry


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused("contract:text-missing", field="text")
