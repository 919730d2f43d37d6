"""The forms of judging: relevant or not, merging, taking data about persons out, and what the sender says of it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    required,
)
from portal.core.language import gettext
from portal.core.personal_data import possible_bsns
from portal.core.revisions import Paragraph
from portal.networks.rules import Law, Result
from portal.proposals.forms import (
    MAX_PARAGRAPH,
    MAX_SUMMARY,
    IdField,
    Renderable,
    offer_results,
    results_question,
)
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import latest_of, text_of
from portal.proposals.rules import Stage


class Relevance(StrEnum):
    """What the secretary can find of a proposal (ZL 6.5)."""

    SCHEDULE = "schedule"
    SET_ASIDE = "set_aside"
    SET_ASIDE_UNSEEN = "set_aside_unseen"


class JudgeForm(Form):
    """Relevant or not, with the reason that the sender reads, the words on the site, and what it is filed under."""

    judgement = RadioField(
        _l("Is this for the table?"), [required(_l("Choose what happens with the proposal."))], kind=Relevance,
        notes={Relevance.SCHEDULE: _l("The proposal comes on the site, with your reason."),
               Relevance.SET_ASIDE: _l("The proposal comes on the site too, with your reason."),
               Relevance.SET_ASIDE_UNSEEN: _l("Only when it cannot be published, for example because it is about a person.")})
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: the sender reads it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("The sender gets this reason by e-mail. It comes on the site with the proposal."))
    title = StringField(_l("Title on the site"), [required(_l("Write a title.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("Summary on the site"), [required(_l("Write a summary.")), at_most(MAX_SUMMARY), NoBsn()],
                            description=_l("Take out everything that points to a person. Leave the meaning as it is."))
    laws = ChoicesField(_l("Under which law is it filed?"), [required(_l("Choose at least one law."))], kind=Law)
    results = results_question()

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=proposal, **kwargs)
        offer_results(self.results, ())
        self.warnings = warnings(proposal)

    @property
    def words(self) -> dict[str, Any]:
        """What the verb takes beside the judgement."""
        results: frozenset[Result] = self.results.data
        return {"reason": self.reason.data, "title": self.title.data, "summary": self.summary.data, "results": results,
                "laws": self.laws.data | {result.law for result in results}}


class ClearTextForm(VersionedForm):
    """Everything that the sender wrote, to take data about persons out. `version`: the number of the text in the form."""

    numbered: tuple[tuple[int, Paragraph], ...] = ()

    title = StringField(_l("Title on the site"), [required(_l("Write a title.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("Summary on the site"), [required(_l("Write a summary.")), at_most(MAX_SUMMARY), NoBsn()])
    explanation = TextAreaField(_l("The reason of the sender"), [required(_l("Write the reason of the sender.")), at_most(MAX_TEXT),
                                                                 NoBsn(), Renderable()])

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(Paragraph(p.label, self._written(f"text_{i}", p.text), self._written(f"heading_{i}", p.heading), p.before)
                     for i, p in self.numbered)

    def _written(self, name: str, kept: str) -> str:
        return (self[name].data or "") if name in self else kept


def clear_text_form(proposal: Proposal, text: ProposalVersion) -> Any:
    """The form with a field for each text that the sender wrote; what stands in the agreement is nobody's to clear."""
    numbered = tuple(enumerate(text.paragraphs))
    fields: dict[str, Any] = {"numbered": numbered}
    for number, paragraph in numbered:
        if paragraph.is_changed and paragraph.text:
            fields[f"text_{number}"] = TextAreaField(
                gettext("Text of %(article)s", article=gettext("article %(number)s", number=paragraph.label)),
                [required(_l("Write the text of the article.")), at_most(MAX_PARAGRAPH), NoBsn()], default=paragraph.text)
        if paragraph.heading and not paragraph.before:
            fields[f"heading_{number}"] = StringField(
                gettext("Heading of %(article)s", article=gettext("article %(number)s", number=paragraph.label)),
                [at_most(), NoBsn()], default=paragraph.heading)
    form = type("ClearTextForm", (ClearTextForm,), fields)
    return form(version=str(text.number), title=proposal.written_title, summary=proposal.written_summary, explanation=text.explanation)


class MergeForm(Form):
    """Which proposal goes on for both, and why."""

    into = IdField(_l("Into which proposal?"), [required(_l("Choose the proposal that goes on."))])
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: both senders read it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Both senders get this reason by e-mail. It comes on the site."))

    def __init__(self, others: Iterable[Proposal], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.into.offer(gettext("Choose a proposal"), [(row.id, f"{row.number}: {row.title}") for row in others])


class ObjectForm(Form):
    """What the sender says of the judgement, once."""

    text = TextAreaField(_l("What do you want to say about the judgement?"),
                         [required(_l("Write what you want to say.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("The secretary reads it and answers. It does not come on the site."))


class Outcome(StrEnum):
    STAYS = "stays"
    RECONSIDER = "reconsider"


class AnswerForm(VersionedForm):
    """The answer to what the sender said; what was set aside may go on the agenda after all."""

    outcome = RadioField(_l("What do you do with it?"), [required(_l("Choose what you do with it."))], kind=Outcome, notes={
        Outcome.RECONSIDER: _l("The proposal goes on the agenda of the table and comes on the site, with your answer as the reason.")})
    answer_text = TextAreaField(_l("Answer to the sender"), [required(_l("Write your answer: the sender reads it.")), at_most(MAX_TEXT), NoBsn()])

    def __init__(self, proposal: Proposal, version: int, **kwargs: Any) -> None:
        super().__init__(version=str(version), **kwargs)
        if proposal.stage != Stage.SET_ASIDE or proposal.merged_into_id is not None:
            self.outcome.choices = self.outcome.choices[:1]
            self.outcome.members = {Outcome.STAYS.value: Outcome.STAYS}
            self.outcome.default = self.outcome.data = self.outcome.data or Outcome.STAYS


def warnings(proposal: Proposal) -> list[str]:
    """Numbers that may be a burgerservicenummer in what was sent (DESIGN rule 8). Needs the versions."""
    latest = latest_of(proposal)
    return possible_bsns(text_of(latest.paragraphs, proposal.written_title, proposal.written_summary, latest.explanation))
