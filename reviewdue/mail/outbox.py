"""The outbox: a folder of .eml files, each there whole or not at all, for people to read before mail is sent."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from reviewdue.errors import MailRefused
from reviewdue.mail.deliveries import Delivery, Stage
from reviewdue.mail.messages import Message


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages in `folder`, which is made when the first one is written."""

    folder: Path

    def deliver(self, message: Message) -> Delivery:
        """Write the message, or point at the file where it was written before. Raises MailRefused."""
        message_id = message.message_id
        if earlier := self.find(message_id):
            return Delivery.sent(message_id, earlier)
        self._make_folder()
        path = self.folder / file_name(message)
        try:
            _write_whole(path, message.content)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return Delivery.failed(message_id, Stage.WRITE, f"the outbox cannot be written: {reason}")
        return Delivery.sent(message_id, path)

    def has(self, message_id: str) -> bool:
        """Whether this message was written, on whatever day."""
        return self.find(message_id) is not None

    def find(self, message_id: str) -> Path | None:
        """The file of this message."""
        return next(self.folder.glob(f"*-{_digest(message_id)}.eml"), None)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise MailRefused(
                f"the outbox {self.folder} cannot be made: {reason}; name another folder in mail.url"
            ) from None


def file_name(message: Message) -> str:
    """`20261123T080000Z-<digest of the Message-ID>.eml`: sorts by date and names nobody."""
    return f"{message.date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{_digest(message.message_id)}.eml"


def _digest(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:24]


def _write_whole(path: Path, content: bytes) -> None:
    """Rename last: a reader, or a run that is killed, never meets half a message. mkstemp gives mode 0600."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut, or the ledger says sent and the file is gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
