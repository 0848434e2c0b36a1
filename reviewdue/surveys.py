"""What the front matter of a site's pages tells about its habits: names, order of dates, owners, place; pure."""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from reviewdue.dates import DateOrder, DateUnreadable, parse_date
from reviewdue.fieldmaps import FIELD_OF, normal_key
from reviewdue.intervals import IntervalUnreadable, parse_interval

# A name that tells of reviews; a date under any other name may be that of publication.
TELLING = ("review", "check", "verif", "assess", "ms.date")
MOST_OWNERS = 20

FrontMatter = tuple[str, Mapping[str, Any]]
"""The path of a page below the root, and its front matter, which is empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How many pages were looked at, where they lie, and what they call the facts that matter here."""

    pages: int = 0
    path: str = "content"
    date_order: DateOrder = DateOrder.DMY
    fields: Mapping[str, str]
    owners: tuple[str, ...] = ()


def survey(pages: Sequence[FrontMatter]) -> Survey:
    """The habits of a site. Only names that reviewdue does not know by itself are among the `fields`."""
    if not pages:
        return Survey(fields={})
    return Survey(
        pages=len(pages),
        path=_place([path for path, data in pages if data] or [path for path, _ in pages]),
        date_order=_order(pages),
        fields=dict(_fields(pages)),
        owners=_owners(pages),
    )


def _place(paths: Sequence[str]) -> str:
    """The deepest folder that holds them all."""
    folders = [PurePosixPath(path).parent.parts for path in paths]
    shared = itertools.takewhile(lambda steps: len(set(steps)) == 1, zip(*folders, strict=False))
    return "/".join(steps[0] for steps in shared) or "."


def _fields(pages: Sequence[FrontMatter]) -> list[tuple[str, str]]:
    wanted = {"last_reviewed": _is_day, "review_interval": _is_interval}
    used = {_field_of(key) for _, data in pages for key in data}
    found = {name: _most_used(pages, suits) for name, suits in wanted.items() if name not in used}
    return [(name, key) for name, key in found.items() if key]


def _most_used(pages: Sequence[FrontMatter], suits: Callable[[str], bool]) -> str | None:
    """The name under which most pages hold a value that suits; None where no page does."""
    keys = Counter(key for _, data in pages for key, value in data.items() if _tells(key) and suits(str(value)))
    return keys.most_common(1)[0][0] if keys else None


def _tells(key: str) -> bool:
    return _field_of(key) is None and any(word in key.casefold() for word in TELLING)


def _field_of(key: str) -> str | None:
    return FIELD_OF.get(normal_key(key), (None, 0))[0]


def _is_day(text: str) -> bool:
    return any(_reads(text, order) for order in DateOrder)


def _reads(text: str, order: DateOrder) -> bool:
    try:
        return parse_date(text, order=order).whole
    except DateUnreadable:
        return False


def _is_interval(text: str) -> bool:
    try:
        parse_interval(text)
    except IntervalUnreadable:
        return False
    return True


def _order(pages: Sequence[FrontMatter]) -> DateOrder:
    """Month first where some date can be read in no other way, and none can only be read with the day first."""
    texts = [value for _, data in pages for value in data.values() if isinstance(value, str) and len(value) <= 10]
    only = Counter((_reads(text, DateOrder.DMY), _reads(text, DateOrder.MDY)) for text in texts)
    return DateOrder.MDY if only[False, True] and not only[True, False] else DateOrder.DMY


def _owners(pages: Sequence[FrontMatter]) -> tuple[str, ...]:
    named = (value for _, data in pages for key, value in data.items() if _field_of(key) == "owner")
    return tuple(sorted({value.strip() for value in named if isinstance(value, str)} - {""}))[:MOST_OWNERS]
