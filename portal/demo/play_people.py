"""People come and go at one provider: colleagues are invited and accept, one leaves, one has yet to answer."""

from datetime import datetime, timedelta
from functools import partial

from portal.accounts.models import Role, User
from portal.accounts.operations import accept_invitation, change_roles, offer_roles
from portal.accounts.queries import grants_at, user_by_email
from portal.core.access import ActsFor, Place
from portal.demo.cast import Cast
from portal.demo.content import network as said
from portal.demo.content import people
from portal.demo.diary import Diary

BUSINESS = "09:50"


def write(cast: Cast, diary: Diary) -> None:
    home, other = cast.parties[people.PROVIDER].place, _second_home(cast)
    for offset, place, person, roles in (
        (-320, home, people.LEFT, (Role.COLLEAGUE,)), (-210, home, people.COLLEAGUE, (Role.COLLEAGUE,)),
        (-150, home, people.OF_TWO, (Role.REPRESENTATIVE,)), (-90, other, people.OF_TWO, (Role.COLLEAGUE,)),
    ):
        diary.on(diary.day(offset), BUSINESS, partial(_invite, cast, place, person, roles))
        diary.on(diary.day(offset + 3), BUSINESS, partial(_accept, cast, place, person))
    diary.on(diary.day(-120), BUSINESS, partial(_leave, cast, home, people.LEFT))
    diary.on(diary.day(-4), BUSINESS, partial(_invite, cast, home, people.INVITED, (Role.COLLEAGUE, Role.PARTY_ADMIN)))
    diary.on(diary.day(-6), BUSINESS, partial(_name_adviser, cast))


def _second_home(cast: Cast) -> Place:
    """Another provider that has a seat at a table, so that there is something to do there as well."""
    name = next(name for name in said.YOUTH.asked if name in cast.parties and name != people.PROVIDER)
    return cast.parties[name].place


def _invite(cast: Cast, place: Place, person: tuple[str, str], roles: tuple[Role, ...], now: datetime) -> None:
    offer_roles(cast.session, place, roles, name=person[0], email=person[1], actor=cast.speakers[place.name], now=now)


def _accept(cast: Cast, place: Place, person: tuple[str, str], now: datetime) -> None:
    waiting = next(grant.invitation for grant in grants_at(cast.session, place, now, _user(cast, person)) if grant.is_pending)
    if waiting:
        accept_invitation(cast.session, waiting, now=now)


def _leave(cast: Cast, place: Place, person: tuple[str, str], now: datetime) -> None:
    change_roles(cast.session, _user(cast, person), place, end=[Role.COLLEAGUE], actor=cast.speakers[place.name], now=now)


def _name_adviser(cast: Cast, now: datetime) -> None:
    heerlen = cast.municipalities["Heerlen"]
    offer_roles(cast.session, Place(ActsFor.MUNICIPALITY, heerlen.id, heerlen.name), [Role.BOARD_STAFF],
                name=people.ADVISER[0], email=people.ADVISER[1], begins_at=now + timedelta(days=40), actor=cast.secretary, now=now)


def _user(cast: Cast, person: tuple[str, str]) -> User:
    user = user_by_email(cast.session, person[1])
    if user is None:
        raise LookupError(person[1])
    return user
