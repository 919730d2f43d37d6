"""The forms of proposals: choosing what to change, writing it, judging it, taking it back."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from portal.core.access import Actor
from portal.core.errors import Refused
from portal.core.forms import (
    MAX_TEXT,
    ChoicesField,
    Form,
    NoBsn,
    RadioField,
    at_most,
    email_address,
    required,
)
from portal.core.language import say
from portal.core.markup import render
from portal.core.personal_data import possible_bsns
from portal.core.revisions import Paragraph
from portal.networks.models import Agreement
from portal.networks.rules import Law
from portal.parties.rules import PublishAs
from portal.proposals.drafting import ADD_NEW, MOST_BLOCKS, Block
from portal.proposals.models import Proposal
from portal.proposals.queries import latest_of, text_of
from portal.proposals.rules import ProposalKind

MAX_SUMMARY = 500
MAX_PARAGRAPH = 5_000


class ChooseForm(Form):
    """The first step, by GET, so that a page can link to the second one."""

    class Meta(Form.Meta):
        csrf = False

    soort = RadioField(_l("What do you want?"), [required(_l("Choose what you want."))], kind=ProposalKind)
    overeenkomst = PlainRadioField(_l("Which agreement is it about?"), validate_choice=False,
                                   description=_l("You need not choose for a new agreement."))

    def __init__(self, agreements: list[Agreement], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overeenkomst.choices = [(agreement.slug, agreement.title) for agreement in agreements]
        self.overeenkomst.flags.required = True

    def validate_overeenkomst(self, field: Field) -> None:
        if self.soort.data != ProposalKind.NEW and field.data not in dict(field.choices):
            raise ValidationError(say("proposal:agreement-missing"))


class Renderable:
    """The text can be shown; `field.html` is how."""

    def __call__(self, form: Any, field: Field) -> None:
        try:
            field.html = render(field.data or "", field.name)
        except Refused as refusal:
            raise ValidationError(say(refusal.code, **refusal.data)) from None


class TextForm(Form):
    """The text of a proposal, block by block, with the explanation. Made by `with_blocks`."""

    blocks: list[Block] = []
    kind = ProposalKind.CHANGE
    _fields: dict[str, Field]

    artikel = SelectMultipleField(validate_choice=False)
    pick = SelectField(_l("Which article is it about?"), validate_choice=False)
    explanation = TextAreaField(
        _l("Why do you propose this?"), [required(_l("Explain why you propose this.")), at_most(MAX_TEXT), NoBsn(), Renderable()],
        description=_l("Tell what goes wrong now and what becomes better. Do not write names, dates of birth or numbers of people. At most 10,000 characters."))

    ORDER: tuple[str, ...] = ("explanation",)

    def __init__(self, known: dict[str, Block], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        taken = {block.key for block in self.blocks}
        if self.blocks:
            self.pick.label.text = gettext("Do you want to take up another article?")
        else:
            self.pick.flags.required = True
        self.pick.choices = [("", gettext("Choose an article")),
                             *((key, _short(block.name)) for key, block in known.items() if key not in taken)]
        if self.kind == ProposalKind.CHANGE:
            self.pick.choices.append((ADD_NEW, gettext("Add a new article")))
        self.pick.data, self.pick.raw_data = "", []
        self.artikel.data = self.artikel.raw_data = [block.key for block in self.blocks]
        self._fields = dict(sorted(self._fields.items(), key=lambda item: self._place(item[0])))

    def _place(self, name: str) -> int:
        if name in self.ORDER:
            return self.ORDER.index(name)
        return self.ORDER.index("explanation") - 1 if name in self.text_names else -1

    @property
    def text_names(self) -> list[str]:
        """The fields that make up the text: an overview shows them as differences."""
        parts = [f"{part}_{block.key}" for block in self.blocks for part in ("label", "heading", "text")]
        return ["artikel", "pick", *(name for name in parts if name in self._fields)]

    @property
    def has_room(self) -> bool:
        return len(self.blocks) < MOST_BLOCKS

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What was written, as the paragraphs of a version."""
        return tuple(self._paragraph(i, block) for i, block in enumerate(self.blocks, start=1))

    def _paragraph(self, number: int, block: Block) -> Paragraph:
        label = self._written("label", block) or block.label or str(number)
        heading = self._written("heading", block) if block.is_new else block.heading
        return Paragraph(label, self._written("text", block), heading, block.before)

    def _written(self, part: str, block: Block) -> str:
        field = self._fields.get(f"{part}_{block.key}")
        return (field.data or "") if field is not None else ""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        right = super().validate(*args, **kwargs)
        if not self.blocks:
            self.refuse(Refused("proposal:nothing-changed", field="pick"))
        labels = [paragraph.label for paragraph in self.paragraphs]
        for block, label in zip(self.blocks, labels, strict=True):
            if labels.count(label) > 1 and f"label_{block.key}" in self._fields:
                self.refuse(Refused("proposal:label-twice", field=f"label_{block.key}", label=label))
        return right and not self.wrong_fields and not self.form_errors


