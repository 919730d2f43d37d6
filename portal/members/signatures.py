"""Putting a signature under a text: the one place where signatures are made, online and on paper."""

import secrets
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import start_of_day
from portal.core.documents import Document
from portal.core.errors import Refused
from portal.members.models import Membership, Signature
from portal.members.rules import Declaration, SignedBy, SigningChannel
from portal.members.sealing import SealedFacts, seal
from portal.networks.models import AgreementVersion

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What cannot be taken for another on paper: no 0, O, 1, I, L and U."""


def sign(session: Session, membership: Membership, version: AgreementVersion, signed_by: SignedBy, *,
         channel: SigningChannel = SigningChannel.ONLINE, document: Document | None = None, signed_on: date | None = None,
         actor: Actor, now: datetime) -> Signature:
    """Put the party's signature under a version, sealed; on paper with the scan and the day that stands on it.

    Raises Refused when this version was signed already, and for paper without a scan or with a day still to come.
    """
    if any(earlier.agreement_version is version for earlier in membership.signatures):
        raise Refused("signature:already")
    on_paper = channel == SigningChannel.PAPER
    if on_paper and document is None:
        raise Refused("signature:scan-missing", field="document")
    signature = Signature(
        number=new_number(), agreement_version=version, organisation=membership.name, kvk=membership.party.kvk,
        signed_at=_day_on_paper(signed_on, now) if on_paper else now, name=signed_by.name, job_title=signed_by.job_title,
        email=signed_by.email, ground=signed_by.ground, disclosure=signed_by.disclosure, fingerprint=version.fingerprint,
        declarations=[code for code in Declaration if code in signed_by.declarations], channel=channel, document=document,
        entered_by_id=actor.person_id if on_paper else None, entered_at=now if on_paper else None)
    signature.seal = seal(facts_of(signature))
    membership.signatures.append(signature)
    record(session, signature, "signature:sign", actor=actor, now=now, number=signature.number, channel=channel,
           signer=signed_by.name, ground=signed_by.ground, text=version.fingerprint, seal=signature.seal)
    return signature


def _day_on_paper(day: date | None, now: datetime) -> datetime:
    signed_at = start_of_day(day) if day else now
    if signed_at > now:
        raise Refused("signature:still-to-come", field="signed_on")
    return signed_at


def facts_of(signature: Signature) -> SealedFacts:
    """What the row says now: its seal is right when nothing in it was changed."""
    version = signature.agreement_version
    return SealedFacts(
        number=signature.number, agreement=version.agreement.slug, version=version.number, text=signature.fingerprint,
        organisation=signature.organisation, kvk=signature.kvk, signed_at=signature.signed_at, name=signature.name,
        job_title=signature.job_title, ground=signature.ground,
        declarations=tuple(Declaration(code) for code in signature.declarations),
        channel=signature.channel, scan=signature.document.sha256 if signature.document else "")


def new_number(letter: str = "H") -> str:
    """The number of a receipt, easy to read out: H-7K3M-9QPX. Nobody can guess another one."""
    half = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2)]
    return "-".join((letter, *half))
