"""The last minute: 200 people react and vote across the end of a comment round and of a vote, while things break.

    python bench/last_minute.py [--people 200] [--seconds 60] [--database sqlite|postgresql|both] [--workers 3] [--out FILE]

Everybody logs in with a password and sends real forms to the portal as it stands on a server. A worker is killed (kill -9) in the
middle and the database goes down once: PostgreSQL, a cluster of this test's own, as in a crash (`pg_ctl -m immediate`); SQLite by another
program that holds its lock, after which all of the portal dies at once and starts again. Nobody gives up: who gets no answer, or reads
that the site does not work now, sends the same form again, until it was accepted or refused.

Afterwards the rows are held against what people saw: what was accepted is there once, what was refused is not, nothing is there that
nobody was told of, nothing was accepted after the end; there is an entry of the record and a letter for every act, and no others; and no
letter came twice.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import select, update

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from bench import crowd, machines  # noqa: E402
from portal.application import alembic, create_app  # noqa: E402
from portal.audit.models import AuditEntry  # noqa: E402
from portal.core.database import Base, HandledForm, db, transaction  # noqa: E402
from portal.notifications.models import MailState, OutboxMail  # noqa: E402
from portal.proposals.rules import Stage  # noqa: E402
from portal.rounds.models import CommentRound, Reaction  # noqa: E402
from portal.votes.models import Ballot, Vote  # noqa: E402
from tests import world  # noqa: E402


@dataclass
class Course:
    """How the minute goes, in seconds; each part also lasts until enough was accepted in it, so that no part is empty."""

    people: int = 200
    workers: int = 3
    until_kill: float = 14
    until_restart: float = 7
    until_ends: float = 4
    round_ends_in: float = 8
    vote_ends_in: float = 20
    held: float = 3
    slowest_thought: float = 9.0
    patience: float = 180
    """Seconds after which this test gives up on whoever was not told yet."""

    @classmethod
    def small(cls) -> "Course":
        return cls(people=12, workers=2, until_kill=0.3, until_restart=0.3, until_ends=0.3, round_ends_in=0.7, vote_ends_in=1.2, held=0.5,
                   slowest_thought=0.3, patience=90)

    @classmethod
    def of(cls, people: int, seconds: float, workers: int) -> "Course":
        part = seconds / 60
        return cls(people=people, workers=workers, until_kill=14 * part, until_restart=7 * part, until_ends=4 * part,
                   round_ends_in=8 * part, vote_ends_in=20 * part, slowest_thought=9 * part)


@dataclass
class Report:
    database: str
    people: int
    workers: int
    seconds: float = 0
    accepted: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    late: int = 0
    stored: dict[str, int] = field(default_factory=dict)
    sent_in_time_refused: int = 0
    sent_again: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    milliseconds: dict[str, dict[str, float]] = field(default_factory=dict)
    down_for: float = 0
    letters: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def run(database: type, course: Course, *, say=lambda _words: None) -> Report:
    """One minute on one database; the report says what was wrong, if anything."""
    folder = Path(tempfile.mkdtemp(prefix="portal-last-minute-"))
    kept = machines.SQLite(folder, course.held) if database is machines.SQLite else database(folder)
    mailbox = machines.Mailbox()
    app = application(folder, kept.url)
    portal = None
    try:
        numbers, emails = _fill(app, course.people)
        instance = folder / "instance"
        instance.mkdir()
        portal = machines.Portal(instance, kept.url, mailbox.url, course.workers)
        report = _minute(app, portal, kept, numbers, emails, course, say)
        _wait_for_letters(app)
        portal.stop()
        with app.app_context():
            report.wrong += [*_held_against_rows(report), *_letters(report, mailbox)]
        return report
    finally:
        if portal:
            portal.stop()
        with app.app_context():
            db.session.close()
            db.engine.dispose()
        mailbox.stop()
        kept.stop()
        machines.thrown_away(folder)


def application(folder: Path, url: str) -> Flask:
    """Our own way to the rows, beside the portal that is tried."""
    app = create_app({"INSTANCE": str(folder / "beside"), "SECRET_KEY": machines.SECRET, "TESTING": True, "RATELIMIT_ENABLED": False,
                      "SQLALCHEMY_ENGINES": {"default": {"url": url.replace("postgresql://", "postgresql+psycopg://")}}})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        alembic.stamp()
        db.session.close()
    return app


def _fill(app: Flask, people: int) -> tuple[dict[str, str], list[str]]:
    """A round and a vote that run, and so many parties with one contact person each. Answers the proposals' numbers and the addresses."""
    with app.test_request_context(method="POST"), transaction() as work:
        password = hash_password(crowd.PASSWORD)
        network = world.network(work.session)
        world.municipality(work.session, network, is_host=True)
        parties = [world.member(work.session, network, f"Zorggroep {number}") for number in range(people)]
        contacts = [world.contact(work.session, party, f"Contact {number}") for number, party in enumerate(parties)]
        for person in contacts:
            person.password = password
        about = world.proposal(work.session, network, Stage.PRELIMINARY)
        voted_on = world.proposal(work.session, network, Stage.IN_VOTE, title="Samen aan tafel")
        world.comment_round(work.session, about, opened_at=work.now - timedelta(days=13))
        world.vote(work.session, voted_on, *parties, opened_at=work.now - timedelta(days=13))
        return {"reaction": f"/voorstellen/{about.number}/reageren", "vote": f"/voorstellen/{voted_on.number}/stemmen"}, [
            person.email for person in contacts]