class SubmitForm(TextForm):
    """A new proposal. A party is not asked who it is."""

    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most(), NoBsn()],
                        description=_l("This becomes the title on the site, such as 'Report waiting time earlier'."))
    summary = TextAreaField(
        _l("What do you want, in a few sentences?"),
        [required(_l("Write in a few sentences what you want.")), at_most(MAX_SUMMARY), NoBsn()],
        description=_l("So that everybody understands it, also who does not know the agreement. At most 500 characters."))
    laws = ChoicesField(_l("Which law is it about?"), [required(_l("Choose at least one law."))], kind=Law,
                        description=_l("You may choose more than one."))
    publish_as = RadioField(
        _l("How may you be named on the site?"), [required(_l("Choose how you may be named on the site."))],
        kind=PublishAs, only=(PublishAs.NAME, PublishAs.PLACE),
        description=_l("A proposal comes on the site once the secretary has judged it."))
    sender_name = StringField(_l("Name"), [at_most()])
    sender_place = StringField(_l("Place where you live"), [at_most()])
    sender_email = StringField(
        _l("E-mail address"), [required(_l("Give your e-mail address, for the receipt.")), email_address(), at_most()],
        description=_l("Only for your receipt and for news about your proposal. The address never comes on the site."))

    ORDER = ("title", "summary", "pick", "texts", "explanation", "laws", "publish_as", "sender_name", "sender_place",
             "sender_email")
    OVERVIEW = ("laws", "publish_as", "sender_name", "sender_place", "sender_email")

    def __init__(self, known: dict[str, Block], actor: Actor, **kwargs: Any) -> None:
        super().__init__(known, **kwargs)
        if actor.party_id is not None:
            del self.publish_as, self.sender_name, self.sender_place, self.sender_email

    @property
    def sent(self) -> dict[str, Any]:
        """What was filled in beside the text, by the names that the verb takes."""
        return {name: value for name, value in self.answers.items() if name not in self.text_names}


class ReviseForm(TextForm):
    """The next text of a proposal; `version` is the number of the one that was in the form."""

    version = IntegerField(widget=HiddenInput())
    ORDER = ("pick", "texts", "explanation")


def with_blocks(form: type[TextForm], kind: ProposalKind, blocks: Iterable[Block]) -> type[Any]:
    """The form with a field for each text; a text that goes out has none."""
    blocks = list(blocks)
    fields: dict[str, Any] = {"blocks": blocks, "kind": kind}
    for number, block in enumerate(blocks, start=1):
        if kind != ProposalKind.REMOVE:
            fields |= _fields_of(block, kind, number)
    return type(form.__name__, (form,), fields)


def _fields_of(block: Block, kind: ProposalKind, number: int) -> dict[str, Any]:
    if not block.is_new:
        return {f"text_{block.key}": TextAreaField(
            gettext("How %(article)s will read", article=block.label),
            [at_most(MAX_PARAGRAPH), NoBsn(), *([] if block.is_context else [Changed(block.before)])],
            default=block.text, description=gettext("Change the text here. Leave it empty when the article must go."))}
    name = gettext("article %(number)s", number=number) if kind == ProposalKind.NEW else gettext("the new article")
    label = StringField(gettext("Number of the new article"), [required(_l("Give the new article a number.")), at_most(20)],
                        default=block.label, description=gettext("For example 4.3a, for what comes after article 4.3."))
    text = TextAreaField(gettext("Text of %(article)s", article=name), [required(_l("Write the text of the article.")),
                         at_most(MAX_PARAGRAPH), NoBsn()], default=block.text)
    heading = StringField(gettext("Heading of %(article)s", article=name), [at_most(), NoBsn()], default=block.heading)
    own = {} if kind == ProposalKind.NEW else {f"label_{block.key}": label}
    return own | {f"heading_{block.key}": heading, f"text_{block.key}": text}


class Changed:
    """The text is another one than it is now."""

    def __init__(self, before: str) -> None:
        self.before = before
        self.field_flags = {"required": True}  # an empty text is an answer too: the article goes

    def __call__(self, form: Any, field: Field) -> None:
        if (field.data or "").split() == self.before.split():
            raise ValidationError(gettext("This text still reads as it does now. Change it, or take the article out of your proposal."))


def _short(name: str, most: int = 80) -> str:
    return name if len(name) <= most else f"{name[:most].rstrip()}…"


class Relevance(StrEnum):
    """What the secretary can find of a proposal (ZL 6.5)."""

    SCHEDULE = "schedule"
    SET_ASIDE = "set_aside"
    SET_ASIDE_UNSEEN = "set_aside_unseen"


class JudgeForm(Form):
    """Relevant or not, with the reason that the sender reads, and the words on the site."""

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

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=proposal, **kwargs)
        self.warnings = warnings(proposal)


class WithdrawForm(Form):
    """Taking a proposal back, with the reason that everybody reads."""

    reason = TextAreaField(_l("Why do you withdraw the proposal?"),
                           [required(_l("Write why you withdraw the proposal.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Do not write names or numbers of people."))


def warnings(proposal: Proposal) -> list[str]:
    """Numbers that may be a burgerservicenummer in what was sent (DESIGN rule 8). Needs the versions."""
    latest = latest_of(proposal)
    return possible_bsns(text_of(latest.paragraphs, proposal.title, proposal.summary, latest.explanation))
