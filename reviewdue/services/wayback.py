"""The Internet Archive: the copy of an address that is nearest to a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from reviewdue.availability import Address, Answer
from reviewdue.services.service import MOST_BYTES, Access, Service, Telling, Told, Unreadable, read_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An archived copy: where it is, and the day it was made."""

    url: str
    taken_on: date


# A page without a date of last review asks for the newest copy; a primary key takes no empty day.
NEWEST_COPY = date.min


def nearest(copies: Mapping[date, Copy], last_reviewed: date | None) -> Copy | None:
    """The copy for a page, of those by the day they are nearest to; the newest where it has none of its own."""
    newest = max(copies.values(), key=lambda copy: copy.taken_on, default=None)
    return copies.get(last_reviewed or NEWEST_COPY, newest)


def copy_near(url: str, day: date | None) -> str:
    """The question for the copy of an address that is nearest to a day, or for the newest one."""
    return f"{day.strftime('%Y%m%d') if day else ''} {url}"


def _ask(about: Sequence[str], access: Access) -> Address:
    stamp, _, url = about[0].partition(" ")
    # With its scheme an address is not found there.
    bare = url.partition("://")[2] or url
    when = f"&timestamp={stamp}" if stamp else ""
    return Address(
        url=f"{access.url}?url={quote(bare, safe='/:')}{when}",
        headers=(("Accept", "application/json"),),
        max_bytes=MOST_BYTES,
    )


def _read(about: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    data = read_json(answer)
    snapshots = data.get("archived_snapshots") if isinstance(data, dict) else None
    if answer.status != 200 or not isinstance(snapshots, dict):
        raise Unreadable(f"answered {answer.status} without a word on copies")
    telling = Telling(service=WAYBACK.name, answer=answer)
    copy = _copy(snapshots.get("closest"))
    yield telling.known(about[0], copy, copy.url) if copy else telling.absent(about[0])


def _copy(closest: Any) -> Copy | None:
    """The copy that an answer names; one that was made of an error page is none."""
    if not isinstance(closest, dict) or not closest.get("available") or str(closest.get("status", "200")) != "200":
        return None
    url, stamp = str(closest.get("url", "")), str(closest.get("timestamp", ""))
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    try:
        taken_on = datetime.strptime(stamp[:8], "%Y%m%d").date()  # noqa: DTZ007 - a calendar day
    except ValueError:
        return None
    return Copy(url=url, taken_on=taken_on)


WAYBACK = Service(name="wayback", title="the Internet Archive", request=_ask, read=_read, pace=lambda access: (1, 1))
