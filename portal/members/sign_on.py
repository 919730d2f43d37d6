"""Signing on in steps: organisation, people, declarations, signature; read over; a code proves the signer; the receipt.

The pages carry the answers from one to the next. Of who is logged in they are kept as a draft as well.
"""

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.accounts.models import User
from portal.accounts.proof import by_second_factor, check, mail_code
from portal.core import clock
from portal.core.access import current_actor, may, public
from portal.core.calendar import local_day
from portal.core.database import HandledForm, db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.web import limiter, see_other
from portal.members import operations, queries
from portal.members.forms import NOT_KEPT, SignOnForm, SignOnStep, step_of
from portal.members.models import SignOnDraft
from portal.members.rules import check_declarations, check_is_free, check_people
from portal.members.terms import first_day, last_day_to_apply
from portal.networks.models import AgreementVersion, Network
from portal.networks.queries import current_network, versions_to_sign
from portal.networks.rules import Joining

STEPS = list(SignOnStep)


def add_to(bp: Blueprint) -> None:
    """The form belongs to the blueprint of the members."""
    view = limiter.limit("120/hour", methods=["POST"])(sign_on)
    bp.add_url_rule("/deelnemen", endpoint="sign_on", view_func=view, methods=["GET", "POST"])


@public
def sign_on() -> str | Response:
    """One address for all steps: what was pressed (`act`) says where one goes from the step that was on screen (`stap`)."""
    network = current_network(db.session)
    versions = versions_to_sign(db.session, network, local_day(clock.now()))
    if not may("membership:apply", network) or not versions:
        return render_template("members/sign_on_closed.html", versions=versions)
    if request.method != "POST":
        return _begin(network, versions)
    if request.form.get("act") == "forget":
        with transaction() as work:
            operations.forget_draft(work.session, network, actor=current_actor())
        flash(gettext("Your draft is thrown away."))
        return see_other(url_for("members.sign_on"))
    return _Walk(network, versions).go(request.form.get("act", ""))


def _begin(network: Network, versions: list[AgreementVersion]) -> str:
    actor = current_actor()
    draft = queries.draft_of(db.session, network, actor.person_id, clock.now())
    known = draft.answers if draft else _of_account(actor.person_id)
    form = SignOnForm(formdata=MultiDict(known)) if known else SignOnForm()
    at = STEPS[min(draft.step, len(STEPS) - 1)] if draft else STEPS[0]
    return _page(form, network, versions, at, draft)


def _of_account(person_id: int | None) -> dict[str, Any]:
    """Who is logged in without a party yet, is probably the contact person."""
    person = _account(person_id)
    return {"contact_name": person.name, "contact_email": person.email} if person else {}


def _account(person_id: int | None) -> User | None:
    return db.session.get(User, person_id) if person_id else None


