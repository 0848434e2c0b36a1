"""Retraction Watch: the rows of its table as notices, each under the keys of the publication it is about."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from reviewdue.availability import Address
from reviewdue.notices import Kind, Notice
from reviewdue.references.dois import normalise_doi
from reviewdue.services.service import Access, Service, Unreadable

COLUMNS = (
    "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI",
    "RetractionPubMedID", "Reason",
)  # fmt: skip
KINDS = {
    "retraction": Kind.RETRACTION,
    "expression of concern": Kind.CONCERN,
    "correction": Kind.CORRECTION,
    "reinstatement": Kind.REINSTATEMENT,
}
BY = "Retraction Watch"
MOST_REASONS = 3
PLAIN_DOI = re.compile(r"10\.\d{4,9}/[\w./()-]*[\w)]", re.ASCII)


def read_rows(lines: Iterable[str]) -> Iterator[tuple[str, Notice]]:
    """Each notice of the table under `doi:…` and `pmid:…`, as they come. Raises Unreadable for another table."""
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise Unreadable(f"sent a table without the column {missing[0]}")
    try:
        for row in rows:
            yield from _keyed(row)
    except csv.Error as error:
        raise Unreadable(f"sent a table that cannot be read in line {rows.line_num}: {error}") from None


def _keyed(row: Mapping[str, str | None]) -> Iterator[tuple[str, Notice]]:
    kind = KINDS.get((row["RetractionNature"] or "").strip().lower())
    if kind is None:
        return
    notice = Notice(
        kind=kind,
        on=read_us_day(row["RetractionDate"] or ""),
        doi=_doi(row["RetractionDOI"]),
        pmid=_pmid(row["RetractionPubMedID"]),
        by=(BY,),
        why=_reasons(row["Reason"] or "") or None,
    )
    # Many are without a DOI: blank, or “unavailable”.
    if doi := _doi(row["OriginalPaperDOI"]):
        yield f"doi:{doi}", notice
    if pmid := _pmid(row["OriginalPaperPubMedID"]):
        yield f"pmid:{pmid}", notice


def _doi(text: str | None) -> str | None:
    # Nearly all are bare; to look at each for the other ways to write one takes longer than all the rest.
    bare = (text or "").strip().lower()
    return bare if PLAIN_DOI.fullmatch(bare) else normalise_doi(bare)


def _pmid(text: str | None) -> str | None:
    bare = (text or "").strip().lstrip("0")
    return bare if bare.isascii() and bare.isdigit() and len(bare) < 10 else None


def _reasons(text: str) -> str:
    reasons = [reason.strip().removeprefix("+").strip() for reason in text.split(";")]
    return ", ".join([reason for reason in reasons if reason][:MOST_REASONS])


def read_us_day(text: str) -> tuple[int, ...]:
    """`8/16/2023 0:00`, month first, as year, month and day; nothing where that is no day."""
    month, _, rest = text.strip().partition(" ")[0].partition("/")
    day, _, year = rest.partition("/")
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return ()
    return (on.year, on.month, on.day)


def _request(keys: Sequence[str], access: Access) -> Address:
    return Address(url=access.url, headers=(("Accept", "text/csv"),))


RETRACTION_WATCH = Service(name="retraction_watch", title=BY, request=_request, read=None, batch=500)
