"""Opening a connection to a mail server: greeting, encryption, login; a refusal comes with its remedy."""

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reviewdue.errors import MailRefused
from reviewdue.mail.deliveries import Stage, without_addresses
from reviewdue.mail.endpoints import Encryption, SmtpEndpoint

LOGGED_IN = {235, 503}  # 503: already logged in


class Stopped(Exception):
    """The server did not go along; `code` is None where it said nothing that can be understood."""

    def __init__(self, stage: Stage, code: int | None, words: str) -> None:
        super().__init__(words)
        self.stage, self.code, self.words = stage, code, words

    @property
    def connection_lost(self) -> bool:
        """Whether only a new connection can help: 421 is the server's way to say goodbye."""
        return self.code is None or self.code == 421

    @property
    def permanent(self) -> bool:
        """Whether the server would say the same of this message again (5xx); a closed door says nothing of it."""
        return self.stage is not Stage.CONNECT and self.code is not None and self.code >= 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialler:
    """All that is needed to open a connection; `timeout` is for each answer, in seconds."""

    endpoint: SmtpEndpoint
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext
    timeout: float

    def connect(self) -> smtplib.SMTP:
        """A connection ready for MAIL FROM. Raises Stopped (later, perhaps) and MailRefused (not like this)."""
        with faults_named():
            client = self._dial()
        try:
            with faults_named():
                self._prepare(client)
        except BaseException:
            client.close()
            raise
        return client

    def _dial(self) -> smtplib.SMTP:
        where = (self.endpoint.host, self.endpoint.port)
        if self.endpoint.encryption is Encryption.IMPLICIT:
            return smtplib.SMTP_SSL(*where, timeout=self.timeout, context=self.tls)
        return smtplib.SMTP(*where, timeout=self.timeout)

    def _prepare(self, client: smtplib.SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if self._wants_starttls(client):
            client.starttls(context=self.tls)
            client.ehlo_or_helo_if_needed()
        if self.endpoint.user is not None:
            log_in(client, self.endpoint.user, self.password or "")

    def _wants_starttls(self, client: smtplib.SMTP) -> bool:
        wanted, offered = self.endpoint.encryption, client.has_extn("starttls")
        if wanted is Encryption.REQUIRED and not offered:
            raise MailRefused(
                "the mail server offers no STARTTLS, and nothing is sent without it;"
                " write smtps:// or another port in mail.url"
            )
        return offered and wanted in {Encryption.REQUIRED, Encryption.IF_OFFERED}


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what goes wrong before the first message into Stopped or MailRefused, without any address."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailRefused(
            f"the certificate of the mail server is not trusted ({error.verify_message});"
            " use the host name it was made for, or name the authority that signed it in mail.ca_file"
        ) from None
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise Stopped(Stage.CONNECT, None, "the mail server broke off while encryption was set up") from None
    except ssl.SSLError as error:
        raise MailRefused(
            f"no encrypted connection to the mail server ({error.reason or 'TLS failed'});"
            " port 465 goes with smtps://, ports 587 and 25 with smtp://"
        ) from None
    except smtplib.SMTPResponseException as error:
        raise Stopped(Stage.CONNECT, *understood(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPServerDisconnected:
        raise Stopped(Stage.CONNECT, None, "the mail server broke the connection off") from None
    except OSError as error:
        reason = error.strerror or "no answer in time"
        raise Stopped(Stage.CONNECT, None, f"the mail server cannot be reached: {reason}") from None


def log_in(client: smtplib.SMTP, user: str, password: str) -> None:
    """Log in; raises MailRefused where the server says no for good."""
    try:
        code, reply = _authenticate(client, user, password)
    except smtplib.SMTPAuthenticationError as error:
        code, reply = error.smtp_code, _as_bytes(error.smtp_error)
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
        raise
    except smtplib.SMTPException:  # smtplib's bare word for “no method in common”
        raise MailRefused(
            "the mail server offers no login with a password on this connection;"
            " take the user out of mail.url, or add ?starttls=required"
        ) from None
    if code not in LOGGED_IN:
        _refuse_login(code, reply, user)


def _authenticate(client: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    if (user + password).isascii():
        return client.login(user, password)
    # smtplib encodes both as ASCII; RFC 4616 says UTF-8, so a pound sign in a password is fine.
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    return client.docmd("AUTH", f"PLAIN {secret}")


def _refuse_login(code: int, reply: bytes, user: str) -> None:
    known, words = understood(code, reply, user)
    if known is None or known < 500:
        raise Stopped(Stage.CONNECT, known, words)
    raise MailRefused(
        f"the mail server refused the login ({words}); check the user in mail.url and the password,"
        " which some providers want made for this program alone"
    )


def understood(code: int, reply: bytes | str, *addresses: str) -> tuple[int | None, str]:
    """A reply as its code and words fit for a log; no code where it is not one of SMTP."""
    words = without_addresses(_as_bytes(reply).decode("utf-8", "replace"), addresses)
    if not 200 <= code <= 599:
        return None, "the mail server answered in no way that SMTP knows"
    return code, f"{code} {words}".strip()


def _as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode("utf-8", "replace")
