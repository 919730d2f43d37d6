"""Who may do what with signals."""

from datetime import datetime
from typing import Any

from portal.accounts.access import acts_for_party, is_secretary
from portal.core.access import Actor
from portal.networks.models import Network


def outsiders_may(_actor: Actor, network: Any, _now: datetime) -> bool:
    """IN 5.5: anyone; ZL 6.2: the parties. The network's profile says which."""
    return isinstance(network, Network) and network.profile.outsiders_may_contribute


PERMISSIONS = {
    "signal:give": ((outsiders_may,), (acts_for_party,)),
    "signal:judge": ((is_secretary,),),
}
