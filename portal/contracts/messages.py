"""Words of service contracts."""

from decimal import Decimal

from babel.numbers import format_currency
from flask_babel import lazy_gettext as _l

from portal.contracts.models import ContractEntry, ContractSignature, ContractVersion, ServiceContract
from portal.contracts.rules import ContractReminder, notice_by
from portal.core.language import gettext, language, ngettext
from portal.core.web import address
from portal.networks.models import Network
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "ContractSubject.a": _l("Participating municipalities"),
    "ContractSubject.b": _l("Participating providers"),
    "ContractSubject.c": _l("Which residents can get the services, under which conditions, and with which results"),
    "ContractSubject.d": _l("Quality criteria and other conditions, good employment among them"),
    "ContractSubject.e": _l("Conditions for joining and leaving the contract"),
    "ContractSubject.f": _l("What the provider does and which results that must lead to"),
    "ContractSubject.g": _l("What the municipalities do to make that possible"),
    "ContractSubject.h": _l("How activities, results and performance are monitored and accounted for"),
    "ContractSubject.i": _l("How it is financed, accounted for and paid"),
    "ContractSubject.j": _l("Term and tariffs"),
    "contract:missing-a": _l("Choose the municipalities that take part (a)."),
    "contract:missing-b": _l("Choose the provider or providers (b)."),
    "contract:missing-c": _l("Write which residents can get the services and with which results (c)."),
    "contract:missing-d": _l("Write the quality criteria and the other conditions (d)."),
    "contract:missing-e": _l("Write the conditions for joining and leaving (e)."),
    "contract:missing-f": _l("Write what the provider does and with which results (f)."),
    "contract:missing-g": _l("Write what the municipalities do (g)."),
    "contract:missing-h": _l("Write how it is monitored and accounted for (h)."),
    "contract:missing-i": _l("Write how it is financed and paid (i)."),
    "contract:missing-term": _l("Give the first and the last day (j)."),
    "contract:missing-tariffs": _l("Give the tariffs (j)."),
    "ContractState.draft": _l("Draft"),
    "ContractState.sent": _l("Waits for signatures"),
    "ContractState.signed": _l("Signed"),
    "ContractState.refused": _l("Refused by the provider"),
    "ContractState.withdrawn": _l("Withdrawn"),
    "ContractState.ended": _l("Ends"),
    "ContractPhase.coming": _l("Signed, begins later"),
    "ContractPhase.in_force": _l("In force"),
    "ContractPhase.ending": _l("In force, ends"),
    "ContractPhase.over": _l("Has ended"),
    "ContractSide.provider": _l("The provider"),
    "ContractSide.municipality": _l("The municipality"),
    "ContractAct.send": _l("Sent for signature"),
    "ContractAct.ask_change": _l("Asked for a change"),
    "ContractAct.answer": _l("Answer: the text stays as it is"),
    "ContractAct.revise": _l("Taken back to make a new version"),
    "ContractAct.sign": _l("Signed for the provider"),
    "ContractAct.refuse": _l("Refused to sign"),
    "ContractAct.withdraw": _l("Withdrawn"),
    "ContractAct.countersign": _l("Signed for the municipality"),
    "ContractAct.extend": _l("Extended"),
    "ContractAct.end": _l("End recorded"),
    "EndGround.expires": _l("The contract ends on its last day and is not extended"),
    "EndGround.provider": _l("The provider gave notice"),
    "EndGround.municipality": _l("The municipality gave notice"),
    "EndGround.together": _l("Both sides agreed to end it"),
    "contract:next:draft": _l("The municipality writes the text. As soon as all ten subjects are there, it can be sent for signature."),
    "contract:next:sent": _l("The providers sign first, the municipality after them. Then everyone can read the contract."),
    "contract:next:refused": _l("A provider refused to sign. The municipality makes a new version, or withdraws the contract."),
    "contract:next:withdrawn": _l("The contract does not come about. Nothing comes any more."),
    "contract:act:send": _l("Send for signature"),
    "contract:about:send": _l("The text becomes a version that never changes. The providers get a message and can read all of it, with the tariffs."),
    "contract:do:send": _l("Send for signature"),
    "contract:act:answer": _l("Answer: the text stays as it is"),
    "contract:about:answer": _l("Say why the text stays. Must it change? Then take the contract back to make a new version."),
    "contract:do:answer": _l("Send the answer"),
    "contract:act:revise": _l("Take back and make a new version"),
    "contract:about:revise": _l("The contract becomes a draft again. Who signed already, signs the new version anew. The old version stays on record."),
    "contract:do:revise": _l("Take this contract back"),
    "contract:act:withdraw": _l("Withdraw this contract"),
    "contract:about:withdraw": _l("The contract does not come about. It stays on record for the two sides and is never public."),
    "contract:do:withdraw": _l("Withdraw this contract"),
    "contract:act:countersign": _l("Sign for the municipality"),
    "contract:about:countersign": _l("Once you sign, the contract is complete. From then on everyone can read it, with its tariffs."),
    "contract:do:countersign": _l("Sign this contract"),
    "contract:act:extend": _l("Extend this contract"),
    "contract:about:extend": _l("You use one extension that the contract allows. Everyone can read that, with your reason."),
    "contract:do:extend": _l("Extend this contract"),
    "contract:act:end": _l("Record the end"),
    "contract:about:end": _l("Record how and when the contract ends. Everyone can read that, with the reason."),
    "contract:do:end": _l("Record this end"),
    "contract:act:ask_change": _l("Ask for a change"),
    "contract:about:ask_change": _l("Write which subject must change and why. The municipality answers, or makes a new version."),
    "contract:do:ask_change": _l("Send this question"),
    "contract:act:refuse": _l("We do not sign"),
    "contract:about:refuse": _l("The contract stops here for all providers in it. Do you want other words? Then ask for a change instead."),
    "contract:do:refuse": _l("Refuse to sign"),
    "contract:unsigned": _l("First the signature of %(names)s is needed."),
    "contract:mandates": _l("The municipality cannot sign yet. There is no mandate of %(names)s for framework agreements."),
    "contract:consents": _l("The municipality cannot sign yet. The written consent of %(names)s is missing."),
    "contract:no-extension": _l("There is no extension left in this contract. Make a new contract, or let it end."),
    "contract:not-a-draft": _l("This contract was sent for signature. Take it back with a reason if the text must change."),
    "contract:providers-fixed": _l("These providers read the tariffs already. For other providers: withdraw this contract and make a new one."),
    "contract:no-member": _l("Choose a provider that takes part in the network."),
    "contract:not-known": _l("In this network providers do not sign a contract of their own."),
    "contract:not-sent": _l("This contract does not wait for signatures now."),
    "contract:not-a-side": _l("This contract is not with your organisation."),
    "contract:already-signed": _l("Your organisation has signed this version already."),
    "contract:text-changed": _l("There is a new version of this contract. Read the new text and sign again."),
    "contract:text-missing": _l("Write your message."),
    "contract:nothing-asked": _l("Nobody waits for an answer here."),
    "contract:tariffs-line": _l("Line %(line)s is not right. Write three parts with semicolons between them: the service; the unit; the amount."),
    "contract:indicators-line": _l("Line %(line)s is not right. Write three parts with semicolons between them: what you measure; what you aim at; how often."),
    "contract:amount": _l("The amount on line %(line)s is not right. Write it as 61,20 or 1.234,50."),
    "contract:too-many-lines": _l("Use at most %(most)s lines."),
    "contract:ends-before-begin": _l("The last day comes before the first one."),
    "contract:extension-months": _l("Give the months of one extension, or no extensions."),
    "contract:expires-on": _l("The contract runs until %(ends_on)s. Give that day, or choose another reason why it ends."),
    "contract:last-day": _l("Choose a day from %(first)s through %(ends_on)s."),
    "contract:notice-term": _l("The term of notice is %(months)s months. Choose %(earliest)s or a later day, or agree on the end together."),
    "contract:consent-not-asked": _l("No consent of this municipality is needed now."),
    "contract:signed": _l("Service contract %(number)s is signed with %(providers)s."),
    "contract:extended": _l("Service contract %(number)s is extended until %(until)s, with %(providers)s."),
    "contract:ended": _l("Service contract %(number)s ends after %(until)s, with %(providers)s."),
    "contract:letter-sent": _l("The municipality sent a service contract for signature: %(title)s, version %(version)s. Please sign until %(sign_by)s."),
    "contract:letter-answer": _l("The municipality answered your question about the service contract %(title)s. The text stays as it is."),
    "contract:letter-revise": _l("The municipality took back the service contract %(title)s to make a new version. You get a message when it is there."),
    "contract:letter-withdraw": _l("The municipality withdrew the service contract %(title)s."),
    "contract:letter-countersign": _l("The municipality signed as well. The service contract %(title)s is complete, and everyone can read it now."),
    "contract:letter-extend": _l("The service contract %(title)s is extended. Its last day is now %(until)s."),
    "contract:letter-end": _l("The service contract %(title)s ends. Its last day is %(until)s."),
    "contract:letter-sign": _l("%(organisation)s signed the service contract %(title)s, version %(version)s."),
    "contract:letter-remind": _l("%(organisation)s has not signed the service contract %(title)s yet. Please sign until %(sign_by)s."),
    "contract:letter-ask_change": _l("A provider asks for a change of service contract %(number)s."),
    "contract:letter-refuse": _l("A provider refused to sign service contract %(number)s."),
    "contract:letter-all-signed": _l("All providers signed service contract %(number)s. It waits for the signature of the municipality."),
    "contract:letter-ahead": _l("The service contract %(title)s ends after %(ends_on)s. Whether it goes on is decided on %(notice_by)s at the latest."),
    "contract:letter-last_call": _l("The service contract %(title)s ends after %(ends_on)s. The last day to decide whether it goes on is %(notice_by)s."),
    "contract:letter-lapsed": _l("The service contract %(title)s ends after %(ends_on)s. The day to decide whether it goes on, %(notice_by)s, has passed."),
}


