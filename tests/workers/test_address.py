"""Where the web server listens: a free port, and https whenever others could listen in."""

import os
import socket
import stat
from pathlib import Path

import pytest
from cryptography import x509

from practice.settings import Settings, load_settings
from workers.address import CannotStart, ready_for_network, refuse_open_http, refuse_taken_port
from workers.certificate import certificate_for, lan_address
from workers.up import alone_in

# Asking for our own address connects a datagram socket, which sends nothing.
pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "192.0.2.1"])


def given(folder: Path, **env: str) -> Settings:
    return load_settings({"DATA_DIR": str(folder), **env})


def names_on(certificate: Path) -> set[str]:
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def test_this_machine_alone_is_served_plainly(tmp_path: Path) -> None:
    settings = given(tmp_path)

    assert ready_for_network(settings) == settings


def test_the_network_is_served_with_a_certificate_for_its_addresses(tmp_path: Path) -> None:
    ready = ready_for_network(given(tmp_path, HOST="0.0.0.0", PORT="8443"))

    assert ready.base_url == f"https://{lan_address()}:8443"
    assert ready.is_https
    assert ready.tls_cert is not None
    assert ready.tls_key is not None
    assert {"127.0.0.1", lan_address(), "localhost"} <= names_on(ready.tls_cert)
    assert stat.S_IMODE(ready.tls_key.stat().st_mode) == 0o600


def test_a_name_of_ones_own_is_on_the_certificate(tmp_path: Path) -> None:
    ready = ready_for_network(given(tmp_path, HOST="0.0.0.0", BASE_URL="https://ft.lan:8000"))

    assert ready.base_url == "https://ft.lan:8000"
    assert ready.tls_cert is not None
    assert "ft.lan" in names_on(ready.tls_cert)


def test_the_certificate_is_kept_until_it_lacks_a_name(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, ["127.0.0.1", "a.lan"]).cert.read_bytes()

    assert certificate_for(tmp_path, ["a.lan"]).cert.read_bytes() == first
    assert certificate_for(tmp_path, ["b.lan"]).cert.read_bytes() != first


def test_a_proxy_that_speaks_https_needs_no_certificate(tmp_path: Path) -> None:
    settings = given(tmp_path, HOST="10.0.0.5", BASE_URL="https://ft.example", TRUSTED_PROXIES="1")

    assert ready_for_network(settings) == settings
    refuse_open_http(settings)


@pytest.mark.parametrize(
    "env",
    [
        {"HOST": "0.0.0.0", "BASE_URL": "http://192.0.2.7:8000"},
        {"HOST": "0.0.0.0", "BASE_URL": "http://192.0.2.7:8000", "TRUSTED_PROXIES": "1"},
    ],
)
def test_plain_http_to_a_network_is_refused(tmp_path: Path, env: dict[str, str]) -> None:
    with pytest.raises(CannotStart, match="would serve plain http to the network"):
        ready_for_network(given(tmp_path, **env))


def test_a_part_on_its_own_makes_no_certificate_but_refuses(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"^HOST 0\.0\.0\.0 would serve plain http"):
        refuse_open_http(given(tmp_path, HOST="0.0.0.0", BASE_URL="https://ft.example"))


def test_a_port_in_use_is_named_with_another_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"^Port {port} .* make run PORT={port + 1}$"):
            refuse_taken_port(given(tmp_path, PORT=str(port)))


def test_a_data_directory_serves_one_at_a_time(tmp_path: Path) -> None:
    lock = alone_in(tmp_path)
    try:
        with pytest.raises(CannotStart, match=f"already running on {tmp_path}"):
            alone_in(tmp_path)
    finally:
        os.close(lock)
    os.close(alone_in(tmp_path))
