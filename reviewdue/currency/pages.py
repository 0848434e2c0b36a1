"""Reads the notice of a whole page: its words, its title, and what is known of the pages of one publisher."""

from dataclasses import replace
from datetime import date

from reviewdue.availability import Answer
from reviewdue.availability.places import names
from reviewdue.currency import nice
from reviewdue.currency.notices import Notice, read_notice
from reviewdue.currency.pagewords import PageWords, read_words
from reviewdue.currency.stamps import stamps_in

MOST_BLOCKS = 150  # notices stand at the head
# Of guidance more is read than its start: NICE lists its chapters far down.
GUIDANCE_BYTES = 512 * 1024
# A page without any of these says nothing of its currency, and is not read further: most are not. Looked for one by
# one, because a pattern of as many takes twenty times as long.
SAYS_SOMETHING = tuple(
    word.replace("_", " ").encode()
    for word in names(
        "current provisional draft consultation updat replac supersed superced obsolet withdr retract archive "
        "retired rescind revoked no_longer revised amended _version _edition out_of_date out-of-date historic "
        "concern correct errat corrigend expired discontinued stood_down deprecat published reviewed "
        "reaffirmed valid took_office government citation /guidance/ status inactive lapsed"
    )
)


def read_page(html: str, url: str, *, today: date | None = None, whole: bool = True) -> Notice:
    """The notice of an HTML page at an address; `whole` says that the page was not cut off."""
    words = read_words(html, url, MOST_BLOCKS)
    return notice_of(words, url, today=today, whole=whole)


def notice_of(words: PageWords, url: str, *, today: date | None = None, whole: bool = True) -> Notice:
    """The notice of a page that was read."""
    notice = read_notice(
        words.text, url, title=words.title, headings=words.headings[:3], links=words.links, today=today
    )
    if notice.updated_on is None and words.foot:
        notice = replace(notice, updated_on=stamps_in("\n".join(words.foot), today).changed)
    return nice.with_chapters(notice, words, url, whole=whole)


def notice_in(answer: Answer, today: date | None = None) -> Notice | None:
    """The notice of the page in an answer; None where it is no HTML or has no word that could make one."""
    if answer.status is None or not 200 <= answer.status < 300 or not answer.body:
        return None
    if ("html" not in answer.content_type and answer.content_type) or not _says_something(answer.body):
        return None
    url = answer.final_url or answer.url
    notice = read_page(answer.body_text, url, today=today, whole=not answer.truncated)
    if nice.led_from_chapter(answer.url, url, tuple(hop.status for hop in answer.hops)):
        return replace(notice, quote=notice.quote or "the address of a chapter now leads to the overview")
    return notice


def _says_something(body: bytes) -> bool:
    low = body.lower()
    return any(word in low for word in SAYS_SOMETHING)
