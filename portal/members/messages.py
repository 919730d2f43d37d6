"""Words about members and their signatures, and the letters to who signs on."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from portal.core.calendar import local_day
from portal.core.web import address
from portal.members.models import Membership, Notice, Signature, Supplement
from portal.members.rules import EndedBy, SigningChannel
from portal.networks.models import AgreementVersion
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "SigningChannel.online": _l("Online"),
    "SigningChannel.paper": _l("On paper"),
    "SignOnStep.organisation": _l("Your organisation"),
    "SignOnStep.people": _l("Who acts for your organisation?"),
    "SignOnStep.declarations": _l("What you declare"),
    "SignOnStep.signature": _l("Read and sign"),
    "short:organisation": _l("Organisation"),
    "short:people": _l("Contact persons"),
    "short:declarations": _l("Declarations"),
    "short:signature": _l("Signature"),
    "Phase.waits": _l("Waits for the secretary"),
    "Phase.asked": _l("Waits for the applicant"),
    "Phase.coming": _l("Admitted, takes part later"),
    "Phase.member": _l("Member"),
    "Phase.leaving": _l("Leaves"),
    "Phase.left": _l("No longer takes part"),
    "Phase.refused": _l("Refused"),
    "Phase.withdrawn": _l("Withdrawn"),
    "EndedBy.party": _l("The provider gave notice"),
    "EndedBy.municipality": _l("The municipality ended it"),
    "Declaration.quality": _l("My organisation meets the quality requirements of our field and all that the law asks of us."),
    "Declaration.good_faith": _l("My organisation acts in good faith. The result for the resident comes first."),
    "Declaration.archive": _l("My organisation keeps the records of these agreements in order and protects personal data."),
    "Declaration.disclosure": _l("My organisation discloses in full every interest or commitment that may conflict with these agreements."),
    "Declaration.information": _l("My organisation hands over these records when the municipality asks, within a reasonable term."),
    "Admission.admit": _l("Admit"),
    "Admission.ask": _l("Ask for more"),
    "Admission.refuse": _l("Refuse"),
    "Condition.identity": _l("The name and KVK number are the same in the trade register."),
    "Condition.authority": _l("The signer may represent the organisation on the ground that is given."),
    "Condition.quality": _l("The organisation meets the quality requirements and the law."),
    "Condition.contacts": _l("Contact person and substitute are two persons who can be reached."),
    "Condition.interests": _l("No disclosed interest stands in the way."),
    "membership:same-person": _l("The substitute must be somebody else than the contact person, with another e-mail address."),
    "membership:declarations-missing": _l("Tick every declaration. Still missing: %(count)s. Can you not declare something? Then call the secretary first."),
    "membership:already-member": _l("A provider with this KVK number takes part already. Do you act for it? Then ask its contact person, or the secretary."),
    "membership:already-applied": _l("An application with this KVK number waits for the secretary already. You need not send another one."),
    "membership:text-changed": _l("The text of the agreement changed after you opened this page. Read the new text and sign again."),
    "membership:nothing-to-sign": _l("There is no agreement in force that can be signed now."),
    "membership:already-admitted": _l("Somebody else judged this application in the meantime: it is admitted."),
    "membership:already-refused": _l("Somebody else judged this application in the meantime: it is refused."),
    "membership:already-withdrawn": _l("The applicant has withdrawn this application."),
    "membership:missing-missing": _l("Write what is missing: the applicant reads it."),
    "membership:until-wrong": _l("Give a day that is still to come, within a year. Until then the applicant may answer."),
    "membership:answer-awaited": _l("The applicant may still answer until %(closes_at)s. Refusing or asking again is possible after that."),
    "membership:nothing-asked": _l("Nothing is asked of you now."),
    "membership:answer-missing": _l("Write your answer, or add a document."),
    "membership:not-a-member": _l("This provider is not a member of the network."),
    "membership:has-left": _l("This provider took part until %(last_day)s. Nothing can be changed about that."),
    "membership:ends-already": _l("The participation ends already, after %(last_day)s."),
    "membership:no-notice": _l("There is no notice that you can withdraw."),
    "membership:why-leave": _l("Give the reason."),
    "membership:last-day": _l("Choose a day from %(first)s through %(furthest)s."),
    "membership:reason-missing": _l("Give the reason for the refusal: the provider reads it."),
    "membership:conditions-missing": _l("Check every condition before you admit. Still open: %(count)s."),
    "membership:letter-signed": _l("%(organisation)s signed on %(signed_at)s to take part in the network. The application has number %(number)s."),
    "membership:letter-since": _l("The municipality admits %(organisation)s. You are a member of the network since %(member_since)s."),
    "signature:already": _l("Your organisation has signed this version already."),
    "signature:scan-missing": _l("Add the scan of the signed paper."),
    "signature:still-to-come": _l("This day is still to come. Give the day that stands on the paper."),
    "membership:letter-from": _l("The municipality admits %(organisation)s. You take part in the network from %(member_since)s."),
    "membership:letter-begins": _l("Then you take part from %(member_since)s."),
    "membership:letter-until": _l("You may answer until %(closes_at)s."),
    "membership:letter-decides": _l("You hear whether you are admitted on %(last_day)s at the latest."),
    "membership:letter-answered": _l("On %(answered_at)s we received this:"),
    "membership:letter-notice": _l("On %(given_at)s %(given_by)s gave notice for %(organisation)s. The last day on which you take part is %(last_day)s."),
    "membership:letter-told": _l("On %(given_at)s %(given_by)s gave notice for %(organisation)s. The last day on which it takes part is %(last_day)s."),
    "membership:letter-withdraw-until": _l("You may withdraw the notice until %(closes_at)s."),
    "membership:letter-ended": _l("The municipality ends the participation of %(organisation)s in the network. The last day on which you take part is %(last_day)s."),
    "membership:letter-stays": _l("The participation of %(organisation)s would end after %(last_day)s. That is withdrawn: %(organisation)s keeps taking part."),
    "SigningState.signed": _l("Signed"),
    "SigningState.open": _l("Not signed"),
    "SigningState.left": _l("Has left"),
    "signature:not-a-member": _l("Your organisation is no member of the network now."),
    "signature:reminded": _l("Nobody needs a reminder now: everyone signed, or was reminded today."),
    "signature:letter": _l("%(organisation)s signed %(agreement)s, version %(version)s."),
    "signature:letter-paper": _l("The municipality entered the signature of %(organisation)s on paper: %(agreement)s, version %(version)s."),
    "signature:letter-countersigned": _l("The municipality signed %(agreement)s, version %(version)s, with %(organisation)s."),
    "signature:letter-new": _l("There is a new text: %(agreement)s, version %(version)s. It is in force from %(starts)s. %(organisation)s has not signed it yet."),
    "signature:letter-starts": _l("%(agreement)s, version %(version)s, is in force from %(starts)s. %(organisation)s has not signed it yet."),
    "signature:letter-in-force": _l("%(agreement)s, version %(version)s, is in force since %(starts)s. %(organisation)s has not signed it yet."),
    "countersignature:not-asked": _l("In this network the municipality does not countersign."),
    "countersignature:mandates": _l("The municipality cannot sign yet. There is no mandate of %(names)s for framework agreements."),
    "countersignature:consents": _l("The municipality cannot sign yet. The written consent of %(names)s is missing."),
    "countersignature:nothing-waits": _l("Nothing waits for a countersignature."),
    "member:admitted": _l("%(name)s takes part in the network."),
    "member:coming": _l("%(name)s takes part in the network from %(member_since)s."),
    "member:left": _l("%(name)s no longer takes part in the network from %(since)s."),
}


def receipt(membership: Membership, to: list[Recipient], now: datetime) -> list[Letter]:
    """To contact person and signer, at once: the number, what was signed, and the link that shows the state later."""
    signed = [{"title": signature.agreement_version.agreement.title, "version": signature.agreement_version.number,
               "fingerprint": signature.fingerprint, "number": signature.number, "seal": signature.seal} for signature in membership.signatures]
    return _letters("members/receipt", membership, to, signed=signed, signed_at=membership.applied_at,
                    decides=_decides_by(membership, now), begins=_begins_later(membership, now))


def asked(membership: Membership, question: Supplement, to: list[Recipient]) -> list[Letter]:
    """To contact person and signer: what is missing, until when, and where to answer."""
    return _letters("members/asked", membership, to, event=f"supplement:{question.id}", missing=question.missing,
                    closes_at=question.closes_at)


def answered(membership: Membership, question: Supplement, to: list[Recipient]) -> list[Letter]:
    """The receipt of an answer, with the day on which the applicant now hears at the latest."""
    assert question.answered_at  # noqa: S101 - asked of an answered question alone
    return _letters("members/answered", membership, to, event=f"supplement:{question.id}", answer=question.answer,
                    document=question.document.file_name if question.document else "", answered_at=question.answered_at,
                    decides=_decides_by(membership, question.answered_at))


def withdrawn(membership: Membership, to: list[Recipient]) -> list[Letter]:
    """The receipt of an application that was taken back."""
    return _letters("members/withdrawn", membership, to, again=address("members.sign_on"))


def admitted(membership: Membership, to: list[Recipient], is_coming: bool) -> list[Letter]:
    """To contact person, substitute and signer: from when they are a member, and what they can do now."""
    return _letters("members/admitted", membership, to, member_since=membership.member_since, reason=membership.reason,
                    is_coming=is_coming, login=address("security.login"))


def refused(membership: Membership, to: list[Recipient]) -> list[Letter]:
    """To contact person and signer: why not, and what is possible (ZL 3.2)."""
    return _letters("members/refused", membership, to, reason=membership.reason,
                    again=address("members.sign_on"))


def notice_given(notice: Notice, to: list[Recipient]) -> list[Letter]:
    """The receipt of a notice, to everyone who acts for the party."""
    return _letters("members/notice", notice.membership, to, event=f"notice:{notice.id}", **_of(notice))


def notice_told(notice: Notice) -> list[Letter]:
    """To the municipality: who leaves, when and why."""
    return _letters("members/notice-told", notice.membership, _municipality(notice), event=f"notice:{notice.id}",
                    desk=address("members.judge", membership_id=notice.membership_id), **_of(notice))


def ended(notice: Notice, to: list[Recipient]) -> list[Letter]:
    """The municipality's decision to end a membership, with what one can do against it."""
    return _letters("members/ended", notice.membership, to, event=f"notice:{notice.id}", objection=_reach(notice), **_of(notice))


