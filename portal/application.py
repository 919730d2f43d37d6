"""Puts the house together: one Flask application out of the registry's packages."""

import os
from collections.abc import Callable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask_alembic import Alembic
from sqlalchemy.types import Enum, TypeDecorator
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import config, registry
from portal.core import access, indexing, keeping, language, web, word_tables
from portal.core.database import Base, db, prepare_engine
from portal.core.templating import Environment


class Migrations(Alembic):
    def run_migrations(self, fn: Any, **options: Any) -> None:
        """SQLite changes a table by making it anew: the rows that point at it must not notice, and are checked after."""
        connection = self.migration_context.connection
        if connection is None or connection.dialect.name != "sqlite":
            super().run_migrations(fn, **options)
            return
        connection.rollback()  # inside a transaction SQLite does not listen to this setting
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            super().run_migrations(fn, **options)
            if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"rows that point nowhere: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


alembic = Migrations(metadatas=Base.metadata)


class Portal(Flask):
    """Flask with the page cache in front: `keeping.py`."""

    jinja_environment = Environment
    jinja_options = {"cache_size": -1}  # all templates, which are twice as many as Jinja keeps by itself
    keeper: keeping.Keeper

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        answer = self.keeper.answer(environ, start_response)
        return super().wsgi_app(environ, start_response) if answer is None else answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine: Flask would ask that of two dozen functions for every page."""
        return func

    def process_response(self, response: Response) -> Response:
        return self.keeper.keep(super().process_response(response))


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The portal. `settings` overrides what the environment says, for tests."""
    instance = Path((settings or {}).get("INSTANCE") or os.environ.get("INSTANCE") or config.ROOT / "instance")
    app = Portal("portal", instance_path=str(instance.absolute()), template_folder=str(config.ROOT / "templates"),
                static_folder=str(config.ROOT / "static"), static_url_path="/static")
    app.config.update(config.load(Path(app.instance_path)) | (settings or {}))
    app.config["ALEMBIC"] = {"script_location": str(config.ROOT / "portal" / "migrations")}
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_type": True, "compare_server_default": True,
                                     "render_item": _render_type, "include_name": _is_ours}
    app.url_map.strict_slashes = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _extensions(app)
    _packages(app)
    _trust_proxies(app)
    return app


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The words of the search index live in tables of each database's own kind, beside the models."""
    return not (kind == "table" and name is not None and name.startswith(word_tables.TABLE))


def _render_type(kind: str, item: Any, _context: object) -> str | bool:
    """Migrations name what a database knows, not our types: they must still run when those are long gone."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.Enum({repr(item).partition('(')[2]}"
    return False


def _extensions(app: Portal) -> None:
    registry.parts("models")
    db.init_app(app)
    # Nothing of ours is asynchronous; the library's closer of such sessions would start a thread and an event loop for every request.
    app.teardown_appcontext_funcs = [close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)]
    with app.app_context():
        prepare_engine(db.engine)
    alembic.init_app(app)
    app.keeper = keeping.Keeper(app)
    language.init(app)
    web.init(app)


def _packages(app: Flask) -> None:
    access.forget_permissions()
    for module in registry.parts("access"):
        access.register(getattr(module, "PERMISSIONS", {}))
    for package in registry.PACKAGES:
        for file in ("language", "messages"):
            if phrasebook := registry.part(package, file):
                language.register(getattr(phrasebook, "SENTENCES", {}))
    registry.parts("announcements")
    indexing.forget_sources()
    for module in registry.parts("search"):
        indexing.register(module.SOURCES)
    for module in registry.parts("views"):
        module.init(app)
    for module in registry.parts("commands"):
        for command in module.COMMANDS:
            app.cli.add_command(command)


def _trust_proxies(app: Flask) -> None:
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
