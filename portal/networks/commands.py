"""`flask network create`: the beginning of a portal that is not a demonstration."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.accounts.operations import ensure_user, grant_role, invite
from portal.core.access import SYSTEM
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import transaction
from portal.core.errors import Refused
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.networks.operations import create_network
from portal.region.models import Municipality
from portal.region.queries import municipality_by_code


@click.group("network")
def network() -> None:
    """Procurement networks."""


@network.command("create")
@click.option("--name", required=True, help="As it is shown: Zuid-Limburg.")
@click.option("--slug", required=True, help="As the setting NETWORK names it: zuid-limburg.")
@click.option("--email", required=True, help="Of the secretary, for everyone to see.")
@click.option("--phone", required=True, help="Of the secretary, for everyone to see.")
@click.option("--host", required=True, metavar="CODE", help="Municipality that acts for the others: GM0935.")
@click.option("--with", "others", multiple=True, metavar="CODE", help="Another municipality; as often as needed.")
@click.option("--administrator", required=True, metavar="EMAIL", help="Who sets up the portal; gets an invitation.")
@click.option("--administrator-name", required=True, help="As it is shown to others.")
@with_appcontext
def create(name: str, slug: str, email: str, phone: str, host: str, others: tuple[str, ...], administrator: str,
           administrator_name: str) -> None:
    """Begin a network, and invite its first administrator."""
    for address in (email, administrator):
        if "@" not in address:
            raise click.BadParameter(f"{address} is no e-mail address")
    must_be_migrated()
    try:
        with as_if_asked(), transaction() as work:
            create_network(work.session, slug=slug, name=name, email=email, phone=phone, host=_place(work.session, host),
                           others=[_place(work.session, code) for code in others], actor=SYSTEM, now=work.now)
            user = ensure_user(work.session, email=administrator, name=administrator_name, now=work.now)
            grant_role(work.session, user, Role.ADMINISTRATOR, place_id=None, actor=SYSTEM, now=work.now)
            invite(work.session, user, for_name=name, now=work.now)
    except Refused as refusal:
        with speaking(DEFAULT_LANGUAGE):
            raise click.ClickException(say(refusal.code, **refusal.data)) from None
    click.echo(f"The network {name} is there. The invitation of {administrator} is in the outbox: `flask worker` delivers it.")


def _place(session: Session, code: str) -> Municipality:
    place = municipality_by_code(session, code)
    if place is None:
        raise click.BadParameter(f"{code} is not known: `flask municipalities` shows which are, `flask municipalities load` adds some")
    return place


COMMANDS = [network]
