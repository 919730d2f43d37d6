"""Words about votes, and the letters to the parties on the roll."""

from datetime import date

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.votes.models import Ballot, Vote, VoteExtension, VoteRecusal

SENTENCES = {
    "Choice.for": _l("For"),
    "Choice.against": _l("Against"),
    "Choice.abstain": _l("Abstention"),
    "Verdict.counted": _l("The published list holds exactly this vote"),
    "Verdict.waits": _l("This vote is known and unchanged"),
    "Verdict.replaced": _l("This vote is known, but a later vote of the party counts"),
    "Verdict.aside": _l("This vote is known, but does not count: the party takes no part"),
    "Verdict.changed": _l("This vote is known, but what is on record was changed afterwards"),
    "Verdict.unknown": _l("This number and this seal do not belong to a vote that we know"),
    # What happened, on the timeline, on the front page and in the feed.
    "vote:extended": _l("Vote extended. The parties can now vote until %(closes_at)s."),
    "vote:may-vote-until": _l("Your party votes for or against. You can vote until %(closes_at)s. Until then you can "
                              "still change your vote."),
    "vote:may-change-until": _l("You can change your vote until %(closes_at)s. The last vote counts."),
    "vote:put-right-until": _l("Is this not right? Then vote yourself, until %(closes_at)s. The last vote counts."),
    "vote:cast-at": _l("Cast on %(at)s by %(name)s."),
    "vote:recorded-at": _l("Recorded on %(at)s."),
    "vote:closed": _l("The vote closed on %(closes_at)s. Nothing was recorded after that."),
    "vote:not-open-yet": _l("The vote has not opened yet. It opens on %(opens)s."),
    "vote:not-on-roll": _l("This party is not on the roll of this vote. The roll was fixed when the vote opened."),
    "vote:no-members": _l("Nobody can vote: the network has no members yet."),
    "vote:stands-aside": _l("Your party takes no part in this vote because of a disclosed interest. Nothing was recorded. Is that "
                            "not right? Then take it back first, or call the secretary."),
    "vote:aside-until": _l("This can be changed until %(closes_at)s."),
    "vote:aside-already": _l("This party takes no part in this vote already."),
    "vote:aside-taken-back": _l("This was taken back already: the party takes part in the vote."),
    "vote:nothing-chosen": _l("Choose a vote for at least one party."),
    "vote:no-abstaining": _l("In this vote a party votes for or against. Choose one of the two."),
    "vote:not-later": _l("The vote runs until %(closes_at)s already. Choose a later day: a vote is never shortened."),
    "vote:too-long": _l("A vote takes a year at most. Choose an earlier day."),
    "vote:reminded-before": _l("The secretary reminded the parties of this vote before. That can be done once."),
    "vote:reminded-today": _l("The parties that did not vote were reminded today already."),
    "vote:nobody-to-remind": _l("There is nobody to remind: every party has voted, or has no contact person."),
}


def opened(vote: Vote, to: list[Recipient]) -> list[Letter]:
    """To every contact person of the roll at the same moment: what is voted on and until when."""
    data = _about(vote) | {"link": address("votes.cast", number=vote.proposal.number)}
    return [Letter("votes/opened", f"vote-opened:{vote.id}", person.email, person.name, data=data) for person in to]


def extended(vote: Vote, extension: VoteExtension, to: list[Recipient]) -> list[Letter]:
    """To every contact person of the roll: more time, and why."""
    data = _about(vote) | {"reason": extension.reason, "published_on": vote.published_on, "days": vote.days,
                           "last_day": vote.last_day, "skipped": vote.skipped,
                           "link": address("votes.cast", number=vote.proposal.number)}
    return [Letter("votes/extended", f"vote-extended:{extension.id}", person.email, person.name, data=data) for person in to]


def reminder(vote: Vote, day: date, to: list[Recipient]) -> list[Letter]:
    """To who acts for a party that did not vote: until when it can. On one day nobody gets two."""
    data = _about(vote) | {"link": address("votes.cast", number=vote.proposal.number)}
    return [Letter("votes/reminder", f"vote-reminder:{vote.id}:{day}", person.email, person.name, data=data) for person in to]


def receipt(vote: Vote, ballot: Ballot, to: list[Recipient]) -> list[Letter]:
    """To the party: what was cast, when and by whom, and until when it can change."""
    return _about_ballot("votes/receipt", vote, ballot, to)


def recorded(vote: Vote, ballot: Ballot, to: list[Recipient]) -> list[Letter]:
    """To the party whose vote the secretary wrote down in the meeting, so that it can put it right."""
    return _about_ballot("votes/recorded", vote, ballot, to)


def stands_aside(recusal: VoteRecusal, to: list[Recipient]) -> list[Letter]:
    """To the party: it takes no part, or takes part again; by whom that was recorded. Never because of what."""
    vote, is_back = recusal.vote, recusal.taken_back_at is not None
    data = _about(vote) | {"is_back": is_back, "by": recusal.taken_back_by if is_back else recusal.person_name,
                           "link": address("votes.cast", number=vote.proposal.number)}
    event = f"vote-aside:{recusal.id}:{'back' if is_back else 'aside'}"
    return [Letter("votes/aside", event, person.email, person.name, data=data) for person in to]


def _about_ballot(kind: str, vote: Vote, ballot: Ballot, to: list[Recipient]) -> list[Letter]:
    data = _about(vote) | {
        "choice": ballot.choice, "explanation": ballot.explanation, "cast_at": ballot.cast_at, "by": ballot.person_name,
        "link": address("votes.receipt", ballot_id=ballot.id), "receipt": ballot.number, "seal": ballot.seal,
        "check": address("votes.check", nummer=ballot.number, zegel=ballot.seal),
    }
    return [Letter(kind, f"{kind}:{ballot.id}", person.email, person.name, data=data) for person in to]


def _about(vote: Vote) -> dict[str, object]:
    return {"number": vote.proposal.number, "title": vote.proposal.title, "closes_at": vote.closes_at,
            "version": vote.text_version.number}
