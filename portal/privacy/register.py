"""The register of what is stored about people (GDPR article 30): one table, which the page, the export and a test read.

Columns are named "table.column"; a star stands for any part, because the same column returns in many tables. A column is of the
first record that names it. `NOT_ABOUT_PEOPLE` names the rest: a test holds that every column of the models that can say
something about a person is in one of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from sqlalchemy import JSON, Column, Enum, LargeBinary, String

from portal.core.database import Base, Codes
from portal.core.revisions import Paragraphs
from portal.privacy.rules import LegalGround, Term


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: where it stands, on what ground, how long. What and why are sentences, by its code."""

    code: str
    ground: LegalGround
    term: Term
    columns: tuple[str, ...]
    is_public: bool = False


REGISTER = (
    Kept("login", LegalGround.DUTY, Term.TWO_YEARS, ("person.password", "person.tf_*", "person.mf_*", "person.fs_*", "passkey.*",
                                                     "invitation.key_hash")),
    Kept("visit", LegalGround.DUTY, Term.YEAR, ("login_session.*", "proof_code.*")),
    Kept("account", LegalGround.TASK, Term.TWO_YEARS, ("person.*", "invitation.*")),
    Kept("draft", LegalGround.TASK, Term.DRAFT, ("contribution_draft.*", "sign_on_draft.*", "respondent.draft")),
    Kept("follow", LegalGround.CONSENT, Term.STOP, ("follower.*", "calendar_address.*")),
    Kept("quarantine", LegalGround.DUTY, Term.QUARTER, ("document_check.*",)),
    Kept("letter", LegalGround.TASK, Term.YEAR, ("outbox_mail.*",)),
    Kept("sender", LegalGround.CONSENT, Term.YEAR_AFTER, ("*.sender_email", "*.follow_key")),
    Kept("record", LegalGround.DUTY, Term.ARCHIVE, ("audit_entry.*",)),
    Kept("contact", LegalGround.TASK, Term.ARCHIVE, ("contact_person.*", "subject_contact.*", "representation.*", "party.*", "role_grant.*",
                                                     "register_upload.*")),
    Kept("guest", LegalGround.TASK, Term.ARCHIVE, ("guest.*", "group_member.*", "*attendance.substitute", "*attendance.reason")),
    Kept("signature", LegalGround.TASK, Term.ARCHIVE, ("signature.*", "countersignature.*", "contract_signature.*",
                                                       "membership.application_data", "membership_notice.*", "membership_supplement.*",
                                                       "consent.given_by")),
    Kept("dealing", LegalGround.TASK, Term.ARCHIVE, ("disclosure*.*", "dispute*.*", "information_request.*", "respondent_*.*", "*_recusal.*",
                                                     "confidential_part.text", "turn_secret.text", "seat_request.*", "reconsideration.*",
                                                     "internal_note.text", "proposal_objection.*", "service_*.*", "contract*.*")),
    Kept("mail", LegalGround.TASK, Term.ARCHIVE, ("incoming_mail.*", "mail_file.*", "document.file_name")),
    Kept("words", LegalGround.TASK, Term.ARCHIVE, (
        "*.sender_name", "*.sender_place", "signal.*", "signal_reply.*", "reaction*.*", "rejoinder.*", "proposal.*", "proposal_version.*",
        "proposal_support.*", "pilot*.*", "evaluation_answer.*", "minutes*.*", "agenda_item.*", "action_point.*", "answer.*", "publication.*",
        "unexpected_turn.*", "advice*.*", "working_group.*", "search_entry.*", "attachment.*"), is_public=True),
    Kept("deed", LegalGround.TASK, Term.ARCHIVE, ("ballot.*", "*.person_id", "*.person_name", "*.*_by", "*.*_by_id", "*.who", "*.written_by", "round_read.*")),
)
NOT_ABOUT_PEOPLE = (
    "audit_link.*", "audit_seal.*", "document.*", "handled_form.*", "municipality.*", "network*.*", "agreement*.*", "count_set.*",
    "rate_count.*", "publication_mark.*", "mandate.*", "membership.*", "outage.*", "physical_table.*", "sheet_layout.*", "upload.*",
    "client_count.*", "composition.*", "standing.*", "follow.*", "meeting.*", "evaluation.*", "seat_*.*", "submission.*", "board_decision.*",
    "comment_round.*", "*_extension.*", "roll_entry.*", "vote.*", "vote_reminder.*", "meeting_paper.*", "participation.*", "network_approval.*",
    "outbox_turn.*", "*.slug", "*.fingerprint", "*.seal", "*.hash", "*.sha256", "*.number", "*.kvk", "*.title", "*.reason", "*.path", "*.kind",
)
"""What says nothing about a person: numbers and titles of things, reasons of the municipality, files of figures."""
SECRET = ("person.password", "person.tf_*", "person.mf_*", "person.fs_*", "passkey.credential_id", "passkey.public_key", "login_session.key",
          "proof_code.code_hash", "*.key_hash", "*.follow_key", "*.answer_key", "follower.key", "calendar_address.key", "outbox_mail.unsubscribe",
          "outbox_mail.data", "outbox_mail.calendar", "outbox_mail.key", "audit_entry.changes")
"""What opens a door, or says something about others: whoever asks for a copy hears that it is there, not what it is."""


def candidates() -> Iterator[str]:
    """Every column that can say something about a person: words, files, and whose row it is."""
    for table in Base.metadata.sorted_tables:
        yield from (f"{table.name}.{column.name}" for column in table.columns if _can_tell(column))


def _can_tell(column: Column[object]) -> bool:
    if any(key.column.table.name == "person" for key in column.foreign_keys):
        return True
    kind = column.type
    return (isinstance(kind, String | JSON | LargeBinary | Paragraphs) and not isinstance(kind, Enum | Codes)) or (
        hasattr(kind, "impl") and not isinstance(kind, Enum | Codes) and isinstance(getattr(kind, "impl_instance", kind.impl), String | JSON))


@cache
def place_of(column: str) -> Kept | None:
    """The record that a column belongs to: None for what is not about people, or is in neither list."""
    return next((kept for kept in REGISTER if is_one_of(column, kept.columns)), None)


def is_one_of(column: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(column, pattern) for pattern in patterns)
