"""What became of one message: the closed list of outcomes, and where on the way it stopped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from reviewdue.wording import single_line

ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;]+")
LONGEST_ERROR = 300


class DeliveryState(StrEnum):
    """Did the other side take the message?"""

    SENT = "sent"  # it did, and it is responsible for it now
    FAILED = "failed"  # it did not; sending it again cannot make two
    UNCERTAIN = "uncertain"  # it had the whole message and never answered; sending it again could make two


class Stage(StrEnum):
    """How far a message had come when it stopped."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    ANSWER = "answer"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The outcome of one message; `path` is the file in an outbox.

    `permanent` (of a failure) means that the same message will fail again. Only together with
    `stage == RECIPIENT` does it say anything about the reader's address. `error` names no address of a person.
    """

    state: DeliveryState
    message_id: str
    path: Path | None = None
    permanent: bool = False
    stage: Stage | None = None
    error: str | None = None

    @classmethod
    def sent(cls, message_id: str, path: Path | None = None) -> Self:
        """The message was taken."""
        return cls(state=DeliveryState.SENT, message_id=message_id, path=path)

    @classmethod
    def failed(cls, message_id: str, stage: Stage, error: str, *, permanent: bool = False) -> Self:
        """The message was not taken, and may be sent again."""
        return cls(state=DeliveryState.FAILED, message_id=message_id, stage=stage, error=error, permanent=permanent)

    @classmethod
    def uncertain(cls, message_id: str, error: str) -> Self:
        """Nobody knows whether the message was taken; it must not be repeated silently."""
        return cls(state=DeliveryState.UNCERTAIN, message_id=message_id, stage=Stage.ANSWER, error=error)


def without_addresses(text: str, addresses: Iterable[str] = ()) -> str:
    """A server's words fit for a log: on one line, of bounded length, naming no mail address.

    `addresses` are known to be in play, so that their part before the @ goes too where it stands alone.
    """
    text = ADDRESS.sub("[address]", single_line(text))
    for address in addresses:
        local = re.escape(address.rpartition("@")[0] or address)
        text = re.sub(rf"(?<![\w.]){local}(?![\w.]*\w)", "[address]", text, flags=re.IGNORECASE)
    return text if len(text) <= LONGEST_ERROR else text[: LONGEST_ERROR - 1] + "…"
