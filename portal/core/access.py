"""Who may do what, asked in one way everywhere: by the endpoint, by the verb's page and by the button.

A permission is a name with clauses. It is granted when one clause holds whole; a clause is predicates over
(actor, subject, now). What nobody granted is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

from flask import abort, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden

from portal.core import clock


class ActsFor(StrEnum):
    """For whom a person acts (DESIGN rule 9)."""

    NOBODY = "nobody"
    PARTY = "party"
    MUNICIPALITY = "municipality"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Place:
    """Whom one can act for: a party, a municipality, the portal; or nobody but oneself."""

    acts_for: ActsFor = ActsFor.NOBODY
    id: int | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """How a form and a session name it: "party-12"."""
        return f"{self.acts_for}-{self.id}" if self.id else str(self.acts_for)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: a person, and the party or municipality that the person acts for.

    `places`: all that this person may choose between, this one among them. `roles_elsewhere`: those for a municipality of another
    network than the one whose site this is; they open nothing here but what networks decide together (IN 5.4).
    """

    person_id: int | None = None
    person_name: str = ""
    acts_for: ActsFor = ActsFor.NOBODY
    acts_for_id: int | None = None
    acts_for_name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    places: tuple[Place, ...] = ()
    roles_elsewhere: frozenset[str] = field(default_factory=frozenset)

    @property
    def place(self) -> Place:
        return Place(self.acts_for, self.acts_for_id, self.acts_for_name)

    @property
    def is_known(self) -> bool:
        return self.person_id is not None

    @property
    def party_id(self) -> int | None:
        return self.acts_for_id if self.acts_for == ActsFor.PARTY else None

    @property
    def municipality_id(self) -> int | None:
        return self.acts_for_id if self.acts_for == ActsFor.MUNICIPALITY else None


class NotAllowed(Forbidden):
    """Somebody who is known asked for what needs a permission that they have not: 403."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission


P = ParamSpec("P")
R = TypeVar("R")

OUTSIDER = Actor()
SYSTEM = Actor(person_name="portal", acts_for=ActsFor.PORTAL)

Predicate: TypeAlias = Callable[[Actor, Any, datetime], bool]
Clause: TypeAlias = tuple[Predicate, ...]
Permissions: TypeAlias = Mapping[str, tuple[Clause, ...]]

_permissions: dict[str, tuple[Clause, ...]] = {}


def register(permissions: Permissions) -> None:
    """Take up a package's permissions; naming one twice is a mistake of ours."""
    if twice := _permissions.keys() & permissions.keys():
        raise ValueError(f"permission declared twice: {sorted(twice)}")
    _permissions.update(permissions)


def known_permissions() -> frozenset[str]:
    return frozenset(_permissions)


def forget_permissions() -> None:
    """For an application that is made a second time in one process."""
    _permissions.clear()


def permits(permission: str, actor: Actor, subject: Any, now: datetime) -> bool:
    """Whether the actor may do this to the subject now. An unknown permission is refused."""
    clauses = _permissions.get(permission, ())
    return any(all(holds(actor, subject, now) for holds in clause) for clause in clauses)


def may(permission: str, subject: Any = None) -> bool:
    """`permits` for whoever is asking now: the question that pages and endpoints share."""
    return permits(permission, current_actor(), subject, clock.now())


def current_actor() -> Actor:
    actor: Actor = g.get("actor", OUTSIDER)
    return actor


def public(view: Callable[P, R]) -> Callable[P, R]:
    """This endpoint is for everyone, without an account."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: str, of: Callable[..., Any] | None = None) -> Callable[..., Callable[..., Any]]:
    """This endpoint needs a permission on the subject that `of` finds by the address's parts.

    `of` gets those parts and answers the subject, which the view receives as its only positional argument,
    or None: then 404. Not logged in: to the log-in page. Known but not allowed: 403.
    Without `of` the view gets the address's parts and the permission is asked of no subject.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**parts: Any) -> Any:
            subject = of(**parts) if of else None
            if of and subject is None:
                abort(404)
            if not may(permission, subject):
                return _turn_away(permission)
            return view(subject) if of else view(**parts)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def _turn_away(permission: str) -> Any:
    if current_actor().is_known:
        raise NotAllowed(permission)
    here = request.full_path if request.method == "GET" else None
    return redirect(url_for("security.login", next=here.rstrip("?") if here else None))