def notice_withdrawn(notice: Notice, to: list[Recipient]) -> list[Letter]:
    """To everyone who acts for the party: it stays."""
    return _letters("members/stays", notice.membership, to, event=f"stays:{notice.id}", **_of(notice))


def stay_told(notice: Notice) -> list[Letter]:
    """To the municipality: a notice that it got was withdrawn."""
    return notice_withdrawn(notice, _municipality(notice) if notice.ended_by == EndedBy.PARTY else [])


def _of(notice: Notice) -> dict[str, object]:
    return {"last_day": notice.last_day, "closes_at": notice.ends_at, "reason": notice.reason, "given_by": notice.given_by,
            "given_at": notice.given_at, "own": address("members.own"), "sent": address("workspace.look_back")}


def _municipality(notice: Notice) -> list[Recipient]:
    network = notice.membership.network
    return [Recipient(network.email, "", notice.membership.party_id)] if network.email else []


def _reach(notice: Notice) -> str:
    network = notice.membership.network
    return network.email or network.phone


def _decides_by(membership: Membership, now: datetime) -> date | None:
    term = membership.decides_by(now)
    return term.last_day if term else None


def _begins_later(membership: Membership, now: datetime) -> date | None:
    begins = membership.begins(local_day(now))
    return begins if begins > local_day(now) else None