def euro(amount: Decimal) -> str:
    """'€ 61,20'."""
    return format_currency(amount, "EUR", locale=language())


def months(count: int) -> str:
    return ngettext("%(num)s month", "%(num)s months", count)


def extensions(times: int, each: int) -> str:
    """'2 keer 12 maanden', or that there is none."""
    if not times:
        return gettext("Cannot be extended")
    return ngettext("Once %(months)s", "%(num)s times %(months)s", times, months=months(each))


def sent(version: ContractVersion, to: list[Recipient]) -> list[Letter]:
    """To the providers: there is a contract to read and sign. Where it stands, never what is in it."""
    return _to_providers("contracts/to_sign", f"contract-sent:{version.id}", "contract:letter-sent", version.contract, to,
                         sign_by=version.sign_by, version=version.number, organisation="")


def sign_reminder(version: ContractVersion, organisation: str, to: list[Recipient]) -> list[Letter]:
    """To a provider that did not sign, a few days before the end of the term."""
    return _to_providers("contracts/to_sign", f"contract-sign-reminder:{version.id}", "contract:letter-remind", version.contract, to,
                         sign_by=version.sign_by, version=version.number, organisation=organisation)


def signed(signature: ContractSignature, to: list[Recipient]) -> list[Letter]:
    """The receipt, to the provider's contact persons: number and seal."""
    version = signature.version
    return _to_providers("contracts/signed", f"contract-signed:{signature.number}", "contract:letter-sign", version.contract, to,
                         organisation=signature.organisation, version=version.number, number=signature.number,
                         fingerprint=version.fingerprint, seal=signature.seal)


