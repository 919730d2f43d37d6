"""What a party sent in: reactions with their answers, proposals, signals; for who acts for it, and for who did until it left."""

from flask import Blueprint, abort, render_template

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.paging import PAGE_SIZE, Page, newest_first
from portal.members.queries import own_memberships
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.parties.models import Party
from portal.proposals.models import Proposal
from portal.rounds.models import Reaction
from portal.signals.models import Signal
from portal.workspace import queries

SENT = {
    "reacties": (queries.own_reactions, Reaction.id), "voorstellen": (queries.own_proposals, Proposal.id),
    "signalen": (queries.own_signals, Signal.id),
}
"""By the word in the address: the rows, and the key by which they are paged."""
SHOWN = 10
"""Where they are not all there is on a page, the newest."""


def add_to(bp: Blueprint) -> None:
    """It belongs to the blueprint of a party's own pages."""
    bp.add_url_rule("/mijn/ingestuurd", view_func=sent, defaults={"what": "reacties"})
    bp.add_url_rule("/mijn/ingestuurd/<string:what>", view_func=sent)
    bp.add_url_rule("/mijn/eerder", view_func=look_back)
    bp.add_url_rule("/mijn/eerder/<string:what>", view_func=sent_before)


def sent_by(network: Network, party_id: int, what: str, size: int = SHOWN) -> Page[Reaction | Proposal | Signal]:
    """The newest first, or from where the address asks for."""
    rows, key = SENT[what]
    return newest_first(db.session, rows(network, party_id), key, size)


@requires("workspace:open")
def sent(what: str) -> str:
    """All of it of one kind, in pages."""
    actor = current_actor()
    return _all_of(what, actor.party_id or 0, actor.acts_for_name)


@requires("workspace:look_back")
def sent_before(what: str) -> str:
    """The same of the party that left: who acted for it may act for another one now."""
    party = _former() or abort(404)
    return _all_of(what, party.id, party.name, is_former=True)


def _all_of(what: str, party_id: int, name: str, *, is_former: bool = False) -> str:
    if what not in SENT:
        abort(404)
    page = sent_by(current_network(db.session), party_id, what, PAGE_SIZE)
    return render_template("workspace/sent.html", name=name, what=what, page=page, is_former=is_former)


@requires("workspace:look_back")
def look_back() -> str:
    """What a party that left sent in, for the people who acted for it until then: to read, nothing to do."""
    network, party = current_network(db.session), _former() or abort(404)
    return render_template("workspace/look_back.html", party=party, memberships=own_memberships(db.session, network, party.id),
                           sent={what: sent_by(network, party.id, what) for what in SENT})


def _former() -> Party | None:
    return queries.former_party(db.session, current_actor().person_id, clock.now())
