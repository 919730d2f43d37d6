"""The verbs of spreadsheets: taking one in, and applying what it says."""

import hashlib
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.codec import pack
from portal.core.database import lock
from portal.core.errors import Refused
from portal.intake.models import Upload
from portal.intake.rules import Finding, Reading
from portal.networks.models import Network
from portal.tables.models import CountSet
from portal.tables.operations import apply_counts


def receive_upload(session: Session, network: Network, *, filename: str, content: bytes, reading: Reading, data_date: date,
                   actor: Actor, now: datetime) -> Upload:
    """Keep a spreadsheet as it came, with what was read in it. Nothing is applied yet."""
    if data_date > local_day(now):
        raise Refused("upload:future", field="data_date")
    upload = Upload(
        network_id=network.id, filename=filename[-200:], content=content, sha256=hashlib.sha256(content).hexdigest(),
        data_date=data_date, uploaded_at=now, uploaded_by=actor.person_name, findings_count=len(reading.findings),
        reading={"rows": [[row.kvk, row.name, row.domain.value, row.stream.value, row.clients] for row in reading.rows],
                 "findings": [plain_finding(finding) for finding in reading.findings],
                 "notices": [plain_finding(notice) for notice in reading.notices]})
    session.add(upload)
    record(session, upload, "upload:receive", actor=actor, now=now, filename=upload.filename, sha256=upload.sha256,
           findings=len(reading.findings))
    return upload


def plain_finding(finding: Finding) -> list[object]:
    """For a JSON column."""
    return [finding.row, finding.code, finding.column.value if finding.column else None, pack(finding.data)]


def apply_upload(session: Session, network: Network, upload: Upload, *, actor: Actor, now: datetime) -> CountSet:
    """Take over the counts that were shown, once. Raises Refused when a row is wrong: then nothing is applied."""
    lock(session, upload)
    if upload.applied_at is not None:
        raise Refused("upload:applied")
    if upload.findings_count:
        raise Refused("upload:has-findings")
    counts = apply_counts(session, network, rows=upload.rows, data_date=upload.data_date, source_name=upload.filename,
                          source_sha256=upload.sha256, actor=actor, now=now)
    upload.applied_at, upload.count_set_id = now, counts.id
    return counts
