"""What a page says of its review to other programs: schema.org's MedicalWebPage as JSON-LD. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reviewdue.ledger.listing import PageLine
from reviewdue.references.reference import Reference
from reviewdue.reviews.records import Review, Reviewer

TYPES = {
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "report": "Report",
    "webpage": "WebPage",
}
# So that no title can end the element of a page in which the document stands.
HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def describe_page(
    line: PageLine, cited: Sequence[Reference | str], review: Review | None, *, publisher: str, by_name: bool | None
) -> dict[str, Any]:
    """A page, its sources in its own order (a text for what is in no register), and its newest review on record.

    Those who reviewed are given by name, by role, or with None not at all.
    """
    reviewers = review.statement.reviewers if review and by_name is not None else ()
    return _stated(
        {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "@id": line.url,
            "url": line.url,
            "name": line.title,
            "inLanguage": line.language,
            "about": [{"@type": "MedicalEntity", "name": topic} for topic in line.topics],
            "lastReviewed": line.last_reviewed.isoformat() if line.last_reviewed else None,
            "reviewedBy": list(_reviewed_by(reviewers, by_name=bool(by_name))),
            "publisher": {"@type": "Organization", "name": publisher},
            "citation": [_citation(one) for one in cited],
        }
    )


def _reviewed_by(reviewers: Sequence[Reviewer], *, by_name: bool) -> Iterator[dict[str, Any]]:
    for one in reviewers:
        organisation = {"@type": "Organization", "name": one.organisation} if one.organisation else None
        said = {"name": one.name if by_name else None, "jobTitle": one.role or None, "affiliation": organisation}
        if any(said.values()):
            yield _stated({"@type": "Person", **said})


def _citation(one: Reference | str) -> dict[str, Any]:
    if isinstance(one, str):
        return {"@type": "CreativeWork", "name": one}
    numbers = {"doi": one.doi, "pmid": one.pmid, "isbn": one.isbn}
    return _stated(
        {
            "@type": TYPES.get(one.type, "CreativeWork"),
            "name": one.title,
            "author": [{"@type": "Person", "name": str(name)} for name in one.author],
            "publisher": {"@type": "Organization", "name": one.publisher} if one.publisher else None,
            "datePublished": "-".join(f"{part:02}" for part in one.issued) or None,
            "version": one.version or one.edition,
            "url": f"https://doi.org/{one.doi}" if one.doi else one.url,
            "identifier": [f"{kind}:{number}" for kind, number in numbers.items() if number],
        }
    )


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def write_json_ld(facts: Mapping[str, Any]) -> str:
    """As a document that may also stand in a page, whatever the titles are."""
    return json.dumps(facts, ensure_ascii=False, indent=1).translate(HARMLESS)
