"""`flask tiers FILE`: the 80-20 rule on a spreadsheet, without a database; and `flask mail`."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.errors import Refused
from portal.core.language import DEFAULT_LANGUAGE, gettext, say, speaking
from portal.intake.files import cells_of
from portal.intake.mail_commands import mail
from portal.intake.messages import line_of
from portal.intake.rules import read
from portal.tables.rules import Provider, SizeClass, by_provider
from portal.tables.tiers import Tier, Tiers, classify, percent


@click.command("tiers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines: the classes, and every provider with its class.")
@with_appcontext
def tiers(file: Path, as_json: bool) -> None:
    """The 80-20 rule on the client counts in FILE (CSV or workbook). Wrong rows: all named, exit code 1."""
    with speaking(DEFAULT_LANGUAGE):
        providers = _providers(file)
        outcome = classify(providers)
        if as_json:
            click.echo(json.dumps(_for_machines(outcome, providers), ensure_ascii=False))
            return
        for tier in outcome:
            click.echo(_line(tier, outcome))
        click.echo(_conclusion(outcome))


def _providers(file: Path) -> list[Provider]:
    try:
        reading = read(cells_of(file.read_bytes()))
    except Refused as refusal:
        click.echo(say(refusal.code, **refusal.data), err=True)
        raise SystemExit(1) from None
    for finding in reading.findings:
        click.echo(line_of(finding), err=True)
    if reading.findings:
        raise SystemExit(1)
    for notice in reading.notices:
        click.echo(line_of(notice), err=True)
    return by_provider(reading.rows)


def _for_machines(outcome: Tiers, providers: list[Provider]) -> dict[str, object]:
    listed = [{"kvk": p.kvk, "name": p.name, "clients": p.clients, "class": outcome.class_of(p.clients).value} for p in providers]
    return {SizeClass.LARGE.value: outcome.large, SizeClass.MEDIUM.value: outcome.medium, SizeClass.SMALL.value: outcome.small,
            "providers": listed}


def _line(tier: Tier, outcome: Tiers) -> str:
    sentence = gettext("%(providers)s providers (%(part)s%% of all), %(clients)s clients (%(share)s%% of all)",
                       providers=tier.providers, part=percent(tier.providers, len(outcome.counts)),
                       clients=tier.clients, share=percent(tier.clients, outcome.clients))
    return f"{say(tier.size_class)}: {sentence}"


def _conclusion(outcome: Tiers) -> str:
    return gettext("The rule expects that 20%% of the providers serve 80%% of the clients. Here %(part)s%% serve %(share)s%%.",
                   part=percent(outcome.large, len(outcome.counts)), share=percent(outcome.sums[outcome.large], outcome.clients))


COMMANDS = (tiers, mail)
