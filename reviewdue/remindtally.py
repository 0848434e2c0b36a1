"""What a mailing did, in figures and message by message."""

from dataclasses import dataclass, field
from typing import Any

from reviewdue.mailroom import SUPPRESSED
from reviewdue.postings import Posted


@dataclass(slots=True, kw_only=True)
class RemindTally:
    """What one run did. `sent`, `failed`, `suppressed` and `uncertain` count messages, the other two pages."""

    sent: int = 0
    failed: int = 0
    suppressed: int = 0
    uncertain: int = 0
    nothing_due: int = 0
    no_recipient: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)
    _places: dict[str | None, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The counts of the contract."""
        names = ("sent", "failed", "suppressed", "uncertain", "nothing_due", "no_recipient")
        return {name: getattr(self, name) for name in names}

    def add(self, posted: Posted) -> None:
        """Count one message; one that a repeated batch comes to again, once."""
        at = self._places.setdefault(posted.message_id, len(self.messages))
        if at < len(self.messages):
            if posted.state == SUPPRESSED:
                return
            self._count(str(self.messages[at]["state"]), -1)
        self._count(posted.state, 1)
        self.messages[at : at + 1] = [posted.as_dict()]

    def _count(self, state: str, by: int) -> None:
        counted = {"claimed": "uncertain", "bounced": "failed"}.get(state, state)
        setattr(self, counted, getattr(self, counted) + by)
