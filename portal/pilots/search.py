"""What can be found of pilots: the plan that counts now and the result, for everyone once published; before that for its own party."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.contributions.queries import public_name
from portal.core.indexing import MUNICIPALITY, PUBLIC, Entry, Source, of_party
from portal.pilots.messages import plan_text
from portal.pilots.models import Pilot, PilotPartner, PilotPlan, PilotResult
from portal.pilots.queries import newest_plans, visible_rows
from portal.pilots.rules import PartnerAnswer, PilotStage


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    plans = newest_plans(session, ids)
    results = {row.pilot_id: row.public_text for row in session.scalars(
        select(PilotResult).where(PilotResult.pilot_id.in_(ids), PilotResult.published_at.is_not(None))
        .execution_options(populate_existing=True))}
    rows = session.scalars(select(Pilot).options(joinedload(Pilot.party), joinedload(Pilot.agreement), selectinload(Pilot.partners)).where(Pilot.id.in_(ids))
                           .execution_options(populate_existing=True))
    for pilot in rows:
        if pilot.id not in plans:
            continue
        laws = sorted(pilot.agreement.laws) if pilot.agreement else []
        text = "\n".join([plan_text(plans[pilot.id]), results.get(pilot.id, ""), public_name(pilot)])
        for audience, path in _audiences(pilot):
            yield Entry(pilot.network_id, "pilot", pilot.id, path, pilot.written_title, text, pilot.received_at, audience,
                        label=pilot.number, marks=tuple(f"law:{law}" for law in laws))


def _audiences(pilot: Pilot) -> list[tuple[str, str]]:
    if pilot.published_at and not pilot.is_hidden:
        return [(PUBLIC, pilot.path)]
    parties = [pilot.party_id] if pilot.party_id is not None else []
    parties += [row.party_id for row in pilot.partners if row.answer != PartnerAnswer.DECLINED]
    own = [(of_party(party), f"/mijn/pilots/{pilot.follow_key}") for party in parties]
    has_it = pilot.stage != PilotStage.GATHERING or pilot.is_entered
    return [(MUNICIPALITY, f"/bureau/pilots/{pilot.id}"), *own] if has_it else own


SOURCES = [Source(
    "pilot", select(Pilot.id, Pilot.received_at), _entries,
    visible=lambda actor, network: visible_rows(actor, network).with_only_columns(Pilot.id),
    touched_by={Pilot: lambda pilot: [pilot.id], PilotPlan: lambda plan: [plan.pilot_id], PilotResult: lambda result: [result.pilot_id],
                PilotPartner: lambda row: [row.pilot_id]},
    heading=lambda entry: f"{entry.label} {entry.title}")]
