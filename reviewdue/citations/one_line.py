"""A citation printed in one run: Vancouver, the American cancer institute's style, APA and Harvard."""

import re
from dataclasses import replace
from itertools import islice

from reviewdue.citations.draft import Draft
from reviewdue.citations.locus import Locus, find_locus, tidy_pages
from reviewdue.citations.people import read_authors, says_others
from reviewdue.citations.sentences import (
    LENGTH,
    PAGES_ALONE,
    read_date,
    read_imprint,
    split_edition,
    split_sentences,
)
from reviewdue.references.bodies import full_name, is_body
from reviewdue.references.reference import Name

CHAPTER = re.compile(r"(?:^|(?<=[.?!\]])\s+)In:?\s+(?=[A-Z])|\bIn:\s+")
YEAR_IN_BRACKETS = re.compile(r"\s*\(((?:1[89]|20)\d\d)[a-z]?(?:,\s*([A-Z][a-z]+)(?:\s+\d{1,2})?)?\)[.,:]?\s*")
JOURNAL_WORDS = re.compile(
    r"\b(?:journal|lancet|annals|bmj|jama|oncology|medicine|reviews?|research|surgery|archives|nature|"
    r"cancers?|proceedings|bulletin|gazette|epidemiology|haematology|hematology|urology|radiology)\b",
    re.IGNORECASE,
)
LONGEST_PUBLISHER = 6
MOST_STOPS = 60


def read_one_line(text: str) -> Draft:
    """Everything that can be told from a citation in one run of text, its marks already taken out."""
    line = " ".join(text.split())
    locus = find_locus(line)
    chapter = CHAPTER.search(line)
    if chapter and not (locus and locus.start < chapter.start()):
        return _read_chapter(line[: chapter.start()], line[chapter.end() :])
    dated, line = _take_year(line)
    locus = find_locus(line) if dated.issued else locus
    if locus:
        return _read_article(dated, line, locus)
    return _read_book(dated, line)


def split_authors(text: str) -> tuple[tuple[Name, ...], str]:
    """The authors a citation begins with, and the rest; no authors when its beginning reads as no names."""
    colon = re.search(r":\s+", text)
    if colon and (names := read_authors(text[: colon.start()])):
        return names, text[colon.end() :]
    best: tuple[tuple[Name, ...], str] = ((), text)
    for stop in islice(re.finditer(r"\.\s+|,\s+(?=[\"“‘])", text), MOST_STOPS):
        names = read_authors(text[: stop.start() + 1])
        if names:
            best = names, text[stop.end() :]
        if says_others(text[: stop.start() + 1]):
            break
    return best


def split_container(text: str) -> tuple[str, str]:
    """Title and journal: the journal is the last sentence, or several where its words are cut short."""
    stop_at_end = text.rstrip(" ,;(").endswith(".")
    sentences = split_sentences(text.strip(" ,;("))
    if len(sentences) < 2:
        return _split_at_comma(text.strip(" ,;("))
    at = len(sentences) - 1
    while stop_at_end and at > 1 and _is_cut_short(sentences[at - 1]) and " " not in sentences[at]:
        at -= 1
    container = ". ".join(sentences[at:]) if at < len(sentences) - 1 else sentences[at]
    return text[: text.rindex(sentences[at])].strip().rstrip(".").strip(), container.strip(" ,")


def _is_cut_short(word: str) -> bool:
    return re.fullmatch(r"[A-Z][a-z]{0,5}", word) is not None


def _split_at_comma(text: str) -> tuple[str, str]:
    """`Title, Journal of Somewhere`, or a journal alone."""
    title, comma, container = text.rpartition(", ")
    if comma and JOURNAL_WORDS.search(container) and len(title.split()) > 2:
        return title, container
    return ("", text.rstrip(".")) if len(text.split()) <= 8 else (text, "")


def _take_year(line: str) -> tuple[Draft, str]:
    """`Authors (2020) Title`: the year is taken out and the authors are kept apart."""
    found = YEAR_IN_BRACKETS.search(line)
    names = read_authors(line[: found.start()]) if found else None
    if not found or not names:
        return Draft(), line
    return Draft(author=names, issued=(int(found[1]),)), line[found.end() :]


