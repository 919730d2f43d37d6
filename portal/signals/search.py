"""What can be found of signals: the cleared text, for everyone; as long as there is none, what was sent, for its own party."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.contributions.queries import public_name
from portal.core.indexing import MUNICIPALITY, PUBLIC, Entry, Source, of_party
from portal.core.markup import plain
from portal.signals.models import Signal
from portal.signals.queries import visible_rows


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for signal in session.scalars(select(Signal).options(joinedload(Signal.party)).where(Signal.id.in_(ids))
                                  .execution_options(populate_existing=True)):
        if signal.awaits_address:
            continue
        if signal.published_at and not signal.is_hidden:
            said = (plain(signal.public_html), signal.reason, public_name(signal), signal.public_district,
                    f"artikel {signal.public_article}" if signal.public_article else "")
            yield _entry(signal, f"/signalen/{signal.number}", "\n".join(filter(None, said)))
            continue
        yield _entry(signal, f"/bureau/signalen/{signal.id}", signal.text, audience=MUNICIPALITY)
        if signal.party_id is not None:
            yield _entry(signal, f"/signalen/volg/{signal.follow_key}", signal.text, audience=of_party(signal.party_id))


def _entry(signal: Signal, path: str, body: str, audience: str = PUBLIC) -> Entry:
    place = (f"place:{signal.municipality_id}",) if signal.municipality_id is not None else ()
    title = signal.public_title if audience == PUBLIC else signal.title
    return Entry(signal.network_id, "signal", signal.id, path, title, body, signal.received_at, audience, label=signal.number,
                 marks=(*place, *(f"law:{law}" for law in sorted(signal.laws))))


SOURCES = [Source(
    "signal", select(Signal.id, Signal.received_at), _entries,
    visible=lambda actor, network: visible_rows(actor, network).with_only_columns(Signal.id),
    touched_by={Signal: lambda signal: [signal.id]},
    heading=lambda entry: f"{entry.label} {entry.title}")]
