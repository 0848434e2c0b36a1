"""The policy of a publisher as its configuration states it: intervals, reminders, early reviews and deferrals."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from reviewdue.intervals import Interval
from reviewdue.pages import Risk
from reviewdue.settingtypes import Days, Length, Section, Texts, read_days


class Quiet(Section):
    """Days on which no mail leaves the building; `holidays` is an ISO 3166 code such as GB-ENG."""

    weekends: bool = True
    holidays: str | None = None


class Early(Section):
    """How many days an early review has, by what calls for it."""

    source_retracted: Days = 7
    source_withdrawn: Days = 14
    source_concern: Days = 14
    source_gone: Days = 30
    source_superseded: Days = 30
    source_updated: Days = 60
    content_changed: Days = 60
    flagged: Days = 14
    manual: Days = 30

    @property
    def days(self) -> dict[str, int]:
        """The days by reason."""
        return self.model_dump()


class Defer(Section):
    """How often, and for how many days at most, a reviewer may put a review off; `approver` allows more."""

    most: Annotated[int, Field(ge=0)] = 2
    days: Days = 90
    approver: str | None = None


class Reviewing(Section):
    """What makes a review whole, and what makes one look like a rubber stamp.

    `parts` are what a whole review is divided into, each of which somebody must cover. A review that took less than
    `quickest` seconds is pointed out, as is the `bulk`-th of one person within an hour.
    """

    parts: Texts = ()
    quickest: Annotated[int, Field(ge=0)] = 60
    bulk: Annotated[int, Field(ge=2)] = 5


class Policy(Section):
    """How often pages are reviewed and when whom is reminded."""

    interval: dict[Risk, Length] = Field(default_factory=dict)
    max_interval: Length = Interval(36)
    lead: Days = 90
    reminders: tuple[int, ...] = (90, 30, 7, 0, -7, -14, -28)
    repeat: Annotated[int, BeforeValidator(read_days), Field(ge=1)] = 28
    escalate_after: Days = 14
    escalate_acknowledged_after: Days = 28
    early: Early = Early()
    defer: Defer = Defer()
    review: Reviewing = Reviewing()
    unassigned_to: str | None = None
    quiet: Quiet = Quiet()

    @property
    def intervals(self) -> dict[Risk, Interval]:
        """The review interval of every risk, the ones left out at their defaults."""
        return {Risk.HIGH: Interval(12), Risk.STANDARD: Interval(36), Risk.LOW: Interval(36), **self.interval}

    @property
    def window(self) -> int:
        """How many days before its date a page gets its task: from then on it is due, or reminded of."""
        return max(self.lead, *self.reminders, 0)
