"""Page files to rows of the ledger: what the processes that parse do, so that the one that writes need not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reviewdue.files import Found
from reviewdue.pagefacts import Reading
from reviewdue.pagefiles import Parsed
from reviewdue.pagerows import PageRow, new_row
from reviewdue.pages import CitedSource, Problem
from reviewdue.parsing import WORTH_PROCESSES, parse_file
from reviewdue.processes import collecting_nothing, open_workers


@dataclass(frozen=True, slots=True)
class Filing:
    """Under what a source's pages are filed: its name, what stands before every stamp, and the day."""

    source: str
    prefix: str
    today: date


# A tuple, as there is one for every page.
class Entered(NamedTuple):
    """A page as a row, as if the ledger did not have it; with what it cites and what was wrong with its file.

    `id_line` is the line of its own id, where it states one.
    """

    row: PageRow
    references: tuple[CitedSource, ...]
    problems: tuple[Problem, ...]
    id_line: int | None


Enter = Callable[[str, Reading, Filing, list[Found]], Callable[[], list[Entered]]]


def enter(parsed: Parsed, stamp: str, filing: Filing) -> Entered:
    """The row of a page that was parsed; it goes by the stamp, where reading it did not give another."""
    page, own = parsed.page, parsed.stamp
    row = new_row(page, source=filing.source, stamp=filing.prefix + (stamp if own is None else own), today=filing.today)
    return Entered(row, page.references, parsed.problems, page.locator.get("id"))


def enter_files(root: str, reading: Reading, filing: Filing, found: list[Found]) -> list[Entered]:
    """Read, parse and enter these files, in order. A file that cannot be read is an unreadable page."""
    with collecting_nothing():
        return [enter(parse_file(root, reading, one), one.stamp, filing) for one in found]


def open_entry() -> AbstractContextManager[Enter]:
    """A function that takes files now and gives back a call for the result, which may be under way by then."""
    return open_workers(enter_files, len, WORTH_PROCESSES)
