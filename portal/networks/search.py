"""What can be found of agreements: each numbered paragraph of the text that holds, and what a coming text changes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.core.indexing import Entry, Source, Touched, has_changed
from portal.core.language import say
from portal.core.revisions import compared
from portal.networks.models import Agreement, AgreementVersion
from portal.networks.rules import anchor


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    of_these = select(AgreementVersion.agreement_id).where(AgreementVersion.id.in_(ids))
    rows = session.execute(
        select(Agreement, AgreementVersion).join(AgreementVersion.agreement).where(Agreement.id.in_(of_these))
        .order_by(AgreementVersion.number).execution_options(populate_existing=True)).all()
    for agreement, version in rows:
        if version.id in ids:
            neighbours = [other for _agreement, other in rows if other.agreement_id == agreement.id]
            place = neighbours.index(version)
            yield from _of_version(agreement, version, *neighbours[max(place - 1, 0) : place],
                                   after=next(iter(neighbours[place + 1 :]), None))


def _of_version(agreement: Agreement, version: AgreementVersion, *before: AgreementVersion, after: AgreementVersion | None
                ) -> Iterator[Entry]:
    """What a version changes is found from its publication on, the rest from the day on which it is in force."""
    changed = {p.label for p in compared(before[0].paragraphs if before else (), version.paragraphs) if p.is_changed}
    for place, paragraph in enumerate(version.paragraphs):
        known_from = local_day(version.published_at) if paragraph.label in changed else version.in_force_from
        yield Entry(
            agreement.network_id, "agreement", version.id,
            f"/overeenkomsten/{agreement.slug}?versie={version.number}#{anchor(paragraph.label)}",
            say("agreement:article", label=paragraph.label, heading=paragraph.heading).strip(), paragraph.text,
            version.published_at, 
            label=say("agreement:in-version", title=agreement.title, number=version.number), part=str(place), begins_on=min(known_from, version.in_force_from),
            ends_on=after.in_force_from if after else None, marks=tuple(f"law:{law}" for law in sorted(agreement.laws)))


def _versions(agreement_id: int) -> Touched:
    """All of an agreement: a new version says until when the one before it holds."""
    return select(AgreementVersion.id).where(AgreementVersion.agreement_id == agreement_id)


def _visible(_actor: Any, network: Any) -> Any:
    return (select(AgreementVersion.id).join(Agreement, Agreement.id == AgreementVersion.agreement_id)
            .where(Agreement.network_id == network.id))


SOURCES = [Source(
    "agreement", select(AgreementVersion.id, AgreementVersion.published_at), _entries, visible=_visible,
    touched_by={AgreementVersion: lambda version: _versions(version.agreement_id),
                Agreement: lambda agreement: _versions(agreement.id) if has_changed(agreement, "title", "slug", "laws") else ()})]
