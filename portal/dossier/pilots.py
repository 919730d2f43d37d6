"""The file of a pilot: its plan, what the municipalities decided, who takes part, what came of it (IN 10)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.contributions.models import Attachment
from portal.contributions.queries import attachments_of, public_name
from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.core.language import gettext, say
from portal.dossier.news import course, events_of
from portal.dossier.pages import Table, document, record
from portal.dossier.parts import DESK, Card, Event, Fact, Part, Subject, register
from portal.dossier.reactions import is_apart, received_document
from portal.dossier.retention import Closure
from portal.dossier.trail import About, as_of, record_part
from portal.networks.models import Network
from portal.pilots import queries
from portal.pilots.models import Pilot, PilotConsent, PilotExtension, PilotPartner, PilotPlan, PilotResult, SignUp
from portal.pilots.rules import Consenting, PilotStage, Place
from portal.region.models import Municipality
from portal.region.queries import mandates

NOT_GONE_ON = frozenset({PilotStage.SET_ASIDE, PilotStage.REFUSED, PilotStage.WITHDRAWN})


class PilotFile(Subject):
    """Everything about one pilot."""

    kind = "pilot"

    def __init__(self, session: Session, pilot: Pilot, now: datetime) -> None:
        self.pilot = pilot
        facts = [Fact(gettext("State"), say(queries.phase(pilot, now))), Fact(gettext("Led by"), public_name(pilot))]
        title = gettext("Pilot %(number)s: %(title)s", number=pilot.number, title=pilot.title)
        super().__init__(session, Card(self.kind, pilot.number, title, pilot, pilot.network, pilot.path if pilot.published_at else "",
                                       pilot.begins_on or local_day(pilot.received_at), pilot.ends_on, facts), now)

    @property
    def is_public(self) -> bool:
        return self.pilot.published_at is not None

    def _read(self, *, outside: bool) -> Pilot:
        """With everything; `outside`: as everyone gets it."""
        network = self.card.network
        found = (queries.by_number(self.session, network, self.card.reference, OUTSIDER) if outside
                 else queries.by_id(self.session, network, self.pilot.id))
        assert found  # noqa: S101 - it was found before
        return found

    @property
    def closure(self) -> Closure | None:
        if self.pilot.stage == PilotStage.CONCLUDED:
            return Closure.PILOT_CONCLUDED
        return Closure.PILOT_ENDED if self.pilot.stage in NOT_GONE_ON else None

    @property
    def ended_on(self) -> date | None:
        return local_day(self.pilot.stage_since) if self.closure == Closure.PILOT_ENDED else self.pilot.ends_on

    def latest(self, *, complete: bool) -> datetime:
        return as_of(self, self.pilot.received_at, self._about if complete else None)

    def events(self) -> list[Event]:
        return events_of(self.session, self.card)

    def public_parts(self) -> Iterator[Part]:
        pilot = self._read(outside=True)
        yield self._course()
        if pilot.is_hidden:
            return
        yield _plan(pilot, pilot.plan, number=None)
        yield self._consents(pilot)
        yield self._participants(pilot)
        yield from (_attachment(row) for row in attachments_of(self.session, [pilot]).get(pilot.id, []) if _is_shown(row))
        result = pilot.result
        if result and result.published_at and not result.is_hidden:
            yield Part("resultaat", gettext("The result"), record(
                "resultaat", gettext("The result"), facts=[(gettext("Was it reached?"), result.finding)],
                texts=[(gettext("What came of it"), result.public_text)]), at=result.published_at)
            yield from (_attachment(row) for row in attachments_of(self.session, [result]).get(result.id, []) if _is_shown(row))
        if came := queries.proposals_from(self.session, pilot, OUTSIDER):
            yield _proposals([[one.number, one.title, one.stage] for one in came])

    def _course(self) -> Part:
        return course(self.session, self.card, at=self.pilot.received_at, facts=[
            (gettext("Number"), self.pilot.number), (gettext("State"), say(queries.phase(self.pilot, self.now))),
            (gettext("Taken off the site"), say(self.pilot.hidden_ground) if self.pilot.hidden_ground else "")])

    def _consents(self, pilot: Pilot) -> Part:
        title, rows = gettext("What the municipalities decided"), queries.deciders(self.session, pilot, self.now)
        return Part("instemming", title, record("instemmingen", title, tables=[Table(
            "instemming", title, [gettext("Municipality"), gettext("Decision"), gettext("Date"), gettext("Reasons"), gettext("Why it was corrected")],
            lambda: [[row.municipality.name, *([Consenting.of(row.consent.consents), row.consent.decided_on, row.consent.reason,
                                                row.consent.correction] if row.consent else [gettext("Not yet"), "", "", ""])] for row in rows])]))

    def _participants(self, pilot: Pilot) -> Part:
        title = gettext("Who takes part?")
        names = {row.party_id: row.party.name for row in pilot.sign_ups}
        rows = [[names[row.entry.party_id], row.entry.leads] for row in queries.standings_of(pilot, self.now) if row.place == Place.TAKES_PART]
        return Part("deelnemers", title, record("deelname", title, facts=[(gettext("Seed of the lot"), pilot.seed)], tables=[Table(
            "deelnemers", title, [gettext("Party"), gettext("Leads the pilot")], lambda: rows)]))

    # What is not for everyone

    def confidential_parts(self) -> Iterator[Part]:
        pilot = self._read(outside=False)
        yield _received(pilot)
        yield from (_plan(pilot, plan, number=plan.number) for plan in pilot.plans)
        yield self._kept(pilot)
        sent = [*attachments_of(self.session, [pilot]).values(), *attachments_of(self.session, pilot.results).values()]
        yield from (received_document(row, gettext("Sent along with the pilot: %(name)s", name=row.document.file_name))
                    for rows in sent for row in rows if is_apart(row) or not self.is_public)
        yield record_part(self.session, self._about)

    def _kept(self, pilot: Pilot) -> Part:
        title = gettext("How it was recorded")
        names = {row.party_id: row.party.name for row in pilot.sign_ups}
        tables = [
            Table("vastgelegde-instemmingen", gettext("Every consent, also what was thought over"), _consent_header(),
                  lambda: [_consent(row) for row in pilot.consents]),
            Table("aanmeldingen", gettext("Who signed up"), [gettext("Party"), gettext("By whom"), gettext("Moment"), gettext("Withdrawn"), gettext("Reason")],
                  lambda: [[names[row.party_id], row.person_name, row.signed_up_at, row.withdrawn_at, row.withdraw_reason] for row in pilot.sign_ups]),
            Table("medeaanvragers", gettext("Parties that ask for it together"),
                  [gettext("Party"), gettext("By whom"), gettext("Asked"), gettext("Answer"), gettext("Moment"), gettext("Reason")],
                  lambda: [[row.party.name, row.person_name, row.asked_at, row.answer, row.answered_at, row.reason] for row in pilot.partners]),
            Table("verlengingen", gettext("More time"), [gettext("Moment"), gettext("Last day before"), gettext("Last day"), gettext("Reason")],
                  lambda: [[row.extended_at, row.old_ends_on, row.new_ends_on, row.reason] for row in pilot.extensions]),
            Table("ontvangen-resultaten", gettext("Results as they were received"), [gettext("Received"), gettext("Was it reached?"), gettext("Text")],
                  lambda: [[row.received_at, row.finding, row.text] for row in pilot.results])]
        return Part("vastlegging", title, record("vastlegging", title, tables=tables))

    def own_parts(self, place: Municipality) -> Iterator[Part]:
        pilot = self._read(outside=False)
        made = [row for row in pilot.consents if row.municipality_id == place.id]
        title, given = gettext("What %(name)s decided", name=place.name), mandates(self.session, [place.id])
        intro = "" if made else gettext("No decision of this municipality is on record.")
        yield Part("eigen-besluit", title, record("eigen-besluit", title, intro=intro, tables=[Table(
            "eigen-instemmingen", title, _consent_header(), lambda: [_consent(row) for row in made])] if made else []))
        yield from (Part(f"eigen-mandate-{row.id}", gettext("Mandate"), [document(row.document)]) for row in given)

    @property
    def _about(self) -> About:
        pilot, results = self.pilot.id, select(PilotResult.id).where(PilotResult.pilot_id == self.pilot.id)
        return {"pilot": [pilot], "pilot_result": results, **{
            kind.__tablename__: select(kind.id).where(kind.pilot_id == pilot) for kind in (PilotConsent, PilotPartner, SignUp, PilotExtension, PilotPlan)},
            "attachment": select(Attachment.id).where(or_(Attachment.pilot_id == pilot, Attachment.pilot_result_id.in_(results)))}


def _plan(pilot: Pilot, plan: PilotPlan, number: int | None) -> Part:
    """The words of the plan, the parts that IN 10.3 asks for."""
    title = gettext("The plan") if number is None else gettext("Version %(number)s of the plan", number=number)
    facts = [
        (gettext("Number"), pilot.number), (gettext("Title"), plan.title), (gettext("Led by"), public_name(pilot)),
        (gettext("Asked for together with"), [row.party.name for row in queries.confirmed_partners(pilot)]),
        (gettext("Agreement"), pilot.agreement.title if pilot.agreement else ""), (gettext("Articles"), list(pilot.articles)),
        (gettext("First day"), pilot.begins_on), (gettext("Last day"), pilot.ends_on), (gettext("Sign up through"), pilot.sign_up_until),
        (gettext("Places"), pilot.most), (gettext("How participants are chosen"), pilot.choosing),
        (gettext("Where"), [place.name for place in pilot.municipalities]),
        (gettext("A part is confidential"), pilot.confidential.ground if pilot.confidential and number is None else None)]
    texts = [(gettext("In short"), plan.summary), *((say(f"Part.{name}"), getattr(plan, name)) for name in (
        "departure", "innovation", "question", "named_result", "measuring"))]
    return Part(f"plan-versie-{number}" if number else "plan", title, record("plan", title, facts=facts, texts=texts), at=plan.created_at)


def _received(pilot: Pilot) -> Part:
    title = gettext("The pilot as it was received")
    facts: list[tuple[str, Any]] = [
        (gettext("Received"), pilot.received_at), (gettext("Party"), pilot.party.name if pilot.party else ""), (gettext("Name"), pilot.sender_name),
        (gettext("E-mail address"), pilot.sender_email), (gettext("Why it is confidential"), pilot.confidential.ground if pilot.confidential else None),
        (gettext("Taken off the site"), pilot.hidden_at), (gettext("Note"), pilot.hidden_note), (gettext("Reason of the last step"), pilot.stage_reason)]
    return Part("pilot-ontvangen", title, record("ontvangen", title, facts=facts, texts=[
        (gettext("Confidential part"), pilot.confidential.text if pilot.confidential else ""),
        (gettext("What the municipality asked"), pilot.question_asked)]), at=pilot.received_at)


def _proposals(rows: list[list[Any]]) -> Part:
    title = gettext("What came of it")
    return Part("voorstellen", title, record("voorstel", title, tables=[
        Table("voorstellen", title, [gettext("Number"), gettext("Title"), gettext("State")], lambda: rows)]))


def _consent_header() -> list[str]:
    return [gettext("Municipality"), gettext("Decision"), gettext("Date"), gettext("Reasons"), gettext("Recorded"), gettext("By whom"),
            gettext("Under a mandate"), gettext("Why it was corrected")]


def _consent(row: PilotConsent) -> list[Any]:
    return [row.municipality.name, Consenting.of(row.consents), row.decided_on, row.reason, row.recorded_at, row.recorded_by,
            row.mandate_id is not None, row.correction]


def _is_shown(attachment: Attachment) -> bool:
    return attachment.public_document_id is not None and not attachment.hidden


def _attachment(attachment: Attachment) -> Part:
    assert attachment.public_document  # noqa: S101 - it is on the site
    return Part(f"bijlage-{attachment.id}", gettext("Sent along with the pilot: %(name)s", name=attachment.public_document.file_name),
                [document(attachment.public_document)], at=attachment.document.received_at, about=attachment.reason)


def find(session: Session, network: Network, reference: str, now: datetime) -> PilotFile | None:
    """By what people call it: '2026-03'."""
    pilot = queries.by_number(session, network, reference, DESK)
    return PilotFile(session, pilot, now) if pilot and not pilot.awaits_address else None


register(PilotFile, find)
