"""How often somebody tried something, counted in the database: once for all workers and machines together.

Flask-Limiter brings no store in SQL. This one is for its fixed windows: a row per limit and sender, by the hash of both, for they may
hold an address. When the database does not answer, each worker counts for itself (RATELIMIT_IN_MEMORY_FALLBACK_ENABLED).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from limits.storage import Storage
from sqlalchemy import String, bindparam, delete, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, UTCDateTime, aside, db

SCHEME = "database"


class RateCount(Base):
    """What is left of somebody's tries: worth nothing after `expires_at`, in the time of the world."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


_COUNT = text("""
    INSERT INTO rate_count (key, count, expires_at) VALUES (:key, :amount, :expires)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN rate_count.expires_at <= :now THEN :amount ELSE rate_count.count + :amount END,
        expires_at = CASE WHEN rate_count.expires_at <= :now THEN :expires ELSE rate_count.expires_at END
    RETURNING count
""").bindparams(bindparam("now", type_=UTCDateTime()), bindparam("expires", type_=UTCDateTime()))


class InDatabase(Storage):
    """`RATELIMIT_STORAGE_URI=database://`."""

    STORAGE_SCHEME = [SCHEME]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """One more try; answers how many there are in this window of `expiry` seconds."""
        now = clock.actual()
        with aside() as connection:
            if not secrets.randbelow(100):
                connection.execute(delete(RateCount).where(RateCount.expires_at <= now))
            count: int = connection.execute(_COUNT, {
                "key": _hashed(key), "amount": amount, "now": now, "expires": now + timedelta(seconds=expiry)}).scalar_one()
        return count

    def get(self, key: str) -> int:
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return (row[1] if row else clock.actual()).timestamp()

    def _row(self, key: str) -> tuple[int, datetime] | None:
        with db.engine.connect() as connection:
            row = connection.execute(select(RateCount.count, RateCount.expires_at).where(
                RateCount.key == _hashed(key), RateCount.expires_at > clock.actual())).first()
        return (row[0], row[1]) if row else None

    def check(self) -> bool:
        try:
            self._row("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        with aside() as connection:
            return connection.execute(delete(RateCount)).rowcount

    def clear(self, key: str) -> None:
        with aside() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == _hashed(key)))


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
