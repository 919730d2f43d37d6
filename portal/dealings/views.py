"""Pages of what the municipality and one party have with each other."""

from flask import Blueprint, Flask

from portal.dealings import disclosure_views, dispute_views, request_views

bp = Blueprint("dealings", __name__)
disclosure_views.add_to(bp)
request_views.add_to(bp)
dispute_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
