"""Words about members and their signatures, and the letters to who signs on."""

from flask_babel import lazy_gettext as _l

from portal.core.web import address
from portal.members.models import Membership
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "MembershipState.applied": _l("Waits for the secretary"),
    "MembershipState.admitted": _l("Admitted"),
    "MembershipState.refused": _l("Refused"),
    "SigningChannel.online": _l("Online"),
    "SigningChannel.paper": _l("On paper"),
    "Declaration.quality": _l("My organisation meets the quality requirements of our field and all that the law asks of us."),
    "Declaration.good_faith": _l("My organisation acts in good faith. The result for the resident comes first."),
    "Declaration.archive": _l("My organisation keeps the records of these agreements in order and protects personal data."),
    "Declaration.disclosure": _l("My organisation discloses in full every interest or commitment that may conflict with these agreements."),
    "Declaration.information": _l("My organisation hands over these records when the municipality asks, within a reasonable term."),
    "Admission.admit": _l("Admit"),
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
    "membership:reason-missing": _l("Give the reason for the refusal: the provider reads it."),
    "membership:conditions-missing": _l("Check every condition before you admit. Still open: %(count)s."),
    "membership:letter-signed": _l("%(organisation)s signed on %(signed_at)s to take part in the network. The application has number %(number)s."),
    "membership:letter-since": _l("The municipality admits %(organisation)s. You are a member of the network since %(member_since)s."),
    "signature:already": _l("Your organisation has signed this version already."),
    "signature:scan-missing": _l("Add the scan of the signed paper."),
    "signature:still-to-come": _l("This day is still to come. Give the day that stands on the paper."),
    "member:admitted": _l("%(name)s takes part in the network."),
}


def receipt(membership: Membership, to: list[Recipient]) -> list[Letter]:
    """To contact person and signer, at once: the number, what was signed, and the link that shows the state later."""
    signed = [{"title": signature.agreement_version.agreement.title, "version": signature.agreement_version.number,
               "fingerprint": signature.fingerprint} for signature in membership.signatures]
    return _letters("members/receipt", membership, to, signed=signed, signed_at=membership.applied_at)


def admitted(membership: Membership, to: list[Recipient]) -> list[Letter]:
    """To contact person, substitute and signer: from when they are a member, and what they can do now."""
    return _letters("members/admitted", membership, to, member_since=membership.member_since, reason=membership.reason,
                    login=address("security.login"))


def refused(membership: Membership, to: list[Recipient]) -> list[Letter]:
    """To contact person and signer: why not, and what is possible (ZL 3.2)."""
    return _letters("members/refused", membership, to, reason=membership.reason,
                    again=address("members.sign_on"))


def _letters(kind: str, membership: Membership, to: list[Recipient], **data: object) -> list[Letter]:
    link = address("members.follow", key=membership.follow_key)
    return [Letter(kind, f"{kind}:{membership.id}", person.email, person.name,
                   data={"number": membership.number, "organisation": membership.name, "link": link, **data})
            for person in to]
