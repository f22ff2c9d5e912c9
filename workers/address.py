"""Where the web server listens: free, and never plain http to a network."""

import socket
from urllib.parse import urlsplit

from practice.settings import Settings
from workers.certificate import certificate_for, lan_address


class CannotStart(Exception):
    """Why nothing was started: a sentence for the operator."""


def ready_for_network(settings: Settings) -> Settings:
    """Settings that are safe on the address they listen on, with a certificate where needed."""
    if not needs_certificate(settings):
        return settings
    lan = settings.host if settings.host not in {"0.0.0.0", "::"} else lan_address()
    own = f"http://{settings.host}:{settings.port}"
    base_url = f"https://{lan}:{settings.port}" if settings.base_url == own else settings.base_url
    if not base_url.startswith("https://"):
        refuse_open_http(settings)
    named = urlsplit(base_url).hostname or lan
    names = sorted({lan, named, "localhost", "127.0.0.1", socket.gethostname() or "localhost"})
    made = certificate_for(settings.data_dir / "tls", names)
    return settings.model_copy(
        update={"tls_cert": made.cert, "tls_key": made.key, "base_url": base_url}
    )


def needs_certificate(settings: Settings) -> bool:
    """Whether others could reach us by plain http."""
    behind_proxy = settings.is_https and settings.trusted_proxies > 0
    return not (settings.is_loopback or settings.tls_cert or behind_proxy)


def refuse_open_http(settings: Settings) -> None:
    """Browsers open no camera there, and passwords would travel in the clear."""
    if needs_certificate(settings):
        raise CannotStart(
            f"HOST {settings.host} would serve plain http to the network. Set TLS_CERT and "
            "TLS_KEY, or put a proxy in front and set BASE_URL=https://… and TRUSTED_PROXIES=1."
        )


def refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}. "
                f"Choose another: make run PORT={settings.port + 1}"
            ) from None
