"""What happens with files that the virus scanner looks at: found clean, waiting for its answer, or kept apart where nobody gets them.

A file is looked at before the transaction that keeps it, for nobody waits for a scanner. When it gives no answer, CLAMD_DOWN says
whether files wait for it (`wait`; nobody can open them meanwhile) or are refused (`refuse`). E-mail always waits: it is here already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from time import monotonic

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.core import documents, scanner
from portal.core.access import SYSTEM
from portal.core.database import db, transaction
from portal.core.documents import Document, DocumentCheck, Outcome, Scan, Upload
from portal.core.errors import Refused
from portal.core.logs import security_afterwards

WAIT, REFUSE = "wait", "refuse"
LATER = Scan(Outcome.WAITING)
AT_ONCE = 200
"""Documents in one look."""
SECONDS = 20.0
"""Of one turn of the worker: letters must not wait for files."""


def scans_of(contents: Iterable[bytes]) -> list[Scan | None]:
    """What the scanner says of each; None where there is no scanner. Once it is silent it is not asked again."""
    found: list[Scan | None] = []
    is_silent = False
    for content in contents:
        scan = LATER if is_silent else _scan(content)
        is_silent = is_silent or (scan == LATER and not scanner.answers())
        found.append(scan)
    return found


def _scan(content: bytes) -> Scan | None:
    if not scanner.is_set():
        return None
    try:
        malware = scanner.malware_in(content)
    except scanner.Unavailable as silence:
        current_app.logger.warning("the virus scanner gave no answer: %s", type(silence).__name__)
        return LATER
    return Scan(Outcome.INFECTED, malware) if malware else Scan(Outcome.CLEAN)


def looked_at(upload: Upload, field: str | None = None) -> Upload:
    """The same with what the scanner says of it. Raises Refused when it says nothing and files are not to wait for it."""
    scan = _scan(upload.content)
    if scan == LATER and current_app.config["CLAMD_DOWN"] == REFUSE:
        raise Refused("document:not-checked", field=field)
    return replace(upload, scan=scan)


def refuse_infected(file_name: str, content: bytes, *, field: str) -> None:
    """For files that are read and not kept as documents: raises Refused for what is infected, which is kept apart."""
    upload = looked_at(Upload(documents.cleaned(file_name, documents.OTHER), documents.OTHER, content), field)
    if upload.scan and upload.scan.outcome == Outcome.INFECTED:
        with transaction() as work:
            documents.keep(work.session, upload, now=work.now, refused=True)
        raise Refused("document:infected", field=field)


def waiting() -> Select[int]:
    return select(DocumentCheck.document_id).where(DocumentCheck.outcome == Outcome.WAITING)


def check_waiting() -> int:
    """Ask the scanner about what waits for it; answers how many it answered. Stops when it is silent. Two may do it at once.

    In any order: a file that it cannot manage holds up no other.
    """
    if not scanner.is_set():
        return 0
    until = monotonic() + SECONDS
    ids = db.session.scalars(waiting().order_by(func.random()).limit(AT_ONCE)).all()
    outcomes = takewhile(lambda outcome: outcome is not None, (_check(document_id) for document_id in ids if monotonic() < until))
    return sum(outcome != Outcome.WAITING for outcome in outcomes)


def checked(*, everything: bool) -> Iterator[tuple[int, Outcome]]:
    """Every document that waits, or every one there is, as the scanner sees it today; ends early when it is silent."""
    wanted, last = Document.id.in_(select(Document.id) if everything else waiting()), 0
    while ids := db.session.scalars(select(Document.id).where(wanted, Document.id > last).order_by(Document.id).limit(AT_ONCE)).all():
        last = ids[-1]
        for document_id in ids:
            outcome = _check(document_id)
            if outcome is None:
                return
            yield document_id, outcome


def _check(document_id: int) -> Outcome | None:
    """None when the scanner is silent. What it cannot manage goes on waiting."""
    key = db.session.scalar(select(Document.key).where(Document.id == document_id))
    content = documents.stored(key) if key else None
    db.session.rollback()  # nobody's snapshot is held while the scanner thinks
    if key is None or content is None:
        return Outcome.WAITING
    try:
        malware = scanner.malware_in(content)
    except scanner.Unavailable:
        return Outcome.WAITING if scanner.answers() else None
    scan = Scan(Outcome.INFECTED, malware) if malware else Scan(Outcome.CLEAN)
    with transaction() as work:
        _note(work.session, document_id, key, scan, work.now)
    return scan.outcome


def _note(session: Session, document_id: int, key: str, scan: Scan, now: datetime) -> None:
    """Bytes move before the row says so: whatever breaks in between, nobody gets what is not clean."""
    check = session.get(DocumentCheck, document_id) or DocumentCheck(document_id=document_id, outcome=Outcome.CLEAN, malware="")
    was_infected = check.outcome == Outcome.INFECTED
    check.outcome, check.malware, check.checked_at = scan.outcome, scan.malware, now
    session.add(check)
    if scan.outcome == Outcome.INFECTED:
        documents.set_apart(key)
        if not was_infected:
            check.seen_at, check.seen_by = None, ""
            security_afterwards(session, "malware", actor=SYSTEM, outcome="apart", document=document_id)
        return
    check.person_id, check.person_name, check.acts_for_name = None, "", ""
    documents.bring_back(key)

