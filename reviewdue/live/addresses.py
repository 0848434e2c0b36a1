"""Addresses of the live dashboard: those of the published one, with ids in place of folder names; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from reviewdue.ledger.searching import Order, Search
from reviewdue.pages import Flag, ReviewStatus, Risk
from reviewdue.tasks import Reason

MONTH = "%Y-%m"


def live_name(id: str) -> str:
    """An id as one step of an address."""
    return quote(id, safe="")


def search_of_stem(stem: str) -> Search | None:
    """The search that a list of the published dashboard stands for: `overdue`, `flag-unowned`, `month-2026-11`."""
    if stem == "index":
        return Search()
    if stem in {*ReviewStatus}:
        return Search(status=ReviewStatus(stem))
    kind, _, value = stem.partition("-")
    if kind == "reason" and value in {*Reason}:
        return Search(reason=Reason(value))
    if kind == "flag" and value in {*Flag}:
        return Search(flag=Flag(value))
    if kind == "month" and (month := month_of(value)):
        return Search(month=month)
    return None


def month_of(text: str) -> date | None:
    """The first day of a month written as 2026-11."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def query_of(search: Search, **more: Any) -> str:
    """A search as the query of an address, so that a list can be sent to somebody; what is usual is left out."""
    said = {
        "q": search.text,
        "status": search.status,
        "flag": search.flag,
        "owner": "nobody" if search.owner == "" else search.owner,
        "person": search.person,
        "topic": search.topic,
        "risk": search.risk,
        "source": search.source,
        "month": f"{search.month:{MONTH}}" if search.month else None,
        "reason": search.reason,
        "sort": None if search.order is Order.URGENCY else search.order,
        "down": 1 if search.down else None,
        **more,
    }
    return urlencode({name: str(value) for name, value in said.items() if value not in (None, "")})


def read_search(asked: dict[str, str]) -> Search:
    """A search from the query of an address; what no search knows is passed over, as an old link may hold it."""
    owner = _text(asked, "owner")
    return Search(
        text=(_text(asked, "q") or "")[:200],
        status=_one(ReviewStatus, asked.get("status")),
        flag=_one(Flag, asked.get("flag")),
        owner="" if owner == "nobody" else owner,
        person=_text(asked, "person"),
        topic=_text(asked, "topic"),
        risk=_one(Risk, asked.get("risk")),
        source=_text(asked, "source"),
        month=month_of(asked.get("month", "")),
        reason=_one(Reason, asked.get("reason")),
        order=_one(Order, asked.get("sort")) or Order.URGENCY,
        down=asked.get("down") == "1",
    )


def _text(asked: dict[str, str], name: str) -> str | None:
    # No database takes a zero byte.
    return asked.get(name, "").replace("\0", "").strip() or None


def _one(kind: Any, value: str | None) -> Any:
    return kind(value) if value in {*kind} else None


def read_part(asked: Mapping[str, str]) -> int:
    """Which part of a list is asked for, from 1."""
    text = asked.get("part", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def query_of_plan(person: str | None, month: date | None, **more: Any) -> str:
    """What of a plan an address asks for: that of a person, what it moves out of a month."""
    said = {"person": person, "month": f"{month:{MONTH}}" if month else None, **more}
    return urlencode({name: value for name, value in said.items() if value})


def read_count(text: str) -> int:
    """How many were acted on, as the address says after it; 0 where it says nothing that makes sense."""
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def read_query(text: str) -> dict[str, str]:
    """The fields of a query that came in a form."""
    return dict(parse_qsl(text[:4_000]))
