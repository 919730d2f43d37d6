"""Words about rounds and reactions, and the letters: to all members at one moment, and to who reacted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.contributions.queries import public_name
from portal.core.calendar import AMSTERDAM, Deadline
from portal.core.language import explain, gettext, listing, long_day, say
from portal.core.web import address
from portal.networks.rules import anchor
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal
from portal.rounds.models import Answer, CommentRound, Extension, Reaction
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState, initials

SENTENCES = {
    "Position.for": _l("For"),
    "Position.amend": _l("For, with a change"),
    "Position.against": _l("Against"),
    "Position.none": _l("No position"),
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

CHIPS = {Position.FOR: "for", Position.AMEND: "amend", Position.AGAINST: "against", Position.NONE: ""}


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
    """To everyone who was told of the round: more time, and why."""
    data = {"reason": extension.reason} | _about_round(round_)
    event = f"rounds/extended:{extension.id}"
    return [Letter("rounds/extended", event, person.email, person.name, data=data) for person in to]


def receipt(reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender, at once: what came in and when, and the link that shows the answer later."""
    data = {"received_at": reaction.received_at, "late": reaction.late, "position": reaction.position}
    return _to_sender("rounds/receipt", f"{reaction.id}", reaction, proposal, to, data)


def withheld(reaction: Reaction, proposal: Proposal, to: list[Recipient], now: datetime) -> list[Letter]:
    """To the sender: why the reaction stays off the site."""
    return _to_sender("rounds/withheld", f"{reaction.id}:{now.isoformat()}", reaction, proposal, to,
                      {"reason": reaction.withheld_reason})


def answered(answer: Answer, reaction: Reaction, proposal: Proposal, to: list[Recipient]) -> list[Letter]:
    """To the sender: what was done with the reaction and why (ZL 5.5, 7.7)."""
    return _to_sender("rounds/answered", f"{reaction.id}", reaction, proposal, to,
                      {"adopted": answer.adopted, "answer": answer.text})


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
