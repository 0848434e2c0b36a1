"""Where the import command gets a published page from: a file, or an address."""

from pathlib import Path

from reviewdue.availability import Availability, judge
from reviewdue.checksettings import Checks
from reviewdue.errors import WorkNotDone
from reviewdue.importing import Fetched, read_file

LARGEST = 4 * 1024 * 1024


def fetch_source(source: str, checks: Checks) -> Fetched:
    """The text of a published page. Raises WorkNotDone."""
    return fetch_page(source, checks) if source.lower().startswith(("http://", "https://")) else read_file(Path(source))


def fetch_page(url: str, checks: Checks) -> Fetched:
    """A published page over HTTP, with the checker's own manners. Raises WorkNotDone when it is not available."""
    from reviewdue.reaching import limits_of
    from reviewdue.web import Fetcher

    with Fetcher(limits_of(checks)) as fetcher:
        answer = fetcher.fetch(url, max_bytes=LARGEST)
    finding = judge(answer)
    if finding.availability not in (Availability.AVAILABLE, Availability.MOVED):
        raise WorkNotDone(f"{url}: {finding.reason}")
    if answer.truncated:
        raise WorkNotDone(
            f"{url}: the page is larger than {LARGEST // 1024 // 1024} MiB; save its text and import that"
        )
    return Fetched(text=answer.body_text, media_type=answer.content_type or "text/html", origin=answer.final_url)
