"""Words about pilots, and the letters to the leader, the municipalities, the members and who takes part."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.contributions.messages import follow_link
from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.pilots.models import Pilot, PilotConsent, PilotPartner, PilotPlan
from portal.pilots.rules import Consenting, Standing

SENTENCES = {
    # Where it is, in a chip and on the stepper.
    "PilotPhase.gathering": _l("Waits for the other parties"),
    "PilotPhase.received": _l("Received"),
    "PilotPhase.proposed": _l("With the municipalities"),
    "PilotPhase.sign_up": _l("Signing up"),
    "PilotPhase.ready": _l("About to begin"),
    "PilotPhase.running": _l("Runs"),
    "PilotPhase.over": _l("Result awaited"),
    "PilotPhase.stopped": _l("Stopped early"),
    "PilotPhase.concluded": _l("Concluded"),
    "PilotPhase.set_aside": _l("Set aside"),
    "PilotPhase.refused": _l("No consent"),
    "PilotPhase.withdrawn": _l("Withdrawn"),
    "PilotStage.gathering": _l("Waits for the other parties"),
    "PilotStage.received": _l("Received"),
    "PilotStage.proposed": _l("With the municipalities"),
    "PilotStage.admitted": _l("Admitted"),
    "PilotStage.stopped": _l("Stopped early"),
    "PilotStage.concluded": _l("Concluded"),
    "PilotStage.set_aside": _l("Set aside"),
    "PilotStage.refused": _l("No consent"),
    "PilotStage.withdrawn": _l("Withdrawn"),
    "PilotGroup.voorgesteld": _l("Proposed"),
    "PilotGroup.aanmelden": _l("Open for signing up"),
    "PilotGroup.loopt": _l("Running"),
    "PilotGroup.afgelopen": _l("Finished"),
    "PilotGroup.gestopt": _l("Did not go on"),
    "PartnerAnswer.asked": _l("Has not answered yet"),
    "PartnerAnswer.confirmed": _l("Asks for it too"),
    "PartnerAnswer.declined": _l("Does not join in"),
    "Choosing.first_come": _l("Who signs up first, takes part"),
    "Choosing.lot": _l("By lot, after signing up is closed"),
    "Consenting.consents": _l("consents"),
    "Consenting.refuses": _l("does not consent"),
    "Finding.reached": _l("The named result was reached"),
    "Finding.partly": _l("The named result was partly reached"),
    "Finding.not_reached": _l("The named result was not reached"),
    "Part.departure": _l("What it departs from"),
    "Part.innovation": _l("What is new about it"),
    "Part.question": _l("What you want to find out"),
    "Part.named_result": _l("The result that you look for"),
    "Part.measuring": _l("How you measure it"),
    "Part.period": _l("From when to when"),
    "Part.limit": _l("How many take part, and who"),
    "PilotJudgement.publish": _l("The plan is whole: put it on the site and before the municipalities"),
    "PilotJudgement.ask": _l("Ask the sender to complete the plan"),
    "PilotJudgement.set_aside": _l("Set it aside"),
    # What happened, in the news, on the timeline and in a letter.
    "pilot:gather": _l("Your plan is kept. It comes in when these parties have confirmed that they ask for it too: %(parties)s."),
    "pilot:send_in": _l("The plan came in at the municipality."),
    "pilot:partner-confirms": _l("%(party)s confirms that it asks for this pilot too."),
    "pilot:partner-declines": _l("%(party)s does not ask for this pilot, or no longer."),
    "pilot:consent-corrected": _l("Corrected on the record: the municipality %(municipality)s %(consents)s."),
    "pilot:publish": _l("A pilot is proposed. The municipalities decide whether they consent."),
    "pilot:set_aside": _l("The plan for a pilot is set aside."),
    "pilot:withdraw": _l("The sender takes the plan for a pilot back."),
    "pilot:ask": _l("The municipality asks you to complete the plan."),
    "pilot:consent": _l("The municipality %(municipality)s %(consents)s."),
    "pilot:open": _l("The pilot goes on. Providers can sign up through %(sign_up_until)s; there is room for %(most)s."),
    "pilot:refuse": _l("No municipality consents. The pilot does not go on."),
    "pilot:draw": _l("The lot decided who takes part. Its seed was %(seed)s."),
    "pilot:extend": _l("The pilot gets more time, through %(ends_on)s."),
    "pilot:stop": _l("The pilot stops before its last day."),
    "pilot:send-result": _l("Your result came in. The municipality reads it before it comes on the site."),
    "pilot:conclude": _l("The pilot is concluded. %(finding)s."),
    "pilot:untitled": _l("Pilot %(number)s"),
    # What is still needed.
    "unmet:parts": _l("These parts of the plan are missing: %(parts)s."),
    "unmet:partners": _l("These parties have not confirmed the plan yet: %(parties)s."),
    "unmet:pilot-too-small": _l("The parties that ask for the pilot want more places than there are."),
    "unmet:pilot-in-the-past": _l("The last day of the pilot has passed already."),
    "unmet:consents": _l("These municipalities have not decided yet: %(places)s."),
    "unmet:nobody-consents": _l("No municipality consents."),
    "unmet:somebody-consents": _l("At least one municipality consents."),
    "unmet:pilot-runs": _l("The pilot has not ended yet."),
    "unmet:pilot-over": _l("The pilot has ended already."),
    "unmet:no-result": _l("There is no result on the site yet."),
    # Why a verb refuses.
    "pilot:members-only": _l("Only parties in this network can do this."),
    "pilot:partners-need-leader": _l("Choose first which party leads the pilot."),
    "pilot:partner-leads": _l("The party that leads the pilot need not confirm: leave it out here."),
    "pilot:not-named": _l("Your organisation is not asked to confirm this plan now."),
    "pilot:confirmed-already": _l("Your organisation confirmed this plan already."),
    "pilot:not-admitted": _l("Nobody can sign up for this pilot: what a municipality decided is recorded anew, not corrected."),
    "pilot:nothing-corrected": _l("Nothing is different from what stands on record."),
    "pilot:ends-before-begin": _l("The last day comes before the first day."),
    "pilot:plan-is-fixed": _l("The plan was judged in the meantime. It can no longer be changed."),
    "pilot:already-judged": _l("This plan was judged in the meantime."),
    "pilot:question-missing": _l("Write what is missing, or why it is set aside: the sender reads it."),
    "pilot:not-with-municipalities": _l("This pilot does not lie with the municipalities any more."),
    "pilot:not-held-there": _l("The pilot is not held in this municipality."),
    "pilot:decided-ahead": _l("This day is still to come."),
    "pilot:sign-up-past": _l("Choose a day after today: everybody must be able to sign up."),
    "pilot:sign-up-rest-day": _l("This is a rest day. A term does not end on such a day: choose another."),
    "pilot:begins-before-sign-up": _l("The pilot begins after signing up is closed: choose a later day."),
    "pilot:moved-without-reason": _l("The days differ from the plan. Write why."),
    "pilot:sign-up-closed": _l("Signing up for this pilot is not possible now."),
    "pilot:signed-up": _l("Your organisation has signed up already."),
    "pilot:not-signed-up": _l("Your organisation has not signed up."),
    "pilot:over": _l("The pilot is over. This can no longer be changed."),
    "pilot:nothing-to-draw": _l("There is nothing to draw lots for now."),
    "pilot:not-later": _l("Choose a day after %(day)s: a pilot is never shortened this way."),
    "pilot:no-result-now": _l("A result can be sent while the pilot runs and after it ended, until it is concluded."),
    "pilot:not-concluded": _l("A proposal can be made of it once its result is on the site."),
    "pilot:has-proposal": _l("There is a proposal of this pilot already: %(number)s."),
    "pilot:article-unknown": _l("This agreement has no article %(article)s."),
    "pilot:period": _l("The pilot runs from %(begins_on)s through %(ends_on)s."),
    "pilot:room": _l("There is room for %(most)s. %(choosing)s."),
    "pilot:until": _l("You can sign up through %(sign_up_until)s."),
    "pilot:ends-month": _l("The pilot ends on %(ends_on)s: that is within a month."),
    "pilot:ends-week": _l("The pilot ends on %(ends_on)s: that is within a week."),
    "pilot:ends-over": _l("The pilot ended on %(ends_on)s. Its result is awaited."),
    # A place, in a letter and on screen.
    "place:takes_part": _l("Your organisation takes part."),
    "place:waits": _l("All places are taken. Your organisation is number %(position)s on the waiting list."),
    "place:awaits_lot": _l("Your organisation has signed up. When signing up is closed, the lot decides if there are too many."),
    "Place.takes_part": _l("Takes part"),
    "Place.waits": _l("On the waiting list"),
    "Place.awaits_lot": _l("Awaits the lot"),
}


def plan_text(plan: PilotPlan) -> str:
    """The words of a plan one below the other, for who wrote over them."""
    words = (plan.title, plan.summary, plan.departure, plan.innovation, plan.question, plan.named_result, plan.measuring)
    return "\n\n".join(part for part in words if part)


def receipt(pilot: Pilot, to: list[Recipient]) -> list[Letter]:
    """To who ask for it, at once."""
    return _letters("pilots/receipt", f"pilots/receipt:{pilot.id}", pilot, to, link=follow_link(pilot))


def asked_to_confirm(pilot: Pilot, to: list[Recipient], row: PilotPartner, *, again: bool = False) -> list[Letter]:
    """To a party that is named as one that asks for the pilot too; `again`: it did not answer."""
    event = f"pilots/confirm:{row.id}:{row.asked_at.isoformat()}:{'again' if again else ''}"
    return _letters("pilots/confirm", event, pilot, to, again=again, leader=pilot.party.name if pilot.party else "",
                    link=address("pilots.confirm", key=pilot.follow_key))


def step_taken(pilot: Pilot, to: list[Recipient], code: str, reason: str, key: str = "", **data: Any) -> list[Letter]:
    """To who ask for the pilot: what happens with it and why."""
    event = f"pilots/step:{pilot.id}:{code}:{key or pilot.version}"
    return _letters("pilots/step", event, pilot, to, sentence=code, sentence_data=data, reason=reason, link=follow_link(pilot))


def asked_to_consent(pilot: Pilot, to: list[Recipient]) -> list[Letter]:
    """To the staff of each municipality in which the pilot is to be held."""
    return _letters("pilots/consent", f"pilots/consent:{pilot.id}", pilot, to, link=address("pilots.consent", pilot_id=pilot.id))


def opened(pilot: Pilot, to: list[Recipient]) -> list[Letter]:
    """To every member, at the moment of publication: equal information for all."""
    return _letters("pilots/open", f"pilots/open:{pilot.id}", pilot, to, sign_up_until=pilot.sign_up_until, most=pilot.most,
                    choosing=pilot.choosing, begins_on=pilot.begins_on, ends_on=pilot.ends_on, link=_page(pilot))


def consent_corrected(pilot: Pilot, to: list[Recipient], consent: PilotConsent, place: str) -> list[Letter]:
    """To everyone whom the opening was told, and the boards: what stands on record now, and why it was corrected."""
    return _letters("pilots/corrected", f"pilots/corrected:{consent.id}", pilot, to, municipality=place,
                    consents=Consenting.of(consent.consents), reason=consent.reason, correction=consent.correction, link=_page(pilot))


def placed(pilot: Pilot, to: list[Recipient], standing: Standing | None, key: str) -> list[Letter]:
    """To one party: whether it takes part, waits, or awaits the lot."""
    if standing is None:
        return []
    return _letters("pilots/place", f"pilots/place:{key}", pilot, to, sentence=f"place:{standing.place.value}", position=standing.position,
                    link=_page(pilot))


def news(pilot: Pilot, to: list[Recipient], code: str, reason: str, **data: Any) -> list[Letter]:
    """To who takes part: more time, stopped, concluded."""
    event = f"pilots/news:{pilot.id}:{code}:{pilot.version}"
    return _letters("pilots/news", event, pilot, to, sentence=code, sentence_data=data, reason=reason, link=_page(pilot))


def ends(pilot: Pilot, which: str, to: Iterable[Recipient], link: str) -> list[Letter]:
    """To the leader: a month and a week before the last day, and when it has passed."""
    event = f"pilots/ends:{pilot.id}:{which}:{pilot.ends_on}"
    return _letters("pilots/ends", event, pilot, to, which=which, ends_on=pilot.ends_on, link=link)


def _page(pilot: Pilot) -> str:
    return address("pilots.show", number=pilot.number)


def _letters(kind: str, event: str, pilot: Pilot, to: Iterable[Recipient], **more: Any) -> list[Letter]:
    data = {"number": pilot.number, "title": pilot.title} | more
    return [Letter(kind, event, person.email, person.name, data=data) for person in to]
