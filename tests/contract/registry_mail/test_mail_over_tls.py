"""Outgoing mail over STARTTLS and after a login, to a server that is known."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.registry.mail.courier import ServerUnavailable
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    SENDER,
    PostOffice,
    notice,
    open_office,
)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - dt.timedelta(days=1))
        .not_valid_after(now() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    key_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key_text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.mark.parametrize(
    ("trusted", "password", "sent"),
    [(True, "open sesame", True), (False, "open sesame", False), (True, "guess", False)],
)
def test_mail_goes_over_tls_to_a_server_that_is_known_and_after_a_login(
    trusted: bool,
    password: str,
    sent: bool,
    certificate: tuple[Path, ssl.SSLContext],
    database: Database,
    personal_data: PersonalData,
    closed_office: PostOffice,
    queue: Callable[..., list[str]],
) -> None:
    file, context = certificate
    controller = open_office(closed_office, tls=context)
    server = replace(
        closed_office.server,
        host="localhost",
        user="hellowork",
        password=password,
        starttls=True,
        ca_file=str(file) if trusted else None,
        timeout=2.0,
    )
    mailer = Mailer(database.url, personal_data, server, SENDER, Pace(lanes=1))
    queue(notice())
    try:
        if sent:
            mailer.send_due()
            assert closed_office.logins == ["hellowork"]
        else:
            with pytest.raises(ServerUnavailable):
                mailer.send_due()
    finally:
        mailer.close()
        controller.stop()
    assert len(closed_office.taken) == (1 if sent else 0)
