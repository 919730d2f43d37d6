"""`flask audit seal` chains the record, `flask audit verify` says whether it is still what was sealed."""

import click
from flask.cli import with_appcontext

from portal.audit.models import AuditEntry
from portal.audit.rules import Finding, Wrong
from portal.audit.sealing import check_record, seal_record, waiting
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import db


@click.group("audit")
def audit() -> None:
    """The record of who did what."""


@audit.command("seal")
@with_appcontext
def seal() -> None:
    """Put everything that has settled under a new seal; run it every day. The worker does so too."""
    must_be_migrated()
    with as_if_asked():
        made = seal_record()
    if made is None:
        click.echo("nothing new to seal")
        return
    click.echo(f"{made.entries} entries under seal {made.hash}")


@audit.command("verify")
@click.option("--kept", nargs=2, multiple=True, metavar="ENTRIES HASH", help="A seal that was written down elsewhere; as often as wanted.")
@with_appcontext
def verify(kept: tuple[tuple[str, str], ...]) -> None:
    """Name the first entry that was changed, removed or inserted since it was sealed."""
    must_be_migrated()
    try:
        elsewhere = {int(entries): value.strip().lower() for entries, value in kept}
    except ValueError:
        raise click.BadParameter("give the number of entries and the hash", param_hint="--kept") from None
    right, findings = check_record(db.session, elsewhere)
    for finding in findings:
        click.echo(_told(finding), err=True)
    if findings:
        click.echo(f"{right} entries before it are as they were sealed", err=True)
        raise SystemExit(1)
    click.echo(f"{right} entries are as they were sealed, {waiting(db.session)} wait for the next seal")


def _told(finding: Finding) -> str:
    if finding.wrong == Wrong.REWRITTEN:
        return f"the seal over {finding.position} entries does not fit: entries up to there were rewritten together with the chain"
    which = f"entry {finding.entry_id}" if finding.entry_id else "an entry"
    place = f", number {finding.position} of the chain," if finding.position else ""
    row = db.session.get(AuditEntry, finding.entry_id) if finding.entry_id else None
    says = f": it says {row.action} of {row.subject_type} {row.subject_id} at {row.happened_at:%Y-%m-%d %H:%M:%S} UTC" if row else ""
    return f"{which}{place} was {finding.wrong.value} after it was sealed{says}"


COMMANDS = [audit]
