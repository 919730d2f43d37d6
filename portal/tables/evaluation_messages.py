"""Words and letters about the yearly evaluation of a table, and about looking again."""

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.tables.models import Evaluation, PhysicalTable, Reconsideration

EVALUATION = {
    "Question.mirror": _l("The table looks like the network: large and small, and all kinds of help."),
    "Question.heard": _l("What providers and inhabitants experience is talked about at the table."),
    "Question.follow": _l("I can follow what the table talks about and what is done with it."),
    "Question.effect": _l("Help gets better because of what the table says."),
    "Point.1": _l("1: disagree entirely"), "Point.2": _l("2: disagree"), "Point.3": _l("3: neither"), "Point.4": _l("4: agree"),
    "Point.5": _l("5: agree entirely"),
    "group:parties": _l("Providers"), "group:inhabitants": _l("Inhabitants and others"),
    "ReadState.new": _l("Not read"), "ReadState.published": _l("In the report"), "ReadState.withheld": _l("Left out"),
    "ForReport.publish": _l("It may be in the report"), "ForReport.withhold": _l("It stays out of the report"),
    "ReviewOutcome.stands": _l("The composition stays as it is"), "ReviewOutcome.changes": _l("The composition is changed"),
    "evaluation:open": _l("How does this table work? Providers and inhabitants can say it through %(closes_at)s."),
    "evaluation:published": _l("The evaluation of this table is published. The next one is there by %(next_on)s."),
    "evaluation:running": _l("An evaluation of this table is under way already."),
    "evaluation:term": _l("Give people at least %(least)s and at most %(most)s days."),
    "evaluation:is-closed": _l("The term of this evaluation has ended. Your answer was not taken in."),
    "evaluation:not-the-municipality": _l("The municipality asks these questions. It does not answer them itself."),
    "evaluation:incomplete": _l("Answer the four questions."),
    "evaluation:is-published": _l("The report is published already."),
    "evaluation:is-open": _l("People can still answer. The report comes after the last day."),
    "evaluation:unread": _l("There are answers that nobody read yet. Read them first."),
    "evaluation:report-missing": _l("Write what you conclude. It is published."),
    "evaluation:reason-missing": _l("Write why these words stay out of the report."),
    "review:nothing": _l("There is no composition to look at again."),
    "review:asked": _l("Your organisation asked this already for this composition."),
    "review:answer-missing": _l("Write the answer with its reasons. The party gets it by e-mail."),
}


def asked(evaluation: Evaluation, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To every member: say how the table works."""
    data = {"table": table.name, "closes_at": evaluation.closes_at,
            "link": address("tables.evaluation", slug=table.slug, evaluation_id=evaluation.id)}
    return [Letter("tables/evaluation", f"tables/evaluation:{table.id}:{evaluation.opened_at.isoformat()}:{person.email}", person.email,
                   person.name, data=data) for person in {person.email: person for person in to}.values()]


def review(request: Reconsideration, table: PhysicalTable, outcome: str, to: list[Recipient]) -> list[Letter]:
    """To the party: its request is in, or answered with reasons."""
    kind = "tables/review_answered" if outcome else "tables/review_asked"
    data = {"table": table.name, "text": request.text, "answer": request.answer, "outcome": request.outcome,
            "link": address("tables.review", slug=table.slug)}
    return [Letter(kind, f"{kind}:{request.composition_id}:{request.party_id}:{person.email}", person.email, person.name, data=data)
            for person in to]
