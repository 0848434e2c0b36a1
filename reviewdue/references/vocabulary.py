"""The words of CSL 1.0.2 that a register may use: item types, and variables that we read past."""

_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic "
    "collection "
    "dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview "
    "legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference patent "
    "performance periodical personal_communication post post-weblog regulation report review review-book "
    "software song speech standard thesis treaty webpage"
)
CSL_TYPES = frozenset(_TYPES.split())

TEXT_KEYS = {
    "title": "title",
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "publisher": "publisher",
    "edition": "edition",
    "version": "version",
    "guideline": "guideline",
    "confirmed_by": "confirmed_by",
    "note": "note",
}
"""CSL keys, and our own, whose value is plain text, with the field that holds them."""

HELD_KEYS = frozenset(TEXT_KEYS) | {
    "id", "type", "author", "issued", "DOI", "ISBN", "PMID", "PMCID", "URL", "supersedes", "superseded_by",
    "confirmed_on", "intended", "watch",
}  # fmt: skip

WATCH_KEYS = ("text", "part")
"""What `watch` may hold where it is more than true or a sentence."""

INTENDED = ("retracted", "concern", "corrected", "withdrawn", "superseded", "updated")
"""What may be said against a source that is cited for just that."""

_PASSED_OVER = (
    "abstract accessed annote archive archive-place archive_collection archive_location authority "
    "available-date call-number categories chair chapter-number citation-key citation-label citation-number "
    "collection-editor collection-number collection-title compiler composer container-author "
    "container-title-short contributor curator custom dimensions director division editor editor-translator "
    "editorial-director event event-date event-place event-title executive-producer "
    "first-reference-note-number "
    "genre guest host illustrator interviewer ISSN journalAbbreviation jurisdiction keyword language "
    "license locator medium narrator number number-of-pages number-of-volumes organizer original-author "
    "original-date "
    "original-publisher original-publisher-place original-title page-first part part-number part-title "
    "performer printing printing-number producer publisher-place recipient references reviewed-author "
    "reviewed-genre reviewed-title scale script-writer section series-creator shortTitle source status "
    "submitted supplement supplement-number title-short translator version-number volume-title "
    "volume-title-short year-suffix system_id"
)
PASSED_OVER = frozenset(_PASSED_OVER.split())
"""CSL variables that say nothing about whether a source is still current: kept as they are, and not read."""

_NAMES = (
    "author editor translator collection-editor container-author chair composer contributor curator director "
    "editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer "
    "original-author performer producer recipient reviewed-author script-writer series-creator compiler"
)
NAME_VARIABLES = frozenset(_NAMES.split())
DATE_VARIABLES = frozenset(("issued", "accessed", "available-date", "event-date", "original-date", "submitted"))

SUCCESSOR_TEXT = ("id", "title", "edition", "evidence_url", "confirmed_by", "note")
SUCCESSOR_DATES = ("released", "effective_from", "confirmed_on")
SUCCESSOR_LISTS = ("changed", "unchanged")
SUCCESSOR_KEYS = frozenset((*SUCCESSOR_TEXT, *SUCCESSOR_DATES, *SUCCESSOR_LISTS))

NAME_PARTS = ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle")
NAME_SWITCHES = ("comma-suffix", "static-ordering", "parse-names")
