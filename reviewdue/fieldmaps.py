"""Which names a site gives to the facts of a page, and how a fact is found under them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from reviewdue.printed import DEFAULT_LABELS, LABELS, compile_labels

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "url": ("url", "permalink", "canonical", "canonicalurl"),
    "title": ("title", "name", "headline"),
    "language": ("language", "lang", "inlanguage", "locale"),
    "topics": ("topics", "topic", "tags", "categories", "keywords"),
    "owner": ("owner", "contentowner", "pageowner", "ownerslack", "owneremail"),
    "reviewers": ("reviewers", "reviewer", "clinicalreviewer", "clinicalreviewers"),
    "risk": ("risk",),
    "last_reviewed": (
        "lastreviewed", "lastreviewedon", "lastreviewedat", "lastreview", "lastreviewdate", "datelastreviewed",
        "datereviewed", "reviewedon", "reviewed", "pagelastreviewed",
    ),
    "next_review_due": (
        "nextreviewdue", "nextreview", "nextreviewdate", "nextreviewon", "nextreviewduedate", "reviewdue",
        "reviewduedate", "reviewdueon", "reviewby", "dueforreview", "datenextreview", "nextreviewby",
        "reviewdate", "dateofreview",
    ),
    "review_interval": ("reviewin", "reviewinterval", "reviewevery", "reviewperiod", "reviewcycle", "reviewfrequency"),
    "references": ("references", "sources", "citations", "citation", "bibliography"),
    "note": ("note",),
    "date_modified": ("datemodified", "modified", "lastmod", "lastmodified", "updated", "lastupdated", "dateupdated"),
}  # fmt: skip

# Where site generators keep what is the site's own, and where people keep what belongs together.
GROUPS = ("params", "extra", "metadata", "meta", "review")

FIELD_OF = {alias: (name, rank) for name, aliases in ALIASES.items() for rank, alias in enumerate(aliases)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A value and the path of keys it was found under."""

    value: Any
    path: tuple[str | int, ...]


class Fields(Protocol):
    """What finds the facts of a page in its data."""

    def find(self, data: Mapping[str, Any]) -> dict[str, Named]:
        """Every fact that is there, by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMap:
    """The site's own names, field by field; fields it leaves out go by the usual names.

    A name is a key as it stands, a dotted path into nested data with an optional index (`a.b[0]`), or, when
    it ends in a colon, a label printed in the body.
    """

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, data: Mapping[str, Any]) -> dict[str, Named]:
        """Every fact that is there, by field; where several names of a field are used the usual order decides."""
        found: dict[str, Named] = {}
        ranks: dict[str, int] = {}
        for key, value in data.items():
            name, rank = _usual_field(key)
            if name and name not in self.own and not is_empty(value) and rank < ranks.get(name, 99):
                found[name], ranks[name] = Named(value=value, path=(key,)), rank
        for group in GROUPS:
            if isinstance(inner := data.get(group), dict):
                found = {**self._find_within(group, inner), **found}
        for name, names in self.own.items():
            candidates = (_by_path(data, own) for own in names if not own.endswith(":"))
            if own_find := next((item for item in candidates if item and not is_empty(item.value)), None):
                found[name] = own_find
        return found

    def _find_within(self, group: str, inner: Mapping[str, Any]) -> dict[str, Named]:
        """The facts of a group; in one named review, `last` and `interval` are the last review and its interval."""
        found: dict[str, Named] = {}
        for key, value in inner.items():
            readings = (key, f"{key}{group}", f"{group}{key}") if group == "review" else (key,)
            name = next((name for name, _ in map(_usual_field, readings) if name), None)
            if name and name not in self.own and not is_empty(value):
                found.setdefault(name, Named(value=value, path=(group, key)))
        return found

    def labels(self) -> re.Pattern[str]:
        """The pattern of printed labels, with the site's own labels in place of the usual ones."""
        own = {name: [_label(text) for text in texts if text.endswith(":")] for name, texts in self.own.items()}
        if not any(own.get(name) for name in LABELS):
            return DEFAULT_LABELS
        return compile_labels({name: own.get(name) or wordings for name, wordings in LABELS.items()})


@lru_cache(maxsize=4096)
def normal_key(key: str) -> str:
    """`Last-Reviewed on:` and `lastReviewedOn` are the same name to a reader."""
    return re.sub(r"[\s_.:-]+", "", key).casefold()


@lru_cache(maxsize=4096)
def _usual_field(key: str) -> tuple[str | None, int]:
    return FIELD_OF.get(normal_key(key), (None, 0))


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or value == "" or value == [] or value == {}


def _label(text: str) -> str:
    words = re.sub(r"^\W+", "", text).rstrip(": ").split()
    return r"\s+".join(re.escape(word) for word in words)


def _by_path(data: Mapping[str, Any], name: str) -> Named | None:
    if name in data:
        return Named(value=data[name], path=(name,))
    value: Any = data
    path: list[str | int] = []
    for step in re.findall(r"[^.\[\]]+", name):
        key: str | int = int(step) if step.isdigit() and isinstance(value, list) else step
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
        path.append(key)
    return Named(value=value, path=tuple(path)) if path else None
