"""Mail: builds messages, hands them to an outbox or a mail server, and says what became of each one."""

from reviewdue.mail.deliveries import Delivery, DeliveryState, Stage
from reviewdue.mail.endpoints import (
    Encryption,
    Endpoint,
    MailSettings,
    OutboxEndpoint,
    SmtpEndpoint,
    parse_mail_url,
)
from reviewdue.mail.messages import Envelope, Message, build_message, make_message_id, parse_mailbox
from reviewdue.mail.outbox import Outbox
from reviewdue.mail.transports import Transport, open_transport, probe_transport

__all__ = [
    "Delivery",
    "DeliveryState",
    "Encryption",
    "Endpoint",
    "Envelope",
    "MailSettings",
    "Message",
    "Outbox",
    "OutboxEndpoint",
    "SmtpEndpoint",
    "Stage",
    "Transport",
    "build_message",
    "make_message_id",
    "open_transport",
    "parse_mail_url",
    "parse_mailbox",
    "probe_transport",
]
