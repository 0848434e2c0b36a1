"""PubMed: the record of an article, with the notices about it and what updates it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from reviewdue.availability import Address, Answer
from reviewdue.notices import Kind, Notice
from reviewdue.references.dois import normalise_doi
from reviewdue.services.service import Access, Service, Telling, Told, Unreadable, read_json

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 16 * 1024 * 1024
# By number and by name: a record may have either.
RETRACTED_PUBLICATION = frozenset(("D016441", "Retracted Publication"))
RETRACTION_OF_PUBLICATION = frozenset(("D016440", "Retraction of Publication", "Retraction Notice"))
# What a record says of notices about it, and of what it is a notice about.
ABOUT_IT = {
    "RetractionIn": Kind.RETRACTION,
    "RetractedandRepublishedIn": Kind.RETRACTION,
    "PartialRetractionIn": Kind.PARTIAL_RETRACTION,
    "ExpressionOfConcernIn": Kind.CONCERN,
    "ErratumIn": Kind.CORRECTION,
    "CorrectedandRepublishedIn": Kind.CORRECTION,
}
NOTICE_OF = frozenset(("RetractionOf", "PartialRetractionOf", "ExpressionOfConcernFor", "ErratumFor"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What updates an article: where it is, as PubMed cites it, and its number if it has one."""

    where: str
    pmid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What PubMed knows of an article."""

    pmid: str
    title: str = ""
    doi: str | None = None
    notices: tuple[Notice, ...] = ()
    notice_of: tuple[str, ...] = ()
    is_notice: bool = False
    review: str | None = None  # the number of a Cochrane review, where the record is of one
    updated_in: tuple[Update, ...] = ()

    @property
    def target(self) -> str:
        """Where its record can be read."""
        return article_address(self.pmid)


def article_address(pmid: str) -> str:
    """Where people read a record."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def _request(pmids: Sequence[str], access: Access) -> Address:
    query = _query(access, id=",".join(pmids), retmode="xml")
    headers = (("Accept", "application/xml,text/xml"),)
    return Address(url=f"{access.url}/efetch.fcgi?{urlencode(query, safe=',')}", headers=headers, max_bytes=MOST_BYTES)


def _query(access: Access, **wanted: str) -> dict[str, str]:
    query = {"db": "pubmed", **wanted, "tool": "reviewdue"}
    query |= {"email": access.contact} if access.contact else {}
    return query | ({"api_key": access.key} if access.key else {})


def _request_number(dois: Sequence[str], access: Access) -> Address:
    query = _query(access, term=f'"{dois[0]}"[doi]', retmode="json")
    return Address(url=f"{access.url}/esearch.fcgi?{urlencode(query)}", headers=(("Accept", "application/json"),))


def _read_number(dois: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    """The number of the one article that has the DOI; several are a guess of the search, and no answer."""
    telling = Telling(service=NUMBERS.name, answer=answer)
    if answer.status == 404:
        yield telling.absent(dois[0])
        return
    data = read_json(answer)
    found = data.get("esearchresult") if isinstance(data, dict) else None
    numbers = found.get("idlist") if isinstance(found, dict) else None
    if answer.status != 200 or not isinstance(numbers, list):
        raise Unreadable(f"answered {answer.status} without a list of numbers")
    alone = str(numbers[0]) if len(numbers) == 1 else None
    yield telling.known(dois[0], alone) if alone else telling.absent(dois[0])


def _read(pmids: Sequence[str], answer: Answer, access: Access) -> Iterator[Told]:
    telling = Telling(service=PUBMED.name, answer=answer)
    articles = {article.pmid: article for article in read_articles(answer)}
    for pmid in pmids:
        where = article_address(pmid)
        yield telling.known(pmid, articles[pmid], where) if pmid in articles else telling.absent(pmid, where)


def read_articles(answer: Answer) -> Iterator[Article]:
    """The records of an answer. Raises Unreadable."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(answer.body)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable(f"answered {answer.status} with something that is not XML") from None
    if answer.status != 200 or root.tag != "PubmedArticleSet":
        raise Unreadable(f"answered {answer.status} without a set of articles")
    for record in root:
        found = _read_article(record)
        if found is not None:
            yield found


def _read_article(record: "Element") -> Article | None:
    citation = record.find("MedlineCitation")
    inner = citation if citation is not None else record.find("BookDocument")
    pmid = _text(inner.find("PMID")) if inner is not None else ""
    if inner is None or not pmid:
        return None
    remarks = inner.findall("CommentsCorrectionsList/CommentsCorrections")
    types = {said for kind in inner.iter("PublicationType") for said in (kind.get("UI"), _text(kind))}
    notices = [_notice(remark) for remark in remarks if remark.get("RefType") in ABOUT_IT]
    if RETRACTED_PUBLICATION & types and not any(notice.kind is Kind.RETRACTION for notice in notices):
        # Either may be missing: the mark on the article, or the link to the notice.
        notices.append(Notice(kind=Kind.RETRACTION, by=("PubMed",)))
    return Article(
        pmid=pmid,
        title=_text(inner.find("Article/ArticleTitle")) or _text(inner.find("ArticleTitle")),
        doi=_doi(record),
        notices=tuple(notices),
        notice_of=tuple(_where(remark) for remark in remarks if remark.get("RefType") in NOTICE_OF),
        is_notice=bool(RETRACTION_OF_PUBLICATION & types),
        review=_review(inner),
        updated_in=tuple(
            Update(where=_where(remark), pmid=_text(remark.find("PMID")) or None)
            for remark in remarks
            if remark.get("RefType") == "UpdateIn"
        ),
    )


def _notice(remark: "Element") -> Notice:
    return Notice(
        kind=ABOUT_IT[str(remark.get("RefType"))],
        pmid=_text(remark.find("PMID")) or None,
        where=_where(remark) or None,
        by=("PubMed",),
    )


def _where(remark: "Element") -> str:
    return _text(remark.find("RefSource")).rstrip(".")


def _doi(record: "Element") -> str | None:
    """The DOI of the record itself; those of its references stand elsewhere in it."""
    for path in ("PubmedData/ArticleIdList/ArticleId", "PubmedBookData/ArticleIdList/ArticleId"):
        for found in record.findall(path):
            if found.get("IdType") == "doi":
                return normalise_doi(_text(found))
    location = record.find("MedlineCitation/Article/ELocationID[@EIdType='doi']")
    return normalise_doi(_text(location)) if location is not None else None


def _review(citation: "Element") -> str | None:
    """`CD004143`, which stands for the pages."""
    journal = _text(citation.find("MedlineJournalInfo/MedlineTA")) or _text(citation.find("Article/Journal/Title"))
    page = _text(citation.find("Article/Pagination/MedlinePgn"))
    found = re.search(r"\b(?:CD|MR)\d{6}\b", page, re.IGNORECASE)
    return found[0] if found and journal.casefold().startswith("cochrane") else None


def _text(element: "Element | None") -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


PUBMED = Service(
    name="pubmed",
    title="PubMed",
    request=_request,
    read=_read,
    batch=100,
    # Three a second, ten with a key; a little less, because they count by their own clock.
    pace=lambda access: (9, 3) if access.key else (2.8, 2),
)
# A search for one DOI; asked only where nobody else has its record, or for what only PubMed says.
NUMBERS = Service(
    name="pubmed_numbers",
    title="PubMed",
    request=_request_number,
    read=_read_number,
    pace=PUBMED.pace,
    settings="pubmed",
)
