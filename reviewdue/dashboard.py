"""The static dashboard: files written as the views stream past; no query and no clock here."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2.sandbox import SandboxedEnvironment

from reviewdue import timelines
from reviewdue.listings import (
    AXES,
    FLAGS,
    REASONS,
    ROWS_PER_FILE,
    STATUSES,
    Listing,
    Part,
    lists_of_page,
    lists_of_source,
    page_listings,
    parts_around,
    source_listings,
)
from reviewdue.outlooks import Outlook, draw_outlook
from reviewdue.rendering import slug, template_folders
from reviewdue.views import Overview, PersonView, Site

Write = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTally:
    """What was written: the number of files, and the lists whose length is not what the overview says."""

    files: int
    disagreements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One file's worth of a list: rows already rendered, and its place among the parts."""

    rows: list[str]
    number: int
    parts: tuple[Part, ...]
    first: int
    last: int


class Press:
    """Renders templates with what every page of the site shares, and hands each file on at once."""

    def __init__(self, environment: SandboxedEnvironment, overview: Overview, write: Write) -> None:
        self.environment = environment
        self.shared = {"overview": overview, "today": overview.today, "live": False}
        self.write = write
        self.files = 0

    def put(self, path: str, template: str, **values: object) -> None:
        """Write one file; its links lead back to the site's root by relative steps."""
        root = "../" * path.count("/")
        self.write(path, self.render(template, path=path, root=root, **values))
        self.files += 1

    def render(self, template: str, **values: object) -> str:
        """One template of the dashboard, as text."""
        return self.environment.get_template(f"dashboard/{template}").render(self.shared, **values)


class PagedList:
    """Holds the rows of one list until a file is full, so memory is bounded however long the list is."""

    def __init__(self, listing: Listing, template: str, press: Press, **values: object) -> None:
        self.listing, self.template, self.press, self.values = listing, template, press, values
        self.rows: list[str] = []
        self.number = 1
        self.added = 0

    def add(self, row: str) -> None:
        """Append one rendered row, as long as there is room."""
        if self.listing.most is not None and self.added >= self.listing.most:
            return
        if len(self.rows) == ROWS_PER_FILE:
            self._write()
        self.rows.append(row)
        self.added += 1

    def close(self) -> bool:
        """Write what is left, also of an empty list; whether the list is as long as it should be."""
        self._write()
        return self.added == self.listing.held

    def _write(self) -> None:
        chunk = Chunk(
            rows=self.rows,
            number=self.number,
            parts=parts_around(self.number, self.listing),
            first=self.added - len(self.rows) + 1,
            last=self.added,
        )
        path = self.listing.file(self.number)
        self.press.put(path, self.template, listing=self.listing, chunk=chunk, **self.values)
        self.rows, self.number = [], self.number + 1


def render_site(site: Site, environment: SandboxedEnvironment, write: Write) -> SiteTally:
    """Write every file of the dashboard but its assets; `write` gets a path below the site's root and text.

    Each iterable of the site is read once and nothing of it is kept, but for the rows of unfinished files.
    """
    press = Press(environment, site.overview, write)
    _write_overview(site.overview, press)
    wrong = [*_write_pages(site, press), *_write_sources(site, press)]
    _write_outlooks(site.outlooks, press)
    wrong += [*_write_people(site.people, press), *_write_problems(site, press)]
    return SiteTally(files=press.files, disagreements=tuple(wrong))


def copy_assets(root: Path, target: Path) -> None:
    """Copy style, script and vendored files to `target`/assets; the root's own win over the shipped ones."""
    for folder in reversed(template_folders(root)):
        assets = folder / "dashboard" / "assets"
        if assets.is_dir():
            shutil.copytree(assets, target / "assets", dirs_exist_ok=True)


def overview_values(overview: Overview) -> dict[str, object]:
    """What the overview's template needs beside the overview itself."""
    drawn = {"months": timelines.draw_months(overview), "line": timelines.draw_history(overview)}
    return {**drawn, "busiest": timelines.busiest(overview), "flags": FLAGS, "reasons": REASONS, "axes": AXES}


def outlook_values(outlook: Outlook) -> dict[str, object]:
    """What the forecast's template needs where nobody can accept anything."""
    return {
        "outlook": outlook,
        "drawing": draw_outlook(outlook),
        "may_accept": False,
        "accepted": 0,
        "stale": False,
        "without": None,
    }


def _write_overview(overview: Overview, press: Press) -> None:
    press.put("index.html", "overview.html", **overview_values(overview))


def _write_pages(site: Site, press: Press) -> Iterator[str]:
    lists = {
        listing.stem: PagedList(listing, "pages.html", press, statuses=STATUSES, flags=FLAGS)
        for listing in page_listings(site.overview)
    }
    for page in site.pages:
        press.put(f"pages/{slug(page.id)}/index.html", "page.html", page=page)
        _add_row(lists, lists_of_page(page), press.render("page_row.html", page=page, root="../"))
    return _close(lists.values())


def _write_sources(site: Site, press: Press) -> Iterator[str]:
    lists = {
        listing.stem: PagedList(listing, "sources.html", press, axes=AXES)
        for listing in source_listings(site.overview, site.most_sources)
    }
    for source in site.sources:
        if source.state.id is not None and source.state.has_page:
            press.put(f"sources/{slug(source.state.id)}/index.html", "source.html", source=source)
        _add_row(lists, lists_of_source(source.state), press.render("source_row.html", source=source, root="../"))
    return _close(lists.values())


def _write_people(people: Iterable[PersonView], press: Press) -> Iterator[str]:
    rows = []
    for person in people:
        rows.append(press.render("person_row.html", person=person, root="../"))
        yield from _write_person(person, press)
    everyone = Listing(stem="people/index", kind="people", value="", total=len(rows))
    yield from _write_list(everyone, "people.html", rows, press)


def _write_person(person: PersonView, press: Press) -> Iterator[str]:
    listing = Listing(
        stem=f"people/{slug(person.id)}/index",
        kind="person",
        value=person.id,
        label=person.name,
        total=person.counts.total,
    )
    rows = (press.render("page_row.html", page=page, root="../../") for page in person.pages)
    yield from _write_list(listing, "person.html", rows, press, person=person)


def _write_outlooks(outlooks: Iterable[Outlook], press: Press) -> None:
    for outlook in outlooks:
        path = f"forecast/{slug(outlook.key)}.html" if outlook.key is not None else "forecast.html"
        press.put(path, "forecast.html", **outlook_values(outlook))


def _write_problems(site: Site, press: Press) -> Iterator[str]:
    listing = Listing(stem="problems", kind="problems", value="", total=site.overview.problem_count)
    rows = (press.render("problem_row.html", problem=problem, root="") for problem in site.problems)
    yield from _write_list(listing, "problems.html", rows, press)


def _write_list(listing: Listing, template: str, rows: Iterable[str], press: Press, **values: object) -> Iterator[str]:
    paged = PagedList(listing, template, press, **values)
    for row in rows:
        paged.add(row)
    return _close([paged])


def _add_row(lists: dict[str, PagedList], stems: Iterable[str], row: str) -> None:
    for stem in stems:
        if stem in lists:
            lists[stem].add(row)


def _close(lists: Iterable[PagedList]) -> Iterator[str]:
    closed = [(paged.listing.stem, paged.close()) for paged in lists]
    return (stem for stem, agrees in closed if not agrees)
