"""`flask demo` loads the demonstration network; `flask users` shows who can log in, and invites people."""

from collections.abc import Iterable

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security import hash_password
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.accounts.operations import ensure_user, grant_role, invite
from portal.accounts.queries import user_by_email
from portal.accounts.second_factor import second_step
from portal.core import clock, indexing
from portal.core.access import SYSTEM
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import db, transaction
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.demo.content.people import APP_KEY, PASSWORD
from portal.demo.grown.operations import grow, things
from portal.demo.grown.sizes import Size
from portal.demo.operations import has_network, load
from portal.demo.queries import LogIn, log_ins, printed
from portal.region.models import Municipality

INVITED = [Role.SECRETARY, Role.BOARD_STAFF, Role.CHAIR, Role.ADMINISTRATOR]
"""Contact persons get their log-in when their organisation signs on."""


@click.command("demo")
@click.option("--size", type=click.Choice(["normal", "large"]), default="normal", show_default=True,
              help="large: as much as the whole country would bring, to see whether the portal can bear it.")
@click.option("--share", type=click.FloatRange(0.001, 1), default=1, show_default=True, help="With large: so much of it.")
@with_appcontext
def demo(size: str, share: float) -> None:
    """Load the demonstration network, once, and print one log-in per role."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("the demonstration network is not for production")
    must_be_migrated()
    is_new = _load(Size.part(share) if size == "large" else None)
    shown = printed(log_ins(db.session, clock.now()))
    if is_new:
        click.echo("The demonstration network Zuid-Limburg is there. Its people, texts and decisions are invented.")
    else:
        click.echo("There is a network already; nothing was changed.")
    if shown:
        _print_log_ins(shown)
        _print_ways_in()


def _load(size: Size | None) -> bool:
    """Whether there was no network yet. A large one is never added to what is there."""
    with as_if_asked(), transaction() as work:
        if has_network(work.session):
            if size:
                raise click.ClickException("there is a network already: a large one needs an empty database")
            return False
        password_hash = hash_password(PASSWORD)
        load(work.session, password_hash=password_hash, app_secret=second_step().kept(APP_KEY), now=work.now)
        if size:
            with click.progressbar(length=things(size), label="Rows") as bar:
                grow(work.session, size, password_hash=password_hash, now=work.now, tick=bar.update)
    if size:
        _index()
    return True


def _index() -> None:
    with transaction() as work, click.progressbar(length=indexing.amount(work.session), label="Search index") as bar:
        indexing.rebuild(work.session, tick=bar.update)


@click.group("users", invoke_without_command=True)
@click.pass_context
@with_appcontext
def users(context: click.Context) -> None:
    """Who can log in, and as what."""
    if context.invoked_subcommand is not None:
        return
    must_be_migrated()
    everyone = log_ins(db.session, clock.now())
    _print_log_ins(everyone)
    if printed(everyone) and not current_app.config["PRODUCTION"]:
        _print_ways_in()


@click.command("code")
@click.argument("email")
@with_appcontext
def code(email: str) -> None:
    """The code that somebody's authenticator app shows now: to walk through the demonstration without a telephone."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("codes are their owner's: not in production")
    user = user_by_email(db.session, email)
    if user is None or not user.has_app:
        raise click.ClickException(f"{email} logs in without a code")
    click.echo(second_step().generate_totp_password(user.tf_totp_secret))


def _print_ways_in() -> None:
    click.echo(f"\nPassword of everyone: {PASSWORD}")
    click.echo(f"Municipal staff then fill in a code: it stands on the page, `flask code EMAIL` prints it, and an authenticator "
               f"app gives it with the key {APP_KEY}")


@users.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As it is shown to others.")
@click.option("--role", required=True, type=click.Choice([role.value for role in INVITED]))
@click.option("--municipality", help="For a secretary or board staff: whom they work for.")
@with_appcontext
def add(email: str, name: str, role: str, municipality: str | None) -> None:
    """Give somebody a role and mail the link with which a password is chosen."""
    if "@" not in email:
        raise click.BadParameter(f"{email} is no e-mail address", param_hint="EMAIL")
    must_be_migrated()
    with as_if_asked(), transaction() as work:
        place = _place(Role(role), municipality)
        place_id = place.id if place else None
        user = ensure_user(work.session, email=email, name=name, now=work.now)
        if _has(user.id, Role(role), place_id):
            raise click.ClickException(f"{user.email} has this role already")
        grant_role(work.session, user, Role(role), place_id=place_id, actor=SYSTEM, now=work.now)
        invite(work.session, user, for_name=place.name if place else "Ontwikkeltafel", now=work.now)
        had_password = bool(user.password)
    click.echo(f"{email} has the role now" + ("" if had_password else "; the invitation is in the outbox"))


def _place(role: Role, municipality: str | None) -> Municipality | None:
    if role == Role.ADMINISTRATOR:
        if municipality:
            raise click.BadParameter("an administrator works for no municipality", param_hint="--municipality")
        return None
    places = {place.name: place for place in db.session.scalars(select(Municipality).where(Municipality.until.is_(None)))}
    if municipality not in places:
        known = ", ".join(sorted(places)) or "none yet"
        raise click.BadParameter(f"choose one of: {known}", param_hint="--municipality")
    return places[municipality]


def _has(user_id: int, role: Role, place_id: int | None) -> bool:
    grants = db.session.scalars(select(RoleGrant).where(
        RoleGrant.user_id == user_id, RoleGrant.role == role, RoleGrant.ends_at.is_(None)))
    return any(grant.municipality_id == place_id for grant in grants)


def _print_log_ins(people: Iterable[LogIn]) -> None:
    with speaking(DEFAULT_LANGUAGE):
        rows = [(str(say(f"Role.{who.role.value}")), who.place, who.name, who.email, "" if who.has_password else "(invited)")
                for who in people]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(5)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


COMMANDS = [demo, users, code]
