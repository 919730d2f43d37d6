"""The register as a file: the same columns that come in, so that what goes out comes back without a change."""

from collections.abc import Iterable, Mapping
from datetime import date

from portal.core.calendar import local_day
from portal.core.language import gettext
from portal.intake.messages import cell_of, register_header
from portal.intake.register_plan import cells_of_party
from portal.parties.models import Party


def register_table(parties: Iterable[Party], since: Mapping[int, date], places: Mapping[int, str], today: date
                   ) -> tuple[list[str], list[list[object]]]:
    """Header and rows; at the end what is worth knowing and is passed over when it comes back."""
    header = [*register_header(), gettext("Member since"), gettext("Data confirmed on")]
    return header, [
        [*(cell_of(field, value, places) for field, value in cells_of_party(party, today).items()), since.get(party.id),
         local_day(party.confirmed_at) if party.confirmed_at else None] for party in parties]
