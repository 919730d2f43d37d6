"""The house: every package, in the order of import. A package imports only from packages above it.

`tests/test_architecture.py` holds the code to this list.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

PACKAGES = (
    "core",           # clock, calendar, database, transitions, access, forms, language, web; no domain word
    "audit",          # who did what, when, why; append-only
    "notifications",  # letters: outbox and delivery; who follows what
    "accounts",       # people who log in, and their roles with begin and end
    "region",         # municipalities, their successors and mandates
    "parties",        # providers: identifiers, contact persons and substitutes
    "networks",       # network and profile; agreement and its versions; what is published
    "members",        # signing on, admission, members, leaving
    "dealings",       # what the municipality and one party have with each other: disclosures, requests, disputes
    "contributions",  # what people send in, whatever it is: sender, address, documents, confidential part, drafts, hiding
    "signals",        # signals: intake, relevance
    "proposals",      # proposals, versions, stages
    "tables",         # physical tables, client counts, 80-20 classes, composition
    "rounds",         # comment rounds, reactions, answers
    "advice",         # what the municipality asks a table or the network advice about, the advice, what it did with it
    "groups",         # working groups: assignment, members, end date, papers, advice to table and network
    "meetings",       # agenda, invitations, attendance, minutes
    "votes",          # roll, ballots, two counts
    "decisions",      # submission, decision per municipality, entry into force, participation
    "pilots",         # pilots: plan, consent, places, result
    "contracts",      # service contracts: ten subjects, signatures of both sides, term, reminders
    "intake",         # spreadsheets in: parse, dry run with findings, apply in one transaction
    "publication",    # the public site: front page, lists, dossier page, search, feed, decisions
    "dossier",        # the file of a proposal, a pilot or a year of meetings as one ZIP, for who takes it along and for the archive
    "api",            # open data: everything public as JSON and CSV, by the same visibility queries as the pages
    "workspace",      # the provider's own page: what is asked of me now
    "desk",           # the secretary's page: what waits, by date
    "privacy",        # what is stored about people and how long; a copy for oneself; being forgotten
    "hosting",        # backup and restore, health, figures, whether the installation is fit for production
    "demo",           # the demonstration network: it acts through every package, so it comes last
)

FILES = ("rules", "models", "queries", "access", "messages", "search", "operations", "announcements", "forms", "views", "commands")
"""The files of a package; each imports only from files to its left."""


def part(package: str, file: str) -> ModuleType | None:
    """The module of a package's file, or None where the package has no such file."""
    name = f"portal.{package}.{file}"
    return import_module(name) if find_spec(name) else None


def parts(file: str) -> list[ModuleType]:
    return [module for package in PACKAGES if (module := part(package, file))]