def news(contract: ServiceContract, entry: ContractEntry, to: list[Recipient]) -> list[Letter]:
    """To the providers: the municipality did something."""
    return _to_providers("contracts/news", f"contract-news:{entry.id}", f"contract:letter-{entry.act}", contract, to, until=entry.until)


def told(contract: ServiceContract, event: str, code: str, network: Network) -> list[Letter]:
    """To the mailbox that the network names; without one it stands on the desk alone."""
    if not network.email:
        return []
    return [Letter("contracts/desk", event, network.email, network.name, data={
        "code": code, "number": contract.number, "link": address("contracts.manage", contract_id=contract.id)})]


def end_reminder(contract: ServiceContract, which: ContractReminder, to: list[Recipient]) -> list[Letter]:
    """To both sides: the term nears its end. Once of each kind for each last day."""
    assert contract.ends_on  # noqa: S101 - a signed contract has a term
    event = f"contract-end:{contract.id}:{contract.ends_on}:{which}"
    data = {"ends_on": contract.ends_on, "notice_by": notice_by(contract.ends_on, contract.notice_months)}
    letters = _to_providers("contracts/ending", event, f"contract:letter-{which}", contract, to, **data)
    box = contract.network.email
    return letters if not box else [*letters, Letter("contracts/ending", event, box, contract.network.name, data={
        "code": f"contract:letter-{which}", "title": contract.title, **data,
        "link": address("contracts.manage", contract_id=contract.id)})]


def _to_providers(kind: str, event: str, code: str, contract: ServiceContract, to: list[Recipient], **data: object) -> list[Letter]:
    data |= {"code": code, "title": contract.title, "link": address("contracts.own_contract", contract_id=contract.id)}
    return [Letter(kind, event, person.email, person.name, data=dict(data)) for person in to]
