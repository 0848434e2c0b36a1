"""The sentences behind a title: authors, publisher with place and date, pages; each told by how it reads."""

import re
from dataclasses import replace

from reviewdue.citations.draft import Draft
from reviewdue.citations.journals import looks_like_journal
from reviewdue.citations.locus import tidy_pages
from reviewdue.citations.people import read_authors
from reviewdue.citations.sentences import LENGTH, PAGES_ALONE, read_date, read_imprint
from reviewdue.references.bodies import full_name, is_body
from reviewdue.references.reference import Name

PLACE = re.compile(
    r"(?P<place>[A-Z][\w .’'-]+(?:,\s[A-Z][\w.]+|\s\([A-Z][\w ]+\))*(?:,\s[A-Z][\w ]+)?):\s+(?P<publisher>[A-Z].+)"
)


def place_sentence(draft: Draft, sentence: str) -> Draft | None:
    """The draft with the authors, publisher, date or pages the sentence names; None if it names none."""
    if issued := read_date(sentence):
        return replace(draft, issued=draft.issued or issued)
    if LENGTH.fullmatch(sentence):
        return draft
    if pages := PAGES_ALONE.match(sentence):
        return replace(draft, page=draft.page or tidy_pages(pages["page"]))
    if not draft.issued and (imprint := read_imprint(sentence)):
        unread = (*draft.unread, imprint.unread) if imprint.unread else draft.unread
        draft = replace(draft, issued=imprint.issued, page=imprint.page or draft.page, unread=unread)
        return published(draft, imprint.publisher)
    located = PLACE.fullmatch(sentence)
    if located and is_body(located["publisher"]) and not draft.publisher:
        return replace(draft, publisher=full_name(located["publisher"]), place=located["place"])
    if not draft.author and not looks_like_journal(sentence) and (names := read_authors(sentence)):
        return replace(draft, author=names)
    return published(draft, sentence) if is_body(sentence) and not draft.publisher else None


def published(draft: Draft, publisher: str) -> Draft:
    """A body that publishes a work without an author stands as its author."""
    place, _, publisher = publisher.rpartition(": ")
    draft = replace(draft, place=draft.place or place.strip(" ,") or None)
    authors, stop, house = publisher.rpartition(". ")
    if stop and not authors.endswith("U.S") and not draft.author and (names := read_authors(authors)):
        draft, publisher = replace(draft, author=names), house
    if is_body(publisher) and not draft.author:
        return replace(draft, author=(Name(literal=full_name(publisher)),))
    if is_body(publisher):
        return replace(draft, publisher=full_name(publisher))
    return replace(draft, publisher=publisher)
