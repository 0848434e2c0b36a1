"""What only shows when the addresses of a site are looked at together: one place to which it sends whatever it lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from reviewdue.availability import places
from reviewdue.availability.answers import Answer

# So many different pages do not become one by chance.
CROWD = 5
PERMANENT = frozenset((301, 308))


def compare(answers: Iterable[tuple[str, Answer]], asked: Collection[str]) -> Iterator[tuple[str, Answer]]:
    """The answers to the addresses that were `asked`, each that was swept to one place saying with how many others.

    All are passed on as they come, but for redirected ones, which are held until the end.
    """
    crowds: dict[object, list[tuple[str, Answer]]] = defaultdict(list)
    for name, answer in answers:
        if _could_be_swept(answer):
            crowds[_way(answer)].append((name, answer))
        else:
            yield name, answer
    pages: set[tuple[str, str, str]] | None = None
    for crowd in crowds.values():
        if len(crowd) >= CROWD and pages is None:
            pages = set(map(places.bare, asked))
        size = _others([answer for _, answer in crowd], pages or set())
        yield from ((name, replace(answer, swept=size) if size else answer) for name, answer in crowd)


def _could_be_swept(answer: Answer) -> bool:
    return bool(answer.hops) and 200 <= (answer.status or 0) < 300 and not places.is_forwarder(answer.url)


def _way(answer: Answer) -> tuple[str | None, tuple[int, ...], tuple[str, str, str]]:
    """The site that was asked, how it redirected and where to."""
    return urlsplit(answer.url).hostname, tuple(hop.status for hop in answer.hops), places.bare(answer.final_url)


def _others(crowd: list[Answer], asked: set[tuple[str, str, str]]) -> int:
    """With how many others each of a crowd was swept; none when there may be a good reason for where they went.

    Good reasons are: the place was asked for itself, it is what all of them were parts of, or, where the redirects
    are for good, they were parts of one thing.
    """
    pages = {places.bare(answer.url) for answer in crowd}
    end = places.bare(crowd[0].final_url)
    if len(pages) < CROWD or end in asked:
        return 0
    folders = {path.rpartition("/")[0] for _, path, _ in pages}
    if all(f"{folder}/".startswith(f"{end[1]}/") for folder in folders) and len(folders) < CROWD:
        return 0
    if crowd[0].hops[0].status in PERMANENT and len(folders) < 2:
        return 0
    return len(pages) - 1
