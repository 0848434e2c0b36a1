"""From settings to a function that delivers: opens what the mail URL names, and closes it again."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reviewdue.errors import ConfigurationError, MailRefused
from reviewdue.mail.connections import Dialler, Stopped
from reviewdue.mail.deliveries import Delivery
from reviewdue.mail.endpoints import Endpoint, MailSettings, OutboxEndpoint, SmtpEndpoint, parse_mail_url
from reviewdue.mail.messages import Message, parse_mailbox
from reviewdue.mail.outbox import Outbox
from reviewdue.mail.smtp import SmtpSession

Transport = Callable[[Message], Delivery]


@contextmanager
def open_transport(settings: MailSettings, root: Path) -> Iterator[Transport]:
    """Yield the function that delivers one message; nothing is opened before the first one.

    A relative outbox and `ca_file` start at `root`. Raises ConfigurationError here, and MailRefused from the
    function where the server (or folder) cannot be used as configured; that message was not taken.
    """
    endpoint = _checked(settings)
    if isinstance(endpoint, OutboxEndpoint):
        yield Outbox(root / endpoint.folder).deliver
        return
    with closing(SmtpSession(_dialler(settings, endpoint, root))) as session:
        yield session.deliver


def probe_transport(settings: MailSettings, root: Path) -> str:
    """Try everything short of a message, and say in a sentence what was found.

    Raises ConfigurationError and MailRefused.
    """
    endpoint = _checked(settings)
    if isinstance(endpoint, OutboxEndpoint):
        return f"mail is written to {root / endpoint.folder} and sent nowhere"
    with closing(SmtpSession(_dialler(settings, endpoint, root))) as session:
        try:
            session.check()
        except Stopped as stop:
            raise MailRefused(f"{stop.words}; check host and port in mail.url, or try again later") from None
    return f"{endpoint.host}, port {endpoint.port}, takes mail from us"


def _checked(settings: MailSettings) -> Endpoint:
    try:
        parse_mailbox(settings.sender)
    except ValueError as error:
        raise ConfigurationError(f"mail.sender: {error}") from None
    try:
        return parse_mail_url(settings.url)
    except ValueError as error:
        raise ConfigurationError(f"mail.url: {error}") from None


def _dialler(settings: MailSettings, endpoint: SmtpEndpoint, root: Path) -> Dialler:
    return Dialler(
        endpoint=endpoint,
        password=_password(settings, endpoint),
        tls=_tls_context(settings.ca_file, root),
        timeout=settings.timeout,
    )


def _password(settings: MailSettings, endpoint: SmtpEndpoint) -> str | None:
    password = settings.password or endpoint.password
    if endpoint.user and not password:
        raise ConfigurationError(
            "mail.password: mail.url names a user but there is no password;"
            " set REVIEWDUE_MAIL__PASSWORD_FILE to a file that holds it"
        )
    if settings.password and not endpoint.user:
        raise ConfigurationError("mail.url: there is a password but no user; write smtp://USER@HOST")
    return password


def _tls_context(ca_file: str | None, root: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=root / ca_file if ca_file else None)
    except (ssl.SSLError, OSError) as error:
        reason = error.strerror or "it holds no certificate"
        raise ConfigurationError(
            f"mail.ca_file: {ca_file} cannot be used: {reason}; name a file of certificates in PEM form"
        ) from None
