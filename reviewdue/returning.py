"""Taking in mail that came back: whoever cannot be reached gets no more, and their lead stands in."""

import mailbox as mailboxes
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reviewdue.errors import ConfigurationError
from reviewdue.ledger import bounces as bounce_ledger
from reviewdue.ledger.bounces import Bounce
from reviewdue.mail.returns import Return, Returned, read_return
from reviewdue.projects import Project

KINDS = ("bounced", "delayed", "delivered", "known", "not_ours", "no_notice")


@dataclass(slots=True, kw_only=True)
class ReturnTally:
    """What came back. `known` was taken in before, `not_ours` is about no message of this ledger."""

    counts: Counter[str] = field(default_factory=Counter)
    bounces: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {"counts": {kind: self.counts[kind] for kind in KINDS}, "bounces": self.bounces}


def take_in(project: Project, notices: Iterable[tuple[str, bytes]]) -> ReturnTally:
    """Take in notices, each with the name of where it was found. To take one in twice changes nothing."""
    tally = ReturnTally()
    for name, data in notices:
        found = read_return(data)
        if found is None:
            tally.counts["no_notice"] += 1
        elif found.outcome is not Return.BOUNCED:
            tally.counts[str(found.outcome)] += 1
        else:
            _take_back(project, name, found, tally)
    return tally


def _take_back(project: Project, name: str, found: Returned, tally: ReturnTally) -> None:
    with project.ledger.change() as connection:
        known = bounce_ledger.is_known(connection, found.message_id)
        mailboxes = bounce_ledger.take_back(connection, found.message_id, found.why, project.now)
        bounces = [
            Bounce(mailbox=each, at=project.now, final=found.final, message_id=found.message_id, why=found.why)
            for each in mailboxes
        ]
        bounce_ledger.record_bounces(connection, bounces)
    kind = "bounced" if bounces else "known" if known else "not_ours"
    tally.counts[kind] += 1
    tally.bounces += [
        {"file": name, "recipient": one.mailbox, "message_id": one.message_id, "final": one.final, "why": one.why}
        for one in bounces
    ]


def read_notices(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The messages in files, in mbox files and in Maildir folders. Raises ConfigurationError."""
    for path in paths:
        try:
            yield from _read(path)
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        inside = [path / "new", path / "cur"] if (path / "cur").is_dir() else [path]
        files = sorted(file for folder in inside if folder.is_dir() for file in folder.iterdir() if file.is_file())
        yield from ((str(file), file.read_bytes()) for file in files)
        return
    data = path.read_bytes()
    if not data.startswith(b"From "):
        yield str(path), data
        return
    with closing(mailboxes.mbox(path, create=False)) as box:
        yield from ((f"{path} ({key})", box.get_bytes(key)) for key in box.iterkeys())
