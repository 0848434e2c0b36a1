"""The Open Library checker: whether a newer edition of a book is out. Its coverage is patchy, so it mostly hints."""

from collections.abc import Iterator

from reviewdue.checkers.checker import Looking
from reviewdue.checkers.identities import isbns_of
from reviewdue.checkers.saying import superseded, unheard
from reviewdue.references import Reference
from reviewdue.references.identifiers import normalise_isbn
from reviewdue.references.identity import edition_number, fold, say_edition
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.openlibrary import BOOKS, EDITIONS, Edition
from reviewdue.verdicts import Axis, Currency, Observation

NAME = "openlibrary"


def asks(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Ask]:
    """The book of the ISBN, then the other editions of the same work."""
    for isbn in isbns_of(reference):
        yield Ask(isbn, BOOKS.name)
        told = answers.get((BOOKS.name, isbn))
        if told is not None and told.state is State.KNOWN and told.data.work:
            yield Ask(told.data.work, EDITIONS.name)


def judge(reference: Reference, answers: Answers, looking: Looking) -> Iterator[Observation]:
    """Superseded only by an edition that is numbered, later and of the same work; anything less is a hint."""
    for isbn in isbns_of(reference):
        told = answers.get((BOOKS.name, isbn))
        if told is None:
            continue
        work = told.data.work if told.state is State.KNOWN else None
        editions = answers.get((EDITIONS.name, work or ""))
        silence = next((one for one in (told, editions) if one and one.state is State.SILENT), None)
        if silence:
            yield unheard(NAME, silence, Axis.CURRENCY)
        elif told.state is State.ABSENT:
            yield _hint("Open Library does not know the book.", told)
        else:
            yield _judge_editions(reference, told, editions)


def _judge_editions(reference: Reference, told: Told, editions: Told | None) -> Observation:
    mine: Edition = told.data
    others: tuple[Edition, ...] = editions.data if editions and editions.state is State.KNOWN else ()
    later = [other for other in others if _may_follow(reference, mine, other)]
    numbered = [other for other in later if _number(other.name) > _own_number(reference, mine) > 0]
    if numbered:
        newest = max(numbered, key=lambda other: _number(other.name))
        named = f"{reference.title}, {say_edition(newest.name)}"
        said = f"Open Library has a {say_edition(newest.name)} of {newest.year}."
        return superseded(NAME, said, newest.url, title=named, where=newest.url)
    if later:
        years = max(other.year or 0 for other in later)
        return _hint(f"A newer edition may be out: Open Library has a printing of {years}. A person confirms it.", told)
    return _hint("Open Library knows of no newer edition, and does not know all.", told)


def _may_follow(reference: Reference, mine: Edition, other: Edition) -> bool:
    """Whether another edition of the work was published later, in the same language, under the same title."""
    year = reference.issued[0] if reference.issued else mine.year
    if year is None or other.year is None or other.year <= year:
        return False
    own = {normalise_isbn(isbn) for isbn in mine.isbns}
    same_language = not (mine.language and other.language) or mine.language == other.language
    same_title = fold(other.title).startswith(fold(mine.title)) or fold(mine.title).startswith(fold(other.title))
    return bool(other.title) and same_language and same_title and not own & set(map(normalise_isbn, other.isbns))


def _own_number(reference: Reference, mine: Edition) -> int:
    return _number(reference.edition or mine.name)


def _number(edition: str) -> int:
    number = edition_number(edition)
    return int(number) if number.isdigit() and len(number) <= 3 else 0


def _hint(observed: str, told: Told) -> Observation:
    return Observation(axis=Axis.CURRENCY, value=Currency.UNKNOWN, checker=NAME, observed=observed, url=told.url)
