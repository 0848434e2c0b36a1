"""A citation set on several lines: title, then authors or body, then publisher or journal and date."""

import re
from dataclasses import replace

from reviewdue.citations.draft import Draft
from reviewdue.citations.heads import split_authors
from reviewdue.citations.journals import JOURNAL_WORDS
from reviewdue.citations.locus import find_locus
from reviewdue.citations.one_line import read_one_line
from reviewdue.citations.people import read_full_names
from reviewdue.citations.places import place_sentence
from reviewdue.citations.sentences import split_edition, split_sentences
from reviewdue.references.bodies import is_body

LONG_LINE = 60
VOLUME_OF_WORK = re.compile(r"\s*Vol(?:ume)?\b\.?\s*(\w{1,6})\s*[)\].,]*\s*", re.IGNORECASE)


def read_lines(text: str) -> Draft:
    """Everything that can be told from a citation on several lines, its marks already taken out."""
    lines = unwrap(text.split("\n"))
    if len(lines) < 2 or split_authors(lines[0] + " ")[0] or _is_run_on(lines):
        return read_one_line(" ".join(lines))
    before, edition, behind = split_edition(lines[0])
    volume = VOLUME_OF_WORK.match(behind) if edition else None
    behind = behind[volume.end() :] if volume else behind
    draft = Draft(
        title=before.strip(" .,;"),
        edition=edition,
        volume=volume[1] if volume else None,
        kind="book" if edition else "document",
    )
    for number, line in enumerate([*split_sentences(behind), *lines[1:]]):
        draft = _place_line(draft, line, could_be_title=number == 0 and len(lines[0]) > LONG_LINE)
    return draft


def unwrap(lines: list[str]) -> list[str]:
    """Lines as they were meant: one that goes on in small letters belongs to the line above."""
    meant: list[str] = []
    for line in (line.strip() for line in lines):
        if meant and (re.match(r"[a-zß-öø-ÿ&(]", line) or meant[-1].endswith(("-", " and", " of", " the", ":"))):
            meant[-1] += ("" if meant[-1].endswith("-") else " ") + line
        elif line:
            meant.append(line)
    return meant


def _is_run_on(lines: list[str]) -> bool:
    """Whether a one-line citation was merely wrapped: a sentence ends within its first line and goes on."""
    first = split_sentences(lines[0])
    return len(first) > 1 and find_locus(lines[0]) is None and split_edition(lines[0])[1] is None


def _place_line(draft: Draft, line: str, *, could_be_title: bool) -> Draft:
    locus = find_locus(line)
    if locus:
        return _with_journal(draft, line)
    if not is_body(line) and (names := read_full_names(line)):
        return replace(draft, author=draft.author + names)
    if is_body(line):
        return place_sentence(draft, line) or replace(draft, unread=(*draft.unread, line))
    before, edition, _ = split_edition(line)
    if edition and not draft.edition and not before.strip():
        return replace(draft, edition=edition, kind="book")
    placed = _place_sentences(draft, split_sentences(line))
    if placed.unread != draft.unread and could_be_title:
        return replace(draft, title=f"{draft.title} {line}")
    return placed


def _place_sentences(draft: Draft, sentences: list[str]) -> Draft:
    for sentence in sentences:
        placed = place_sentence(draft, sentence)
        draft = placed or replace(draft, unread=(*draft.unread, sentence))
    journal = draft.publisher and draft.author and not draft.edition and JOURNAL_WORDS.search(draft.publisher)
    if journal and draft.kind == "document":
        return replace(draft, kind="article-journal", container_title=draft.publisher, publisher=None)
    return draft


def _with_journal(draft: Draft, line: str) -> Draft:
    """`Annals of Oncology, 2021. Vol 32, Issue 12. Pages 1475-1495`."""
    locus = find_locus(line)
    if locus is None:
        return draft
    head = line[: locus.start].strip(" ,.;:(")
    names, container = split_authors(head)
    rest = line[locus.end :].strip(" .,;()")
    return replace(
        draft,
        kind="article-journal",
        author=draft.author + names,
        container_title=container.strip(" ,.") or None,
        volume=locus.volume,
        issue=locus.issue,
        page=locus.page,
        issued=locus.issued or draft.issued,
        unread=tuple(part for part in (*draft.unread, locus.unread, rest) if part),
    )
