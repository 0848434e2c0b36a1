"""Expected faults as one message and an exit status; anything else is a bug and shows its traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from reviewdue.errors import ConfigurationError, ReviewdueError

WRONG_USE, NOT_DONE = 2, 3
INTERRUPTED = 130


@contextmanager
def reported() -> Iterator[None]:
    """Turn expected exceptions into a message on standard error and the contract's exit status."""
    try:
        yield
    except ConfigurationError as error:
        _end(str(error), WRONG_USE)
    except ReviewdueError as error:
        _end(str(error), NOT_DONE)
    except KeyboardInterrupt:
        _end("interrupted; what was recorded so far stands, the next run goes on from there", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(NOT_DONE)


def _end(message: str, status: int) -> None:
    for line in message.splitlines():
        print(f"reviewdue: {line}", file=sys.stderr)  # noqa: T201 - the command's own words to its user
    sys.exit(status)
