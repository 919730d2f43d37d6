"""Who does what: participation per party and by class, as a page with a picture and as files (ZL 1.5)."""

import re
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from portal.core import clock
from portal.core.access import public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.exports import csv_file, xlsx_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.core.paging import part_of
from portal.core.words import each_word
from portal.networks.queries import current_network
from portal.publication.participation import Row, by_class, participation, years

SHOWN = 100
"""Parties on one page of the list."""


def add_to(bp: Blueprint) -> None:
    """It belongs to the public site's blueprint."""
    bp.add_url_rule("/deelname", view_func=deeds)
    bp.add_url_rule("/deelname.csv", view_func=deeds_csv)
    bp.add_url_rule("/deelname.xlsx", view_func=deeds_xlsx)


@public
@may_be_kept("jaar", "deel")
def deeds() -> str:
    """The figures of a year by class and by party; a name in the address narrows the list."""
    rows, year, known = _asked()
    asked = request.args.get("naam", "").strip()
    wanted = each_word(asked)
    shown, part, parts = part_of([row for row in rows if all(re.search(word, row.name) for word in wanted)], SHOWN)
    return render_template(
        "publication/participation.html", classes=by_class(rows), rows=shown, part=part, parts=parts, year=year, years=known,
        asked=asked, all=len(rows))


@public
def deeds_csv() -> Response:
    return csv_file(*_sheet())


@public
def deeds_xlsx() -> Response:
    return xlsx_file(*_sheet())


def _asked() -> tuple[list[Row], int, list[int]]:
    """What each party did in the year that is asked for, that year, and all years."""
    network, now = current_network(db.session), clock.now()
    year, known = request.args.get("jaar", str(local_day(now).year)), years(db.session, network, now)
    if year not in {str(one) for one in known}:
        abort(404)
    return participation(db.session, network, int(year), now), int(year), known


def _sheet() -> tuple[str, list[Any], list[list[Any]]]:
    rows, year, _known = _asked()
    header = [gettext("Provider"), gettext("Size"), gettext("Rounds"), gettext("Rounds read"), gettext("Rounds reacted to"),
              gettext("Votes"), gettext("Has voted"), gettext("Proposals made"), gettext("Signals given")]
    return f"deelname-{year}", header, [_cells(row) for row in rows]


def _cells(row: Row) -> list[Any]:
    did = row.deeds
    return [row.name, say(row.size_class) if row.size_class else "", did.rounds, did.read, did.reacted, did.votes, did.voted,
            did.proposed, did.signalled]
