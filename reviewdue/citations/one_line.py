"""A citation printed in one run: Vancouver, the American cancer institute's style, APA, Harvard and others."""

import re
from dataclasses import replace

from reviewdue.citations.chapters import CHAPTER, read_host
from reviewdue.citations.draft import Draft
from reviewdue.citations.heads import Head, read_head
from reviewdue.citations.journals import NO_JOURNAL, looks_like_journal, split_container, split_quoted
from reviewdue.citations.locus import MONTH, YEAR, Locus, find_locus, tidy_pages
from reviewdue.citations.people import read_authors
from reviewdue.citations.places import place_sentence, published
from reviewdue.citations.sentences import read_date, read_imprint, split_edition, split_sentences
from reviewdue.references.reference import Name

ABSTRACT = re.compile(r"\[(?:Meeting |Conference )?[Aa]bstract\]\.?\s*")
EDITED = re.compile(r"\b(?:eds?|editors?)\b", re.IGNORECASE)
IMPRINT_IN_BRACKETS = re.compile(rf"[.,]?\s*\((?P<publisher>[^()]*?)[,;]\s*(?P<year>{YEAR})\)\.?\s*$")
YEAR_IN_BRACKETS = re.compile(rf"\s*\((?P<year>{YEAR})\)\.?\s*$")
VOLUME_OF_BOOK = re.compile(r"[.,]?\s*\(?\b[Vv]ol(?:ume)?\.?\s+(?P<volume>\d{1,4})\b\)?[.,]?(?=\s|$)")
PAGES_IN_TAIL = re.compile(r",\s*(?:pp?\.\s*)?(?P<page>\d+\s*[-–]\s*\d+|\d{5,}|(?<=\. )\d+)(?=,|$)")
VOLUME_IN_TAIL = re.compile(r"\s(\d{1,4})(?:\s*\(([^()]{1,20})\))?$")
MONTH_IN_TAIL = re.compile(rf",?\s*{MONTH}(?:\s+\d{{1,2}})?\.?$", re.IGNORECASE)
DATE_IN_TAIL = re.compile(rf"[,;]?\s*\(?(?:\d{{1,2}}\s+)?(?:{MONTH},?\s+)?{YEAR}\)?(?:\s+{MONTH})?\.?$", re.IGNORECASE)
PLACE_BEHIND = re.compile(r"(?P<house>[^:,]+), (?P<place>(?!Inc|Ltd|LLC)[A-Z][^:]*)")
LONGEST_PUBLISHER = 6


def read_one_line(text: str) -> Draft:
    """Everything that can be told from a citation in one run of text, its marks already taken out."""
    line = " ".join(text.split())
    head = read_head(line)
    rest = ABSTRACT.sub("", head.rest)
    locus = find_locus(rest, dated=bool(head.issued))
    chapter = _find_chapter(rest, locus)
    if chapter:
        return _read_chapter(head, rest[: chapter.start()], rest[chapter.end() :])
    if locus:
        return _read_article(head, rest, locus)
    return _read_without_place(head, rest)


def _find_chapter(text: str, locus: Locus | None) -> re.Match[str] | None:
    """The “In:” between a chapter and its book; an article may hold the word, but has its place behind the journal."""
    found = CHAPTER.search(text)
    if not found:
        return None
    if locus is None:
        return found
    # An erratum “in: Journal” stands in the title, and an article has its volume and date behind that.
    placed = bool(locus.volume and locus.issued) and not EDITED.search(text[found.end() :])
    labelled = found[0].rstrip().endswith(":")
    return None if locus.start < found.start() or placed or (locus.volume and not labelled) else found


def _read_article(head: Head, text: str, locus: Locus) -> Draft:
    names = head.names
    title, container = split_container(text[: locus.start])
    if not names:
        names, title = _authors_behind(title)
    rest = text[locus.end :].strip(" .,;()[]")
    return Draft(
        kind="article-journal",
        author=names,
        title=title,
        container_title=MONTH_IN_TAIL.sub("", container) or None,
        volume=locus.volume,
        issue=locus.issue,
        page=locus.page,
        issued=locus.issued or head.issued,
        unread=tuple(part for part in (locus.unread, rest) if part),
    )


def _authors_behind(title: str) -> tuple[tuple[Name, ...], str]:
    """`Title. A Gennari and others` to the authors and the title before them."""
    sentences = split_sentences(title)
    names = read_authors(sentences[-1]) if len(sentences) > 1 else None
    return (names, title[: title.rindex(sentences[-1])].rstrip(" .")) if names else ((), title)


def _read_chapter(head: Head, left: str, right: str) -> Draft:
    """`Chapter. In: Editors, eds.: Book. 6th ed. Publisher, 2019, pp 1-9`."""
    host = read_host(right)
    whole = read_book(Head(names=head.names, issued=head.issued, rest=host.book))
    quoted = split_quoted(left.strip())
    title = quoted[0] if quoted else left.strip(" .,")
    # The body that publishes the book is not the author of a chapter that names none.
    publisher = whole.publisher or (str(whole.author[0]) if whole.author and not head.names else None)
    chapter = replace(whole, kind="chapter", author=head.names, title=title, container_title=whole.title)
    return replace(chapter, editor=host.editors, page=host.page or whole.page, publisher=publisher)


