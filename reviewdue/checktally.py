"""What a run of the check did, in figures and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewdue.incidents import Incident
from reviewdue.services import SERVICES, Answers, State
from reviewdue.standings import Result
from reviewdue.tasks.settling import TaskTally


@dataclass(slots=True, kw_only=True)
class CheckTally:
    """What one run did. `changed` are the references whose answer is another than before.

    `unasked` counts, by service, what it could not be asked, and `why` has the reason.
    """

    checked: int = 0
    not_due: int = 0
    offline: bool = False
    results: list[Result] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    tasks: TaskTally = field(default_factory=TaskTally)
    unasked: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    shortfalls: list[str] = field(default_factory=list)

    def count_silence(self, answers: Answers) -> None:
        """Count what each service could not be asked, with the first reason."""
        for told in answers.values():
            if told.state is State.SILENT:
                title = SERVICES[told.service].title
                self.unasked[title] = self.unasked.get(title, 0) + 1
                self.why.setdefault(title, told.detail)

    def as_part(self) -> dict[str, Any]:
        """What one of several that share the work did, as plain data for `take_in`."""
        return {name: getattr(self, name) for name in ("checked", "changed", "offline", "unasked", "why")}

    def take_in(self, part: Mapping[str, Any]) -> None:
        """Add what one of several did."""
        self.checked += part["checked"]
        self.changed += part["changed"]
        self.offline = self.offline or part["offline"]
        for title, count in part["unasked"].items():
            self.unasked[title] = self.unasked.get(title, 0) + count
            self.why.setdefault(title, part["why"][title])

    def say_silence(self) -> Iterator[str]:
        """Each service that could not be asked, and what that means."""
        for title, count in self.unasked.items():
            yield f"{title} could not be asked: it {self.why[title]}; what it said before of {count:,} stands"

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data, without the results."""
        return {
            "checked": self.checked,
            "not_due": self.not_due,
            "offline": self.offline,
            "changed": self.changed,
            "incidents": [incident.as_dict() for incident in self.incidents],
            "tasks": self.tasks.as_dict(),
            "unasked": self.unasked,
            "shortfalls": self.shortfalls,
        }
