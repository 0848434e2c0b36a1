"""Where mail goes: the settings, and the URL that says outbox or server; reads text and opens nothing."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
FORMS = "write outbox:DIR, smtp://HOST or smtps://HOST"
SUBMISSION_PORT, RELAY_PORT, TLS_PORT = 587, 25, 465


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How mail leaves. `timeout` is in seconds; `ca_file` (PEM) is trusted instead of the system's list.

    `password` wins over one in the URL. Neither is shown when the settings are printed.
    """

    url: str = field(default="outbox:outbox", repr=False)
    sender: str
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    timeout: float = 30


class Encryption(StrEnum):
    """How a connection to a server is protected."""

    IMPLICIT = "implicit"  # TLS from the first byte
    REQUIRED = "required"  # STARTTLS, or nothing is sent
    IF_OFFERED = "if_offered"  # STARTTLS where the server offers it
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEndpoint:
    """A folder; one that is not absolute starts at the project's root."""

    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpEndpoint:
    """A mail server, and who we are to it."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


Endpoint = OutboxEndpoint | SmtpEndpoint


def parse_mail_url(url: str) -> Endpoint:
    """Read `outbox:DIR`, `smtp://[user[:password]@]host[:port][?starttls=…]` or `smtps://…`.

    Raises ValueError with a remedy; it never repeats the URL, which may hold a password.
    """
    scheme, colon, rest = url.partition(":")
    if scheme.lower() == "outbox" and colon:
        return OutboxEndpoint(folder=_folder_in(rest))
    if scheme.lower() not in {"smtp", "smtps"} or not rest.startswith("//"):
        raise ValueError(f"this is no way to send mail; {FORMS}")
    if CONTROL_OR_SPACE.search(url):
        raise ValueError("the mail URL holds a space or a control character; write a space as %20")
    return _server_in(_split(url))


def _folder_in(rest: str) -> str:
    if not rest.strip() or CONTROL.search(rest):
        raise ValueError("the outbox has no folder; write outbox:outbox, or outbox:/var/spool/reviewdue")
    if rest.startswith("//"):
        raise ValueError("an outbox is a folder, not a host; write outbox:DIR, without //")
    return rest


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        # Asked before the port: with a / in its password, a URL seems to have a wrong port.
        goes_on = parts.path not in {"", "/"} or bool(parts.fragment)
        _ = None if goes_on else (parts.port, (parts.hostname or "").encode("idna"))
    except ValueError:
        raise ValueError("the mail URL has no readable host and port; write smtp://HOST:587") from None
    if goes_on:
        raise ValueError(
            "the mail URL goes on after the host; in a user or password write / as %2F, # as %23, ? as %3F"
            " and @ as %40, or put the password in the setting “password”"
        )
    return parts


def _server_in(parts: SplitResult) -> SmtpEndpoint:
    if not parts.hostname:
        raise ValueError(f"the mail URL names no host; {FORMS}")
    user = _secret(parts.username)
    encryption = _encryption(parts, user)
    return SmtpEndpoint(
        host=parts.hostname,
        port=parts.port or _usual_port(encryption, user),
        encryption=encryption,
        user=user,
        password=_secret(parts.password),
    )


def _usual_port(encryption: Encryption, user: str | None) -> int:
    if encryption is Encryption.IMPLICIT:
        return TLS_PORT
    return SUBMISSION_PORT if user else RELAY_PORT


def _secret(text: str | None) -> str | None:
    """A user or password without its percent signs; an empty one is none at all."""
    plain = unquote(text or "")
    if CONTROL.search(plain):
        raise ValueError("the user or password in the mail URL holds a control character; take it out")
    return plain or None


def _encryption(parts: SplitResult, user: str | None) -> Encryption:
    asked = _starttls_asked(parts)
    if parts.scheme == "smtps":
        if asked:
            raise ValueError("smtps:// is encrypted from the start; leave out ?starttls, or write smtp://")
        return Encryption.IMPLICIT
    if is_loopback(parts.hostname or ""):
        return asked or Encryption.NEVER
    if user and asked not in {None, Encryption.REQUIRED}:
        raise ValueError("this would send the password unprotected; write ?starttls=required, or smtps://")
    return asked or (Encryption.REQUIRED if user else Encryption.IF_OFFERED)


def _starttls_asked(parts: SplitResult) -> Encryption | None:
    options = parse_qsl(parts.query, keep_blank_values=True)
    if not options:
        return None
    (key, value), *more = options
    if key != "starttls" or value not in {"required", "if_offered", "never"} or more:
        raise ValueError("the mail URL ends in an unknown option; write ?starttls=required, if_offered or never")
    return Encryption(value)


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host stays on the machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
