"""The second network: it uses two agreements of the first, approved one change of them and has another one before it (IN 5.4, 9.3)."""

from datetime import datetime, time
from functools import partial

from portal.accounts.models import Role
from portal.core.access import SYSTEM
from portal.core.calendar import local_day, local_instant
from portal.decisions.approvals import OwnVote, state_approval
from portal.demo.cast import Cast
from portal.demo.content import neighbour as said
from portal.demo.diary import Diary, spread, waking
from portal.demo.founding import join, make_members, official
from portal.demo.play_votes import CHANGED, state
from portal.demo.roads import roads
from portal.networks.models import NetworkAgreement
from portal.networks.operations import create_network

APPROVED_ON, VOTED_ON = -52, -55
NUMBERS_FROM = 200
"""The number of its first provider: behind those of the first network, so that nobody is of both."""


def write(cast: Cast, diary: Diary) -> None:
    beside = _found(cast, diary)
    diary.on(diary.day(APPROVED_ON), "10:40", partial(_approve, cast, beside, diary))
    since = local_instant(roads(diary)[CHANGED].boards[-1], time(14, 40))
    answers = [*((name, "") for name in said.TAKING_PART), *said.LEAVING.items()]
    for number, (name, leaving) in enumerate(answers):
        instant = waking(spread(since, diary.now, number, len(answers)), since, diary.now, f"neighbour {name}")
        diary.write(instant, partial(state, cast, beside.speakers[name], leaving))


def _found(cast: Cast, diary: Diary) -> Cast:
    """Its municipalities take part in the first network too; so do some of its members. In plain rows, as `founding` does."""
    begin = local_day(diary.now).replace(year=diary.today.year - 2, month=1, day=1)
    since = local_instant(begin, time(9))
    places = {name: cast.municipalities[name] for name in (said.HOST, *said.OTHERS)}
    network = create_network(
        cast.session, slug=said.SLUG, name=said.NAME, email=said.EMAIL, phone=said.PHONE, host=places[said.HOST],
        others=[places[name] for name in said.OTHERS], actor=SYSTEM, now=since)
    network.settings = {"silence": "takes_part"}
    agreements = {slug: cast.agreements[slug] for slug in said.USES}
    cast.session.add_all(NetworkAgreement(network_id=network.id, agreement_id=agreement.id, used_since=begin)
                         for agreement in agreements.values())
    beside = Cast(cast.session, network, places, agreements, speakers={name: cast.speakers[name] for name in said.IN_BOTH})
    beside.secretary = official(beside, *said.SECRETARY, Role.SECRETARY, places[said.HOST], since)
    join(beside, list(enumerate(said.ITS_OWN, NUMBERS_FROM)), [since] * len(said.ITS_OWN))
    make_members(beside, [cast.parties[name] for name in said.IN_BOTH], [since] * len(said.IN_BOTH))
    return beside


def _approve(cast: Cast, beside: Cast, diary: Diary, now: datetime) -> None:
    vote = OwnVote(diary.day(VOTED_ON), said.VOTED_FOR, said.VOTED_AGAINST)
    state_approval(cast.session, cast.proposals[CHANGED], beside.network, approved=True, reason=said.APPROVAL, vote=vote,
                   actor=beside.secretary, now=now)
