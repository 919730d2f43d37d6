"""Providers that sign on by themselves: admitted, refused, and one that waits."""

from datetime import datetime
from functools import partial
from typing import TypeAlias

from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.demo.cast import Cast
from portal.demo.content import network as said
from portal.demo.content.network import Newcomer
from portal.demo.diary import Diary
from portal.demo.founding import contacts_of, organisation_of, providers, slug_of
from portal.members.models import Membership
from portal.members.operations import admit, apply_for_membership, refuse
from portal.members.rules import Application, Declaration, SignedBy
from portal.networks.queries import versions_to_sign
from portal.parties.rules import AuthorityGround, ContactDetails, Organisation

Waiting: TypeAlias = dict[str, Membership]
"""Applications by the name of the organisation."""
APPLIED_ON = (-72, -47, -31)
JUDGED_AFTER = 8


def write(cast: Cast, diary: Diary) -> None:
    waiting: Waiting = {}
    late = [(number, provider) for number, provider in providers() if provider.name in said.ADMITTED]
    for offset, (number, provider) in zip(APPLIED_ON, late, strict=True):
        organisation = organisation_of(number, provider)
        contact, substitute = contacts_of(number, organisation)
        application = Application(organisation, contact, substitute)
        diary.on(diary.day(offset), "11:20", partial(apply, cast, waiting, application, contact.name, ""))
        diary.on(diary.day(offset + JUDGED_AFTER), "15:10",
                 partial(_admit, cast, waiting, organisation.name, said.ADMITTED[organisation.name]))
    for newcomer, offset in ((said.REFUSED, -24), (said.WAITING, -3)):
        diary.on(diary.day(offset), "16:45", partial(
            apply, cast, waiting, application_of(newcomer), newcomer.signer, newcomer.disclosure))
    diary.on(diary.day(-18), "10:40", partial(_refuse, cast, waiting, said.REFUSED))


def apply(cast: Cast, waiting: Waiting, application: Application, signer: str, disclosure: str, now: datetime) -> None:
    read = [version.id for version in versions_to_sign(cast.session, cast.network, local_day(now))]
    waiting[application.organisation.name] = apply_for_membership(
        cast.session, cast.network, application=application, signed_by=signed_by(application, signer, disclosure), read=read,
        actor=OUTSIDER, now=now)


def signed_by(application: Application, signer: str, disclosure: str = "") -> SignedBy:
    return SignedBy(signer, "bestuurder", f"bestuur@{slug_of(application.organisation.name)}.example",
                    AuthorityGround.STATUTES, frozenset(Declaration), disclosure)


def _admit(cast: Cast, waiting: Waiting, name: str, reason: str, now: datetime) -> None:
    admit(cast.session, waiting[name], reason=reason, actor=cast.secretary, now=now)


def _refuse(cast: Cast, waiting: Waiting, newcomer: Newcomer, now: datetime) -> None:
    refuse(cast.session, waiting[newcomer.name], reason=newcomer.refused, actor=cast.secretary, now=now)


def application_of(newcomer: Newcomer) -> Application:
    organisation = Organisation(newcomer.name, newcomer.kvk, "Stationsplein 3", "6411 NE", "Heerlen", newcomer.domains,
                                newcomer.streams)
    domain = slug_of(newcomer.name)
    people = [ContactDetails(name, f"{name.split()[0].lower()}@{domain}.example", "045 000 00 00", "Stationsplein 3, 6411 NE Heerlen")
              for name in (newcomer.contact, newcomer.substitute)]
    return Application(organisation, people[0], people[1])
