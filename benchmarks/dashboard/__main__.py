"""Times every screen of the live dashboard on a large ledger, with many clients at once, beside Datasette.

    python -m benchmarks.dashboard [--pages 100000] [--clients 20] [--seconds 20] [--pause 1] [--postgresql URL]

A ledger of 100,000 pages with 300,000 citations and two years of history is written first (`--root DIR` keeps it for
the next time). Then `reviewdue serve` runs in a process of its own and the clients, in this one, ask for all screens in
turns, each with addresses of its own: first as people do, who read for a second what they get, and then without a
pause, which shows how much there is to be had. Server and clients share the processors. `--postgresql` names an empty
database to hold the ledger instead of a file. Datasette shows the same table of the same file where it is on
the path; it is asked for two of the same things: a filtered and sorted list of pages, and one page.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import quote

from benchmarks.dashboard.clients import Address, Waits, ask_all, weigh
from benchmarks.dashboard.corpus import PEOPLE, TOPICS, WHAT, Corpus, page_id, source_id, write_root
from benchmarks.dashboard.servers import Server, datasette, reviewdue
from reviewdue.ledger import open_ledger

# What a browser has to have before it paints.
FIRST = ("/assets/vendor/bootstrap/bootstrap.min.css", "/assets/vendor/bootstrap-icons/icons.css", "/assets/site.css",
         "/assets/theme.js")  # fmt: skip
LISTS = "/pages/index.html?"


def screens(pages: int, sources: int) -> Mapping[str, Address]:
    """Every screen, with addresses by chance."""

    def of(number: int, path: str) -> Address:
        names = {"page": page_id, "source": source_id}
        return lambda chance: f"/{path}/{quote(names[path[:-1]](chance.randrange(number)), safe='')}/index.html"

    def pick(text: str, *choices: object) -> Address:
        return lambda chance: text.format(chance.choice(choices))

    teams, parts = [f"team-{number}" for number in range(PEOPLE)], range(1, pages // 50)
    return {
        "first screen": lambda chance: "/",
        "pages": lambda chance: "/pages/index.html",
        "pages, one part of all": pick(LISTS + "part={}", *parts),
        "pages by status": pick(LISTS + "status={}", "overdue", "due", "current", "undated", "unreadable"),
        "pages of somebody, overdue": pick(LISTS + "status=overdue&person={}", *teams),
        "pages of a topic, by title": pick(LISTS + "sort=title&topic=topic-{}", *range(TOPICS)),
        "pages with a remark": pick(LISTS + "flag={}", "unowned", "changed_since_review", "reviewed_in_haste"),
        "pages that cite a source": pick(LISTS + "source={}", *map(source_id, range(sources))),
        "pages, searched": lambda chance: f"{LISTS}q={chance.choice(WHAT).split()[0]}+{chance.randrange(pages)}",
        "pages, by owner": pick(LISTS + "sort=owner&risk={}", "high", "standard", "low"),
        "a page": of(pages, "pages"),
        "sources": lambda chance: "/sources/index.html",
        "sources that need a look": pick("/sources/index.html?look=1&part={}", *range(1, 9)),
        "sources, searched": pick("/sources/index.html?q={}", *range(1000, 1000 + sources // 10)),
        "a source": of(sources, "sources"),
        "people": lambda chance: "/people/index.html",
        "forecast": lambda chance: "/forecast.html",
        "forecast of somebody": pick("/forecast.html?person={}", *teams),
        "problems": lambda chance: "/problems.html",
    }


def of_datasette(pages: int) -> Mapping[str, Address]:
    """The two things of the same table that Datasette is asked for."""
    rows = "/reviewdue/page?_size=50&_sort=next_review_due&owner__exact=team-{}&next_review_due__lt=2026-11-23"
    return {
        "a filtered, sorted list": lambda chance: rows.format(chance.randrange(PEOPLE)),
        "one row": lambda chance: "/reviewdue/page/" + page_id(chance.randrange(pages)).replace("/", "~2F"),
    }


def report(name: str, server: Server, waits: Waits, worked: float) -> None:
    """Print what came out. The time that processors took, unlike the rest, is the same on a busy machine."""
    each = 1000 * worked / sum(map(len, waits.by_screen.values()))
    print(f"\n{name}: {waits.rate:,.0f} answers a second, each {each:.1f} ms of a processor")
    print(f"  {waits.failed} failed, memory {server.memory:,.0f} MB")
    for screen in waits.by_screen:
        middle, most = waits.median(screen), waits.percentile(screen, 95)
        print(f"  {screen:30} {middle:7.1f} ms median {most:7.1f} ms 95 % {len(waits.by_screen[screen]):6} times")


def measure(
    name: str, server: Server, asked: Mapping[str, Address], options: argparse.Namespace, pause: float = 0
) -> None:
    """Ask a server, after a short while to warm up."""
    ask_all(server.port, asked, options.clients, options.seconds / 4)
    before = server.worked
    waits = ask_all(server.port, asked, options.clients, options.seconds, pause)
    report(name, server, waits, server.worked - before)


def main() -> None:
    """Write the ledger, run the servers in turn, print the figures."""
    options = _options()
    sources = options.pages // 5
    asked = screens(options.pages, sources)
    with ExitStack() as stack:
        root = options.root or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _make(root, Corpus(options.pages, sources), options.postgresql)
        with reviewdue(root) as server:
            painted = sum(weigh(server.port, [*FIRST]).values())
            heaviest = max(weigh(server.port, [make(random.Random(1)) for make in asked.values()]).values())
            print(f"first paint: {painted:,} bytes of style and script, and {heaviest:,} of the heaviest screen")
            measure("people who read what they get", server, asked, options, options.pause)
            before = server.memory
            measure("the same without a pause", server, asked, options)
            print(f"memory before and after: {before:,.0f} and {server.memory:,.0f} MB")
        if not options.postgresql:
            with datasette(root / "reviewdue.db") as peer:
                for name, address in of_datasette(options.pages).items():
                    if peer is not None:
                        measure("datasette", peer, {name: address}, options)


def _make(root: Path, corpus: Corpus, url: str | None) -> None:
    if (root / "reviewdue.yaml").exists():
        return
    root.mkdir(exist_ok=True)
    url = url or "sqlite:///reviewdue.db"
    write_root(root, url)
    begun = time.perf_counter()
    with closing(open_ledger(url, root)) as ledger:
        corpus.write(ledger)
    print(f"a ledger of {corpus.pages:,} pages, written in {time.perf_counter() - begun:.0f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=1)
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--root", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
