"""`flask municipalities`: the municipalities that networks can be made of."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.core.access import SYSTEM
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.region.models import Municipality
from portal.region.operations import MUNICIPALITIES, load_municipalities
from portal.region.rules import read_municipalities


@click.group("municipalities", invoke_without_command=True)
@click.pass_context
@with_appcontext
def municipalities(context: click.Context) -> None:
    """Which municipalities the portal knows, by code."""
    if context.invoked_subcommand is None:
        must_be_migrated()
        for place in db.session.scalars(select(Municipality).order_by(Municipality.name)):
            click.echo(f"{place.code}  {place.name}" + (f" (until {place.until})" if place.until else ""))


@municipalities.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=MUNICIPALITIES)
@click.option("--region", help="Only those of this region in the list.")
@with_appcontext
def load(file: Path, region: str | None) -> None:
    """Load a list: that of the portal, or FILE with the same columns. Known ones are brought up to date."""
    must_be_migrated()
    try:
        rows = read_municipalities(file.read_text(encoding="utf-8-sig"))
    except Refused as refusal:
        with speaking(DEFAULT_LANGUAGE):
            raise click.ClickException(say(refusal.code, **refusal.data)) from None
    wanted = [row for row in rows if region in (None, row.region)]
    with as_if_asked(), transaction() as work:
        load_municipalities(work.session, wanted, actor=SYSTEM, now=work.now)
    click.echo(f"{len(wanted)} municipalities")


COMMANDS = [municipalities]
