"""The outside services on loopback, as they answer: a small library that a test fills with what it is about."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.loopback import Reply, Request, Site

NOT_FOUND = Reply(status=404, body=b"Resource not found.", headers={"content-type": "text/plain"})
JSON = {"content-type": "application/json;charset=utf-8"}
POLITE = {"x-rate-limit-limit": "1000", "x-rate-limit-interval": "1s", "x-concurrency-limit": "3"}


def says(data: object, **headers: str) -> Reply:
    """An answer in JSON."""
    return Reply(body=json.dumps(data).encode(), headers=JSON | headers)


def update(doi: str, kind: str, *parts: int, source: str = "publisher") -> dict[str, Any]:
    """An entry of `updated-by` or `update-to`."""
    return {"DOI": doi, "type": kind, "label": kind.title(), "source": source, "updated": {"date-parts": [[*parts]]}}


def remark(kind: str, where: str, pmid: str = "") -> str:
    """An entry of PubMed's CommentsCorrectionsList."""
    number = f'<PMID Version="1">{pmid}</PMID>' if pmid else ""
    return f'<CommentsCorrections RefType="{kind}"><RefSource>{where}</RefSource>{number}</CommentsCorrections>'


@dataclass(slots=True, kw_only=True)
class Library:
    """What the services know; `down` names those that answer with these replies instead."""

    site: Site
    works: dict[str, dict[str, Any]] = field(default_factory=dict)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)
    books: dict[str, dict[str, Any]] = field(default_factory=dict)
    editions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    current: list[str] = field(default_factory=list)
    retractions: list[Mapping[str, str]] = field(default_factory=list)
    down: dict[str, Reply] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.fallback = self.reply

    def settings(self, **changes: dict[str, Any]) -> dict[str, Any]:
        """The settings of all services, with this library for each."""
        base = self.site.base
        at = {
            "doi": f"{base}/doi",
            "crossref": f"{base}/crossref",
            "datacite": f"{base}/datacite",
            "pubmed": f"{base}/pubmed",
            "openlibrary": f"{base}/openlibrary",
            "nice": f"{base}/nice",
            "retraction_watch": f"{base}/retraction_watch",
            "wayback": f"{base}/wayback",
        }
        return {name: {"url": url, **changes.get(name, {})} for name, url in at.items()}

    def asked(self, service: str) -> list[Request]:
        """What a service was asked."""
        return [request for request in self.site.requests if request.path.startswith(f"/{service}")]

    def work(self, doi: str, title: str = "A trial", **facts: Any) -> None:
        """A work at Crossref; underscores in the names of facts are dashes."""
        named = {name.replace("_", "-"): value for name, value in facts.items()}
        url = f"https://publisher.example.org/{doi}"
        resource = {"resource": {"primary": {"URL": url}}}
        self.works[doi.lower()] = {"DOI": doi, "title": [title], "type": "journal-article", **resource, **named}

    def article(
        self, pmid: str, *remarks: str, title: str = "A trial", types: Iterable[str] = (), doi: str = ""
    ) -> None:
        """An article in PubMed."""
        kinds = "".join(f'<PublicationType UI="{kind}">x</PublicationType>' for kind in ("D016428", *types))
        ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
        ids += f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
        self.articles[pmid] = (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><ArticleTitle>{title}'
            f"</ArticleTitle><PublicationTypeList>{kinds}</PublicationTypeList></Article><CommentsCorrectionsList>"
            f"{''.join(remarks)}</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList>{ids}"
            f"</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.9/other</ArticleId>"
            f"</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"
        )

    def reply(self, request: Request) -> Reply:
        """What a service answers."""
        _, service, *rest = request.path.split("/", 2)
        if service in self.down:
            return self.down[service]
        answer = getattr(self, f"_{service}", None)
        return answer("/" + "".join(rest), request) if answer else Reply(status=404, body=b"nothing here")

    def _doi(self, path: str, request: Request) -> Reply:
        known = {**dict.fromkeys((*self.works, *self.handles), "Crossref"), **dict.fromkeys(self.datasets, "DataCite")}
        if path.startswith("/doiRA/"):
            dois = unquote(path.removeprefix("/doiRA/")).split(",")
            rows = ({"DOI": doi, "RA": known[doi.lower()]} if doi.lower() in known else
                    {"DOI": doi, "status": "DOI does not exist"} for doi in dois)  # fmt: skip
            return says(list(rows))
        doi = unquote(path.removeprefix("/api/handles/")).lower()
        if doi not in known:
            return Reply(status=404, body=json.dumps({"responseCode": 100, "handle": doi}).encode(), headers=JSON)
        target = self.handles.get(doi, f"https://publisher.example.org/{doi}")
        value = {"index": 1, "type": "URL", "data": {"format": "string", "value": target}}
        return says({"responseCode": 1, "handle": doi, "values": [value]})

    def _crossref(self, path: str, request: Request) -> Reply:
        if path == "/works":
            wanted = parse_qs(request.query)["filter"][0].split(",")
            items = [self.works[doi] for name in wanted if (doi := name.removeprefix("doi:").lower()) in self.works]
            return says({"status": "ok", "message-type": "work-list", "message": {"items": items}}, **POLITE)
        work = self.works.get(unquote(path.removeprefix("/works/")).lower())
        return says({"status": "ok", "message-type": "work", "message": work}, **POLITE) if work else NOT_FOUND

    def _datacite(self, path: str, request: Request) -> Reply:
        def row(doi: str) -> dict[str, Any]:
            return {"id": doi, "type": "dois", "attributes": {"doi": doi, **self.datasets[doi]}}

        if path == "/dois":
            wanted = parse_qs(request.query)["ids"][0].lower().split(",")
            return says({"data": [row(doi) for doi in wanted if doi in self.datasets]})
        doi = unquote(path.removeprefix("/dois/")).lower()
        return says({"data": row(doi)}) if doi in self.datasets else Reply(status=404, body=b'{"errors": []}')

    def _pubmed(self, path: str, request: Request) -> Reply:
        if path == "/esearch.fcgi":
            doi = parse_qs(request.query)["term"][0].removesuffix("[doi]").strip('"')
            named = f'<ArticleId IdType="doi">{doi}</ArticleId>'
            numbers = [pmid for pmid, record in self.articles.items() if named in record]
            return says({"esearchresult": {"count": str(len(numbers)), "idlist": numbers}})
        wanted = parse_qs(request.query)["id"][0].split(",")
        found = "".join(self.articles[pmid] for pmid in wanted if pmid in self.articles)
        doctype = (
            '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
            '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
        )
        body = f'<?xml version="1.0" ?>{doctype}<PubmedArticleSet>{found}</PubmedArticleSet>'
        return Reply(body=body.encode(), headers={"content-type": "text/xml; charset=UTF-8"})

    def _openlibrary(self, path: str, request: Request) -> Reply:
        if path.startswith("/works/"):
            entries = self.editions.get(path.removesuffix("/editions.json"))
            return Reply(status=404) if entries is None else says({"entries": entries})
        keys = parse_qs(request.query)["bibkeys"][0].split(",")
        return says({key: {"bib_key": key, "details": self.books[key[5:]]} for key in keys if key[5:] in self.books})

    def _nice(self, path: str, request: Request) -> Reply:
        if path.startswith("/product/"):
            product = self.products.get(path.removeprefix("/product/"))
            return says(product) if product else Reply(status=404)
        if request.headers.get("api-key") != "secret":
            return Reply(status=401)
        return says({"IndexItems": [{"GuidanceNumber": code, "Title": f"Guidance {code}"} for code in self.current]})

    def _retraction_watch(self, path: str, request: Request) -> Reply:
        columns = (
            "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
            "OriginalPaperPubMedID,RetractionNature,Reason,Notes,"
        )
        names = columns.split(",")
        lines = [columns, *(",".join(row.get(name, "") for name in names) for row in self.retractions)]
        tag = f'"{len(self.retractions)}"'
        if request.headers.get("if-none-match") == tag:
            return Reply(status=304)
        return Reply(body="\r\n".join([*lines, ""]).encode(), headers={"content-type": "text/csv", "etag": tag})