def _minute(app: Flask, portal, kept, paths: dict[str, str], emails: list[str], course: Course, say) -> Report:
    notes = crowd.Notes()
    thinking = random.Random(1)
    people = [crowd.Person(number, email, portal.port, notes, lambda: thinking.uniform(0.1, 1) * course.slowest_thought)
              for number, email in enumerate(emails)]
    _at_once(lambda person: person.log_in() or notes.wrong.append(f"{person.email} was not logged in"), people)
    say(f"{len(people)} logged in")
    report, began = Report(kept.name, course.people, course.workers), time.time()
    threads = [threading.Thread(target=person.take_part, args=(paths,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        _part(notes, course, course.until_kill)
        portal.kill_a_worker()
        say(f"{time.time() - began:5.1f} s: a worker was killed, {notes.count('accepted')} accepted")
        _part(notes, course, course.until_restart)
        down = time.time()
        kept.restart(portal)
        report.down_for = round(time.time() - down, 2)
        say(f"{time.time() - began:5.1f} s: {kept.name} was down for {report.down_for} s, {notes.count('accepted')} accepted")
        _part(notes, course, course.until_ends)
        ends = _set_ends(app, course)
        say(f"{time.time() - began:5.1f} s: the ends are near, {notes.count('accepted')} accepted")
        for thread in threads:
            thread.join(max(0.1, began + course.patience - time.time()))
        report.wrong += [f"{person.email} was never told" for person, thread in zip(people, threads, strict=True) if thread.is_alive()]
    finally:
        for person in people:
            person.stopped.set()
        for thread in threads:
            thread.join()
    report.seconds = round(time.time() - began, 1)
    return _told(report, notes, ends, began)


def _at_once(do, people, together: int = 8) -> None:
    """So many at a time, as the doors of a website are passed."""
    waiting = list(people)

    def some() -> None:
        while waiting:
            try:
                person = waiting.pop()
            except IndexError:
                return
            do(person)

    threads = [threading.Thread(target=some) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _part(notes: crowd.Notes, course: Course, seconds: float) -> None:
    """So long, and until a fair number was accepted in it."""
    began, before = time.time(), notes.count("accepted")
    wanted = max(2, course.people // 20)
    while time.time() - began < seconds or notes.count("accepted") - before < wanted:
        if time.time() - began > course.patience / 3:
            raise RuntimeError(f"nobody gets on: {notes.statuses()} {notes.wrong[:3]}")
        time.sleep(0.05)


def _set_ends(app: Flask, course: Course) -> dict[str, datetime]:
    with app.app_context():
        db.engine.dispose()  # our own connections died with the database
    with app.test_request_context(method="POST"), transaction() as work:
        for kind in (CommentRound, Vote):  # our turn first: an end that is set while others wait must lie ahead
            work.session.execute(select(kind.id).with_for_update())
        now = datetime.now(UTC)
        ends = {"reaction": now + timedelta(seconds=course.round_ends_in), "vote": now + timedelta(seconds=course.vote_ends_in)}
        work.session.execute(update(CommentRound).values(closes_at=ends["reaction"]))
        work.session.execute(update(Vote).values(closes_at=ends["vote"]))
    if datetime.now(UTC) >= min(ends.values()):
        raise RuntimeError("the ends were set when they had passed: this machine is too busy")
    return ends


def _told(report: Report, notes: crowd.Notes, ends: dict[str, datetime], began: float) -> Report:
    """What people saw."""
    report.acts, report.ends = notes.acts, ends  # type: ignore[attr-defined]
    report.wrong += notes.wrong
    kinds = [("reaction", False), ("vote", False)]
    report.accepted = {kind: sum(act.outcome == "accepted" and (act.kind, act.late) == (kind, late) for act in notes.acts) for kind, late in kinds}
    report.late = sum(act.outcome == "accepted" and act.late for act in notes.acts)
    report.refused = {kind: sum(act.outcome == "refused" and act.kind == kind for act in notes.acts) for kind, _ in kinds}
    report.sent_in_time_refused = sum(act.outcome == "refused" and act.sent_at < ends[act.kind].timestamp() for act in notes.acts)
    report.sent_again = sum(max(0, act.presses - 1) for act in notes.acts)
    report.statuses = {str(status): count for status, count in sorted(notes.statuses().items())}
    report.wrong += [f"answer {status}" for status in notes.statuses() if status in (429, 500, 502)]
    report.wrong += [f"{act.words}: accepted in two places: {act.locations}" for act in notes.acts if len(act.locations) > 1]
    report.wrong += [f"{act.words}: accepted though it was sent after the end" for act in notes.acts
                     if act.outcome == "accepted" and not act.late and act.sent_at >= ends[act.kind].timestamp()]
    for what in ("log-in", "reaction page", "reaction read over", "reaction sent", "vote page", "vote read over", "vote sent", "receipt"):
        took = sorted(seconds * 1000 for _, asked, status, seconds in notes.asked if asked == what and status not in (crowd.LOST, 503))
        if took:
            report.milliseconds[what] = {"times": len(took), "p50": round(statistics.median(took)),
                                         "p95": round(took[int(len(took) * 0.95)]), "slowest": round(took[-1])}
    del began
    return report


def _held_against_rows(report: Report) -> list[str]:
    """What is wrong in the rows, given what people saw."""
    acts = {act.words: act for act in report.acts}  # type: ignore[attr-defined]
    reactions, ballots = db.session.scalars(select(Reaction)).unique().all(), db.session.scalars(select(Ballot)).all()
    report.stored = {"reaction": sum(not row.late for row in reactions), "vote": len(ballots), "late": sum(row.late for row in reactions)}
    rows = Counter([row.text for row in reactions] + [row.explanation for row in ballots])
    wrong = [f"{words}: accepted, and stored {rows[words]} times" for words, act in acts.items() if act.outcome == "accepted" and rows[words] != 1]
    wrong += [f"{words}: {act.outcome}, and stored" for words, act in acts.items() if act.outcome != "accepted" and rows[words]]
    wrong += [f"{words}: stored, and nobody sent it" for words in rows if words not in acts]
    for row in reactions:
        if row.late != (row.received_at >= row.round.closes_at):
            wrong.append(f"{row.text}: late is {row.late}, received {row.received_at}")
    end = db.session.scalars(select(Vote.closes_at)).one()
    wrong += [f"{row.explanation}: cast {row.cast_at} after the end" for row in ballots if row.cast_at >= end]
    if sorted(row.number for row in reactions) != list(range(1, len(reactions) + 1)):
        wrong.append("the numbers of reactions have holes or doubles")
    return wrong + _entries(reactions, ballots)


def _entries(reactions, ballots) -> list[str]:
    """An entry of the record, a letter and a form that was handled for each act, and no others."""
    recorded = Counter((entry.action, entry.subject_id) for entry in db.session.scalars(
        select(AuditEntry).where(AuditEntry.action.in_(("reaction:give", "vote:cast")))))
    wanted = Counter([("reaction:give", row.id) for row in reactions] + [("vote:cast", row.id) for row in ballots])
    queued = Counter(mail.key.split("|")[0] for mail in db.session.scalars(
        select(OutboxMail).where(OutboxMail.kind.in_(("rounds/receipt", "votes/receipt")))))
    due = Counter([f"rounds/receipt:{row.id}" for row in reactions] + [f"votes/receipt:{row.id}" for row in ballots])
    wrong = [f"record: {what} {count} times too many" for what, count in (recorded - wanted).items()]
    wrong += [f"record: {what} is missing" for what in wanted - recorded]
    wrong += [f"outbox: {what} {count} times too many" for what, count in (queued - due).items()]
    wrong += [f"outbox: {what} is missing" for what in due - queued]
    handled = [row.location for row in db.session.scalars(select(HandledForm))]
    if len(handled) != len(reactions) + len(ballots):
        wrong.append(f"{len(handled)} forms were handled for {len(reactions)} reactions and {len(ballots)} votes")
    return wrong


def _wait_for_letters(app: Flask, seconds: float = 60) -> None:
    """Until nothing waits but what a killed worker had in its hands, which another takes over after ten minutes."""
    began, last = time.time(), -1
    while time.time() - began < seconds:
        with app.app_context():
            waiting = len(db.session.scalars(select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING)).all())
            taken = len(db.session.scalars(select(OutboxMail.id).where(OutboxMail.state == MailState.TAKEN)).all())
            db.session.rollback()
        if not waiting and taken in (0, last):
            return
        last = taken
        time.sleep(2.5 if taken else 0.2)


def _letters(report: Report, mailbox: machines.Mailbox) -> list[str]:
    rows = {mail.id: mail for mail in db.session.scalars(select(OutboxMail))}
    came = {int(name.split("@")[0].removeprefix("<outbox-")): count for name, count in mailbox.letters.items()}
    report.letters = {"queued": len(rows), "came": len(came), "twice": sum(count > 1 for count in came.values()),
                      "in the hands of who died": sum(mail.state == MailState.TAKEN for mail in rows.values())}
    wrong = [f"letter {number} came, and is in no outbox" for number in came if number not in rows]
    wrong += [f"letter {number} came {count} times" for number, count in came.items() if count > 1 and rows[number].attempts < 2]
    wrong += [f"letter {number} is sent, and never came" for number, mail in rows.items() if mail.state == MailState.SENT and number not in came]
    return wrong + [f"letter {number} still waits" for number, mail in rows.items() if mail.state not in (MailState.SENT, MailState.TAKEN)]


def as_text(report: Report) -> str:
    lines = [f"{report.database}: {report.people} people, {report.workers} workers, {report.seconds} s, down for {report.down_for} s",
             f"  accepted {report.accepted}, late {report.late}; refused {report.refused}, of which sent before the end {report.sent_in_time_refused}",
             f"  stored {report.stored}; sent again {report.sent_again} times; answers {report.statuses}; letters {report.letters}"]
    lines += [f"  {what:20} {took['times']:>5} times, p50 {took['p50']:>6} ms, p95 {took['p95']:>6} ms, slowest {took['slowest']:>6} ms"
              for what, took in report.milliseconds.items()]
    return "\n".join([*lines, *(f"  WRONG {words}" for words in report.wrong[:40])] + ([] if report.wrong else ["  nothing wrong"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--out")
    options = parser.parse_args()
    if options.database != "sqlite" and not machines.binaries():
        sys.exit("PostgreSQL's own programs are needed: .ci/install postgresql")
    chosen = [kind for kind in (machines.SQLite, machines.PostgreSQL) if options.database in ("both", kind.name.lower())]
    reports = []
    for kind in chosen:
        reports.append(run(kind, Course.of(options.people, options.seconds, options.workers), say=lambda words: print(words, flush=True)))
        print(as_text(reports[-1]), flush=True)
    if options.out:
        Path(options.out).write_text(json.dumps([asdict(report) for report in reports], indent=1))
    sys.exit(1 if any(report.wrong for report in reports) else 0)


if __name__ == "__main__":
    os.environ.pop("TEST_DATABASE_URL", None)
    main()