def _read_article(dated: Draft, line: str, locus: Locus) -> Draft:
    names, head = (dated.author, line[: locus.start]) if dated.author else split_authors(line[: locus.start])
    title, container = split_container(re.sub(r"\[Abstract\]\s*", "", head))
    if not names:
        names, title = _authors_behind(title)
    rest = line[locus.end :].strip(" .,;()[]")
    unread = [part for part in (locus.unread, rest) if part]
    return Draft(
        kind="article-journal",
        author=names,
        title=title,
        container_title=container,
        volume=locus.volume,
        issue=locus.issue,
        page=locus.page,
        issued=locus.issued or dated.issued,
        unread=tuple(unread),
    )


def _authors_behind(title: str) -> tuple[tuple[Name, ...], str]:
    """`Title. A Gennari and others` to the authors and the title before them."""
    sentences = split_sentences(title)
    names = read_authors(sentences[-1]) if len(sentences) > 1 and not is_body(sentences[-1]) else None
    return (names, title[: title.rindex(sentences[-1])].rstrip(" .")) if names else ((), title)


def _read_chapter(left: str, right: str) -> Draft:
    """`Chapter. In: Editors, eds.: Book. 6th ed. Publisher, 2019, pp 1-9`; the editors are not kept."""
    names, title = split_authors(left)
    _, book = split_authors(right)
    whole = _read_book(Draft(author=names), book)
    return replace(whole, kind="chapter", title=title.strip(" ."), container_title=whole.title)


def _read_book(dated: Draft, line: str) -> Draft:
    names, rest = (dated.author, line) if dated.author else split_authors(line)
    before, edition, behind = split_edition(rest)
    draft = replace(dated, author=names, edition=edition, kind="book" if edition else "document")
    title = split_sentences(before)
    sentences = split_sentences(behind) if edition else title[1:]
    draft, left = _place(draft, sentences)
    if edition:
        return replace(draft, title=". ".join(title), unread=(*draft.unread, *left))
    if dated.issued and left and not draft.publisher and len(left[-1].split()) <= LONGEST_PUBLISHER:
        draft = _published(draft, left.pop())
    return _with_title(draft, [*title[:1], *left])


def _with_title(draft: Draft, sentences: list[str]) -> Draft:
    """What no field took is the title; a body that stood first has been read as author already."""
    if len(sentences) == 1 and not draft.issued and (imprint := read_imprint(sentences[0])):
        title, comma, publisher = imprint.publisher.rpartition(", ")
        if comma:
            draft = _published(draft, publisher)
        return replace(draft, title=title or imprint.publisher, issued=imprint.issued, page=imprint.page)
    return replace(draft, title=". ".join(sentences))


def _place(draft: Draft, sentences: list[str]) -> tuple[Draft, list[str]]:
    """Publisher, date, pages and authors from the sentences behind the title; the others are handed back."""
    left = []
    for sentence in sentences:
        placed = place_sentence(draft, sentence)
        if placed is None:
            left.append(sentence)
        else:
            draft = placed
    return draft, left


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
        return _published(draft, imprint.publisher)
    if not draft.author and (names := read_authors(sentence)):
        return replace(draft, author=names)
    if is_body(sentence) and not draft.publisher:
        return _published(draft, sentence)
    return None


def _published(draft: Draft, publisher: str) -> Draft:
    """A body that publishes a work without an author stands as its author."""
    publisher = publisher.rpartition(": ")[2]
    authors, comma, house = publisher.rpartition(". ")
    if comma and not draft.author and (names := read_authors(authors)):
        draft, publisher = replace(draft, author=names), house
    if is_body(publisher) and not draft.author:
        return replace(draft, author=(Name(literal=full_name(publisher)),))
    if is_body(publisher):
        return replace(draft, publisher=full_name(publisher))
    return replace(draft, publisher=publisher)
