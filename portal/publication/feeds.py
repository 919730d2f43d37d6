"""Atom feeds: everything, one subject, one proposal, the meetings, and the rounds that are open now.

Only what everyone may see. Ids are tag URIs: they outlive addresses, and the same news has the same id in every feed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, make_response, render_template, request
from sqlalchemy import Select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import OUTSIDER, public
from portal.core.calendar import start_of_day
from portal.core.database import db
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.networks.models import Network, Publication
from portal.networks.queries import current_network
from portal.notifications.rules import Topic
from portal.proposals.queries import by_number
from portal.publication import queries
from portal.publication.follow_views import asked_subject
from portal.publication.messages import sentence
from portal.publication.topics import everything, published_about, subject_of
from portal.rounds.models import CommentRound
from portal.rounds.queries import open_rounds

BEGIN = date(2026, 1, 1)
"""When a feed without entries was last changed."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, whatever somebody typed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed."""

    id: str
    title: str
    text: str
    path: str
    published: datetime
    updated: datetime


def add_to(bp: Blueprint) -> None:
    """The feeds belong to the public site's blueprint."""
    bp.add_url_rule("/atom.xml", view_func=feed)
    bp.add_url_rule("/voorstellen/<string:number>/atom.xml", view_func=proposal_feed)
    bp.add_url_rule("/bijeenkomsten/atom.xml", view_func=meetings_feed)
    bp.add_url_rule("/reactierondes/atom.xml", view_func=rounds_feed)
    bp.add_url_rule("/pilots/atom.xml", view_func=pilots_feed)
    bp.add_url_rule("/pilots/<string:number>/atom.xml", view_func=pilot_feed)


@public
@may_be_kept(*Topic)
def feed() -> BaseResponse:
    """What was made known last in the network, or about one thing: ?tafel=jeugd, ?wet=wmo2015, ?overeenkomst=begeleiding."""
    network = current_network(db.session)
    subject = asked_subject(network) or everything()
    name = f"{network.slug}/{subject.topic.value}/{subject.name}" if subject.name else network.slug
    title = subject.title if subject.name else gettext("What is published")
    return _answer(_news(db.session, published_about(network, subject)), name, title, subject.path)


@public
@may_be_kept()
def proposal_feed(number: str) -> BaseResponse:
    """What was made known about one proposal: only of what everyone may see."""
    network = current_network(db.session)
    found = by_number(db.session, network, number, OUTSIDER) or abort(404)
    title = gettext("Proposal %(number)s: %(title)s", number=found.number, title=found.title)
    rows = queries.publications_of(db.session, found)[: queries.FEED]
    return _answer([_entry(row) for row in rows], f"{network.slug}/voorstellen/{found.number}", title, found.path)


@public
@may_be_kept(*Topic)
def meetings_feed() -> BaseResponse:
    """Meetings that were called, changed, and whose minutes were adopted; of one table with ?tafel=jeugd."""
    network = current_network(db.session)
    subject = asked_subject(network) or everything()
    about = published_about(network, subject).where(Publication.kind.startswith("meeting:"))
    name = f"{network.slug}/bijeenkomsten/{subject.name}".rstrip("/")
    title = gettext("Meetings: %(title)s", title=subject.title) if subject.name else gettext("Meetings")
    return _answer(_news(db.session, about), name, title, "/bijeenkomsten")


@public
@may_be_kept()
def rounds_feed() -> BaseResponse:
    """The comment rounds that are open now, the newest first; one that closes leaves the feed."""
    session = db.session
    network = current_network(session)
    rounds = queries.with_extensions(session, CommentRound, open_rounds(session, network, clock.now()))
    entries = sorted((_open(network, row) for row in rounds), key=lambda entry: entry.published, reverse=True)
    return _answer(entries, f"{network.slug}/reactierondes", gettext("Comment rounds that are open now"), "/reactierondes")


@public
@may_be_kept()
def pilots_feed() -> BaseResponse:
    """What was made known of pilots: proposed, consents, signing up, more time, results."""
    network = current_network(db.session)
    about = published_about(network, everything()).where(Publication.kind.between("pilot:", "pilot;"))
    return _answer(_news(db.session, about), f"{network.slug}/pilots", gettext("Pilots"), "/pilots")


@public
def pilot_feed(number: str) -> BaseResponse:
    """What was made known about one pilot, and about the proposal that came of it."""
    network = current_network(db.session)
    subject = subject_of(db.session, network, Topic.PILOT, number) or abort(404)
    return _answer(_news(db.session, published_about(network, subject)), f"{network.slug}/pilots/{subject.name}", subject.title, subject.path)


def _news(session: Session, about: Select[Publication]) -> list[Entry]:
    return [_entry(row) for row in session.scalars(about.order_by(Publication.id.desc()).limit(queries.FEED))]


def _entry(row: Publication) -> Entry:
    said = sentence(row)
    text = f"{said} {gettext('Why:')} {row.reason}" if row.reason else said
    return Entry(f"{_authority()}:publicatie/{row.id}", f"{row.title}: {said}", text, row.path, row.published_at, row.published_at)


def _open(network: Network, row: CommentRound) -> Entry:
    updated = max([row.opened_at, *(extension.extended_at for extension in row.extensions)])
    until = say("open:round", closes_at=row.closes_at)
    return Entry(f"{_authority()}:{network.slug}/ronde/{row.id}", row.proposal.title, f"{until} {row.proposal.summary}",
                 row.proposal.path, row.opened_at, updated)


def _authority() -> str:
    return f"tag:{urlsplit(current_app.config['PUBLIC_URL']).hostname},2026"


def _answer(entries: list[Entry], name: str, title: str, page: str) -> BaseResponse:
    """An Atom document, answered with 304 to who has it already."""
    updated = max((entry.updated for entry in entries), default=start_of_day(BEGIN))
    body = render_template("publication/feed.xml", entries=entries, feed_id=f"{_authority()}:{name}", title=title,
                           base=current_app.config["PUBLIC_URL"].rstrip("/"), page=page, updated=updated)
    response = make_response(_NO_XML.sub("", body))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.vary.add("Cookie")  # the language of the sentences
    if entries:
        response.last_modified = updated
    response.add_etag()
    return response.make_conditional(request)
