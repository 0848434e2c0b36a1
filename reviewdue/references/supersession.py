"""Whether a source is superseded on a day, by what, and whether that touches what a page is about."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reviewdue.references.identity import fold, say_edition
from reviewdue.references.reference import Reference, Successor
from reviewdue.wording import day

_NO_TOPIC = "cancer cancers tumour tumours tumor tumors disease diseases the of and"
WORDS_WITHOUT_TOPIC = frozenset(_NO_TOPIC.split())


class Stage(StrEnum):
    """How far a successor has come on a day."""

    ANNOUNCED = "announced"
    RELEASED = "released"
    IN_EFFECT = "in_effect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supersession:
    """What is known on a day about the successor of a source.

    `touched` says whether the change concerns the topics asked for; None means nobody has said so.
    """

    successor: Successor
    stage: Stage
    touched: bool | None
    explanation: str

    @property
    def superseded(self) -> bool:
        """A successor that is out supersedes, even where it is recommended from a later day only."""
        return self.stage is not Stage.ANNOUNCED


def supersession(reference: Reference, topics: Collection[str], today: date) -> Supersession | None:
    """The successor that matters most to these topics on that day, or None when none is known."""
    found = [_judge(reference, successor, topics, today) for successor in reference.superseded_by]
    return max(found, key=_weight, default=None)


def stage_of(successor: Successor, today: date) -> Stage:
    """How far a successor has come; one without any date is taken to be in effect."""
    first = successor.released or successor.effective_from
    if first is not None and first > today:
        return Stage.ANNOUNCED
    waits = successor.effective_from is not None and successor.effective_from > today
    return Stage.RELEASED if waits else Stage.IN_EFFECT


def is_touched(successor: Successor, topics: Collection[str]) -> bool | None:
    """Whether a successor says something new on any of the topics; None where its scope leaves it open."""
    if _share(topics, successor.changed):
        return True
    return False if _share(topics, successor.unchanged) else None


def _judge(reference: Reference, successor: Successor, topics: Collection[str], today: date) -> Supersession:
    stage = stage_of(successor, today)
    touched = is_touched(successor, topics)
    scope = successor.changed if touched else successor.unchanged
    part = "chapter" if reference.type == "book" else "part"
    said = f"{_since(reference, successor, stage)}; {_say_touched(touched, _share(topics, scope), part)}"
    return Supersession(successor=successor, stage=stage, touched=touched, explanation=said)


def _weight(found: Supersession) -> tuple[bool, int, int, date]:
    """Out before announced, touching before unknown before not touching, then the newest."""
    touch = {True: 2, None: 1, False: 0}[found.touched]
    began = found.successor.effective_from or found.successor.released or date.min
    return found.superseded, touch, list(Stage).index(found.stage), began


def _since(reference: Reference, successor: Successor, stage: Stage) -> str:
    name = say_edition(successor.edition) if successor.edition else successor.title or successor.id or "a successor"
    if successor.edition and successor.title and fold(successor.title) != fold(reference.title):
        name = f"{successor.title}, {name}"
    expected = "expected on" if stage is Stage.ANNOUNCED else "since"
    released = f" {expected} {day(successor.released)}" if successor.released else ""
    effective = successor.effective_from
    recommended = f"recommended from {day(effective)}" if effective and effective != successor.released else ""
    return f"{name}{released}{',' if released and recommended else ''} {recommended}".rstrip()


def _say_touched(touched: bool | None, shared: list[str], part: str) -> str:
    if touched is None:
        return "whether the part that is cited changed is not known"
    return f"its {' and '.join(shared)} {part} {'changed' if touched else 'did not change'}"


def _share(topics: Collection[str], scope: Collection[str]) -> list[str]:
    """The entries of a scope that name one of the topics, in more or in fewer words."""
    asked = [words for words in map(_topic_words, topics) if words]
    return [entry for entry in scope if any(_nested(_topic_words(entry), words) for words in asked)]


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and (one <= other or other <= one)


def _topic_words(topic: str) -> frozenset[str]:
    return frozenset(re.split(r"\s+", fold(topic))) - WORDS_WITHOUT_TOPIC - {""}
