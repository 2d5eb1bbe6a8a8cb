"""One connection to the SMTP server, kept open from mail to mail."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass

from services.runtime.settings import SettingInvalid, Settings


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over. `timeout` is in seconds, for each answer of the server."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    starttls: bool = False
    ca_file: str | None = None
    """The authority that vouches for the server; None: the machine's own list."""
    timeout: float = 10.0


def server_from_settings(settings: Settings) -> SmtpServer:
    """From the `SMTP_…` settings. Raises `SettingMissing` or `SettingInvalid`."""
    tls = settings.text("SMTP_TLS")
    if tls not in ("none", "starttls"):
        raise SettingInvalid("SMTP_TLS must be none or starttls")
    return SmtpServer(
        host=settings.text("SMTP_HOST"),
        port=int(settings.number("SMTP_PORT")),
        user=settings.optional("SMTP_USER"),
        password=settings.optional("SMTP_PASSWORD"),
        starttls=tls == "starttls",
        ca_file=settings.optional("SMTP_CA_FILE"),
    )


class ServerUnavailable(Exception):
    """The server can't be reached, or takes no mail from us at all: no single mail is to blame."""


class NeedsSmtputf8(Exception):
    """The address is written in another script, and the server takes none such (RFC 6531)."""


class Courier:
    """Hands mails over, one after another. Not shared between threads."""

    def __init__(self, server: SmtpServer, own_name: str) -> None:
        self._server = server
        self._own_name = own_name
        self._connection: smtplib.SMTP | None = None

    def send(self, message: bytes, to: str, return_path: str) -> None:
        """Hand over one mail; reports of its failure go to `return_path`.

        Raises `NeedsSmtputf8` where this server can't take such an address, `ServerUnavailable`, or what the server has
        against this mail.
        A connection lost after the mail's last byte leaves open whether it was taken; it counts as not taken.
        """
        if self._connection is not None:
            try:
                return self._hand_over(self._connection, message, to, return_path)
            except (ServerUnavailable, smtplib.SMTPServerDisconnected):
                # Servers hang up on the idle, and when they restart: no fault of this mail, which gets a fresh start.
                self.close()
        self._connection = self._connected()
        return self._hand_over(self._connection, message, to, return_path)

    def close(self) -> None:
        """Say good-bye where that is still possible."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _hand_over(self, connection: smtplib.SMTP, message: bytes, to: str, return_path: str) -> None:
        options = []
        if not to.isascii():
            connection.ehlo_or_helo_if_needed()
            if not connection.has_extn("smtputf8"):
                raise NeedsSmtputf8
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            connection.sendmail(return_path, [to], message, options)
        except smtplib.SMTPSenderRefused as error:
            raise ServerUnavailable(type(error).__name__) from error
        finally:
            if connection.sock is None:  # smtplib has closed it, as the server was gone or said it would go
                self._connection = None

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnavailable(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        # Our name is given, as smtplib would ask the network for it.
        connection = smtplib.SMTP(server.host, server.port, local_hostname=self._own_name, timeout=server.timeout)
        try:
            if server.starttls:
                connection.starttls(context=ssl.create_default_context(cafile=server.ca_file))
            if server.user:
                connection.login(server.user, server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection
