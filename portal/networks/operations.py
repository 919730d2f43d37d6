"""The verbs of a network."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.codec import pack
from portal.networks.models import Publication


def publish(session: Session, kind: str, *, network_id: int, title: str, path: str, now: datetime,
            proposal_id: int | None = None, reason: str = "", **data: Any) -> Publication:
    """Make one thing known to everyone at one moment. `kind` is a phrasebook code, `data` the data of its sentence."""
    publication = Publication(network_id=network_id, proposal_id=proposal_id, published_at=now, kind=kind, title=title,
                              path=path, reason=reason, data=pack(data))
    session.add(publication)
    return publication

