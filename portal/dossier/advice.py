"""The file of a question for advice: the question, the advice, what the municipality did with it, and the papers (IN 7.1)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.advice.messages import adviser_name, ratio_of
from portal.advice.models import AdviceRequest, Advised
from portal.advice.queries import request_by_slug
from portal.core.calendar import local_day
from portal.core.language import gettext, say
from portal.dossier.news import course, events_of
from portal.dossier.pages import document, record
from portal.dossier.parts import Card, Event, Fact, Part, Subject, register
from portal.dossier.retention import Closure
from portal.dossier.talks import about_points, internal_talks, public_talks
from portal.dossier.trail import About, as_of, record_part
from portal.meetings.advice_queries import points_of
from portal.meetings.models import AgendaItem
from portal.networks.models import Network


def advised_facts(advised: Advised) -> list[tuple[str, Any]]:
    """What the advice came down to, and how many were for and against."""
    return [(gettext("What the advice comes down to"), advised.outcome), (gettext("Show of hands"), ratio_of(advised)),
            (gettext("Advice given"), advised.advised_at and local_day(advised.advised_at))]


def advised_texts(advised: Advised) -> list[tuple[str, str]]:
    return [(gettext("The advice"), advised.advice), (gettext("What does a minority think?"), advised.minority)]


def advice_parts(request: AdviceRequest) -> Iterator[Part]:
    """A question with all that came of it, and its papers: everyone reads it from the moment that it is asked."""
    title = gettext("Advice %(number)s: %(title)s", number=request.slug, title=request.subject)
    facts = [
        (gettext("State"), say(request.state)), (gettext("Asked of"), adviser_name(request)), (gettext("Asked on"), local_day(request.asked_at)),
        (gettext("Wished by"), request.wish_on), (gettext("Agreement"), request.agreement.title if request.agreement else gettext("Still to be made")),
        (gettext("Articles"), list(request.articles)), (gettext("Proposal"), request.proposal.number if request.proposal else ""),
        *advised_facts(request), (gettext("What the municipality did with it"), request.followed),
        (gettext("Said on"), request.responded_at and local_day(request.responded_at)),
        (gettext("Taken back on"), request.withdrawn_at and local_day(request.withdrawn_at))]
    texts = [(gettext("The question of the municipality"), request.question), (gettext("Background"), request.background), *advised_texts(request),
             (gettext("What does the municipality do with it?"), request.response), (gettext("Why it was taken back"), request.withdraw_reason)]
    yield Part(f"advies-{request.slug}", title, record("advies", title, facts=facts, texts=texts), at=request.asked_at)
    for paper in request.papers:
        yield Part(f"advies-{request.slug}-stuk-{paper.id}", gettext("With advice %(number)s: %(name)s", number=request.slug, name=paper.document.file_name),
                   [document(paper.document)], at=paper.document.received_at)


def advice_of(session: Session, network: Network, ids: Select[int]) -> Iterator[Part]:
    """The same of these questions, the first one first."""
    for slug in session.scalars(select(AdviceRequest.slug).where(AdviceRequest.id.in_(ids)).order_by(AdviceRequest.id)).all():
        if request := request_by_slug(session, network, slug):
            yield from advice_parts(request)


class AdviceFile(Subject):
    """Everything about one question for advice."""

    kind = "advies"

    def __init__(self, session: Session, request: AdviceRequest, now: datetime) -> None:
        self.request = request
        ended_at = request.responded_at or request.withdrawn_at
        facts = [Fact(gettext("State"), say(request.state)), Fact(gettext("Asked of"), adviser_name(request))]
        title = gettext("Advice %(number)s: %(title)s", number=request.slug, title=request.subject)
        super().__init__(session, Card(self.kind, request.slug, title, request, request.network, request.path, local_day(request.asked_at),
                                       local_day(ended_at) if ended_at else None, facts), now)

    @property
    def is_public(self) -> bool:
        return True

    @property
    def closure(self) -> Closure | None:
        if self.request.withdrawn_at:
            return Closure.ADVICE_WITHDRAWN
        return Closure.ADVICE_GIVEN if self.request.responded_at else None

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.request.asked_at, self._about if complete else None)

    def events(self) -> list[Event]:
        return events_of(self.session, self.card)

    @property
    def _points(self) -> Select[int]:
        return select(AgendaItem.id).where(AgendaItem.advice_id == self.request.id)

    def public_parts(self) -> Iterator[Part]:
        yield from advice_parts(self.request)
        yield course(self.session, self.card)
        slugs = dict.fromkeys(point.meeting.slug for point in reversed(points_of(self.session, self.request)))
        yield from public_talks(self.session, self.card.network, slugs, self._points, self.now)

    def confidential_parts(self) -> Iterator[Part]:
        yield from internal_talks(self.session, self._points)
        yield record_part(self.session, self._about)

    @property
    def _about(self) -> About:
        return {"advice_request": [self.request.id], **about_points(self._points)}


def find(session: Session, network: Network, reference: str, now: datetime) -> AdviceFile | None:
    """By the number in its address: '2026-3'."""
    request = request_by_slug(session, network, reference)
    return AdviceFile(session, request, now) if request else None


register(AdviceFile, find)
