"""How people walk into the demonstration: staff with the code that the page and the command line show."""

from portal.accounts.queries import user_by_email
from portal.accounts.second_factor import second_step
from portal.core.database import transaction
from portal.demo import commands
from portal.demo.content import people
from tests.inspector import Inspector


def test_staff_of_the_demonstration_walk_in_with_the_code_on_the_page(demonstration, session):
    visitor = Inspector(demonstration)
    page = visitor.get("/inloggen").submit({"email": people.SECRETARY[1], "password": people.PASSWORD})
    shown = page.one(".ot-alert strong").etree_element.text

    printed = demonstration.test_cli_runner().invoke(commands.code, [people.SECRETARY[1]]).output.strip()
    assert shown == printed

    assert page.submit({"code": shown}).path == "/bureau"


def test_code_of_a_real_app_is_never_shown(demonstration, session):
    email = people.BOARD_STAFF["Heerlen"][1]
    kept = give(demonstration, email, None)

    page = Inspector(demonstration).get("/inloggen").submit({"email": email, "password": people.PASSWORD})

    give(demonstration, email, kept)
    assert page.h1 == "Code uit uw app"
    assert "demonstratie" not in page.text.casefold()


def give(demonstration, email, secret):
    """Another secret in somebody's app; answers the one of before."""
    with demonstration.test_request_context(method="POST"), transaction() as work:
        user = user_by_email(work.session, email)
        before, user.tf_totp_secret = user.tf_totp_secret, secret or second_step().generate_totp_secret()
        return before


def test_code_is_not_printed_in_production(demonstration, monkeypatch):
    monkeypatch.setitem(demonstration.config, "PRODUCTION", True)

    result = demonstration.test_cli_runner().invoke(commands.code, [people.SECRETARY[1]])

    assert result.exit_code == 1
    assert "production" in result.output


def test_who_has_no_app_has_no_code(demonstration, session):
    result = demonstration.test_cli_runner().invoke(commands.code, [people.PROVIDER_PEOPLE[0][1]])

    assert "without a code" in result.output
