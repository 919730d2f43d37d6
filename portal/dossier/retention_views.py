"""The terms of retention of a network: which hold, and another one with the reason."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.forms import Form, RadioField, at_most, carry_out, required
from portal.core.language import gettext
from portal.dossier.operations import change_retention
from portal.dossier.retention import DEFAULTS, LIST_2020, MOST_YEARS, Closure, Retention, retention
from portal.dossier.rules import Keeping
from portal.networks.queries import current_network


class RetentionForm(Form):
    """How long, after which result of which list, and why; `version` is what stood there when the page was opened."""

    keeping = RadioField(_l("How long is it kept?"), [required(_l("Choose how long it is kept."))], kind=Keeping)
    years = IntegerField(_l("How many years?"), [Optional(), NumberRange(1, MOST_YEARS, _l("Give a number of years from 1 to 100."))],
                         description=_l("Only when it is not kept for good. They count from the day on which it ended."))
    number = StringField(_l("Number of the result in the selection list"), [required(_l("Give the number, such as 16.1.2.")), at_most(20)])
    result = StringField(_l("What the list calls this result"), [required(_l("Write down what the list calls it.")), at_most()])
    source = StringField(_l("Which selection list?"), [required(_l("Name the selection list.")), at_most()])
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: it goes on record.")), at_most(1000)],
                           description=_l("Who decided it, and why. Ask the archivist of the municipality."))
    version = HiddenField()

    @classmethod
    def showing(cls, stands: Retention) -> "RetentionForm":
        return cls(data={"keeping": Keeping.of(stands.years), "years": stands.years, "number": stands.number, "result": stands.result,
                         "source": stands.source, "version": repr(stands)})

    @property
    def chosen(self) -> Retention:
        years = self.years.data if self.keeping.data == Keeping.YEARS else None
        return Retention(years, self.number.data or "", self.result.data or "", self.source.data or "", self.reason.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = bool(super().validate(extra_validators))
        if self.keeping.data == Keeping.YEARS and not self.years.data and not self.years.errors:
            self.years.errors = [*self.years.errors, str(_l("Give a number of years from 1 to 100."))]
            return False
        return is_right


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/dossiers/bewaren", view_func=retention_list)
    bp.add_url_rule("/bureau/dossiers/bewaren/<string:closure>", view_func=retention_of, methods=["GET", "POST"])


@requires("dossier:take")
def retention_list() -> str:
    """How long each kind of file is kept, and by which list."""
    settings = current_network(db.session).settings
    rows = [(closure, retention(settings, closure)) for closure in Closure]
    return render_template("dossier/retention_list.html", rows=rows, source=LIST_2020)


def _closure(closure: str) -> Closure | None:
    return Closure(closure) if closure in set(Closure) else None


@requires("retention:change", of=_closure)
def retention_of(closure: Closure) -> Any:
    """One term: what holds, what the list of 2020 says, and another choice."""
    network = current_network(db.session)
    stands = retention(network.settings, closure)
    form = RetentionForm.showing(stands)
    done = form.is_ready and carry_out(form, url_for("dossier.retention_list"), lambda work: change_retention(
        work.session, network, closure, form.chosen, seen=form.version.data or "", actor=current_actor(), now=work.now),
        gettext("The term is changed. Files that are made from now on say it."))
    if form.form_errors:
        stands = retention(current_network(db.session).settings, closure)
        form.version.data = repr(stands)  # it was shown: sending again means this one
    return done or form.answer("dossier/retention.html", closure=closure, stands=stands, suggested=DEFAULTS[closure])
