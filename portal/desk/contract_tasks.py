"""What waits about service contracts (ZL 8): drafts, questions, signatures, consents, and terms that near their end."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.contracts.models import ServiceContract
from portal.contracts.queries import busy_contracts, near_their_end, standings, to_consent, unsigned
from portal.contracts.rules import ContractState, missing, notice_by
from portal.core.calendar import local_day
from portal.desk.rules import Public, Task, TaskKind, days_after, end_of
from portal.networks.models import Network
from portal.region.rules import lacking


def contract_tasks(session: Session, network: Network, now: datetime) -> list[Task]:
    """One task for each contract that waits for the municipality; none while the providers have their time."""
    if not network.profile.service_contracts:
        return []
    today = local_day(now)
    busy = [_busy_task(session, network, row, today) for row in busy_contracts(session, network)]
    return [*(task for task in busy if task), *(_end_task(row, today) for row in near_their_end(session, network, today))]


def _busy_task(session: Session, network: Network, row: ServiceContract, today: date) -> Task | None:
    days = network.profile.answer_days
    if row.state == ContractState.DRAFT:
        lacks = len(missing(row.draft))
        return _task(row, days_after(row.changed_at, days), "todo:contract-draft" if lacks else "todo:contract-send", lacks)
    if row.state == ContractState.REFUSED:
        return _task(row, days_after(row.state_since, days), "todo:contract-refused")
    if row.change_asked_at:
        return _task(row, days_after(row.change_asked_at, days), "todo:contract-question")
    return _signing_task(session, network, row, today)


def _signing_task(session: Session, network: Network, row: ServiceContract, today: date) -> Task | None:
    """Providers that let the term pass; or what the municipality needs before it signs, and then its signature."""
    version = row.newest
    if version is None:
        return None
    if waiting := len(unsigned(row)):
        return _task(row, end_of(version.sign_by), "todo:contract-unsigned", waiting) if today > version.sign_by else None
    due = days_after(version.signatures[-1].signed_at, network.profile.answer_days)
    lacks = lacking(standings(session, network, row, today))
    if lacks.mandates:
        return _task(row, due, "todo:contract-mandate", len(lacks.mandates))
    if lacks.consents:
        return _task(row, due, "todo:contract-consent", len(lacks.consents), page="/akkoord")
    return _task(row, due, "todo:contract-sign")


def _end_task(row: ServiceContract, today: date) -> Task:
    """Until the last day of notice, and after it until the last day of the contract."""
    assert row.ends_on  # noqa: S101 - a signed contract has a term
    last = notice_by(row.ends_on, row.notice_months)
    return _task(row, end_of(last if today <= last else row.ends_on), "todo:contract-ends", public=Public(row.title, row.path))


def _task(row: ServiceContract, due: datetime, todo: str, count: int = 0, *, page: str = "", public: Public | None = None) -> Task:
    """Before both signed only the secretary and the municipalities know what it is about: no code but that of its end is named."""
    return Task(due, TaskKind.CONTRACT, row.title, f"/bureau/dienstverleningsovereenkomsten/{row.id}{page}", todo, count,
                since=row.state_since, public=public)


def contract_consents(session: Session, network: Network, municipality_id: int, now: datetime) -> list[Task]:
    """The written consents to contracts that one municipality has still to give."""
    if not network.profile.service_contracts:
        return []
    return [_task(row, days_after(row.state_since, network.profile.answer_days), "todo:contract-own-consent",
                  page=f"/akkoord/{municipality_id}")
            for row in to_consent(session, network, municipality_id, now)]
