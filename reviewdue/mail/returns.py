"""Mail that came back: a delivery status notification (RFC 3464) as values; bytes in, values out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from enum import StrEnum

from reviewdue.mail.deliveries import without_addresses

MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
PERMANENT = re.compile(r"5\.\d{1,3}\.\d{1,3}")
# RFC 3463: what is wrong with the address itself (5.1.x, but for the sender's), or a mailbox switched off.
NO_SUCH_MAILBOX = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


class Return(StrEnum):
    """What a notice says of a message."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A notice about a message of ours. `final` says that the mailbox does not exist; `why` names no address."""

    message_id: str
    outcome: Return
    status: str
    why: str
    final: bool


def read_return(data: bytes) -> Returned | None:
    """What a notice says; None for mail that is none, or that does not say which message it is about."""
    message = message_from_bytes(data, policy=policy.compat32)
    report = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    about = _message_id(message)
    if report is None or about is None:
        return None
    told = [fields for fields in _blocks(report) if fields.get("Action")]
    return _worst([_read(fields, about) for fields in told])


def _blocks(report: Message) -> Iterator[Message]:
    payload = report.get_payload()
    yield from (part for part in payload if isinstance(part, Message)) if isinstance(payload, list) else ()


def _message_id(message: Message) -> str | None:
    """The id of the message that the notice is about: of the copy that comes with it, never the notice's own."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            part = message_from_string(str(part.get_payload()), policy=policy.compat32)
        found = MESSAGE_ID.search(str(part.get("Message-ID", "")))
        if found:
            return found[0]
    return None


def _read(fields: Message, about: str) -> Returned:
    action, status = str(fields["Action"]).strip().lower(), str(fields.get("Status", "")).strip()
    said = str(fields.get("Diagnostic-Code", "")).partition(";")[2].strip() or status
    failed = action == "failed" and (not status or bool(PERMANENT.match(status)))
    outcome = Return.BOUNCED if failed else Return.DELIVERED if action in _ARRIVED else Return.DELAYED
    final = failed and bool(NO_SUCH_MAILBOX.search(f"{status} {said}"))
    return Returned(message_id=about, outcome=outcome, status=status, why=without_addresses(said), final=final)


_ARRIVED = ("delivered", "relayed", "expanded")


def _worst(found: list[Returned]) -> Returned | None:
    return min(found, key=lambda one: list(Return).index(one.outcome), default=None)


def says_no_such_mailbox(words: str) -> bool:
    """Whether a server's words say that a mailbox does not exist."""
    return bool(NO_SUCH_MAILBOX.search(words))
