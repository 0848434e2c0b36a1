"""PubMed: the record of an article, with the notices about it and what updates it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from reviewdue.availability import Address, Answer
from reviewdue.notices import Kind, Notice
from reviewdue.references.dois import normalise_doi
from reviewdue.services.service import Access, Service, Telling, Told, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 16 * 1024 * 1024
RETRACTED_PUBLICATION = "D016441"
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
    updated_in: tuple[Update, ...] = ()

    @property
    def target(self) -> str:
        """Where its record can be read."""
        return article_address(self.pmid)


def article_address(pmid: str) -> str:
    """Where people read a record."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def _request(pmids: Sequence[str], access: Access) -> Address:
    query = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml", "tool": "reviewdue"}
    query |= {"email": access.contact} if access.contact else {}
    query |= {"api_key": access.key} if access.key else {}
    headers = (("Accept", "application/xml,text/xml"),)
    return Address(url=f"{access.url}/efetch.fcgi?{urlencode(query, safe=',')}", headers=headers, max_bytes=MOST_BYTES)


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
    types = {kind.get("UI") for kind in inner.iter("PublicationType")}
    notices = [_notice(remark) for remark in remarks if remark.get("RefType") in ABOUT_IT]
    if RETRACTED_PUBLICATION in types and not any(notice.kind is Kind.RETRACTION for notice in notices):
        # Either may be missing: the mark on the article, or the link to the notice.
        notices.append(Notice(kind=Kind.RETRACTION, by=("PubMed",)))
    return Article(
        pmid=pmid,
        title=_text(inner.find("Article/ArticleTitle")) or _text(inner.find("ArticleTitle")),
        doi=_doi(record),
        notices=tuple(notices),
        notice_of=tuple(_where(remark) for remark in remarks if remark.get("RefType") in NOTICE_OF),
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
