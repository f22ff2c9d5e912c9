"""A certificate for the local network, so that a phone may open its camera.

Browsers allow the camera over https only (or on the machine itself). The certificate is signed by
itself: each browser warns once.
"""

import ipaddress
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=397)  # Apple refuses longer ones
RENEW_BEFORE = timedelta(days=30)
ELSEWHERE = ("192.0.2.1", 9)  # a documentation address: connecting a UDP socket sends nothing


@dataclass(frozen=True)
class Certificate:
    """Two PEM files."""

    cert: Path
    key: Path


def lan_address() -> str:
    """The address by which the local network reaches this machine, as far as one can tell."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def certificate_for(directory: Path, names: list[str]) -> Certificate:
    """The kept certificate if it covers these names or addresses a while longer, else a new one."""
    kept = Certificate(directory / "self-signed.pem", directory / "self-signed.key")
    if not _still_good(kept, names):
        _make(kept, names)
    return kept


def _still_good(kept: Certificate, names: list[str]) -> bool:
    if not (kept.cert.exists() and kept.key.exists()):
        return False
    found = x509.load_pem_x509_certificate(kept.cert.read_bytes())
    covered = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = found.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE
    return lasts and set(map(_general_name, names)) <= set(covered)


def _make(kept: Certificate, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    kept.key.parent.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with open(os.open(kept.key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    kept.cert.write_bytes(_signed(key, names).public_bytes(serialization.Encoding.PEM))


def _signed(key: ec.EllipticCurvePrivateKey, names: list[str]) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Freethrow on this network")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(map(_general_name, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