def signed(signature: Signature, to: list[Recipient]) -> list[Letter]:
    """To signer and contact persons: what was signed, with the number and the seal that prove it."""
    code = "signature:letter-paper" if signature.channel == SigningChannel.PAPER else "signature:letter"
    return _about_signature("members/signed", code, signature, to)


def countersigned(signature: Signature, to: list[Recipient]) -> list[Letter]:
    """To the contact persons: the municipality signed as well."""
    return _about_signature("members/countersigned", "signature:letter-countersigned", signature, to)


def _about_signature(kind: str, code: str, signature: Signature, to: list[Recipient]) -> list[Letter]:
    version = signature.agreement_version
    data = {"code": code, "organisation": signature.organisation, "agreement": version.agreement.title, "version": version.number,
            "number": signature.number, "fingerprint": signature.fingerprint, "seal": signature.seal,
            "link": address("members.own_receipt", number=signature.number), "check": address("members.check")}
    return [Letter(kind, f"{kind}:{signature.number}", person.email, person.name, data=data) for person in to]


def reminder(version: AgreementVersion, organisation: str, email: str, name: str, *, event: str, now: datetime) -> Letter:
    """To who acts for a party that did not sign: which text, since or from when, and where it is signed."""
    is_new = event.endswith(":new")
    begun = version.in_force_from <= local_day(now)
    code = "signature:letter-new" if is_new else "signature:letter-in-force" if begun else "signature:letter-starts"
    return Letter("members/sign-reminder", event, email, name, data={
        "code": code, "is_new": is_new, "organisation": organisation, "agreement": version.agreement.title,
        "version": version.number, "starts": version.in_force_from, "link": address("members.own_agreements")})


def _letters(kind: str, membership: Membership, to: list[Recipient], event: str = "", **data: object) -> list[Letter]:
    link = address("members.follow", key=membership.follow_key)
    return [Letter(kind, f"{kind}:{membership.id}:{event}" if event else f"{kind}:{membership.id}", person.email, person.name,
                   data={"number": membership.number, "organisation": membership.name, "link": link, **data})
            for person in to]
