"""The verbs of spreadsheets: taking one in, and applying what it says."""

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.codec import pack
from portal.core.database import lock
from portal.core.errors import Refused
from portal.intake.layout import packed, sample
from portal.intake.models import SheetLayout, Upload
from portal.intake.rules import Cells, Finding, Layout, Reading
from portal.networks.models import Network
from portal.tables.models import CountSet
from portal.tables.operations import apply_counts

SILENT_AFTER = timedelta(seconds=60)
"""A reading that says nothing for so long has stopped."""


def receive_upload(session: Session, network: Network, *, filename: str, content: bytes, reading: Reading | None,
                   layout: Layout | None = None, top: Cells = (), data_date: date, actor: Actor, now: datetime) -> Upload:
    """Keep a spreadsheet as it came, with what was read in it. Nothing is applied yet.

    Without a `reading` it is read later; without a `layout` (and with a `top`) somebody says first which column is what.
    """
    if data_date > local_day(now):
        raise Refused("upload:future", field="data_date")
    upload = Upload(
        network_id=network.id, filename=filename[-200:], content=content, sha256=hashlib.sha256(content).hexdigest(),
        data_date=data_date, uploaded_at=now, uploaded_by=actor.person_name, told_at=now)
    _note_reading(upload, reading, layout, top, now)
    session.add(upload)
    record(session, upload, "upload:receive", actor=actor, now=now, filename=upload.filename, sha256=upload.sha256,
           findings=upload.findings_count)
    return upload


def _note_reading(upload: Upload, reading: Reading | None, layout: Layout | None, top: Cells, now: datetime) -> None:
    found = reading or Reading([], [], [])
    upload.reading = {"rows": [[row.kvk, row.name, row.domain.value, row.stream.value, row.clients] for row in found.rows],
                      "findings": [plain_finding(finding) for finding in found.findings],
                      "notices": [plain_finding(notice) for notice in found.notices]}
    upload.findings_count = len(found.findings)
    upload.layout = packed(layout) if layout else {}
    upload.top = sample(top) if top else upload.top or []
    upload.read_at = now if reading or (top and not layout) else None


def tell_progress(upload: Upload, done: int, total: int, now: datetime) -> None:
    """How far the reading of a large file is."""
    upload.rows_done, upload.rows_total, upload.told_at = done, total, now


def keep_reading(session: Session, upload: Upload, *, reading: Reading | None, layout: Layout | None, top: Cells, now: datetime) -> None:
    """What was read in a large file, or its top when somebody says first which column is what."""
    lock(session, upload)
    if upload.read_at is None:
        _note_reading(upload, reading, layout, top, now)


def keep_refusal(session: Session, upload: Upload, refusal: Refused, *, now: datetime) -> None:
    """A large file that cannot be read: that is all there is to say of it."""
    lock(session, upload)
    _note_reading(upload, Reading([], [Finding(0, refusal.code, None, refusal.data)], []), None, (), now)


def say_columns(session: Session, network: Network, upload: Upload, *, layout: Layout, headings: str, reading: Reading | None, top: Cells,
                actor: Actor, now: datetime) -> None:
    """Somebody said which column is what: the file is read so, and the next one with these headings (`headings`) by itself."""
    lock(session, upload)
    if upload.applied_at is not None:
        raise Refused("upload:applied")
    _note_reading(upload, reading, layout, top, now)
    upload.told_at, upload.rows_done = now, 0
    if headings:
        lock(session, network)
        kept = session.scalar(select(SheetLayout).where(SheetLayout.network_id == network.id, SheetLayout.headings_key == headings))
        kept = kept or SheetLayout(network_id=network.id, headings_key=headings)
        kept.layout, kept.said_at, kept.said_by = upload.layout, now, actor.person_name
        session.add(kept)
    record(session, upload, "upload:columns", actor=actor, now=now, layout=upload.layout, findings=upload.findings_count)


def read_again(session: Session, upload: Upload, *, actor: Actor, now: datetime) -> None:
    """The reading stopped, as when the portal was started anew: begin once more."""
    lock(session, upload)
    if upload.read_at is not None or (upload.told_at and now - upload.told_at < SILENT_AFTER):
        raise Refused("upload:is-read")
    tell_progress(upload, 0, upload.rows_total, now)
    record(session, upload, "upload:read-again", actor=actor, now=now)


def plain_finding(finding: Finding) -> list[object]:
    """For a JSON column."""
    return [finding.row, finding.code, finding.column.value if finding.column else None, pack(finding.data)]


def apply_upload(session: Session, network: Network, upload: Upload, *, actor: Actor, now: datetime) -> CountSet:
    """Take over the counts that were shown, once. Raises Refused when a row is wrong: then nothing is applied."""
    lock(session, upload)
    if upload.applied_at is not None:
        raise Refused("upload:applied")
    if upload.read_at is None or not upload.layout:
        raise Refused("upload:not-read")
    if upload.findings_count:
        raise Refused("upload:has-findings")
    counts = apply_counts(session, network, rows=upload.rows, data_date=upload.data_date, source_name=upload.filename,
                          source_sha256=upload.sha256, actor=actor, now=now)
    upload.applied_at, upload.count_set_id = now, counts.id
    return counts
