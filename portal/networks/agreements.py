"""The desk's verbs about agreements: making one, writing its next version, taking it in use and out of use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.revisions import Paragraph, compared
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement
from portal.networks.notation import write
from portal.networks.operations import publish, publish_agreement_version
from portal.networks.queries import agreement_by_slug
from portal.networks.rules import AgreementKind, Law, Result


@dataclass(frozen=True, slots=True)
class AgreementDetails:
    """What an agreement is, before it has a text."""

    title: str
    kind: AgreementKind
    laws: frozenset[Law]
    results: frozenset[Result]
    slug: str = ""


def address_of(title: str) -> str:
    """The last part of an agreement's address, out of its title: 'Raamovereenkomst Wmo' is 'raamovereenkomst-wmo'."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")


def check_agreement(session: Session, network: Network, details: AgreementDetails) -> str:
    """The address that the agreement gets. Raises Refused for a framework agreement without a law (IN 1.4-1.6), a
    result without its law, and an address that cannot be or is taken."""
    if details.kind == AgreementKind.FRAMEWORK and not details.laws:
        raise Refused("agreement:law-missing", field="laws")
    if odd := next((result for result in sorted(details.results) if result.law not in details.laws), None):
        raise Refused("agreement:result-without-law", field=f"results_{odd.law.value}", law=odd.law)
    slug = details.slug or address_of(details.title)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise Refused("agreement:address", field="slug")
    if agreement_by_slug(session, network, slug):
        raise Refused("agreement:address-taken", field="slug", slug=slug)
    return slug


def new_agreement(session: Session, network: Network, details: AgreementDetails, *, actor: Actor, now: datetime) -> Agreement:
    """Make an agreement that this network writes and uses. Nobody sees it before its first version."""
    lock(session, network)
    slug = check_agreement(session, network, details)
    agreement = Agreement(network_id=network.id, slug=slug, title=details.title, kind=details.kind, laws=details.laws,
                          results=details.results)
    agreement.uses.append(NetworkAgreement(network_id=network.id, used_since=local_day(now)))
    session.add(agreement)
    record(session, agreement, "agreement:make", actor=actor, now=now, title=details.title, kind=details.kind,
           laws=sorted(details.laws), results=sorted(details.results))
    return agreement


def starts_at_the_earliest(agreement: Agreement, today: date) -> date:
    """A first text may hold from today on, another one from tomorrow; none before the text that it replaces."""
    newest = agreement.versions[-1] if agreement.versions else None
    return max(today + timedelta(days=1), newest.in_force_from) if newest else today


def proposed_start(agreement: Agreement, network: Network, today: date) -> date:
    """The first of a month that leaves the parties the days that the profile gives them to sign."""
    day = max(today + timedelta(days=network.profile.signing_days), starts_at_the_earliest(agreement, today))
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def check_version(agreement: Agreement, *, paragraphs: Sequence[Paragraph], in_force_from: date, after: int, today: date
                  ) -> tuple[Paragraph, ...]:
    """What the text changes, to be read over. `after` is the number of the version that lay before the writer.

    Raises Stale when that is not the newest any more, Refused for a day that is too early and a text that is the same.
    """
    newest = agreement.versions[-1] if agreement.versions else None
    if (newest.number if newest else 0) != after:
        raise Stale(write(newest.paragraphs) if newest else "")
    earliest = starts_at_the_earliest(agreement, today)
    if in_force_from < earliest:
        raise Refused("agreement:day-too-early", field="in_force_from", earliest=earliest)
    changes = compared(newest.paragraphs if newest else (), tuple(paragraphs))
    if newest and newest.paragraphs == tuple(paragraphs):
        raise Refused("agreement:nothing-changed", field="text")
    return changes


def write_version(session: Session, agreement: Agreement, *, paragraphs: Sequence[Paragraph], in_force_from: date, reason: str,
                  after: int, actor: Actor, now: datetime) -> AgreementVersion:
    """Publish the next version of a text, written at the desk, with the reason."""
    lock(session, agreement)
    session.refresh(agreement, ["versions"])
    _check_reason(reason)
    check_version(agreement, paragraphs=paragraphs, in_force_from=in_force_from, after=after, today=local_day(now))
    return publish_agreement_version(session, agreement, paragraphs=paragraphs, in_force_from=in_force_from, proposal_id=None,
                                     reason=reason, actor=actor, now=now)


def current_use(agreement: Agreement, network: Network) -> NetworkAgreement | None:
    """How the network uses the agreement now; None when it does not."""
    return next((use for use in agreement.uses if use.network_id == network.id and use.used_until is None), None)


def use_agreement(session: Session, network: Network, agreement: Agreement, *, reason: str, actor: Actor, now: datetime
                  ) -> NetworkAgreement:
    """Take an agreement in use in this network, from today, with a reason (IN 5.4). Its members are asked to sign it."""
    lock(session, agreement)
    session.refresh(agreement, ["uses"])
    if current_use(agreement, network):
        raise Refused("agreement:use-changed")
    _check_reason(reason)
    other = agreement_by_slug(session, network, agreement.slug)
    if other is not None and other is not agreement:
        raise Refused("agreement:address-taken", slug=agreement.slug)
    use = NetworkAgreement(network_id=network.id, used_since=local_day(now), reason=reason)
    agreement.uses.append(use)
    record(session, use, "agreement:use", actor=actor, now=now, reason=reason, agreement=agreement.id)
    _made_known(session, network, agreement, "agreement:in-use", reason, now)
    return use


def stop_using_agreement(session: Session, network: Network, agreement: Agreement, *, reason: str, actor: Actor, now: datetime
                         ) -> NetworkAgreement:
    """Take an agreement out of use in this network from tomorrow, with a reason. What was signed stays on record."""
    lock(session, agreement)
    session.refresh(agreement, ["uses"])
    use = current_use(agreement, network)
    if use is None:
        raise Refused("agreement:use-changed")
    _check_reason(reason)
    use.used_until, use.end_reason = local_day(now), reason
    record(session, use, "agreement:stop-using", actor=actor, now=now, reason=reason, agreement=agreement.id,
           used_until=use.used_until)
    _made_known(session, network, agreement, "agreement:out-of-use", reason, now)
    return use


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("agreement:reason-missing", field="reason")


def _made_known(session: Session, network: Network, agreement: Agreement, kind: str, reason: str, now: datetime) -> None:
    if agreement.versions:
        publish(session, kind, network_id=network.id, title=agreement.title, path=f"/overeenkomsten/{agreement.slug}", now=now,
                reason=reason, agreement=agreement.title, day=local_day(now))
