"""The dates a page is stamped with: when it was published, and when it was last updated or reviewed."""

import re
from dataclasses import dataclass
from datetime import date

from reviewdue.currency.names import DAYS, day_in

_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
STAMP = re.compile(
    r"\b(?P<page>(?:(?:web ?)?page|website|site)(?: was| has been)? )?(?P<label>"
    r"(?P<updated>(?:last|most recently|date (?:of )?last) (?:updated?|revised|revision|modified|"
    r"amended|changed|edited|major update)|"
    r"date (?:last )?(?:updated|revised|modified|amended)|updated|revised|amended|modified|"
    r"revision date|update date)|"
    r"(?P<published>(?:first |originally |date |initially )?published|publication date|date of "
    r"publication|issued|issue date|"
    r"date issued|first issued|created)|"
    r"(?P<reviewed>(?:content |date |medically )?last (?:reviewed|checked)|date of last review|reviewed))"
    rf"(?P<middle>(?: on| in| at| date)?\s*[:–—-]?\s*){_WEEKDAY}(?P<day>{DAYS.pattern})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """The newest day of each kind. `page_updated` is that of a web page as such, not of what stands on it."""

    published: date | None = None
    updated: date | None = None
    page_updated: date | None = None
    reviewed: date | None = None

    @property
    def changed(self) -> date | None:
        """When the text last changed, as far as the page says."""
        return max((day for day in (self.updated, self.page_updated) if day), default=None)


def stamps_in(text: str, today: date | None = None) -> Stamps:
    """The stamps of a text. A day that has not come is none, nor is today: some sites print it on every page."""
    found: dict[str, list[date]] = {}
    for one in STAMP.finditer(text[:200_000]):
        day = day_in(one["day"])
        if day and not (today and day >= today):
            found.setdefault(_kind(one), []).append(day)
    return Stamps(
        published=min(found.get("published", ()), default=None),
        updated=max(found.get("updated", ()), default=None),
        page_updated=max(found.get("page_updated", ()), default=None),
        reviewed=max(found.get("reviewed", ()), default=None),
    )


def _kind(found: re.Match[str]) -> str:
    if found["published"]:
        return "published"
    if found["reviewed"]:
        return "reviewed"
    return "page_updated" if found["page"] else "updated"
