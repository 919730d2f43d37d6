"""A proposal that the secretary makes of a signal: the form, the verb and the page. The signal follows the proposal from then on."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused, Stale
from portal.core.forms import MAX_TEXT, ChoicesField, NoBsn, RadioField, VersionedForm, at_most, required
from portal.core.language import gettext, say
from portal.core.revisions import Paragraph
from portal.core.web import see_other
from portal.networks.models import Agreement
from portal.networks.queries import agreement_by_slug, agreements, current_network, in_force
from portal.networks.rules import Law
from portal.parties.rules import PublishAs
from portal.proposals import operations
from portal.proposals.forms import MAX_PARAGRAPH, MAX_SUMMARY
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalKind
from portal.signals.handling import becomes_proposal
from portal.signals.models import Signal
from portal.signals.queries import signal_by_id
from portal.signals.rules import SignalState

_FROM = frozenset({SignalState.RECEIVED, SignalState.SCHEDULED, SignalState.SET_ASIDE})


class FromSignalForm(VersionedForm):
    """Filled in with what the signal says, for the secretary to make into a text. `version` is the signal's."""

    kind = RadioField(_l("What do you want?"), [required(_l("Choose what you want."))], kind=ProposalKind, default=ProposalKind.CHANGE)
    agreement = SelectField(_l("Which agreement is it about?"), validate_choice=False)
    article = StringField(_l("Which article is it about?"), [at_most(20)], description=_l(
        "The number, such as 4.3.1. A number that the agreement does not have yet becomes a new article."))
    title = StringField(_l("What is it about, in one line?"), [required(_l("Write in one line what it is about.")), at_most(), NoBsn()])
    summary = TextAreaField(_l("What do you want, in a few sentences?"),
                            [required(_l("Write in a few sentences what you want.")), at_most(MAX_SUMMARY), NoBsn()])
    text = TextAreaField(_l("How the article will read"), [at_most(MAX_PARAGRAPH), NoBsn()],
                         description=_l("Leave it empty when the article must go. It can still be changed until the table talks about it."))
    explanation = TextAreaField(_l("Why do you propose this?"),
                                [required(_l("Explain why you propose this.")), at_most(MAX_TEXT), NoBsn()],
                                description=_l("Take out everything that points to a person: this comes on the site with the proposal."))
    laws = ChoicesField(_l("Which law is it about?"), [required(_l("Choose at least one law."))], kind=Law)
    reason = TextAreaField(_l("What do you tell the sender?"), [required(_l("Write what you tell the sender.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("The sender of the signal gets this by e-mail."))

    def __init__(self, signal: Signal, known: list[Agreement], **kwargs: Any) -> None:
        why = gettext("This proposal comes from signal %(number)s.", number=signal.number)
        agreement = next((row for row in known if row.id == signal.agreement_id), None)
        super().__init__(version=str(signal.version), data={
            "agreement": agreement.slug if agreement else "", "article": signal.article, "title": signal.public_title or signal.title,
            "summary": (signal.public_text or signal.text)[:MAX_SUMMARY], "laws": signal.laws,
            "explanation": f"{why}\n\n{signal.public_text or signal.text}"}, **kwargs)
        self.agreement.choices = [("", gettext("None: a new agreement")), *((row.slug, row.title) for row in known)]

    def validate_agreement(self, field: Any) -> None:
        if self.kind.data != ProposalKind.NEW and field.data not in {slug for slug, _title in field.choices if slug}:
            raise ValidationError(say("proposal:agreement-missing"))

    def validate_text(self, field: Any) -> None:
        if self.kind.data == ProposalKind.NEW and not field.data:
            raise ValidationError(gettext("Write the text of the article."))

    def paragraph(self, agreement: Agreement | None) -> Paragraph:
        """The one article, set against how it reads now."""
        version = in_force(agreement.versions, local_day(clock.now())) if agreement else None
        label = self.article.data or "1"
        now = next((row for row in version.paragraphs if row.label == label), None) if version else None
        text = "" if self.kind.data == ProposalKind.REMOVE else self.text.data or ""
        return Paragraph(label, text, now.heading if now else "", now.text if now else "")


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/signalen/<int:signal_id>/voorstel", view_func=from_signal, methods=["GET", "POST"])


def _signal(signal_id: int) -> Signal | None:
    signal = signal_by_id(db.session, signal_id)
    is_here = signal is not None and signal.network_id == current_network(db.session).id
    return signal if signal and is_here and not signal.awaits_address and signal.state in _FROM else None


@requires("signal:judge", of=_signal)
def from_signal(signal: Signal) -> Any:
    """Write the proposal; it waits to be judged like every other one, under the municipality's name."""
    network = current_network(db.session)
    form = FromSignalForm(signal, agreements(db.session, network))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                proposal = _make(work, form, signal)
                work.location = url_for("proposals.judge", proposal_id=proposal.id)
                number = proposal.number
            flash(gettext("Proposal %(number)s is made of the signal. The sender of the signal gets a message.", number=number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            signal_by_id(db.session, signal.id)
            if isinstance(refusal, Stale):
                form.version.data = str(signal.version)
    return form.answer("proposals/from_signal.html", signal=signal)


def _make(work: Work, form: FromSignalForm, signal: Signal) -> Proposal:
    network, actor = current_network(work.session), current_actor()
    is_new = form.kind.data == ProposalKind.NEW
    agreement = None if is_new else agreement_by_slug(work.session, network, form.agreement.data)
    proposal = operations.submit_proposal(
        work.session, network, title=form.title.data, summary=form.summary.data, kind=form.kind.data,
        agreement_id=agreement.id if agreement else None, laws=form.laws.data, paragraphs=(form.paragraph(agreement),),
        explanation=form.explanation.data, sender_name=actor.acts_for_name, publish_as=PublishAs.NAME, actor=actor, now=work.now)
    becomes_proposal(work.session, signal, proposal.id, number=proposal.number, reason=form.reason.data, version=form.seen,
                     actor=actor, now=work.now)
    return proposal
