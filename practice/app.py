"""Putting the web application together."""

from typing import Any

from flask import Flask, g, request
from flask_login import current_user
from jinja2 import StrictUndefined
from sqlalchemy import Select, literal, select, text
from werkzeug.middleware.proxy_fix import ProxyFix

from media.storage import Store
from practice.accounts.views import routes as accounts_routes
from practice.assignments.library_views import routes as library_routes
from practice.assignments.views import routes as assignments_routes
from practice.audit.views import routes as audit_routes
from practice.calendars.views import routes as calendars_routes
from practice.coaching.views import routes as coaching_routes
from practice.db import Database
from practice.doorbell import Doorbell
from practice.library.making_views import routes as shelf_routes
from practice.library.views import routes as models_routes
from practice.notices import queries as notices
from practice.notices.views import routes as notices_routes
from practice.people import queries as people
from practice.people.models import Person
from practice.progress.board_views import routes as board_routes
from practice.progress.figures_views import routes as figures_routes
from practice.progress.views import routes as progress_routes
from practice.questions import put_together
from practice.recordings.jobs_views import routes as jobs_routes
from practice.recordings.views import routes as recordings_routes
from practice.reviews import queries as reviews
from practice.reviews.views import routes as reviews_routes
from practice.scenarios.attachment_views import routes as attachments_routes
from practice.scenarios.import_views import routes as importing_routes
from practice.scenarios.plain_views import routes as plain_routes
from practice.scenarios.prompt_views import routes as prompts_routes
from practice.scenarios.views import routes as scenarios_routes
from practice.settings import Settings
from practice.store import store_of
from practice.takes import views as takes_views
from practice.web import (
    access,
    addresses,
    assets,
    edge,
    errors,
    fields,
    filters,
    icons,
    security,
    signed_in,
)
from practice.web.writing import Templates

FORM_ROOM = 2 * 1024 * 1024

ROUTES: tuple[Any, ...] = (
    accounts_routes,
    assignments_routes,
    attachments_routes,
    audit_routes,
    board_routes,
    calendars_routes,
    coaching_routes,
    figures_routes,
    importing_routes,
    jobs_routes,
    library_routes,
    models_routes,
    notices_routes,
    plain_routes,
    progress_routes,
    prompts_routes,
    recordings_routes,
    reviews_routes,
    scenarios_routes,
    shelf_routes,
    *takes_views.ROUTES,
)


def create_app(
    settings: Settings, doorbell: Doorbell | None = None, store: Store | None = None
) -> Flask:
    """The whole web application for these settings."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.jinja_environment = Templates
    db = Database(settings.database_url, doorbell)
    app.extensions["freethrow"] = edge.Parts(settings, db, store or store_of(settings))
    configure(app, settings)
    for init in (signed_in.init_signed_in, access.init_access, security.init_security):
        init(app)
    for init in (errors.init_errors, fields.init_fields, assets.init_assets, icons.init_icons):
        init(app)
    addresses.init_addresses(app)
    filters.init_filters(app, zone=reader_zone)
    app.teardown_appcontext(edge.close_reading)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_globals)
    for routes in ROUTES:
        app.register_blueprint(routes)
    app.add_url_rule("/healthz", "health", access.public(health))
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Cookies, limits and proxies."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # Browsers refuse the prefix without https; Safari even on loopback.
        SESSION_COOKIE_NAME="__Host-freethrow" if settings.is_https else "freethrow",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=FORM_ROOM,
        MAX_FORM_MEMORY_SIZE=FORM_ROOM,
        WTF_CSRF_TIME_LIMIT=None,  # a long review must not lose its autosave
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked by security.check_origin
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def page_globals() -> dict[str, Any]:
    """What every page may say about the person and what waits for them."""
    return {
        "me": current_user.person if current_user.is_authenticated else None,
        "organization_name": organization_name,
        "unread_count": unread_count,
        "waiting_reviews": waiting_reviews,
        "request": request,
    }


def unread_count() -> int:
    """The number on the bell."""
    return numbers()[0]


def waiting_reviews() -> int:
    """The number beside Reviews."""
    return numbers()[1]


def numbers() -> tuple[int, int]:
    """Both, in one question for the whole page; nothing waits for whoever leads nobody."""
    if "numbers" not in g:
        with edge.reading() as session:
            g.numbers = session.execute(*_numbers(edge.me())).one()
    found: tuple[int, int] = g.numbers
    return found


@put_together
def _numbers(person: Person) -> Select[int, int]:
    leads = person.is_manager or person.is_enablement
    waiting = reviews.count_waiting(person) if leads else literal(0)
    return select(notices.count_unread(person), waiting)


def reader_zone() -> str:
    """The zone in which times on this page are written."""
    if not current_user or not current_user.is_authenticated:
        return "UTC"
    zone: str = current_user.person.timezone
    return zone


def organization_name() -> str:
    """The name on every page."""
    with edge.reading() as session:
        return people.organization(session).name


def health() -> tuple[dict[str, str], int]:
    """Whether this process can serve: it has its database."""
    with edge.reading() as session:
        session.execute(text("SELECT 1"))
    return {"status": "ok"}, 200
