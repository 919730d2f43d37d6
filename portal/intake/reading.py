"""Reading client counts: at once what is small, and beside the request what is large, with word of how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.intake import operations, queries
from portal.intake.files import cells_of
from portal.intake.layout import recognised, unpacked
from portal.intake.models import Upload
from portal.intake.rules import Cells, Layout, Reading, read
from portal.networks.models import Network

LARGE = 256 * 1024
"""Bytes; about 4,000 rows. What is larger is read while the secretary looks how far it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says; without a layout nobody knows yet which column is what."""

    reading: Reading | None
    layout: Layout | None
    cells: Cells


def look_into(session: Session, network: Network, content: bytes, layout: Layout | None = None,
              tell: Callable[[int, int], object] = lambda _done, _total: None) -> Found:
    """Read a file by its headings, or as the secretary said. Raises Refused for what is no list of clients."""
    cells = cells_of(content)
    tell(0, len(cells))
    layout = layout or queries.known_layout(session, network, cells) or recognised(cells)
    reading = read(cells, layout, lambda row: tell(row, len(cells))) if layout else None
    return Found(reading, layout, cells)


def begin(upload_id: int) -> Thread:
    """Read this upload in a thread of its own, so that nobody waits."""
    thread = Thread(target=_read, args=(current_app._get_current_object(), upload_id), daemon=True)  # type: ignore[attr-defined]
    thread.start()
    return thread


def _read(app: Flask, upload_id: int) -> None:
    with app.app_context():
        upload = db.session.scalars(select(Upload).where(Upload.id == upload_id)).one()
        network = db.session.get_one(Network, upload.network_id)
        content, layout = queries.content_of(db.session, upload_id), unpacked(upload.layout) if upload.layout else None
        try:
            found = look_into(db.session, network, content, layout, lambda done, total: _tell(upload_id, done, total))
        except Refused as refusal:
            with transaction() as work:
                operations.keep_refusal(work.session, work.session.get_one(Upload, upload_id), refusal, now=work.now)
            return
        with transaction() as work:
            operations.keep_reading(work.session, work.session.get_one(Upload, upload_id), reading=found.reading, layout=found.layout,
                                    top=found.cells, now=work.now)


def _tell(upload_id: int, done: int, total: int) -> None:
    with transaction() as work:
        operations.tell_progress(work.session.get_one(Upload, upload_id), done, total, work.now)
