"""What the doctor says, and whom it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reviewdue.settings import Settings


class Health(StrEnum):
    """How a part is: in order, worth a look, or at fault."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One part: how it is, what was seen, and what to do; nothing is to be done where all is well."""

    part: str
    health: Health
    seen: str
    fix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A governed project in its surroundings."""

    root: Path
    settings: Settings
    environment: Mapping[str, str]
