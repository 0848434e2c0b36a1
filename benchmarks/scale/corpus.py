"""A governed project of so many pages and ten times as many sources, cited as in life: most once, a few by hundreds."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

SENTENCE = "Ask your specialist nurse what the results mean for you before you decide on anything. "
SOURCES_PER_PAGE = 10
# Of what a page cites so much is widely cited; the rest is its own.
SHARED = 0.3
WIDELY_CITED = 0.01
ENTRIES_PER_FILE = 1_000
TEAMS = 40


def write_corpus(root: Path, pages: int, seed: int, port: str, hosts: int) -> None:
    """Write the project; its sources are at so many hosts of loopback, on one port."""
    random = Random(seed)
    people = [{"id": f"team-{one}", "name": f"Team {one}", "email": f"team-{one}@example.org"} for one in range(TEAMS)]
    settings = {"publisher": {"name": "Benchmark"}, "sources": [{"name": "pages", "path": "content"}], "people": people}
    services = {service: {"enabled": False} for service in SERVICES}
    checks = {"allow_networks": ["127.0.0.0/8"], "services": services}
    (root / "reviewdue.yaml").write_text(json.dumps({**settings, "checks": checks}))
    (root / "hugo.toml").write_text('baseURL = "https://www.example.org"\ntitle = "Benchmark"\n')
    _write_pages(root / "content", pages, random)
    _write_register(root / "references", pages * SOURCES_PER_PAGE, port, hosts)


SERVICES = ("doi", "crossref", "datacite", "pubmed", "openlibrary", "nice", "retraction_watch", "wayback")


def _write_pages(folder: Path, pages: int, random: Random) -> None:
    for number in range(pages):
        place = folder / f"topic-{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"page-{number}.md").write_text(_page(number, pages, random))


def _page(number: int, pages: int, random: Random) -> str:
    fields = (
        f"title: Page number {number}",
        f"last_reviewed: {random.randint(2021, 2026)}-{random.randint(1, 10):02}-{random.randint(1, 28):02}",
        f"review_interval: {random.choice((12, 24, 36))} months",
        f"owner: team-{random.randrange(TEAMS)}",
        f"topics: [topic-{number % 90}, general]",
        f"risk: {random.choice(('high', 'standard', 'low'))}",
        f"references: [{', '.join(f's{source}' for source in _cited(number, pages, random))}]",
    )
    return "---\n" + "\n".join(fields) + "\n---\n\n# Heading\n\n" + (SENTENCE * 4 + "\n\n") * 6


def _cited(number: int, pages: int, random: Random) -> Iterator[int]:
    """Numbers of sources: the widely cited ones come first in the register."""
    many = pages * SOURCES_PER_PAGE
    wide = max(1, int(many * WIDELY_CITED))
    for at in range(SOURCES_PER_PAGE):
        yield int(wide * random.random() ** 2) if random.random() < SHARED else number * SOURCES_PER_PAGE + at


def _write_register(folder: Path, sources: int, port: str, hosts: int) -> None:
    folder.mkdir()
    for first in range(0, sources, ENTRIES_PER_FILE):
        numbers = range(first, min(first + ENTRIES_PER_FILE, sources))
        entries = ",\n".join(json.dumps(_entry(number, port, hosts)) for number in numbers)
        (folder / f"sources-{first // ENTRIES_PER_FILE:04}.json").write_text(f"[\n{entries}\n]\n")


def _entry(number: int, port: str, hosts: int) -> dict[str, object]:
    return {
        "id": f"s{number}",
        "type": "webpage",
        "title": f"What is known of condition {number}",
        "author": [{"literal": f"Institute {number % 300} for Examples"}],
        "issued": {"date-parts": [[2010 + number % 16]]},
        "URL": f"http://127.0.0.{2 + number % hosts}:{port}/page/{number}",
    }
