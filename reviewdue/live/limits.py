"""How often one client may act: a bucket of tokens that fills up again as time goes by."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_CLIENTS = 10_000


@dataclass(slots=True, kw_only=True)
class Limit:
    """At most `burst` at once, and `per_minute` in the long run. Forgets the clients that came longest ago."""

    burst: int
    per_minute: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, client: str, now: float) -> bool:
        """Whether a client may act once more at `now`, in seconds of a clock that never goes back."""
        with self._lock:
            left, at = self._left.pop(client, (float(self.burst), now))
            left = min(self.burst, left + (now - at) * self.per_minute / 60)
            allowed = left >= 1
            self._left[client] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
        return allowed


def slow_down(request: Request, what: str, who: str) -> None:
    """Answer 429 to whoever comes too often."""
    limit: Limit = request.app.state.limits[what]
    if not limit.allows(who, time.monotonic()):
        raise HTTPException(429, "That was very often. Please wait a minute.", headers={"Retry-After": "60"})
