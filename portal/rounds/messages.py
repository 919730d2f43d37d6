"""Words about rounds and reactions, and the letters: to all members at one moment, and to who reacted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.contributions.models import Draft
from portal.contributions.queries import public_name
from portal.contributions.rules import CONFIRM_WITHIN
from portal.core.calendar import AMSTERDAM, Deadline, local_day
from portal.core.language import explain, gettext, listing, long_day, say
from portal.core.web import address
from portal.networks.rules import anchor
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal
from portal.rounds.models import Answer, CommentRound, Extension, Reaction, ReactionReply, Rejoinder
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState, initials

SENTENCES = {
    "Position.for": _l("For"),
    "Position.amend": _l("For, with a change"),
    "Position.against": _l("Against"),
    "Position.question": _l("Question"),
    "ReactionState.new": _l("Waits for the secretary"),
    "ReactionState.published": _l("On the site"),
    "ReactionState.withheld": _l("Not on the site"),
    "Adopted.yes": _l("Taken over"),
    "Adopted.partly": _l("Partly taken over"),
    "Adopted.no": _l("Not taken over"),
    "RoundPhase.planned": _l("Comment round planned"),
    "RoundPhase.open": _l("Comment round open"),
    "RoundPhase.closed": _l("Comment round closed"),
    "Reading.publish": _l("Yes, with the text below"),
    "Reading.withhold": _l("No, this reaction stays off the site"),
    # What happened, on the timeline, on the front page and in the feed.
    "round:open": _l("Comment round opened. Everyone can react through %(closes_at)s."),
    "round:extended": _l("Comment round extended. Everyone can now react through %(closes_at)s."),
    "round:reopened": _l("Comment round open again after an outage. Everyone can now react through %(closes_at)s."),
    "round:answered": _l("The reactions have an answer. Taken over: %(yes)s, partly: %(partly)s, not: %(no)s."),
    "reaction:found": _l("%(name)s on: %(title)s"),
    # In letters.
    "round:until": _l("Everyone can react through %(closes_at)s."),
    "reaction:received": _l("It came in on %(received_at)s."),
    # Why a verb refuses.
    "round:closed": _l("The comment round closed on %(closes_at)s. Your reaction was not sent. What you typed is kept on "
                       "this page."),
    "round:planned": _l("The comment round has not begun yet."),
    "round:still-open": _l("The comment round is open through %(closes_at)s."),
    "round:proposal-ended": _l("This proposal has ended: reactions are no longer possible."),
    "round:other-stage": _l("A comment round belongs to another stage of the proposal: %(stage)s."),
    "round:held-before": _l("This text already had its comment round. A changed text can have a new one."),
    "round:other-day": _l("A day began since you opened this page. The last moment is now %(closes_at)s."),
    "round:not-later": _l("Choose a day after the present last day: the round runs through %(closes_at)s."),
    "round:too-long": _l("A comment round takes a year at most. Choose an earlier day."),
    "round:answers-missing": _l("Reactions without an answer: %(count)s."),
    "round:reminded-today": _l("The parties had a reminder today. That is possible once a day."),
    "round:all-reacted": _l("All parties reacted: there is nobody to remind."),
    "outage:ends-before": _l("The end comes before the begin. Fill in a later moment."),
    "outage:not-over": _l("The end lies ahead. State the outage when it is over."),
    "outage:stated": _l("This outage, or a part of it, was stated already."),
    "Remedy.longer": _l("Gets more time"),
    "Remedy.reopened": _l("Opens again, for everyone to see"),
    "Remedy.closed_since": _l("Stays closed: it ran on after the outage, or its proposal went on"),
    "Remedy.counted": _l("Stays closed: everyone can read the outcome. Weigh the outage in the reasons of the choice"),
    "reaction:withdrawn": _l("This reaction was withdrawn."),
    "reaction:not-confirmed": _l("Confirm your address first, with the link in the letter."),
    "reply:not-possible": _l("This reaction is not on the site any more. You cannot reply to it."),
    "reply:too-late": _l("You confirmed too late: the comment round closed on %(closes_at)s. Your reply does not come on the site."),
    "reaction:not-late": _l("The comment round is still open: you are in time. Open the form again."),
    "reaction:unknown-part": _l("Choose what your reaction is about."),
    "reaction:ground-missing": _l("Choose why a part is confidential."),
    "reaction:wants-no-name": _l("The sender does not want this reaction on the site."),
    "reaction:reason-missing": _l("Give the reason. The sender reads it."),
    "answer:none-chosen": _l("Tick the reactions first."),
    "rejoinder:no-answer": _l("Your reaction has no answer yet. You can say what you think of it once there is one."),
    "rejoinder:given": _l("You said already what you think of the answer. That is possible once."),
    "answer:published": _l("This answer is public. It can no longer be changed."),
}

CHIPS = {Position.FOR: "for", Position.AMEND: "amend", Position.AGAINST: "against", Position.QUESTION: ""}


def path_of(proposal: Proposal) -> str:
    """The proposal's public page."""
    return f"/voorstellen/{proposal.number}"


