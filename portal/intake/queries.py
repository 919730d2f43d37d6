"""Uploads, and what a reading means for the network."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal.intake.layout import heading_keys, unpacked
from portal.intake.models import RegisterUpload, SheetLayout, Upload
from portal.intake.rules import Cells, Layout
from portal.members.queries import members
from portal.networks.models import Network
from portal.tables.rules import CountRow, Provider, by_provider
from portal.tables.tiers import Tiers, classify

SHOWN = 20


def uploads(session: Session, network: Network) -> list[Upload]:
    """The last uploads, newest first; without their content."""
    return list(session.scalars(
        select(Upload).where(Upload.network_id == network.id).order_by(Upload.id.desc()).limit(SHOWN)))


def upload_by_id(session: Session, network: Network, upload_id: int) -> Upload | None:
    return session.scalar(
        select(Upload).where(Upload.id == upload_id, Upload.network_id == network.id).options(undefer(Upload.reading), undefer(Upload.top)))


def content_of(session: Session, upload_id: int) -> bytes:
    """The file as it came."""
    return session.scalars(select(Upload.content).where(Upload.id == upload_id)).one()


def known_layout(session: Session, network: Network, cells: Cells) -> Layout | None:
    """What the secretary said before of a file with these headings."""
    keys = heading_keys(cells)
    kept = {row.headings_key: row for row in session.scalars(
        select(SheetLayout).where(SheetLayout.network_id == network.id, SheetLayout.headings_key.in_(keys)))}
    return next((unpacked(kept[key].layout, heading) for key, heading in keys.items() if key in kept), None)


def register_uploads(session: Session, network: Network) -> list[RegisterUpload]:
    """The last registers that came in, newest first; without their content."""
    return list(session.scalars(
        select(RegisterUpload).where(RegisterUpload.network_id == network.id).order_by(RegisterUpload.id.desc()).limit(SHOWN)))


def register_upload_by_id(session: Session, network: Network, upload_id: int) -> RegisterUpload | None:
    return session.scalar(
        select(RegisterUpload).where(RegisterUpload.id == upload_id, RegisterUpload.network_id == network.id)
        .options(undefer(RegisterUpload.reading)))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What applying would mean: the classes, who is no member, and which members are not in the file."""

    tiers: Tiers
    providers: list[Provider]
    outside: list[Provider]
    missing: list[str]


def outlook(session: Session, network: Network, rows: list[CountRow]) -> Outlook:
    providers = by_provider(rows)
    parties = {party.kvk: party.name for party in members(session, network)}
    counted = {provider.kvk for provider in providers}
    return Outlook(classify(providers), providers, [p for p in providers if p.kvk not in parties],
                   [name for kvk, name in parties.items() if kvk not in counted])
