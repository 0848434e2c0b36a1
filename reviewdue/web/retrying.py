"""Whether an answer is worth asking for once more, and after which pause: pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reviewdue.availability import Answer, Failure

ASKS_TO_WAIT = frozenset((429, 503))
# Nothing that a second attempt would change.
LASTING = frozenset((501, 505, 511))
# A status line that was cut short is no protocol of another kind.
BROKEN_OFF = frozenset((Failure.RESET, Failure.PROTOCOL))


def pause_before_retry(answer: Answer, *, cap: float, pause: float) -> float | None:
    """Seconds to wait before the one retry, or None when there is to be none.

    A server that asks for more than `cap` is asked again in the next scheduled run, not waited for.
    """
    status = answer.status or 0
    if status in ASKS_TO_WAIT and answer.retry_after is not None:
        return answer.retry_after if answer.retry_after <= cap else None
    if answer.failure in BROKEN_OFF or (500 <= status < 600 and status not in LASTING):
        return pause
    return None


def parse_retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds from `now` that a Retry-After header asks for, in seconds or as an HTTP date; None for nonsense."""
    bare = (text or "").strip()
    if bare.isascii() and bare.isdigit():
        return float(bare[:9])
    try:
        moment = parsedate_to_datetime(bare)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
