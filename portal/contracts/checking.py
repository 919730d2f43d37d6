"""Checking the receipt of a signature under a service contract, on the page for all receipts."""

from sqlalchemy.orm import Session

from portal.contracts.queries import signature_by_number
from portal.contracts.signing import is_unchanged
from portal.core.language import gettext
from portal.members.checking import Known, Under


def find(session: Session, number: str) -> Known | None:
    """Who holds the receipt learns which contract it is of by its number; the rest once both sides have signed."""
    signature = signature_by_number(session, number)
    if signature is None:
        return None
    contract, own = signature.version.contract, signature.version.of_municipality
    title = gettext("Service contract %(number)s", number=contract.number)
    below = (own.organisation, own.signed_at) if own and own.id != signature.id else None
    return Known(signature.seal, is_unchanged(signature.version), Under(
        signature.organisation, signature.kvk, f"{title}: {contract.title}" if contract.is_public else title, signature.version.number,
        contract.path if contract.is_public else "", signature.signed_at, signature.version.fingerprint, countersigned=below))
