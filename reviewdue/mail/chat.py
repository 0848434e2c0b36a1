"""Reminders into a chat such as Slack or Teams, for whoever prefers that to mail; apprise knows how to reach them."""

import logging
import re
import warnings
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy

from reviewdue.errors import ConfigurationError
from reviewdue.mail.deliveries import Delivery, Stage
from reviewdue.mail.messages import Message, parse_mailbox

# What apprise says when the other side answered, and answered no. Of anything else nobody knows whether it arrived.
ANSWERED_NO = re.compile(r"error=(?P<status>[1-5]\d\d)\b")

Deliver = Callable[[Message], Delivery]


def with_chats(deliver: Deliver, chats: Mapping[str, str]) -> Deliver:
    """Deliver as before, but what goes to one of these mailboxes into its chat. The addresses of chats are secrets.

    Raises ConfigurationError for an address that apprise does not know.
    """
    if not chats:
        return deliver
    posts = {parse_mailbox(mailbox).address.lower(): _post_to(mailbox, url) for mailbox, url in chats.items()}

    def deliver_there(message: Message) -> Delivery:
        return posts.get(message.recipient.lower(), deliver)(message)

    return deliver_there


def _post_to(mailbox: str, url: str) -> Deliver:
    # Loaded for whoever has a chat: apprise brings a hundred services along.
    import apprise

    chat = apprise.Apprise()
    with warnings.catch_warnings():
        # Its many services use what Python is about to drop; that is theirs to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        known = chat.add(url)
    if not known:
        raise ConfigurationError(
            f"people: the notify of {mailbox} is no address that apprise knows; write one such as slack://…"
            " (its words are in apprise's documentation)"
        )

    def post(message: Message) -> Delivery:
        title, body = _words(message)
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]
            taken = chat.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
            no = ANSWERED_NO.search(said.getvalue())
        if taken:
            return Delivery.sent(message.message_id)
        if no:
            return Delivery.failed(message.message_id, Stage.CONTENT, f"the chat answered {no['status']}")
        return Delivery.uncertain(message.message_id, "the chat did not answer")

    return post


def _words(message: Message) -> tuple[str, str]:
    """The subject and the plain text of a message."""
    read = message_from_bytes(message.content, policy=policy.default)
    text = read.get_body(("plain",))
    return str(read["Subject"]), text.get_content() if text else ""
