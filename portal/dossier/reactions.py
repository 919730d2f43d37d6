"""The reactions of a round in a file: as everyone reads them, and apart from that as they were received. A batch at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session, joinedload, selectinload

from portal.contributions.models import Attachment
from portal.contributions.queries import public_name
from portal.core.access import OUTSIDER, Actor
from portal.core.language import gettext, listing, say
from portal.dossier.pages import Table, document, page, paper, record, sheets
from portal.dossier.parts import DESK, Part
from portal.publication.queries import Text
from portal.rounds.memo import Memo, memo_of
from portal.rounds.messages import ReactionWords
from portal.rounds.models import CommentRound, Reaction, ReactionReply
from portal.rounds.queries import counts, reactions_visible_to
from portal.rounds.rules import ReactionState

BATCH = 200
MOST_ON_PAPER = 300
"""Reactions that are laid out as PDF too. Laying out takes a tenth of a second and half a megabyte of memory for each, all at once: a memo
of thousands would keep a worker busy for minutes and fill it. A longer memo is the page, which an archive takes as well."""


def batches(session: Session, round_: CommentRound, actor: Actor, *options: Any) -> Iterator[list[Reaction]]:
    """The reactions that this reader may see, the first one first."""
    query = (reactions_visible_to(actor, round_).options(*options).order_by(None).order_by(Reaction.number).limit(BATCH)
             .execution_options(populate_existing=True))
    after = 0
    while found := list(session.scalars(query.where(Reaction.number > after)).unique()):
        yield found
        after = found[-1].number


def each(session: Session, round_: CommentRound, actor: Actor, *options: Any) -> Iterator[Reaction]:
    for batch in batches(session, round_, actor, *options):
        yield from batch


def public_round(session: Session, text: Text, *, is_answered: bool) -> Iterator[Part]:
    """A round as everyone reads it, with the documents, and the memo where there is one."""
    round_, number = text.round, text.version.number
    assert round_  # noqa: S101 - asked for texts with a round alone
    table = Table("reacties", gettext("Reactions on version %(number)s", number=number), _header(),
                  lambda: _rows(session, round_))
    yield Part(f"reacties-versie-{number}", table.title, [
        page("reacties", "dossier/reactions.html", title=table.title, round=round_, counts=counts(session, round_),
             reactions=lambda: each(session, round_, OUTSIDER)), *sheets(table)],
        at=round_.opened_at, about=gettext("What was said in the comment round, with the answers."))
    if is_answered:
        yield _memo(memo_of(session, round_), number)
    for reaction in each(session, round_, OUTSIDER):
        yield from (_document_part(reaction, attachment) for attachment in shown_documents(reaction))


def _memo(memo: Memo, number: int) -> Part:
    """Every reaction with what was done with it, by theme (ZL 5.5): as a page, and on paper where that is not too long."""
    title = gettext("Reaction memo on version %(number)s", number=number)
    is_short = len(memo.rows) <= MOST_ON_PAPER
    on_paper = paper("reactienota", "rounds/memo_document.html", memo=memo, proposal=memo.proposal) if is_short else []
    why = "" if is_short else gettext("There are more than %(most)s reactions. That is too long for a PDF: this page has them all and can be printed.",
                                      most=MOST_ON_PAPER)
    return Part(f"reactienota-versie-{number}", title, [page("reactienota", "dossier/memo.html", title=title, memo=memo), *on_paper],
                at=memo.published_at, about=why)


def shown_documents(reaction: Reaction) -> list[Attachment]:
    """What came with it and everyone may read."""
    if reaction.is_hidden or reaction.is_withdrawn:
        return []
    return [attachment for attachment in reaction.attachments if attachment.public_document_id and not attachment.hidden]


def _document_part(reaction: Reaction, attachment: Attachment) -> Part:
    assert attachment.public_document  # noqa: S101 - it is on the site
    return Part(f"bijlage-{attachment.id}", gettext("Document with reaction %(number)s", number=reaction.number),
                [document(attachment.public_document)], at=attachment.document.received_at, about=attachment.reason)


def _header() -> list[str]:
    return [gettext("Number"), gettext("Received"), gettext("From"), gettext("Who"), gettext("Position"), gettext("About"),
            gettext("Came in too late"), gettext("Withdrawn"), gettext("Reaction"), gettext("Done with it"), gettext("Answer"),
            gettext("Changed articles"), gettext("What the sender says of it"), gettext("Replies")]


def _rows(session: Session, round_: CommentRound) -> Iterator[list[Any]]:
    words = ReactionWords()
    for reaction in each(session, round_, OUTSIDER):
        answer = reaction.answer if reaction.answer and reaction.answer.published_at and not reaction.is_withdrawn else None
        rejoinder = reaction.rejoinder if reaction.rejoinder and reaction.rejoinder.state == ReactionState.PUBLISHED else None
        yield [reaction.number, reaction.received_at, words.name(reaction), words.party_or_other(reaction), say(reaction.position),
               words.about(reaction.labels), reaction.late, reaction.is_withdrawn, words.shown(reaction),
               say(answer.adopted) if answer else "", answer.text if answer else "",
               listing(answer.changed) if answer and answer.changed else "", words.shown(rejoinder) if rejoinder else "",
               [f"{words.reply(reply)[0]}: {words.shown(reply)}" for reply in published_replies(reaction)]]


def published_replies(reaction: Reaction) -> list[ReactionReply]:
    return [reply for reply in reaction.replies if reply.state == ReactionState.PUBLISHED and not reply.awaits_address]


# What is not for everyone

def received_round(session: Session, text: Text) -> Iterator[Part]:
    """Every reaction as it was received, also what was withheld, with who sent it, what it said before, and documents."""
    round_, number = text.round, text.version.number
    assert round_  # noqa: S101 - asked for texts with a round alone
    title = gettext("Reactions on version %(number)s, as they were received", number=number)
    tables = [
        Table("ontvangen-reacties", gettext("Reactions"), _received_header(), lambda: _received(session, round_)),
        Table("eerdere-teksten", gettext("What reactions said before"), [gettext("Reaction"), gettext("Number"), gettext("Moment"), gettext("Position"), gettext("Text")],
              lambda: ([r.number, e.number, e.written_at, e.position, e.text] for r in _whole(session, round_) for e in r.earlier)),
        Table("weerwoorden", gettext("What senders say of the answers"), _said_header(),
              lambda: ([r.number, r.rejoinder.received_at, "", "", *_said(r.rejoinder)] for r in _whole(session, round_) if r.rejoinder)),
        Table("reacties-op-reacties", gettext("Replies"), _said_header(),
              lambda: ([r.number, s.received_at, public_name(s), s.sender_email, *_said(s)] for r in _whole(session, round_) for s in r.replies)),
    ]
    yield Part(f"reacties-versie-{number}-ontvangen", title, record("ontvangst", title, tables=tables), at=round_.opened_at)
    for reaction in _whole(session, round_):
        yield from (received_document(attachment, gettext("Document with reaction %(number)s, as it was received", number=reaction.number))
                    for attachment in reaction.attachments if is_apart(attachment))


def _whole(session: Session, round_: CommentRound) -> Iterator[Reaction]:
    return each(session, round_, DESK, selectinload(Reaction.earlier), joinedload(Reaction.theme))


def is_apart(attachment: Attachment) -> bool:
    """What was sent is not what everyone may read."""
    return attachment.hidden or attachment.public_document_id != attachment.document_id


def received_document(attachment: Attachment, title: str) -> Part:
    return Part(f"bijlage-{attachment.id}-ontvangen", title, [document(attachment.document)], at=attachment.document.received_at,
                about=attachment.reason)


def _received_header() -> list[str]:
    return [gettext("Number"), gettext("Received"), gettext("From"), gettext("Name"), gettext("Place"), gettext("E-mail address"),
            gettext("How to show the sender"), gettext("State"), gettext("Why it stays off the site"), gettext("Text"),
            gettext("Confidential part"), gettext("Why it is confidential"), gettext("Withdrawn"), gettext("Taken off the site"),
            gettext("Note"), gettext("Theme"), gettext("Answer"), gettext("Answer public since")]


def _received(session: Session, round_: CommentRound) -> Iterator[list[Any]]:
    for r in _whole(session, round_):
        yield [r.number, r.received_at, r.party.name if r.party else "", r.sender_name, r.sender_place, r.sender_email,
               "" if r.party_id else r.publish_as, r.state, r.withheld_reason, r.text,
               r.confidential.text if r.confidential else "", r.confidential.ground if r.confidential else "", r.withdrawn_at,
               r.hidden_at, r.hidden_note, r.theme.title if r.theme else "", r.answer.text if r.answer else "",
               r.answer.published_at if r.answer else None]


def _said_header() -> list[str]:
    return [gettext("Reaction"), gettext("Received"), gettext("From"), gettext("E-mail address"), gettext("State"), gettext("Why it stays off the site"),
            gettext("Text"), gettext("Taken off the site"), gettext("Note")]


def _said(said: Any) -> list[Any]:
    return [said.state, said.withheld_reason, said.text, said.hidden_at, said.hidden_note]
