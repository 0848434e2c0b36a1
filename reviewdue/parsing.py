"""Reading and parsing many page files, in this process or, when there are thousands, in several."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from reviewdue.files import Found, read_bytes
from reviewdue.intervals import Interval
from reviewdue.pagefiles import Parsed, Reading, parse_page
from reviewdue.pages import CitedSource, Page, Problem
from reviewdue.processes import open_pool, send_quickly

# Starting processes costs about a second; below this many files one process is done sooner.
WORTH_PROCESSES = 4_000

Parse = Callable[[str, Reading, list[Found]], Callable[[], list[Parsed]]]


send_quickly(Parsed, Page, CitedSource, Interval, Problem)


def parse_files(root: str, reading: Reading, found: list[Found]) -> list[Parsed]:
    """Read and parse these files, in order. A file that cannot be read is an unreadable page."""
    return [_parse_file(root, reading, one) for one in found]


def _parse_file(root: str, reading: Reading, one: Found) -> Parsed:
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


@contextmanager
def open_parser() -> Iterator[Parse]:
    """A function that takes files now and gives back a call for the result, which may be under way by then.

    The first few thousand files are parsed in this process when the result is asked for; if more come, by
    as many processes as there are processors.
    """
    pool: ProcessPoolExecutor | None = None
    taken = 0

    def parse(root: str, reading: Reading, found: list[Found]) -> Callable[[], list[Parsed]]:
        nonlocal pool, taken
        taken += len(found)
        if pool is None and taken > WORTH_PROCESSES:
            pool = open_pool()
        if pool is None:
            return lambda: parse_files(root, reading, found)
        half = len(found) // 2
        parts = [part for part in (found[:half], found[half:]) if part]
        return _joined([pool.submit(parse_files, root, reading, part) for part in parts])

    try:
        yield parse
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _joined(futures: list[Future[list[Parsed]]]) -> Callable[[], list[Parsed]]:
    return lambda: [one for future in futures for one in future.result()]
