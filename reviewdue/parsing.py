"""Reading and parsing many page files, in this process or, when there are thousands, in several."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from reviewdue.files import Found, read_bytes
from reviewdue.intervals import Interval
from reviewdue.pagefiles import Parsed, Reading, parse_page
from reviewdue.pages import Page, Problem
from reviewdue.processes import open_workers, send_quickly

# Starting processes costs about a second; below this many files one process is done sooner.
WORTH_PROCESSES = 4_000

Parse = Callable[[str, Reading, list[Found]], Callable[[], list[Parsed]]]


send_quickly(Parsed, Page, Interval, Problem)


def parse_files(root: str, reading: Reading, found: list[Found]) -> list[Parsed]:
    """Read and parse these files, in order. A file that cannot be read is an unreadable page."""
    return [parse_file(root, reading, one) for one in found]


def parse_file(root: str, reading: Reading, one: Found) -> Parsed:
    """Read and parse one file."""
    try:
        if one.fault:
            raise OSError(one.fault)
        data = read_bytes(root, one.path)
        sidecar = (one.sidecar, read_bytes(root, one.sidecar)) if one.sidecar else None
    except OSError as error:
        return _unread(one, error.strerror or str(error))
    return parse_page(data, one.path, one.default_id, reading, sidecar)


def _unread(one: Found, reason: str) -> Parsed:
    page = Page(id=one.default_id, path=one.path, title=Path(one.path).name, unreadable=True)
    problem = Problem(
        path=one.path,
        line=None,
        code="file_unreadable",
        message=f"cannot be read: {reason}",
        hint="check the file",
    )
    return Parsed(page=page, problems=(problem,))


def open_parser() -> AbstractContextManager[Parse]:
    """A function that takes files now and gives back a call for the result, which may be under way by then."""
    return open_workers(parse_files, len, WORTH_PROCESSES)
