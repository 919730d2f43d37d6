"""Who follows what without an account, since how many days, and who never opened the letter that asks to confirm."""

from portal.demo.content.shapes import Follows
from portal.notifications.rules import Rhythm, Topic

FOLLOWERS = (
    Follows("truus@inwoner.example", Topic.PROPOSAL, "eighteen", Rhythm.AT_ONCE, -5),
    Follows("truus@inwoner.example", Topic.LAW, "wmo2015", Rhythm.WEEKLY, -5),
    Follows("redactie@heuvellandbode.example", Topic.EVERYTHING, "", Rhythm.DAILY, -80),
    Follows("raadslid@heerlen.example", Topic.AGREEMENT, "raamovereenkomst-jeugdhulp", Rhythm.WEEKLY, -34),
    Follows("nooit-geopend@inwoner.example", Topic.EVERYTHING, "", Rhythm.DAILY, -3, confirms=False),
)
