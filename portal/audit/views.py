"""The seals over the record, for everyone: as a page and for machines."""

from flask import Blueprint, Flask, Response, jsonify, render_template

from portal.audit.models import AuditSeal
from portal.audit.queries import seals
from portal.core.access import public
from portal.core.database import db
from portal.core.keeping import may_be_kept
from portal.core.paging import newest_first

bp = Blueprint("audit", __name__)
MOST = 5000


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/verantwoording")
@public
@may_be_kept("na", "voor")
def show() -> str:
    """When the record was sealed, over how many acts, with which hash; and how anyone checks it."""
    page = newest_first(db.session, seals(), AuditSeal.id)
    kept = f" --kept {page.rows[0].entries} {page.rows[0].hash}" if page.rows else ""
    return render_template("audit/show.html", page=page, command=f"flask audit verify{kept}")


@bp.get("/verantwoording.json")
@public
def as_json() -> Response:
    """The same, the newest first."""
    rows = db.session.scalars(seals().order_by(AuditSeal.id.desc()).limit(MOST))
    return jsonify(algorithm="SHA-256", seals=[
        {"number": row.id, "sealed_at": row.sealed_at.isoformat(), "through": row.through.isoformat(), "entries": row.entries,
         "hash": row.hash} for row in rows])