class _Walk:
    """One press of a button: the form as it was sent, and where it leads."""

    def __init__(self, network: Network, versions: list[AgreementVersion]) -> None:
        self.form, self.network, self.versions = SignOnForm(), network, versions

    def go(self, act: str) -> str | Response:
        if act in ("code", "send") and not self.form.is_by_hand():
            return self._answer("members/sign_on_overview.html")  # before a letter goes out or anything is signed
        try:
            if act == "send":
                return self._sign()
            if act in ("code", "check"):
                return self._read_over(wants_code=act == "code")
            return self._step(act)
        except Refused as refusal:
            self.form.refuse(refusal)
            if refusal.field == "code" or refusal.code.startswith("proof:"):
                return self._answer("members/sign_on_code.html")
            return self._fill_in(step_of(refusal.field))

    def _step(self, act: str) -> str | Response:
        """Back without looking, on when this step is right, or to the step that is named."""
        at = STEPS[_number(request.form.get("stap", ""))]
        if act == "next":
            if wrong := self.form.first_wrong([at]):
                return self._fill_in(wrong)
            self._check(at)
        place = STEPS.index(at) + {"next": 1, "back": -1}.get(act, 0)
        if act not in ("next", "back"):
            place = _number(act.removeprefix("stap-"))
        self._keep(place)
        return self._read_over() if place >= len(STEPS) else self._fill_in(STEPS[max(0, place)])

    def _check(self, at: SignOnStep) -> None:
        """What can be told before the end is told at once."""
        if at == SignOnStep.ORGANISATION:
            check_is_free(queries.standing(db.session, self.network, self.form.kvk.data))
        elif at == SignOnStep.PEOPLE:
            check_people(self.form.application)
        elif at == SignOnStep.DECLARATIONS:
            check_declarations(self.form.declarations.data)

    def _read_over(self, wants_code: bool = False) -> str | Response:
        if wrong := self.form.first_wrong(STEPS):
            return self._fill_in(wrong)
        operations.check_sign_on(db.session, self.network, self.form.application, self.form.signed_by, self.form.read,
                                 local_day(clock.now()))
        if not wants_code:
            return self._answer("members/sign_on_overview.html")
        if not by_second_factor(self._signer):
            with transaction() as work:
                mail_code(work.session, purpose=self.form.act_signed, email=self.form.signer_email.data,
                          name=self.form.signer_name.data, now=work.now,
                          about=gettext("the agreements of the network, for %(name)s", name=self.form.name.data))
        return self._answer("members/sign_on_code.html")

    @property
    def _signer(self) -> User | None:
        """Who is logged in, when that is the person who signs."""
        person = _account(current_actor().person_id)
        return person if person and person.email == (self.form.signer_email.data or "").casefold() else None

    def _sign(self) -> str | Response:
        if wrong := self.form.first_wrong(STEPS):
            return self._fill_in(wrong)
        if done := db.session.get(HandledForm, self.form.once.data or ""):
            return see_other(done.location)  # a second click: a code of an app works once
        check(self._signer, purpose=self.form.act_signed, email=self.form.signer_email.data, code=self.form.code.data or "")
        with transaction(self.form.once.data) as work:
            membership = operations.apply_for_membership(
                work.session, current_network(work.session), application=self.form.application,
                signed_by=self.form.signed_by, read=self.form.read, actor=current_actor(), now=work.now)
            work.location = url_for("members.follow", key=membership.follow_key)
        return see_other(work.location)

    def _keep(self, place: int) -> None:
        if not current_actor().is_known:
            return
        answers = {name: values for name, values in request.form.lists() if name not in NOT_KEPT}
        with transaction() as work:
            operations.save_draft(work.session, current_network(work.session), step=max(0, place), answers=answers,
                                  actor=current_actor(), now=work.now)

    def _fill_in(self, at: SignOnStep) -> str | Response:
        return _page(self.form, self.network, self.versions, at)

    def _answer(self, page: str) -> str | Response:
        by_app = by_second_factor(self._signer)
        if by_app:
            self.form.code.label.text, self.form.code.description = gettext("Code from your app"), ""
        return self.form.answer(page, versions=self.versions, elsewhere=self.form.elsewhere(None), by_app=by_app)  # type: ignore[no-any-return]


def _page(form: SignOnForm, network: Network, versions: list[AgreementVersion], at: SignOnStep,
          draft: SignOnDraft | None = None) -> Any:
    if at == SignOnStep.SIGNATURE:
        form.show(versions)
    return form.answer("members/sign_on.html", versions=versions, at=at, steps=STEPS, elsewhere=form.elsewhere(at), draft=draft,
                       kept_until=draft and draft.saved_at + queries.DRAFT_KEPT_FOR, joining=joining(network))


def _number(text: str) -> int:
    """The place of a step, from 1 on the page; the first one when it makes no sense."""
    return int(text) - 1 if text in {str(place + 1) for place in range(len(STEPS))} else 0


def joining(network: Network) -> dict[str, date] | None:
    """Where providers join per 1 January: from when who applies today takes part, and until when one applies for it."""
    profile, today = network.profile, local_day(clock.now())
    if profile.joining == Joining.ANY_TIME:
        return None
    begins = first_day(profile, today, today)
    return {"begins": begins, "apply_until": last_day_to_apply(profile, begins.year - 1)}
