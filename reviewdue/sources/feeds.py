"""Kind `feed`: pages described in JSON, in files or behind an address, page after page."""

import glob
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

import jmespath
from requests.utils import parse_header_links

from reviewdue.documents import Document
from reviewdue.errors import SourceFailed
from reviewdue.fieldmaps import FieldMap, Named, is_empty
from reviewdue.files import Found
from reviewdue.findings import Finding
from reviewdue.pagefacts import PageFacts, Reading
from reviewdue.pagefiles import Parsed, problems_of
from reviewdue.pages import Problem, one_line
from reviewdue.projects import Project
from reviewdue.readings import reading_of
from reviewdue.settings import Source
from reviewdue.sources.fetching import LARGEST, fetch_whole, is_address, open_fetcher, shares_origin
from reviewdue.sources.opened import Before, Opened, Outcome
from reviewdue.sources.spool import Spool, open_spool
from reviewdue.web import Fetcher

# Where feeds commonly say what comes next: the NHS website's API, JSON:API, and others.
NEXT = "(relatedLink[?name=='Next Page'].url | [0]) || links.next.href || links.next || next"
MOST_DOCUMENTS = 10_000
HINT = "correct it in the feed, or the fields and items of this source in reviewdue.yaml"


@contextmanager
def open_source(project: Project, source: Source) -> Iterator[Opened]:
    """Every item of the feed. The whole of it is read before anything is recorded, and half a feed is a failure."""
    problems: list[Problem] = []
    fields = ItemFields.of(source.fields)
    with open_spool() as spool:
        gatherer = _Gatherer(source=source, base_url=project.settings.publisher.base_url, spool=spool, fields=fields)
        for place, data in _documents(project, source):
            problems += gatherer.take(place, data)
        reading = replace(reading_of(project.settings, source), fields=fields)

        def read(changed: list[Found], _before: Before) -> Callable[[], list[Outcome]]:
            return lambda: _parsed(spool, reading, changed)

        yield Opened(
            what=f"the feed {source.path}", found=spool.found(), read=read, holds=spool.holds, problems=problems
        )


def _documents(project: Project, source: Source) -> Iterator[tuple[str, Any]]:
    if not is_address(source.path):
        for path in _files(project.root, source.path):
            yield path, _read_json(_bytes_of(project.root / path, path), path)
        return
    with open_fetcher(project.settings.checks) as fetcher:
        yield from _pages_of_feed(fetcher, source)


def _files(root: Path, pattern: str) -> list[str]:
    found = sorted(path for path in glob.glob(pattern, root_dir=root, recursive=True) if (root / path).is_file())
    if not found:
        raise SourceFailed(f"no file is named {pattern}")
    return found


def _bytes_of(file: Path, path: str) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise SourceFailed(f"{path} is larger than {LARGEST // 1024 // 1024} MiB")
        return file.read_bytes()
    except OSError as error:
        raise SourceFailed(f"{path} cannot be read: {error.strerror}") from error


def _pages_of_feed(fetcher: Fetcher, source: Source) -> Iterator[tuple[str, Any]]:
    expression = jmespath.compile(source.next or NEXT)
    url: str | None = source.path
    seen: set[str] = set()
    while url:
        if url in seen or len(seen) == MOST_DOCUMENTS:
            raise SourceFailed(f"the pages of the feed do not end: {url} comes again, or they are too many")
        seen.add(url)
        # A key is for the host it was given for, and for no other that a feed may name.
        headers = source.headers if shares_origin(url, source.path) else {}
        answer = fetch_whole(fetcher, url, headers)
        data = _read_json(answer.body, url)
        yield url, data
        linked = _linked(answer.headers.get("link", "")) or expression.search(data)
        url = urljoin(answer.final_url, linked) if linked and isinstance(linked, str) else None


def _linked(header: str) -> str | None:
    """The next page, as RFC 8288 lets a server say."""
    links = parse_header_links(header) if header else []
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def _read_json(data: bytes, place: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise SourceFailed(f"{place}:{error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise SourceFailed(f"{place}: not JSON: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFields:
    """Where the facts of an item stand: JMESPath from the configuration, and for the rest the usual names."""

    paths: Mapping[str, tuple[Any, ...]]

    @classmethod
    def of(cls, fields: Mapping[str, tuple[str, ...]]) -> "ItemFields":
        """The expressions of a configuration, compiled."""
        return cls(paths={name: tuple(map(jmespath.compile, texts)) for name, texts in fields.items()})

    def find(self, data: Mapping[str, Any]) -> dict[str, Named]:
        """Every fact that is there, by field; of several expressions the first that finds something counts."""
        found = FieldMap(own=dict.fromkeys(self.paths, ())).find(data)
        for name, expressions in self.paths.items():
            values = (expression.search(data) for expression in expressions)
            if (value := next((value for value in values if not is_empty(value)), None)) is not None:
                found[name] = Named(value=value, path=(name,))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gatherer:
    """Takes the items of a feed into the spool, each under its address, or under its id where it has none."""

    source: Source
    base_url: str | None
    spool: Spool
    fields: ItemFields

    def take(self, place: str, data: Any) -> Iterator[Problem]:
        """Take what one document of the feed holds; what can be no page is a problem. Raises SourceFailed."""
        where = self.source.items or "@"
        items = jmespath.search(where, data)
        if not isinstance(items, list):
            raise SourceFailed(f"{place}: “{where}” finds no list there; correct the items of the source")
        for number, item in enumerate(items, start=1):
            path = self.path_of(item) if isinstance(item, dict) else None
            if path is None:
                yield self.problem("item_unnamed", f"item {number} of {place} has neither an address nor an id")
            elif not self.spool.add(path, *_packed(cast("dict[str, Any]", item))):
                message = f"{path} is described twice and not alike; what stands in {place} was not read"
                yield self.problem("duplicate_item", message)

    def path_of(self, item: dict[str, Any]) -> str | None:
        found = self.fields.find(item)
        url, id = (_name(found.get(name)) for name in ("url", "id"))
        address = urljoin(self.base_url or "", url) if url else ""
        if is_address(address):
            return address
        return f"{self.source.path}#{id or url}" if id or url else None

    def problem(self, code: str, message: str) -> Problem:
        return Problem(path=self.source.path, line=None, code=code, message=message, hint=HINT)


def _name(found: Named | None) -> str | None:
    return one_line([str(found.value)]) if found and isinstance(found.value, str | int) else None


def _packed(item: dict[str, Any]) -> tuple[str, str]:
    """The stamp and the text of an item, which are the same however its keys are ordered."""
    text = json.dumps(item, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest(), text


def _parsed(spool: Spool, reading: Reading, changed: list[Found]) -> list[Outcome]:
    texts = spool.texts([one.path for one in changed])
    return [_parse_item(json.loads(texts[one.path]), one.path, reading) for one in changed]


def _parse_item(item: dict[str, Any], path: str, reading: Reading) -> Parsed:
    findings: list[Finding] = []
    page = PageFacts(Document(data=item), reading, findings).page(path, path, "", 1)
    return Parsed(page=page, problems=problems_of(path, findings))
