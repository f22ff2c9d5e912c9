"""Headers and checks on every answer and every unsafe request."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from practice.errors import Invalid, NotAllowed
from practice.web.edge import parts, settings

csrf = CSRFProtect()
OWN_DEVICES = "camera=(self), microphone=(self), display-capture=(self)"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_security(app: Flask) -> None:
    """CSRF tokens and origin checks on the way in, strict headers on the way out."""
    app.before_request(check_origin)
    app.before_request(check_form)
    csrf.init_app(app)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce that this answer's own scripts carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def check_origin() -> None:
    """Refuse an unsafe request that another site's page sent, token or not."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise NotAllowed("That request came from another site, so nothing was changed.")
    origin = request.headers.get("Origin")
    if origin and host_of(origin) != request.host:
        raise NotAllowed("That request came from another site, so nothing was changed.")


def check_form() -> None:
    """Refuse a form with a part that has no name: what looks for the token stumbles over it."""
    if request.mimetype != "multipart/form-data" or request.path.startswith("/store/"):
        return
    if None in request.form or None in request.files:
        raise Invalid("We couldn’t read that request.")


def host_of(address: str) -> str:
    """The host of an address with its port; nothing when it can't be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def content_security_policy() -> str:
    """Only our own files and the store's objects; no inline script or style."""
    origin = parts().store.browser_origin or ""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{csp_nonce()}'",
        "style-src": "'self'",
        "img-src": f"'self' blob: data: {origin}",
        "media-src": f"'self' blob: {origin}",
        "connect-src": f"'self' {origin}",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value.strip()}" for name, value in rules.items())


def add_headers(response: Response) -> Response:
    """Strict by default; what a view set itself (the store's own answers) stays."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", OWN_DEVICES)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