def _about_round(round_: CommentRound) -> dict[str, Any]:
    """What a letter to everyone says of a round; the term is explained in the language of its reader."""
    proposal = round_.proposal
    return {"number": proposal.number, "title": proposal.title,
            "link": address("publication.proposal", number=proposal.number),
            "closes_at": round_.closes_at, "last_day": round_.last_day, "published_on": round_.published_on,
            "days": round_.days, "skipped": round_.deadline.skipped}


def explain_term(published_on: date, days: int, last_day: date, skipped: Sequence[Sequence[Any]]) -> str:
    """The sentence that explains a term out of a letter's data."""
    return explain(Deadline(published_on, days, last_day, tuple((day, code) for day, code in skipped)))


def opened(round_: CommentRound, to: list[Recipient]) -> list[Letter]:
    """To every contact person of every member at the same moment (IN 5.6)."""
    data = {"summary": round_.proposal.summary} | _about_round(round_)
    return [Letter("rounds/opened", f"rounds/opened:{round_.id}", person.email, person.name, data=data) for person in to]


def extended(round_: CommentRound, extension: Extension, to: list[Recipient]) -> list[Letter]:
    """To everyone who was told of the round: more time, or open again after an outage; and why."""
    data = {"reason": extension.reason, "reopened": extension.reopened} | _about_round(round_)
    event = f"rounds/extended:{extension.id}"
    return [Letter("rounds/extended", event, person.email, person.name, data=data) for person in to]


