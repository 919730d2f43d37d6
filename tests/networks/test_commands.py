"""The beginning of a portal that is not a demonstration: municipalities, a network, its first administrator."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant, User
from portal.networks import queries
from portal.networks.models import Network
from portal.notifications.models import OutboxMail
from portal.region.models import Municipality

WHOLE = ["network", "create", "--name", "Zuid-Limburg", "--slug", "zuid-limburg", "--email", "tafel@maastricht.example",
         "--phone", "043 350 40 40", "--host", "GM0935", "--with", "GM0888", "--administrator", "ada@maastricht.example",
         "--administrator-name", "Ada Beheer"]


@pytest.fixture
def run(app, now):
    def run(*words):
        return app.test_cli_runner().invoke(args=words)

    return run


def replaced(option, value):
    words = list(WHOLE)
    words[words.index(option) + 1] = value
    return words


def test_municipalities_are_loaded_with_their_successors_and_again_without_harm(run, session):
    result = run("municipalities", "load")
    assert result.exception is None, result.exception
    assert result.output.strip() == "26 municipalities"
    nuth = session.scalars(select(Municipality).where(Municipality.name == "Nuth")).one()
    assert nuth.successor.name == "Beekdaelen" and nuth.until is not None
    count = len(session.scalars(select(Municipality)).all())
    session.rollback()

    assert run("municipalities", "load", "--region", "Zuid-Limburg").exit_code == 0
    assert len(session.scalars(select(Municipality)).all()) == count
    assert "GM0935  Maastricht" in run("municipalities").output


@pytest.mark.parametrize(("text", "error"), [
    ("code;name\nGM1;Beek", "Regel 2"), ("code;name\nGM0888;", "Regel 2"), ("naam\nBeek", "code en name"),
    ("code;name;until;successor\nGM0951;Nuth;2018-12-31;GM9999", "Nuth"), ("code;name;until;successor\nGM0951;Nuth;31-12;", "Regel 2"),
])
def test_list_with_a_mistake_loads_nothing(run, session, tmp_path, text, error):
    (tmp_path / "lijst.csv").write_text(text, encoding="utf-8")

    result = run("municipalities", "load", str(tmp_path / "lijst.csv"))

    assert result.exit_code == 1 and error in result.output
    assert session.scalars(select(Municipality)).all() == []


def test_network_is_made_and_its_administrator_invited(run, session, visit):
    run("municipalities", "load")

    result = run(*WHOLE)

    assert result.exit_code == 0, result.output
    network = session.scalars(select(Network)).one()
    assert queries.host(session, network).name == "Maastricht"
    assert [place.name for place in queries.municipalities(session, network)] == ["Beek", "Maastricht"]
    grant = session.scalars(select(RoleGrant)).one()
    assert (grant.role, session.get_one(User, grant.user_id).email) == (Role.ADMINISTRATOR, "ada@maastricht.example")
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.kind, mail.email) == ("accounts/invitation", "ada@maastricht.example")
    assert "Zuid-Limburg" in visit.get("/").html


@pytest.mark.parametrize(("words", "error"), [
    (WHOLE, "GM0935 is not known"), (replaced("--email", "tafel"), "is no e-mail address"),
    (replaced("--administrator", "ada"), "is no e-mail address"),
])
def test_mistakes_make_nothing(run, session, words, error):
    result = run(*words)

    assert result.exit_code == 2 and error in result.output.replace("\n", " ")
    assert session.scalars(select(Network)).all() == []


@pytest.mark.parametrize(("words", "error"), [
    (replaced("--slug", "Zuid Limburg"), "kan niet in een adres staan"), (replaced("--host", "GM0951"), "Nuth bestaat niet meer"),
])
def test_what_cannot_be_is_refused_in_words(run, session, words, error):
    run("municipalities", "load")

    result = run(*words)

    assert result.exit_code == 1 and error in result.output
    assert session.scalars(select(Network)).all() == []


def test_one_slug_is_one_network(run, session):
    run("municipalities", "load")
    run(*WHOLE)

    assert "Er is al een netwerk" in run(*WHOLE).output
    assert len(session.scalars(select(Network)).all()) == 1
