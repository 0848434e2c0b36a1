"""Handing messages to a mail server step by step, so that it is known at which step one stopped.

smtplib's own send_message folds “refused” and “never answered” into one exception. The difference decides
whether a message may be sent again, so the commands are given here one by one.
"""

import logging
import smtplib
from collections.abc import Callable

from reviewdue.errors import MailRefused
from reviewdue.mail.connections import Dialler, Stopped, understood
from reviewdue.mail.deliveries import Delivery, DeliveryState, Stage
from reviewdue.mail.messages import Message

logger = logging.getLogger(__name__)

GO_AHEAD = 354
LOGIN_WANTED = {530, 538}
# RFC 5321 4.5.3.2.6 asks for patience here: a server may look for viruses before it answers, and giving
# up early is what makes a delivery uncertain.
PATIENCE = 10
GIVE_UP_AFTER = 3


def on_the_wire(content: bytes) -> bytes:
    """The content with dots doubled and the final dot (RFC 5321 4.5.2); its lines end in CRLF."""
    return content.replace(b"\r\n.", b"\r\n..") + b".\r\n"


class SmtpSession:
    """One connection for many messages: opened at the first, opened again when the server hangs up."""

    def __init__(self, dialler: Dialler) -> None:
        self._dialler = dialler
        self._client: smtplib.SMTP | None = None
        self._losses = 0

    def deliver(self, message: Message) -> Delivery:
        """Hand over one message. Raises MailRefused, before anything of it was taken."""
        reused = self._client is not None
        try:
            return self._attempt(message)
        except Stopped as stop:
            if not (reused and stop.connection_lost):
                return _failure(message, stop)
        logger.info("The mail server closed the connection between messages; opening a new one")
        try:
            return self._attempt(message)
        except Stopped as stop:
            return _failure(message, stop)

    def check(self) -> None:
        """Connect and log in, and send nothing. Raises Stopped and MailRefused."""
        self._connected()

    def close(self) -> None:
        """Say goodbye; what the server makes of that changes nothing."""
        if self._client is not None:
            try:
                self._client.docmd("QUIT")
            except (smtplib.SMTPException, OSError):
                logger.debug("The mail server did not wait for QUIT")
            self._hang_up()

    def _attempt(self, message: Message) -> Delivery:
        """One try; when it ends, the connection is ready for the next message, or gone."""
        client = self._connected()
        try:
            delivery = hand_over(client, message)
        except Stopped as stop:
            self._recover(client, stop)
            raise
        except BaseException:  # whatever it was, half a transaction must not be gone on with
            self._hang_up()
            raise
        if delivery.state is DeliveryState.UNCERTAIN:
            self._lose()
        else:
            self._losses = 0
        return delivery

    def _connected(self) -> smtplib.SMTP:
        """The connection; three lost in a row are enough, or a hundred messages wait a hundred timeouts."""
        if self._client is None:
            if self._losses >= GIVE_UP_AFTER:
                raise Stopped(Stage.CONNECT, None, "not tried: the mail server failed several times just before")
            try:
                self._client = self._dialler.connect()
            except Stopped:
                self._lose()
                raise
        return self._client

    def _lose(self) -> None:
        self._losses += 1
        self._hang_up()

    def _recover(self, client: smtplib.SMTP, stop: Stopped) -> None:
        """Leave no half transaction behind: reset it, or drop the connection with it."""
        try:
            if not stop.connection_lost and client.rset()[0] == 250:
                self._losses = 0
                return
        except (smtplib.SMTPException, OSError):
            logger.debug("The mail server did not take RSET")
        self._lose()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def hand_over(client: smtplib.SMTP, message: Message) -> Delivery:
    """Give one message to a connected server. Raises Stopped where it was surely not taken, and MailRefused."""
    options = _options(client, message)
    _ask(Stage.SENDER, message, lambda: client.mail(message.sender, options))
    _ask(Stage.RECIPIENT, message, lambda: client.rcpt(message.recipient))
    _ask(Stage.CONTENT, message, lambda: client.docmd("DATA"), expected=GO_AHEAD)
    try:
        # The final dot is the last thing sent, so a fault in here means that the server never had it.
        client.send(on_the_wire(message.content))
    except (smtplib.SMTPException, OSError):
        raise Stopped(Stage.CONTENT, None, "the connection was lost while the message was sent") from None
    return _verdict(client, message)


def _verdict(client: smtplib.SMTP, message: Message) -> Delivery:
    """The answer to the whole message: from here on, silence is not a no."""
    try:
        code, reply = _patient_reply(client)
    except (smtplib.SMTPException, OSError):
        words = "the connection was lost after the message was sent and before the server answered"
        return Delivery.uncertain(message.message_id, words)
    if 200 <= code <= 299:
        return Delivery.sent(message.message_id)
    known, words = understood(code, reply, message.recipient, message.sender)
    if known is None or known < 400:
        return Delivery.uncertain(message.message_id, words)
    raise Stopped(Stage.CONTENT, known, words)


def _patient_reply(client: smtplib.SMTP) -> tuple[int, bytes]:
    assert client.sock is not None  # noqa: S101 - the message has just gone out on it
    usual = client.sock.gettimeout() or 0.0
    client.sock.settimeout(usual * PATIENCE)
    answer = client.getreply()
    client.sock.settimeout(usual)
    return answer


def _ask(
    stage: Stage, message: Message, command: Callable[[], tuple[int, bytes]], *, expected: int | None = None
) -> None:
    try:
        code, reply = command()
    except (smtplib.SMTPException, OSError):
        raise Stopped(stage, None, "the connection was lost before the message was sent") from None
    if code == expected or (expected is None and 200 <= code <= 299):
        return
    known, words = understood(code, reply, message.recipient, message.sender)
    if known in LOGIN_WANTED:
        raise MailRefused(
            f"the mail server wants a login or encryption first ({words});"
            " put the user into mail.url, or add ?starttls=required"
        )
    if known is None or known >= 400 or expected:
        raise Stopped(stage, known, words)


def _options(client: smtplib.SMTP, message: Message) -> list[str]:
    """What MAIL FROM announces. Raises Stopped where the server cannot carry an address in other letters."""
    options = [f"SIZE={len(message.content)}"] if client.has_extn("size") else []
    if (message.sender + message.recipient).isascii():
        return options
    if client.has_extn("smtputf8") and client.has_extn("8bitmime"):
        return [*options, "BODY=8BITMIME", "SMTPUTF8"]
    stage = Stage.SENDER if not message.sender.isascii() else Stage.RECIPIENT
    words = "the mail server takes no address with letters outside ASCII (it offers no SMTPUTF8)"
    raise Stopped(stage, 550, words)


def _failure(message: Message, stop: Stopped) -> Delivery:
    return Delivery.failed(message.message_id, stop.stage, stop.words, permanent=stop.permanent)
