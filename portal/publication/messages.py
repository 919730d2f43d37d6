"""Words of the public pages, and the sentence of what was made known."""

from flask_babel import lazy_gettext as _l

from portal.core import codec
from portal.core.language import gettext, say
from portal.networks.models import Publication

SENTENCES = {
    "proposal:off-the-site": _l("Taken off the site, because %(ground)s."),
    "Group.tafel": _l("At the table"),
    "Group.ronde": _l("Comment round open"),
    "Group.antwoorden": _l("Answers and working out"),
    "Group.stemming": _l("Being voted on"),
    "Group.colleges": _l("With the municipal boards"),
    "Group.besloten": _l("Decided"),
    "Group.gestopt": _l("Stopped on the way"),
    # What is found, by kind: all of them, and one with its number.
    "Kind.voorstellen": _l("Proposals"), "found:proposal": _l("Proposal %(label)s"),
    "Kind.overeenkomsten": _l("Agreements"), "found:agreement": _l("Agreement: %(label)s"),
    "Kind.reacties": _l("Reactions"), "found:reaction": _l("Reaction on proposal %(label)s"),
    "Kind.reactierondes": _l("Comment rounds"), "found:round": _l("Comment round on proposal %(label)s"),
    "Kind.signalen": _l("Signals"), "found:signal": _l("Signal %(label)s"),
    "Kind.bijeenkomsten": _l("Meetings"), "found:meeting": _l("Meeting"),
    "Kind.pilots": _l("Pilots"), "found:pilot": _l("Pilot %(label)s"),
    "Kind.besluiten": _l("Decisions"), "found:decision": _l("Decision on proposal %(label)s"),
    "Kind.werkgroepen": _l("Working groups"), "found:group": _l("Working group"),
    "Kind.adviezen": _l("Advice"), "found:advice": _l("Advice %(label)s"),
    "Kind.tafels": _l("Tables"), "found:table": _l("Table"),
    "Kind.dienstverleningsovereenkomsten": _l("Service contracts"), "found:contract": _l("Service contract %(label)s"),
    "Kind.deelnemers": _l("Participants"), "found:member": _l("Participant"),
    "Kind.aanmeldingen": _l("Applications"), "found:application": _l("Application %(label)s"),
    "Kind.bekendmakingen": _l("Announcements"), "found:publication": _l("Announcement"),
    "Trouble.empty": _l("Type one or more words, and choose Search."),
    "Trouble.too_short": _l("Type at least one word of two letters, or a number."),
    "Trouble.only_excluded": _l("Type also a word that must be in it. A word with a minus only leaves things out."),
    "reader:party": _l("Only %(name)s sees this"), "reader:municipality": _l("Only the municipality sees this"),
}

_READ_ON = (
    ("/bijeenkomsten/", _l("Read the agenda and the minutes")),
    ("/besluiten/", _l("Read the decision")),
    ("/overeenkomsten/", _l("Read the new text")),
    ("/signalen/", _l("Read the signal")),
    ("/werkgroepen/", _l("Read more about the working group")),
    ("/adviezen/", _l("Read the question and the advice")),
    ("/pilots/", _l("Read about the pilot")),
    ("/tafels/", _l("See who sits at the table")),
    ("/deelnemers", _l("See who takes part")),
    ("/dienstverleningsovereenkomsten/", _l("Read the contract")),
)


def sentence(publication: Publication) -> str:
    """What was made known, in the reader's language."""
    return say(publication.kind, **codec.unpack(publication.data))


def read_on(path: str, here: str = "") -> str:
    """The words of the link to where one reads on; empty when that is the page one is on."""
    if not path or path.partition("?")[0] == here:
        return ""
    if path.endswith("/stemming"):
        return gettext("See the vote")
    return next((str(words) for start, words in _READ_ON if path.startswith(start)), gettext("Read the proposal"))
