"""What a provider fills in, for all tests of signing on."""

from portal.members.rules import Application, Declaration, SignedBy
from portal.parties.rules import AuthorityGround, ContactDetails, Domain, FundingStream, Organisation


def application(**organisation):
    return Application(
        Organisation(**{
            "name": "De Vliegende Koe", "kvk": "12345678", "street": "Brusselsestraat 1", "postcode": "6211 PA",
            "city": "Maastricht", "domains": frozenset({Domain.YOUTH, Domain.WMO}),
            "streams": frozenset({FundingStream.ZIN}), **organisation}),
        ContactDetails("Carla Mertens", "carla@koe.example", "043 123 45 67", "Postbus 1, 6200 AA Maastricht"),
        ContactDetails("Daan Smeets", "daan@koe.example", "043 123 45 68", "Postbus 1, 6200 AA Maastricht"))


def signed_by(**options):
    return SignedBy(**{
        "name": "Dirk Directeur", "job_title": "bestuurder", "email": "dirk@koe.example",
        "ground": AuthorityGround.STATUTES, "declarations": frozenset(Declaration), **options})
