"""Expected faults as one message and an exit status; anything else is a bug and shows its traceback."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from reviewdue.errors import ActionRefused, ConfigurationError, ReviewdueError

WRONG_USE, NOT_DONE = 2, 3
# A shell's way to say that a signal ended a program: 128 and its number.
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM
BROKEN_OFF = "interrupted; what was recorded so far stands, and the next run goes on from there"

LEDGER_LOST = (
    "the ledger could not be read or written any further: {}. What was recorded so far stands; see that its database "
    "runs and that its disk has room, then run this again"
)


@contextmanager
def reported() -> Iterator[None]:
    """Turn expected exceptions into a message on standard error and the contract's exit status."""
    try:
        yield
    except (ConfigurationError, ActionRefused) as error:
        _end(str(error), WRONG_USE)
    except ReviewdueError as error:
        _end(str(error), NOT_DONE)
    except KeyboardInterrupt:
        _end(BROKEN_OFF, INTERRUPTED)
    except SystemExit as end:
        # Typer has turned Ctrl-C into this by the time it comes here.
        if end.code in (INTERRUPTED, TERMINATED):
            _end(BROKEN_OFF, end.code)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(NOT_DONE)
    except Exception as error:
        if (said := _said_by_database(error)) is None:
            raise
        _end(LEDGER_LOST.format(said), NOT_DONE)


def _said_by_database(error: Exception) -> str | None:
    """What a database says that is gone, locked or full; None of any other fault, such as one of ours in its SQL."""
    # Whoever had one of its faults has loaded it; it would cost every other command a tenth of a second.
    faults = sys.modules.get("sqlalchemy.exc")
    if faults is None or not isinstance(error, faults.OperationalError | faults.InterfaceError):
        return None
    return str(error.orig or error).strip().splitlines()[0]


def _end(message: str, status: int) -> None:
    for line in message.splitlines():
        print(f"reviewdue: {line}", file=sys.stderr)  # noqa: T201 - the command's own words to its user
    sys.exit(status)