def receipt(reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender, at once: what came in and when, and the link that shows the answer later."""
    data = {"received_at": reaction.received_at, "late": reaction.late, "position": reaction.position}
    return _to_sender("rounds/receipt", f"{reaction.id}", reaction, proposal, to, data)


def reminder(round_: CommentRound, to: list[Recipient], which: str) -> list[Letter]:
    """To parties that did not react: until when they can. `which` tells reminders of one round apart."""
    event = f"rounds/reminder:{round_.id}:{which}"
    return [Letter("rounds/reminder", event, person.email, person.name, data=_about_round(round_)) for person in to]


def draft_lies(draft: Draft, round_: CommentRound, email: str, which: str) -> Letter:
    """To who began a draft that was not sent."""
    data = _about_round(round_) | {"saved_at": draft.saved_at, "link": f"{current_app.config['PUBLIC_URL']}{draft.path}"}
    return Letter("rounds/draft", f"rounds/draft:{draft.id}:{which}", email, draft.person_name, data=data)


def changed(reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender: the reaction says something else now; the secretary reads it anew."""
    return _to_sender("rounds/changed", f"{reaction.id}:{reaction.version}", reaction, proposal, to, {})


def withdrawn(reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender: the reaction was taken back."""
    return _to_sender("rounds/withdrawn", f"{reaction.id}", reaction, proposal, to, {})


def withheld(reaction: Reaction, proposal: Proposal, to: list[Recipient], now: datetime) -> list[Letter]:
    """To the sender: why the reaction stays off the site."""
    return _to_sender("rounds/withheld", f"{reaction.id}:{now.isoformat()}", reaction, proposal, to,
                      {"reason": reaction.withheld_reason})


def answered(answer: Answer, reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender: what was done with the reaction and why (ZL 5.5, 7.7)."""
    return _to_sender("rounds/answered", f"{reaction.id}", reaction, proposal, to,
                      {"adopted": answer.adopted, "answer": answer.text})


def confirm_reply(reply: ReactionReply, proposal: Proposal) -> list[Letter]:
    """To who replied without an account: only who reads this letter can go on."""
    return [Letter("contributions/confirm", f"contributions/confirm:reply:{reply.id}", reply.sender_email, reply.sender_name,
                   data={"title": proposal.title, "link": address("rounds.follow_reply", reply_key=reply.follow_key),
                         "confirm_until": reply.received_at + CONFIRM_WITHIN})]


def reply_read(reply: ReactionReply, proposal: Proposal, to: list[Recipient], now: datetime) -> list[Letter]:
    """To who replied: it is on the site, or why not."""
    data = {"title": proposal.title, "state": reply.state, "reason": reply.withheld_reason,
            "link": address("rounds.follow_reply", reply_key=reply.follow_key)}
    return [Letter("rounds/reply_read", f"rounds/reply_read:{reply.id}:{now.isoformat()}", person.email, person.name, data=data)
            for person in to]


def replied(reply: ReactionReply, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To who sent the reaction, once: somebody replied. What it says stands on the site, where it can be hidden again."""
    reaction = reply.reaction
    return _to_sender("rounds/replied", f"{reply.id}", reaction, proposal, to,
                      {"link": address("publication.reaction", reaction_id=reaction.id)})


def text_hidden(said: ReactionReply | Rejoinder, to: list[Recipient]) -> list[Letter]:
    """To who said it: it is no longer on the site, why, and that it is kept."""
    link = (address("rounds.follow_reply", reply_key=said.follow_key) if isinstance(said, ReactionReply)
            else address("rounds.follow", key=said.reaction.follow_key))
    event = f"contributions/hidden:{said.__tablename__}:{said.id}:{said.version}"
    data = {"ground": said.hidden_ground, "note": said.hidden_note, "link": link}
    return [Letter("contributions/hidden", event, person.email, person.name, data=data) for person in to]


def _to_sender(kind: str, event: str, reaction: Reaction, proposal: Proposal, to: list[Recipient], data: dict[str, Any]
               ) -> list[Letter]:
    known = {"number": reaction.number, "proposal": proposal.number, "title": proposal.title,
             "link": address("rounds.follow", key=reaction.follow_key)}
    return [Letter(kind, f"{kind}:{event}", person.email, person.name, data=known | data) for person in to]


def about(labels: Sequence[str]) -> str:
    """'Over artikel 4.3.1 en 4.3.2', 'Over het hele voorstel'."""
    parts = [label for label in labels if label != WHOLE]
    if not parts:
        return gettext("About the whole proposal")
    if len(parts) < len(labels):
        return gettext("About the whole proposal, and article %(labels)s in particular", labels=listing(parts))
    return gettext("About article %(labels)s", labels=listing(parts))


@dataclass(frozen=True, slots=True)
class ReactionRow:
    """What a reaction shows in words, besides its text."""

    name: str
    initials: str
    kind: str
    when: Markup
    chip: str
    position: str
    about: str


class ReactionWords:
    """The words that many reactions on one page share, looked up once a page: rows must be cheap to make."""

    def __init__(self, sizes: Mapping[int, StrEnum] | None = None, path: str = "") -> None:
        """`sizes`: party id → size class, for pages that show it. `path`: the page with the text, where it is another one."""
        self._path = path
        self._sizes = sizes or {}
        self._about: dict[tuple[str, ...], str] = {}
        self._kinds: dict[StrEnum | None, str] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._moment = gettext("%(day)s, %(time)s")
        self.positions = {position: (CHIPS[position], say(position)) for position in Position}
        self.answers = {adopted: gettext("Answer of the table: %(adopted)s", adopted=say(adopted).lower())
                        for adopted in Adopted}
        self.late, self.new = gettext("Came in too late"), ReactionState.NEW
        self.withheld = gettext("A part of this reaction is not public")
        self.rejoinder = gettext("What the sender says of the answer")
        self.withdrawn = gettext("The sender withdrew this reaction.")
        self.changed, self.published = gettext("changed by the sender"), ReactionState.PUBLISHED
        self.reply_here = gettext("Reply to this reaction")
        self.take_off, self.put_back = gettext("Take off the site"), gettext("Put back on the site")
        self.take_off_rejoinder = gettext("Take off the site what the sender says of the answer")
        self.put_back_rejoinder = gettext("Put back on the site what the sender says of the answer")
        self.party, self.other = gettext("Party"), gettext("Resident or other")
        self._others = {publish_as: self.other if publish_as == PublishAs.NAME
                        else gettext("Resident or other, name not shown on request") for publish_as in PublishAs}

    def row(self, reaction: Reaction) -> ReactionRow:
        name = self.name(reaction)
        chip, position = self.positions[reaction.position]
        return ReactionRow(name, initials(name), self.kind(reaction), self.when(reaction.received_at), chip, position,
                           self.about(reaction.labels))

    def name(self, reaction: Reaction) -> str:
        if reaction.party_id is not None:
            return public_name(reaction)
        key = (reaction.publish_as, reaction.sender_name, reaction.sender_place)
        if key not in self._names:
            self._names[key] = public_name(reaction)
        return self._names[key]

    def shown(self, said: Reaction | ReactionReply | Rejoinder) -> str:
        """Its text for the site, as plain text; of what was taken off it that it was, and why."""
        if said.hidden_at is None or said.hidden_ground is None:
            return said.public_text
        return gettext("Taken off the site on %(day)s, because %(ground)s.", day=long_day(local_day(said.hidden_at)), ground=say(said.hidden_ground))

    def reply(self, reply: ReactionReply) -> tuple[str, str]:
        """Who replied, and whether that is a party."""
        return public_name(reply), self.party if reply.party_id is not None else self._others[reply.publish_as]

    def when(self, instant: datetime) -> Markup:
        """As the filter `moment` writes it; its words were looked up."""
        local = instant.astimezone(AMSTERDAM)
        written = self._moment % {"day": long_day(local.date()), "time": f"{local.hour}:{local.minute:02d}"}
        return Markup(f'<time datetime="{local.isoformat()}">{written}</time>')  # noqa: S704 - dates and our own words

    def kind(self, reaction: Reaction) -> str:
        """'Partij, middelgroot', or that it is somebody else."""
        if reaction.party_id is None:
            return self._others[reaction.publish_as]
        size = self._sizes.get(reaction.party_id)
        if size not in self._kinds:
            self._kinds[size] = gettext("Party, %(size)s", size=say(size).lower()) if size else self.party
        return self._kinds[size]

    def party_or_other(self, reaction: Reaction) -> str:
        return self.party if reaction.party_id is not None else self.other

    def changed_here(self, labels: list[str]) -> Markup:
        """Which articles changed because of a reaction, each leading to its place in the newest text."""
        links: list[str] = [Markup('<a href="{}#{}">{}</a>').format(self._path, anchor(label), label) for label in labels]
        return Markup(gettext("Changed because of this: article %(labels)s.")) % {"labels": Markup(listing(links))}  # noqa: S704

    def about(self, labels: list[str]) -> str:
        key = tuple(labels)
        if key not in self._about:
            self._about[key] = about(key)
        return self._about[key]
