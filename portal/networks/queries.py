"""Finding the network, its members, its agreements and what it published."""

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.networks.models import Network


def current_network(session: Session) -> Network:
    """The network that this installation serves: the setting NETWORK, or the first. One query a request."""
    network: Network | None = g.get("network")
    if network is None:
        slug = current_app.config["NETWORK"]
        query = select(Network).where(Network.slug == slug) if slug else select(Network).order_by(Network.id).limit(1)
        network = session.scalars(query).one()
        g.network = network
    return network
