"""One row about somebody in every table that can have one: all of them are in the copy, and none names the person once it is forgotten."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import JSON, Boolean, Date, Enum, Integer, LargeBinary, text

from portal.accounts.models import Role
from portal.core.access import SYSTEM
from portal.core.database import Base, Codes, UTCDateTime, Words
from portal.core.revisions import Paragraphs
from portal.privacy.forgetting import SEALED, anonymise
from portal.privacy.queries import Somebody, everything_about
from portal.privacy.register import SECRET, is_one_of, place_of
from tests import world

NAME, EMAIL = "Zwaantje Kuipergoed", "zwaantje@kuipergoed.example"
OURS = {"person_name": NAME, "sender_name": NAME, "name": NAME, "email": EMAIL, "sender_email": EMAIL}
ROW = 777
ELSEWHERE = frozenset({"person", "party", "network", "municipality"})
"""Made by `world`; a name in these is not a person's, or the account itself."""
THINGS = {"physical_table", "working_group"}
"""What has a name and is nobody."""
READ_BY_US = {"disclosure_reading"}
"""The name in it is of who read for the municipality, though it hangs below what a party disclosed."""
PACKAGES = {
    "groups": "group_member", "guests": "guest", "pilots": "pilot", "results of pilots": "pilot_result", "places in pilots": "pilot_sign_up",
    "contracts": "contract_entry", "signatures of contracts": "contract_signature", "follows": "follower", "disputes": "dispute_entry",
    "additions": "disclosure_addition", "answers": "respondent_entry", "objections": "proposal_objection", "e-mail in": "incoming_mail",
    "files kept apart": "document_check", "calendars": "calendar_address"}


def value_of(column, ids):
    """Something that this column takes."""
    for key in column.foreign_keys:
        return ids.get(key.column.table.name, ROW)
    if column.name in ("party_id", "person_id", "user_id"):
        return ids["party" if column.name == "party_id" else "person"]
    if column.name in OURS:
        return OURS[column.name]
    return plain_value(column.type)


def plain_value(kind):
    if isinstance(kind, Enum):
        return kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]
    if isinstance(kind, Codes):
        return frozenset()
    if isinstance(kind, Words | Paragraphs):
        return ()
    for known, value in ((Boolean, False), (Integer, ROW), (UTCDateTime, datetime(2026, 1, 1, tzinfo=UTC)), (Date, date(2026, 1, 1)),
                         (LargeBinary, b"x"), (JSON, {})):
        if isinstance(kind, known) or (hasattr(kind, "impl") and isinstance(kind.impl, known)):
            return value
    return "x"


def put(session, table, ids, **known):
    row = {column.name: value_of(column, ids) for column in table.columns
           if column.name in OURS or not column.nullable or column.name in ("party_id", "person_id", "user_id")}
    session.execute(table.insert().values(row | known | ({"id": ROW} if "id" in table.c else {})))


@pytest.fixture
def everywhere(session, now):
    """The tables with a row about this person. SQLite alone can be told not to mind what else such a row should say."""
    network = world.network(session)
    party = world.party(session)
    person = world.user(session, NAME, EMAIL)
    world.grant(session, person, Role.COLLEAGUE, party)
    session.flush()
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    here = session.connection().connection.dbapi_connection  # the pool lends others this very one afterwards
    here.execute("PRAGMA ignore_check_constraints=ON")
    ids = {"person": person.id, "party": party.id, "network": network.id}
    who, tables, stands = Somebody.of(session, EMAIL), [], set(ELSEWHERE)
    for table in Base.metadata.sorted_tables:
        if table.name in ELSEWHERE or not [*who._by_number(table), *who._by_address(table), *who._by_name(table)]:
            continue
        for above in {key.column.table for key in table.foreign_keys}:  # the row above, where the party may stand
            if above.name not in stands and "id" in above.c:
                put(session, above, ids, **({"name": "x"} if above.name in THINGS else {}))
                stands.add(above.name)
        if table.name not in stands:
            put(session, table, ids)
            stands.add(table.name)
        tables.append(table)
    session.execute(text("UPDATE role_grant SET ends_at = begins_at"))
    yield tables
    here.execute("PRAGMA ignore_check_constraints=OFF")
    session.rollback()


@pytest.mark.sqlite_only
def test_every_table_about_somebody_is_in_the_copy_and_none_names_who_is_forgotten(session, everywhere, now):
    names = {table.name for table in everywhere}
    assert names >= set(PACKAGES.values())

    copied = {row["table"] for part in everything_about(session, EMAIL) for row in part["rows"]}
    told = {table.name for table in everywhere if any(
        place_of(f"{table.name}.{column.name}") and not is_one_of(f"{table.name}.{column.name}", SECRET) for column in table.columns)}
    assert copied >= told - READ_BY_US, told - copied

    anonymise(session, EMAIL, actor=SYSTEM, now=now)

    left = {f"{table.name}.{name}" for table in Base.metadata.sorted_tables if table.name not in (*SEALED, *READ_BY_US)
            for row in session.execute(table.select()).mappings() for name, value in row.items()
            if NAME in str(value) or EMAIL in str(value)}
    assert not left
