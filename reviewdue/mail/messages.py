"""One message as RFC 5322 and 2045 have it, from a letter and an envelope; the same values give the same bytes.

The bytes are put together here: the standard library's email package takes four times as long over a message as
its rendering and sending do together. It reads back every message of the tests.
"""

import binascii
import hashlib
import re
from base64 import b64encode, encodebytes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

import idna

from reviewdue.calendars import Calendar
from reviewdue.letters import Letter
from reviewdue.wording import single_line, wrap

ATEXT = (
    r"[^\s\ud800-\udfff\x00-\x20\x7f-\x9f()<>\[\]:;@\\,.\"]+"  # RFC 5322, widened by RFC 6531 to letters of all scripts
)
LOCAL_PART = re.compile(rf"{ATEXT}(\.{ATEXT})*")
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)
NAMED = re.compile(r'(?P<quote>"?)(?P<name>[^<>]*)(?P=quote) *<(?P<address>[^<>]+)>')
MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
PLAIN_WORDS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=^_`{|}~-]*")
LONGEST_LINE, LONGEST_WORD, LONGEST_ID = 76, 60, 250
AROUND_WORD = len("=?utf-8?b??=")
MOST_ANSWERED = 10  # a reminder's thread: more ids tell a mail program nothing more
NO_ADDRESS = "this is no mail address; write one such as reviews@example.org, or Reviews <reviews@example.org>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who a letter is from and for, and which message it is. `date` is an aware instant.

    `sender` may be `Name <address>`. The same `message_id` means the same message, whenever it is sent.
    """

    sender: str
    recipient: str
    recipient_name: str = ""
    message_id: str
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A display name, which may be empty, and a bare address whose domain is ASCII."""

    name: str
    address: str

    @property
    def header(self) -> str:
        """The value of a From or To header."""
        if not self.name:
            return self.address
        phrase = _phrase(self.name)
        last_line = "From: " + phrase.rpartition("\n")[2]
        fold = "\r\n " if len(f"{last_line} <{self.address}>") > LONGEST_LINE else " "
        return f"{phrase}{fold}<{self.address}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it goes out: bare addresses for the server, `content` with CRLF at the end of every line."""

    message_id: str
    sender: str
    recipient: str
    date: datetime
    content: bytes


def build_message(letter: Letter, envelope: Envelope) -> Message:
    """The message, ready to be delivered. Raises ValueError, naming no address, where it cannot be one."""
    sender = parse_mailbox(envelope.sender)
    to = parse_mailbox(envelope.recipient)
    if name := _clean(envelope.recipient_name):
        to = Mailbox(name=name, address=to.address)
    headers = _lines(_headers(letter, envelope, sender, to))
    return Message(
        message_id=envelope.message_id,
        sender=sender.address,
        recipient=to.address,
        date=envelope.date,
        content=headers + _body(letter, _boundary(envelope.message_id)),
    )


def _headers(letter: Letter, envelope: Envelope, sender: Mailbox, to: Mailbox) -> Iterator[tuple[str, str]]:
    yield "From", sender.header
    yield "To", to.header
    yield "Date", format_datetime(_aware(envelope.date))
    yield "Message-ID", _checked_id(envelope.message_id)
    if letter.answers:
        earlier = [_checked_id(message_id) for message_id in letter.answers[-MOST_ANSWERED:]]
        yield "In-Reply-To", earlier[-1]
        yield "References", "\r\n ".join(earlier)
    yield "Subject", _unstructured(letter.subject)
    yield "Auto-Submitted", "auto-generated"  # RFC 3834: no holiday reply, please
    yield "X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"  # the same to Exchange; bounces still come
    if letter.mute_url:
        yield "List-Unsubscribe", f"<{_checked_url(letter.mute_url)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "MIME-Version", "1.0"


def _lines(headers: Iterator[tuple[str, str]]) -> bytes:
    # Only an international address is not ASCII; it goes out as it is, to servers that said they take it.
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode()


def _body(letter: Letter, boundary: str) -> bytes:
    """The two texts, each quoted-printable, so that it passes servers which take seven bits and short lines only."""
    texts = _multipart("alternative", boundary, (_text_part("plain", letter.text), _text_part("html", letter.html)))
    if not letter.calendars:
        return texts
    return _multipart("mixed", f"{boundary}_", (texts, *map(_calendar_part, letter.calendars)))


def _calendar_part(calendar: Calendar) -> bytes:
    head = (
        f'Content-Type: text/calendar; charset="utf-8"; method={calendar.method}\r\n'
        f'Content-Disposition: attachment; filename="{calendar.file_name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(calendar.content).replace(b"\n", b"\r\n")


def _multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    mark = boundary.encode()
    # The line end before a mark belongs to the mark.
    opened = b"".join([b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts])
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + opened + b"--" + mark + b"--\r\n"


def _text_part(subtype: str, text: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode() + _quoted_printable(text)


def _quoted_printable(text: str) -> bytes:
    """The text as RFC 2045, 6.7 has it, lines ended by CRLF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").replace("\n", "\r\n")
    return binascii.b2a_qp(f"{lines}\r\n".encode("utf-8", "replace"), istext=True)


def make_message_id(key: Sequence[str], sender: str) -> str:
    """The Message-ID of what `key` names: the same for the same key, and telling nothing of its parts."""
    digest = hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()
    return f"<{digest[:40]}@{parse_mailbox(sender).address.rpartition('@')[2]}>"


@lru_cache(maxsize=64)
def parse_mailbox(text: str) -> Mailbox:
    """Read `address` or `Name <address>`. Raises ValueError, which does not repeat the text."""
    if text != single_line(text):
        raise ValueError("a mail address stands on one line, without control characters and double spaces")
    named = NAMED.fullmatch(text)
    name, address = (named["name"], named["address"]) if named else ("", text)
    local, _, domain = address.rpartition("@")
    if not LOCAL_PART.fullmatch(local) or len(local.encode("utf-8", "replace")) > 64:
        raise ValueError(NO_ADDRESS)
    return Mailbox(name=_clean(name), address=f"{local}@{_ascii_domain(domain)}")


def _ascii_domain(domain: str) -> str:
    """The domain as every mail server knows it: bücher.example as xn--bcher-kva.example."""
    try:
        known = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError(NO_ADDRESS) from None
    if not DOMAIN.fullmatch(known) or len(known) > 253:
        raise ValueError(NO_ADDRESS)
    return known


def _unstructured(text: str) -> str:
    """The words of a Subject: folded between words, or as encoded words (RFC 2047) where they need it."""
    text = _clean(text)
    if text.isascii() and "=?" not in text:
        folded = wrap(f"Subject: {text}", LONGEST_LINE, hang=1)
        if max(map(len, folded.split("\n"))) <= LONGEST_LINE:
            return folded.removeprefix("Subject:").lstrip().replace("\n", "\r\n")
    return _encoded(text, "Subject")


def _phrase(name: str) -> str:
    if name.isascii() and "=?" not in name and len(name) <= LONGEST_WORD:
        if PLAIN_WORDS.fullmatch(name):
            return name
        return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return _encoded(name, "From")


def _encoded(text: str, header: str) -> str:
    """As encoded words, each of whole characters; what stands between two of them is not shown."""
    room = LONGEST_LINE - len(f"{header}: ") - AROUND_WORD
    words, word = [], b""
    for char in text:
        if (len(word) + len(char.encode()) + 2) // 3 * 4 > room:
            words.append(word)
            word, room = b"", LONGEST_LINE - 1 - AROUND_WORD
        word += char.encode()
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode()}?=" for one in (*words, word))


def _clean(text: str) -> str:
    return single_line(_sound(text))


def _sound(text: str) -> str:
    """The text without halves of characters, which JSON can hold and mail cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("the date of a message needs its time zone; pass an aware datetime")
    return moment.astimezone(UTC)


def _checked_id(message_id: str) -> str:
    if not MESSAGE_ID.fullmatch(message_id) or len(message_id) > LONGEST_ID:
        raise ValueError("a Message-ID is <something@domain>, in ASCII, without spaces; use make_message_id")
    return message_id


def _checked_url(url: str) -> str:
    if not re.fullmatch(r"https?://[!-;=?-~]+", url):
        raise ValueError("the address to unsubscribe at must be a web address, in ASCII, without spaces")
    return url


def _boundary(message_id: str) -> str:
    """Derived, not random. No quoted-printable line can hold it: “=_” is not a way to write a byte."""
    return "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]
