"""People, what proves who they are, and roles with begin and end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from flask_security.core import UserMixin, WebAuthnMixin
from flask_security.utils import verify_password
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.rules import Browser, System
from portal.core.calendar import last_day_of
from portal.core.database import Base, coded


class Role(StrEnum):
    """What a person is, for a party or a municipality."""

    CONTACT = "contact"
    SUBSTITUTE = "substitute"
    REPRESENTATIVE = "representative"
    COLLEAGUE = "colleague"
    PARTY_ADMIN = "party_admin"
    SECRETARY = "secretary"
    BOARD_STAFF = "board_staff"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"


CONTACT_ROLES = frozenset({Role.CONTACT, Role.SUBSTITUTE})
"""The two that each party names, to be reached and to act (IN 5.2)."""
SPEAKING_ROLES = CONTACT_ROLES | {Role.REPRESENTATIVE}
"""Who binds the party: votes, signs, says whether it takes part (IN 4.1, DESIGN rule 6)."""
PARTY_ROLES = SPEAKING_ROLES | {Role.COLLEAGUE, Role.PARTY_ADMIN}
"""Everyone who acts for a party. A colleague proposes and reacts; the party's administrator names its people."""
OFFERED_BY_PARTY = (Role.COLLEAGUE, Role.REPRESENTATIVE, Role.PARTY_ADMIN)
"""What a provider's administrator gives and takes; contact person and substitute are replaced instead."""
PRIVILEGED_ROLES = frozenset({Role.SECRETARY, Role.ADMINISTRATOR})
"""Who runs the process or the portal: every change is told to all administrators."""
INVITED_FOR = timedelta(days=14)
"""How long the link in an invitation works; it can be sent again."""
STAFF_ROLES = frozenset({Role.SECRETARY, Role.BOARD_STAFF, Role.CHAIR, Role.ADMINISTRATOR})
"""Who works for a municipality or for the portal: they never do without a second factor."""


class User(UserMixin, Base):
    """A person with a log-in. Attribute names are Flask-Security's; what the person may do stands in `grants`."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(2), default="nl")
    created_at: Mapped[datetime]
    tf_primary_method: Mapped[str | None] = mapped_column(String(32))
    tf_totp_secret: Mapped[str | None]
    last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan", order_by="Passkey.id")
    may_not_do_without: ClassVar[Callable[["User"], bool]] = staticmethod(lambda _user: True)
    """Who needs a second factor: `second_factor.is_needed_by`, which knows the roles and the network's rule."""
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="user", foreign_keys="RoleGrant.user_id")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Flask-Security asks for its own roles; ours are grants, with a begin and an end."""
        return []

    @property
    def has_app(self) -> bool:
        """An authenticator app gives codes for this person."""
        return bool(self.tf_totp_secret and self.tf_primary_method)

    @property
    def has_second_factor(self) -> bool:
        return self.has_app or bool(self.webauthn)

    def check_tf_required_setup(self) -> bool:
        return type(self).may_not_do_without(self)

    def check_tf_required(self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
                          ) -> tuple[bool, list[tuple[str, str]]]:
        return bool(tf_setup_methods) or self.check_tf_required_setup(), tf_setup_methods

    def verify_and_update_password(self, password: str) -> bool:
        """Checked only: a log-in writes no password, also when the way of keeping it has changed since."""
        return bool(self.password) and verify_password(password, self.password)


class EveryUse(str):
    """A passkey of ours is the whole log-in and the second factor as well: it equals both of the library's uses."""

    def __eq__(self, other: object) -> bool:
        return other in ("first", "secondary")

    __hash__ = str.__hash__


class Passkey(WebAuthnMixin, Base):
    """A key on somebody's own device, that proves them after a fingerprint, face or pin. Names are Flask-Security's."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(64))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(32))
    extensions: Mapped[str | None]
    lastuse_datetime: Mapped[datetime]
    user: Mapped[User] = relationship(back_populates="webauthn")

    @property
    def usage(self) -> str:  # type: ignore[override]
        return EveryUse()

    @usage.setter
    def usage(self, _value: str) -> None:
        """What the library wants it for: a passkey of ours may be used for everything."""

    def get_user_mapping(self) -> dict[str, Any]:
        return {"id": self.user_id}


class LoginSession(Base):
    """One log-in in one browser, from then until it ends. What is looked at meanwhile is not kept."""

    __tablename__ = "login_session"
    __table_args__ = (CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after_begin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    browser: Mapped[Browser] = mapped_column(coded(Browser))
    system: Mapped[System] = mapped_column(coded(System))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Base):
    """Roles offered to somebody, by a link in a letter. Until it is accepted none of them works.

    `name` is what the inviter wrote: whether there was an account, and under which name, the inviter never sees.
    Each letter has a new key; the database keeps its hash alone.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="invitation", order_by="RoleGrant.id")

    @property
    def lapses_at(self) -> datetime:
        return self.sent_at + INVITED_FOR

    @property
    def offered(self) -> list["RoleGrant"]:
        """The roles that are still on offer, or were accepted: not those that somebody ended."""
        return [grant for grant in self.grants if grant.ends_at is None or grant.ends_at > self.sent_at]


class RoleGrant(Base):
    """A role from one instant to another, for exactly one party or one municipality; administrators for neither.

    Given with an invitation, it works once that is accepted; else from its begin.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN role IN ('contact', 'substitute', 'representative', 'colleague', 'party_admin') "
            "THEN party_id IS NOT NULL AND municipality_id IS NULL "
            "WHEN role = 'administrator' THEN party_id IS NULL AND municipality_id IS NULL "
            "ELSE party_id IS NULL AND municipality_id IS NOT NULL END",
            name="role_has_its_place",
        ),
        CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name="ends_after_begin"),
        Index("ix_role_grant_party_id", "party_id"),
        Index("ix_role_grant_municipality_id", "municipality_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role))
    # Parties and municipalities live below this package: the tables are named, their classes are not imported.
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    invitation: Mapped[Invitation | None] = relationship(back_populates="grants")

    @property
    def is_pending(self) -> bool:
        return self.invitation is not None and self.invitation.accepted_at is None

    @property
    def last_day(self) -> date | None:
        """The last day on which it works, in whole or in part."""
        return last_day_of(self.ends_at) if self.ends_at else None

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now


class ProofCode(Base):
    """A code that was mailed to prove one act, as a keyed hash. Useless after half an hour."""

    __tablename__ = "proof_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
