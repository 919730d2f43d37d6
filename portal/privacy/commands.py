"""`flask privacy retention`, `flask privacy export EMAIL`, `flask privacy anonymise EMAIL`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.access import SYSTEM
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import say
from portal.privacy.copies import as_text
from portal.privacy.forgetting import anonymise
from portal.privacy.queries import everything_about
from portal.privacy.retention import RULES, due, end_some


@click.group("privacy")
def privacy() -> None:
    """What is stored about people."""


@privacy.command("retention")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """End what was kept long enough, and tell how much of what; run it every day."""
    must_be_migrated()
    with as_if_asked():
        counts = due(db.session, clock.now()) if dry_run else _end()
        for code, number in counts.items():
            click.echo(f"{number:>8}  {say(f'retention:{code}')}")
    click.echo("nothing was changed" if dry_run else f"{sum(counts.values())} ended")


def _end() -> dict[str, int]:
    """Batch by batch, each a transaction of its own: others write in between."""
    counts = {rule.code: 0 for rule in RULES}
    for rule in RULES:
        while True:
            with transaction() as work:
                number = end_some(work.session, rule, work.now)
            counts[rule.code] += number
            if not number:
                break
    return counts


@privacy.command("export")
@click.argument("email")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; the screen when there is none.")
@with_appcontext
def export(email: str, out: Path | None) -> None:
    """A copy of everything that is stored about whoever has this address, as JSON."""
    must_be_migrated()
    with as_if_asked():
        found = everything_about(db.session, email)
        if not found:
            raise click.ClickException(say("privacy:unknown"))
        text = as_text(found, email, clock.now())
    if out:
        out.touch(mode=0o600)
        out.write_text(text, encoding="utf-8")
        click.echo(f"{sum(len(record['rows']) for record in found)} rows in {out}")
        return
    click.echo(text)


@privacy.command("anonymise")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def anonymise_command(email: str, yes: bool) -> None:
    """Take this person's name and addresses out of everything that need not have them. It cannot be undone."""
    must_be_migrated()
    if not yes:
        click.confirm(f"Take {email} out? This cannot be undone", abort=True)
    with as_if_asked():
        try:
            with transaction() as work:
                done = anonymise(work.session, email, actor=SYSTEM, now=work.now)
        except Refused as refusal:
            raise click.ClickException(say(refusal.code)) from None
        for name, number in done.items():
            click.echo(f"{number:>8}  {name}")
        click.echo(say("privacy:stays"))


COMMANDS = [privacy]
