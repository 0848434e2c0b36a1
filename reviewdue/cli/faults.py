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


def _end(message: str, status: int) -> None:
    for line in message.splitlines():
        print(f"reviewdue: {line}", file=sys.stderr)  # noqa: T201 - the command's own words to its user
    sys.exit(status)
