"""People who follow what happens, without an account: confirmed, and one who never opened the letter."""

from datetime import datetime
from functools import partial

from portal.core.access import OUTSIDER
from portal.core.language import DEFAULT_LANGUAGE
from portal.demo.cast import Cast
from portal.demo.content.followers import FOLLOWERS
from portal.demo.content.shapes import Follows
from portal.demo.diary import Diary
from portal.notifications.follows import ask_to_confirm, ask_to_follow, confirm
from portal.notifications.rules import Topic
from portal.publication.topics import subject_of


def write(cast: Cast, diary: Diary) -> None:
    for said in FOLLOWERS:
        diary.on(diary.day(said.offset), "20:05", partial(_follow, cast, said))


def _follow(cast: Cast, said: Follows, now: datetime) -> None:
    name = cast.proposals[said.name].number if said.topic == Topic.PROPOSAL else said.name
    subject = subject_of(cast.session, cast.network, said.topic, name)
    follower = ask_to_follow(cast.session, network_id=cast.network.id, email=said.email, wishes=[(said.topic, name)],
                             rhythm=said.rhythm, language=DEFAULT_LANGUAGE, is_proven=False, actor=OUTSIDER, now=now)
    ask_to_confirm(cast.session, follower, [subject.label] if subject else [], now=now)
    if said.confirms:
        confirm(cast.session, follower, now=now)
