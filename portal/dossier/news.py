"""What was made known of a subject, as everyone could read it: by the address of its page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.language import gettext
from portal.dossier.pages import Table, record
from portal.dossier.parts import Card, Event, Part
from portal.networks.models import Publication
from portal.publication.messages import sentence


def news(session: Session, card: Card) -> list[Publication]:
    """The first one first; nothing of what is not on the site."""
    if not card.path:
        return []
    return list(session.scalars(
        select(Publication).where(Publication.network_id == card.network.id, Publication.path == card.path, ~Publication.is_hidden)
        .order_by(Publication.id)))


def events_of(session: Session, card: Card) -> list[Event]:
    return [Event(row.published_at, row.kind, sentence(row)) for row in news(session, card)]


def course(session: Session, card: Card, *, facts: Sequence[tuple[str, Any]] = (), at: datetime | None = None) -> Part:
    """What happened, as it was made known."""
    title, rows = gettext("What happened"), [[row.published_at, sentence(row), row.reason] for row in news(session, card)]
    table = Table("verloop", title, [gettext("When"), gettext("What"), gettext("Reason")], lambda: rows)
    return Part("verloop", title, record("gebeurtenissen", title, facts=facts, tables=[table]), at=at)