def _read_without_place(head: Head, text: str) -> Draft:
    """A book, a report, a page - or an article that is too new to have a place in its journal."""
    quoted = split_quoted(text)
    if quoted and quoted[1]:
        return _read_journal_alone(head, quoted[0], quoted[1]) or _read_part(head, quoted[0], quoted[1])
    bracketed = YEAR_IN_BRACKETS.search(text)
    undated = text[: bracketed.start()] if bracketed else text
    sentences = split_sentences(undated)
    dated = replace(head, issued=(int(bracketed["year"]),)) if bracketed else head
    at = len(sentences) - (2 if len(sentences) > 2 and read_date(sentences[-1]) else 1)
    draft = _read_journal_alone(dated, ". ".join(sentences[:at]), ". ".join(sentences[at:])) if at > 0 else None
    return draft or read_book(head)


def _read_journal_alone(head: Head, title: str, rest: str) -> Draft | None:
    """`Journal of Lumps`, `J Lumps, 2017 Oct` or `J Lumps (2017)` as all that is said of where an article is."""
    journal, *dates = split_sentences(rest) or [""]
    pages = PAGES_IN_TAIL.search(journal)
    journal = journal[: pages.start()] + journal[pages.end() :] if pages else journal
    imprint = read_imprint(journal)
    journal = MONTH_IN_TAIL.sub("", imprint.publisher if imprint else journal)
    number = VOLUME_IN_TAIL.search(journal)
    journal = journal[: number.start()] if number else journal
    if number and head.issued and len(journal.split()) <= LONGEST_PUBLISHER and not NO_JOURNAL.search(journal):
        article = Draft(kind="article-journal", author=head.names, title=title, container_title=journal)
        return replace(article, volume=number[1], issue=number[2], issued=head.issued)
    issued = head.issued or (imprint.issued if imprint else ()) or (read_date(dates[0]) if dates else ())
    if not issued or not looks_like_journal(journal):
        return None
    page = tidy_pages(pages["page"]) if pages else None
    volume, issue = number.groups() if number else (None, None)
    article = Draft(kind="article-journal", author=head.names, title=title, container_title=journal, issued=issued)
    return replace(article, volume=volume, issue=issue, page=page)


def _read_part(head: Head, title: str, rest: str) -> Draft:
    """A title in quotation marks and what it is a part of: a site or a periodical, or a book with its publisher."""
    whole = read_book(replace(head, rest=rest))
    alone = whole.title and not whole.publisher and not whole.edition and not NO_JOURNAL.search(whole.title)
    return replace(whole, title=title, container_title=whole.title if alone else None, kind="document")


def read_book(head: Head) -> Draft:
    """Title, edition, place, publisher and date of what stands for itself."""
    rest, draft = head.rest, Draft(author=head.names, issued=head.issued)
    if bracketed := IMPRINT_IN_BRACKETS.search(rest):
        draft = replace(draft, issued=(int(bracketed["year"]),))
        publisher, _, place = bracketed["publisher"].partition(", ")
        draft = replace(published(draft, publisher), place=place or None, kind="book")
        rest = rest[: bracketed.start()]
    if volume := VOLUME_OF_BOOK.search(rest):
        draft = replace(draft, volume=volume["volume"])
        rest = f"{rest[: volume.start()]}. {rest[volume.end() :].lstrip(' .,')}"
    before, edition, behind = split_edition(rest)
    draft = replace(draft, edition=edition, kind="book" if edition else draft.kind)
    title = split_sentences(before)
    draft, left = _place(draft, split_sentences(behind) if edition else title[1:])
    if head.issued and left and not draft.publisher and len(left[-1].split()) <= LONGEST_PUBLISHER:
        draft = _behind_publisher(draft, left.pop())
    if edition:
        return replace(draft, title=". ".join(title), unread=(*draft.unread, *left))
    return _with_title(draft, [*title[:1], *left])


def _behind_publisher(draft: Draft, sentence: str) -> Draft:
    """`Publisher, City`, as author-date styles have it beside `City: Publisher`."""
    found = PLACE_BEHIND.fullmatch(sentence)
    return published(replace(draft, place=found["place"]), found["house"]) if found else published(draft, sentence)


def _with_title(draft: Draft, sentences: list[str]) -> Draft:
    """What no field took is the title; a body that stood first has been read as author already."""
    if len(sentences) == 1 and not draft.issued and (imprint := read_imprint(sentences[0])):
        dated = DATE_IN_TAIL.search(sentences[0])
        whole = sentences[0][: dated.start()] if dated else imprint.publisher
        title, comma, publisher = whole.rpartition(", ")
        if comma:
            draft = published(draft, publisher)
        return replace(draft, title=title or whole, issued=imprint.issued, page=imprint.page)
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
