"""Figures for Prometheus: what was answered and how fast, what waits. No page, person or content is named in them.

Several workers write to files in PROMETHEUS_MULTIPROC_DIR, which is emptied before the portal starts; the sum is read from there.
"""

import os
from time import perf_counter

from flask import Flask, Response, current_app, g, request
from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from portal.audit.sealing import waiting
from portal.core import clock, scanner
from portal.core.database import db
from portal.core.documents import DocumentCheck, Outcome
from portal.core.keeping import Answered
from portal.hosting.backup import last_backup
from portal.notifications.models import MailState, OutboxMail

ANSWERS = Counter("portal_answers", "Answers, by endpoint and status.", ["endpoint", "method", "status"])
SECONDS = Histogram("portal_answer_seconds", "Seconds that answers took.", ["method"],
                    buckets=(.005, .01, .025, .05, .1, .2, .3, .5, 1, 2.5, 5, 10))


def init(app: Flask) -> None:
    """Counting costs a little: it is done where somebody reads it."""
    if app.config["METRICS_TOKEN"]:
        app.after_request(_count)
        app.keeper.watchers.append(_count_kept)  # type: ignore[attr-defined]


def _count_kept(answered: Answered) -> None:
    ANSWERS.labels(answered.endpoint, answered.method, answered.status).inc()
    SECONDS.labels(answered.method).observe(answered.seconds)


def _count(response: Response) -> Response:
    ANSWERS.labels(request.endpoint or "none", request.method, response.status_code).inc()
    SECONDS.labels(request.method).observe(perf_counter() - g.get("request_began", perf_counter()))
    return response


def written() -> bytes:
    """Everything in the form that Prometheus reads."""
    answered = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(answered)  # type: ignore[no-untyped-call]
    return generate_latest(answered if os.environ.get("PROMETHEUS_MULTIPROC_DIR") else OWN) + generate_latest(_now())


def _now() -> CollectorRegistry:
    """What stands in the database at this moment: the same whichever worker is asked."""
    figures = CollectorRegistry()
    letters = Gauge("portal_letters", "Letters in the outbox, by state.", ["state"], registry=figures)
    rows = db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    counted: dict[MailState, int] = {state: count for state, count in rows}  # noqa: C416 - a row is no pair to dict()
    for state in MailState:
        letters.labels(state.value).set(counted.get(state, 0))
    oldest = db.session.scalar(select(func.min(OutboxMail.queued_at)).where(OutboxMail.state == MailState.WAITING))
    Gauge("portal_oldest_letter_seconds", "How long the oldest waiting letter waits.", registry=figures).set(
        (clock.now() - oldest).total_seconds() if oldest else 0)
    if scanner.is_set():
        Gauge("portal_scanner_up", "1 when the virus scanner answers.", registry=figures).set(scanner.answers())
    outcomes = db.session.execute(select(DocumentCheck.outcome, func.count()).group_by(DocumentCheck.outcome))
    checked: dict[Outcome, int] = {outcome: count for outcome, count in outcomes}  # noqa: C416 - a row is no pair to dict()
    files = Gauge("portal_files", "Files that wait for the virus scanner, and that are kept apart.", ["state"], registry=figures)
    for outcome in (Outcome.WAITING, Outcome.INFECTED):
        files.labels(outcome.value).set(checked.get(outcome, 0))
    Gauge("portal_unsealed_entries", "Entries of the record that no seal covers yet.", registry=figures).set(waiting(db.session))
    if copied := last_backup():
        Gauge("portal_last_backup_seconds", "How long ago the last whole backup was made here.", registry=figures).set(
            (clock.now() - copied).total_seconds())
    Gauge("portal_version", "Always 1.", ["version"], registry=figures).labels(current_app.config["VERSION"]).set(1)
    return figures
