"""The rules of the network: for everyone which hold now, for the secretary and the administrator to change."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from portal.core.access import current_actor, public, requires
from portal.core.database import db
from portal.core.forms import Form, at_most, carry_out, required
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.desk.profile_operations import change_rule, value_said
from portal.desk.profile_rules import BY_NAME, RULES, Rule, text_of
from portal.networks.queries import current_network


class RuleForm(Form):
    """The value and why; `version` is what stood there when the page was opened."""

    value = StringField(_l("What holds from now on?"), [at_most(10)])
    choice = RadioField(_l("What holds from now on?"), validate_choice=False)
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: it is published.")), at_most(1000)],
                           description=_l("Everyone reads it on the site."))
    version = HiddenField()

    def __init__(self, rule: Rule, stands: str) -> None:
        super().__init__(data={"value": stands, "choice": stands, "version": stands})
        self.choice.choices = [(value, value_said(rule, value)) for value in rule.choices]
        self.value.description = _hint(rule)
        if rule.choices:
            del self.value
        else:
            del self.choice

    @property
    def chosen(self) -> str:
        return str((self.choice if "choice" in self else self.value).data or "")


def _hint(rule: Rule) -> str:
    if rule.is_day:
        return gettext("Month and day, such as 10-01. Empty: the whole year.")
    hint = gettext("A whole number from %(least)s to %(most)s.", least=rule.least, most=rule.most)
    return f"{hint} {gettext('Empty: no such rule.')}" if rule.may_be_empty else hint


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the desk."""
    bp.add_url_rule("/regels", view_func=rules_page)
    bp.add_url_rule("/bureau/regels/<string:rule_name>", view_func=rule_page, methods=["GET", "POST"])


@public
@may_be_kept()
def rules_page() -> str:
    """Which rules hold now, by which article; who may change them finds the way here."""
    profile = current_network(db.session).profile
    rows = [(rule, value_said(rule, text_of(rule, profile))) for rule in RULES]
    return render_template("desk/rules.html", rows=rows)


def _rule(rule_name: str) -> Rule | None:
    return BY_NAME.get(rule_name)


@requires("rule:change", of=_rule)
def rule_page(rule: Rule) -> Any:
    """One rule: what it means, what the choice changes, another value with the reason."""
    network = current_network(db.session)
    stands = text_of(rule, network.profile)
    form = RuleForm(rule, stands)
    done = form.is_ready and carry_out(form, url_for("desk.rules_page"), lambda work: change_rule(
        work.session, network, rule, value=form.chosen, reason=form.reason.data or "", seen=form.version.data or "", actor=current_actor(),
        now=work.now), gettext("The rule is changed and published."))
    if form.form_errors:
        stands = form.version.data = text_of(rule, current_network(db.session).profile)  # it was shown: sending again means this one
    return done or form.answer("desk/rule.html", rule=rule, stands=value_said(rule, stands), heading=say(f"rule:{rule.name}"))
