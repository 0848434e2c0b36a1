"""A ledger for tests whose database goes away and comes back, at the changes a test names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from reviewdue.ledger import Ledger

# Where it went away: before anything was changed, while a change was made, or before it had said that it had committed.
AWAY, MIDWAY, UNANSWERED = "away", "midway", "unanswered"


@dataclass(frozen=True)
class Restarting(Ledger):
    """What `fails` says of a change, if anything, happens to it; called at the beginning of each."""

    fails: Callable[[], str | None] = lambda: None

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction that ends as it is to."""
        fault = self.fails()
        if fault == AWAY:
            raise gone()
        with super().change() as connection:
            yield connection
            if fault == MIDWAY:
                raise gone()
        if fault == UNANSWERED:
            raise gone()


def gone() -> OperationalError:
    """What a driver says of a database that went away."""
    return OperationalError("", {}, Exception("server closed the connection unexpectedly"))
