"""`flask backup`, `flask restore` and `flask check`."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from portal.core.cli import as_if_asked, must_be_migrated
from portal.hosting.backup import key_check, note_backup, write_backup
from portal.hosting.checks import findings
from portal.hosting.restore import Unusable, checked_file, restore_backup


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Put database and documents in one new FILE, as they are now. The portal may go on meanwhile."""
    must_be_migrated()
    try:
        manifest, missing = write_backup(file)
    except FileExistsError:
        raise click.ClickException(f"{file} exists already: a backup is never written over") from None
    except OSError as wrong:
        raise click.ClickException(f"{file} could not be written: {wrong.strerror or wrong}") from None
    click.echo(f"{file}: {_summary(manifest)}")
    for key in missing:
        click.echo(f"document {key} is not in the store as it was received, and not in this backup", err=True)
    if missing:
        raise SystemExit(1)
    note_backup()


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only say whether the file is whole; change nothing.")
@with_appcontext
def restore(file: Path, check: bool) -> None:
    """Fill an empty installation with what FILE holds, and compare. It never writes over anything."""
    try:
        if check:
            click.echo(f"{file} is whole: {_summary(checked_file(file))}")
            return
        with as_if_asked():
            manifest = restore_backup(file)
    except Unusable as reason:
        raise click.ClickException(str(reason)) from None
    for name, table in manifest["tables"].items():
        if table["rows"]:
            click.echo(f"{name:32}{table['rows']:>9} rows, the same")
    click.echo(f"restored and compared: {_summary(manifest)}")
    if manifest["key_check"] != key_check():
        click.echo("SECRET_KEY or TOTP_SECRET is not what it was when the backup was made: people must set up their authenticator app "
                   "anew, and links in letters do not work. Restore the old secret if you have it.", err=True)


def _summary(manifest: dict[str, Any]) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return (f"{rows} rows in {len(manifest['tables'])} tables and {len(manifest['documents'])} documents, of {manifest['made_at']}, "
            f"portal {manifest['portal']}, {manifest['database']}")


@click.command("check")
@with_appcontext
def check() -> None:
    """Say whether this installation is fit for production, and per finding what to change. Code 1 when it is not."""
    found = findings()
    for one in found:
        click.echo(f"{one.code}: {one.wrong}\n    {one.change}")
    if found:
        click.echo(f"not fit for production: {len(found)} findings", err=True)
        raise SystemExit(1)
    click.echo("fit for production, as far as a program can see")


COMMANDS = [backup, restore, check]

