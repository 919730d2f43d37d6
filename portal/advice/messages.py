"""Words about advice, and the letters about it."""

from flask_babel import lazy_gettext as _l

from portal.advice.models import AdviceRequest, Advised
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "AdviceState.asked": _l("Advice asked"),
    "AdviceState.answered": _l("Advice given"),
    "AdviceState.responded": _l("Municipality responded"),
    "AdviceState.withdrawn": _l("Withdrawn"),
    "Advises.positive": _l("Positive"),
    "Advises.with_changes": _l("Positive, with changes"),
    "Advises.negative": _l("Negative"),
    "Advises.divided": _l("Divided"),
    "Followed.wholly": _l("The municipality follows the advice"),
    "Followed.partly": _l("The municipality follows part of the advice"),
    "Followed.not": _l("The municipality does not follow the advice"),
    "advice:of-the-network": _l("The whole network"),
    "advice:asked": _l("The municipality asks advice, and wishes to have it by %(wish_on)s."),
    "advice:answered": _l("The advice is there. Outcome: %(outcome)s."),
    "advice:mended": _l("The advice was corrected. Outcome: %(outcome)s."),
    "advice:responded": _l("%(followed)s."),
    "advice:withdrawn": _l("The municipality takes its question back."),
    "advice:hands": _l("Give how many were for, against or abstained. At least one of the three is more than 0."),
    "advice:text-missing": _l("Write down the advice."),
    "advice:views-missing": _l("Opinions differ. Write down what the others think."),
    "advice:ratio": _l("%(in_favour)s for, %(against)s against, %(abstained)s abstained"),
    "advice:wish-behind": _l("This day lies behind. Choose a day that is still to come."),
    "advice:no-such-table": _l("Choose a table of this network, or the whole network."),
    "advice:no-such-agreement": _l("Choose an agreement that this network uses, or one that is still to be made."),
    "advice:table-closed": _l("This table has stopped. Choose another one, or the whole network."),
    "advice:unknown-article": _l("This agreement has no article %(label)s. Look at its text, and write the numbers with a comma between them."),
    "advice:articles-of-what": _l("Choose first which agreement these articles stand in."),
    "advice:no-proposal": _l("There is no proposal with this number on the site. It looks like 2026-12."),
    "advice:answered-already": _l("The advice is there already."),
    "advice:responded-already": _l("It was recorded already what the municipality does with this advice."),
    "advice:not-answered": _l("There is no advice yet."),
    "advice:was-withdrawn": _l("This question was taken back."),
    "advice:reason-missing": _l("Give the reason: it comes on the site."),
}


def adviser_name(request: AdviceRequest) -> str:
    """Whose advice is asked."""
    return request.table.name if request.table else say("advice:of-the-network")


def ratio_of(advised: Advised) -> str:
    """How many were for and against, in a sentence; empty when hands were not counted."""
    hands = advised.hands
    return say("advice:ratio", in_favour=hands.in_favour, against=hands.against, abstained=hands.abstained) if hands else ""


def asked(request: AdviceRequest, to: list[Recipient]) -> list[Letter]:
    """To who is asked: the question, by when, and where the background stands."""
    return _letters("advice/asked", f"advice-asked:{request.id}", request, to, question=request.question, wish_on=request.wish_on)


def answered(request: AdviceRequest, to: list[Recipient]) -> list[Letter]:
    """To the municipality: the advice is there."""
    return _letters("advice/answered", f"advice-answered:{request.id}:{request.version}", request, to, outcome=request.outcome,
                    advice=request.advice, respond=address("advice.respond", request_id=request.id))


def responded(request: AdviceRequest, to: list[Recipient]) -> list[Letter]:
    """To who advised: what the municipality does with it, and why."""
    return _letters("advice/responded", f"advice-responded:{request.id}", request, to, followed=request.followed, response=request.response)


def withdrawn(request: AdviceRequest, to: list[Recipient]) -> list[Letter]:
    """To who was asked: it is not needed any more, and why."""
    return _letters("advice/withdrawn", f"advice-withdrawn:{request.id}", request, to, reason=request.withdraw_reason)


def _letters(kind: str, event: str, request: AdviceRequest, to: list[Recipient], **data: object) -> list[Letter]:
    with speaking(DEFAULT_LANGUAGE):
        data |= {"title": request.subject, "whom": adviser_name(request), "link": address("advice.show", slug=request.slug)}
    return [Letter(kind, event, person.email, person.name, data=dict(data)) for person in to]
