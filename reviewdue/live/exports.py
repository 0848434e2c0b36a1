"""The list of pages as files: exactly what a search finds, as CSV, XLSX and JSON."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from reviewdue.cli.results import dump
from reviewdue.ledger import searching
from reviewdue.ledger.listing import PageLine
from reviewdue.live.addresses import read_search
from reviewdue.live.desk import Desk

router = APIRouter()

COLUMNS = (
    "id", "title", "path", "url", "status", "days_left", "next_review_due", "last_reviewed", "owner", "reviewers",
    "topics", "risk", "flags",
)  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _lines(request: Request) -> Iterator[PageLine]:
    """What the search in the address finds. The ledger is let go of once the last row is written."""
    desk: Desk = request.app.state.desk
    search = read_search(dict(request.query_params))
    with desk.look() as view:
        yield from searching.found_lines(view.connection, search, view.day)


@router.get("/pages.json")
def as_json(request: Request) -> Response:
    """A list of pages with their facts."""

    def written() -> Iterator[str]:
        before = "[\n"
        for line in _lines(request):
            yield before + dump({name: getattr(line, name) for name in COLUMNS})
            before = ",\n"
        yield "[]\n" if before == "[\n" else "\n]\n"

    return StreamingResponse(written(), media_type="application/json", headers=_named("pages.json"))


@router.get("/pages.csv")
def as_csv(request: Request) -> Response:
    """Comma-separated, in UTF-8 with a mark at the start, by which spreadsheets know it."""

    def written() -> Iterator[str]:
        yield "\ufeff" + _row(COLUMNS)
        yield from (_row(_cells(line)) for line in _lines(request))

    return StreamingResponse(written(), media_type="text/csv; charset=utf-8", headers=_named("pages.csv"))


def _row(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _cells(line: PageLine) -> Iterator[Any]:
    for name in COLUMNS:
        value = getattr(line, name)
        yield ", ".join(value) if isinstance(value, tuple) else "" if value is None else value


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, as a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


@router.get("/pages.xlsx")
def as_xlsx(request: Request) -> Response:
    """A workbook with dates as dates; written row by row."""
    import xlsxwriter

    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - it is closed when the answer was sent
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file.name, options) as book:
        day, head = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        sheet = book.add_worksheet("Pages")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS, head)
        for number, line in enumerate(_lines(request), start=1):
            for column, cell in enumerate(_cells(line)):
                sheet.write(number, column, cell, day if hasattr(cell, "year") else None)
    return FileResponse(
        file.name,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename="pages.xlsx",
        background=BackgroundTask(file.close),
    )


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
