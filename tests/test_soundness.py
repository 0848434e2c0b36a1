"""Whether publications stand: notices in every shape that the services have them, through a whole check."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reviewdue.ledger import checks, listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.answers import count_answers
from reviewdue.showing import know, show_sources
from reviewdue.standings import Result, result_as_dict
from tests.checks import check_on, held
from tests.library import Library, remark, update
from tests.loopback import Reply, serve
from tests.projects import REVIEWED, TODAY, Root

DOI = "10.1016/s0140-6736(97)00001-1"
NOTICE = "10.1016/s0140-6736(10)60001-2"
RETRACTED_TYPE = "D016441"


@pytest.fixture
def library() -> Iterator[Library]:
    """The services on loopback."""
    with serve() as site:
        yield Library(site=site)


@pytest.fixture
def sources(root: Root, library: Library) -> Root:
    """A root that asks them, and one page in it."""
    return ask_at(root, library)


def ask_at(root: Root, library: Library, **changes: dict[str, Any]) -> Root:
    """The root, configured to ask this library; `changes` are settings of its services."""
    services = library.settings(**changes)
    root.configure(checks={"allow_networks": ["127.0.0.0/8"], "timeout": 5, "services": services})
    root.write("a.md", title="A", topics=["lumps"])
    return root


def checked(root: Root, **entry: Any) -> Result:
    """Where an article with these fields stands after a check."""
    root.register({"id": "article", "type": "article-journal", "title": "A trial", **entry})
    root.scan()
    (result,) = check_on(root, ids=["article"]).results
    return result


def said(result: Result, checker: str) -> str:
    """What a checker saw."""
    return " ".join(one["observed"] for one in result.evidence if one["checker"] == checker)


@pytest.mark.parametrize(
    ("updates", "integrity"),
    [
        ([update(NOTICE, "retraction", 2010, 2, 6)], "retracted"),
        ([update(NOTICE, "withdrawal", 2010)], "retracted"),
        ([update(NOTICE, "removal", 2010)], "retracted"),
        ([update(NOTICE, "partial_retraction", 2010)], "concern"),
        ([update(NOTICE, "expression_of_concern", 2010)], "concern"),
        ([update(NOTICE, "correction", 2010)], "corrected"),
        ([update(NOTICE, "corrigendum", 2010)], "corrected"),
        ([update(NOTICE, "erratum", 2010)], "corrected"),
        ([update(NOTICE, "addendum", 2010)], "clear"),
        ([update(NOTICE, "of-a-kind-to-come", 2010)], "clear"),
        ([update("10.1000/c", "correction", 2004), update(NOTICE, "retraction", 2010)], "retracted"),
        ([update("10.1000/c", "correction", 2004), update("10.1000/e", "expression_of_concern", 2003)], "concern"),
        ([], "clear"),
    ],
)
def test_what_was_published_about_a_work_says_whether_it_stands(
    sources: Root, library: Library, updates: list[dict[str, Any]], integrity: str
) -> None:
    library.work(DOI, updated_by=updates)

    assert checked(sources, DOI=DOI).verdict.integrity == integrity


def test_the_same_notice_from_the_publisher_and_from_retraction_watch_is_told_once(
    sources: Root, library: Library
) -> None:
    facts = (NOTICE, "retraction", 2010, 2, 6)
    library.work(DOI, updated_by=[update(*facts), update(*facts, source="retraction-watch")])

    told = said(checked(sources, DOI=DOI), "crossref")

    assert told == f"It was retracted on 6 February 2010 (notice {NOTICE}; the publisher and Retraction Watch)."


def test_citing_the_notice_is_not_citing_the_article(sources: Root, library: Library) -> None:
    library.work(NOTICE, title="Retraction—A trial", update_to=[update(DOI, "retraction", 2010, 2, 6)])

    result = checked(sources, DOI=NOTICE)

    assert result.verdict.integrity == "clear"
    assert f"the notice about {DOI}" in said(result, "crossref")


def test_a_notice_that_is_titled_like_the_article_it_retracts_is_clear_all_the_same(
    sources: Root, library: Library
) -> None:
    library.work(NOTICE, title="Retracted: A trial", update_to=[update(DOI, "retraction", 2010)])

    assert checked(sources, DOI=NOTICE).verdict.integrity == "clear"


def test_a_publisher_that_retracts_in_place_names_the_work_itself(sources: Root, library: Library) -> None:
    library.work(DOI, update_to=[update(DOI.upper(), "retraction", 2010)])

    assert checked(sources, DOI=DOI).verdict.integrity == "retracted"


@pytest.mark.parametrize(
    ("title", "integrity"),
    [
        ("RETRACTED: A trial", "retracted"),
        ("[Retracted] A trial", "retracted"),
        ("RETRACTED ARTICLE: A trial", "retracted"),
        ("WITHDRAWN: A trial", "retracted"),
        ("Retracted potentials in the heart", "clear"),
        ("A trial of retracted: eyelids", "clear"),
    ],
)
def test_a_title_says_it_only_where_it_begins_so(sources: Root, library: Library, title: str, integrity: str) -> None:
    library.work(DOI, title=title)

    assert checked(sources, DOI=DOI).verdict.integrity == integrity


@pytest.mark.parametrize(
    ("remarks", "types", "integrity"),
    [
        ([remark("RetractionIn", "Lancet. 2010 Feb 6;375(9713):445", "20137807")], [RETRACTED_TYPE], "retracted"),
        ([remark("RetractionIn", "Lancet. 2010 Feb 6;375(9713):445", "20137807")], [], "retracted"),
        ([], [RETRACTED_TYPE], "retracted"),
        ([remark("RetractedandRepublishedIn", "Lancet. 2011")], [], "retracted"),
        ([remark("ExpressionOfConcernIn", "Gut. 2011", "21971344")], [], "concern"),
        ([remark("ErratumIn", "Lancet. 2004")], [], "corrected"),
        ([remark("CorrectedandRepublishedIn", "Lancet. 2004")], [], "corrected"),
        ([remark("RetractionOf", "Lancet. 1998")], ["D016440"], "clear"),
        ([remark("CommentIn", "Lancet. 1998")], [], "clear"),
        ([], [], "clear"),
    ],
)
def test_pubmed_says_it_on_the_article_or_by_a_link_and_either_may_be_missing(
    sources: Root, library: Library, remarks: list[str], types: list[str], integrity: str
) -> None:
    library.article("9500320", *remarks, types=types)

    result = checked(sources, PMID="9500320")

    assert (result.verdict.availability, result.verdict.integrity) == ("available", integrity)


def test_the_doi_that_pubmed_has_of_an_article_is_asked_about_too(sources: Root, library: Library) -> None:
    library.article("9500320", doi=DOI)
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010)])

    assert checked(sources, PMID="9500320").verdict.integrity == "retracted"


RETRACTION = {
    "OriginalPaperDOI": DOI.upper(),
    "RetractionNature": "Retraction",
    "RetractionDate": "2/6/2010 0:00",
    "RetractionDOI": NOTICE,
    "Reason": "+Investigation by Company/Institution;+Unreliable Results;",
}
REINSTATED = {**RETRACTION, "RetractionNature": "Reinstatement", "RetractionDate": "3/1/2012 0:00"}


@pytest.mark.parametrize(
    ("rows", "integrity"),
    [
        ([RETRACTION], "retracted"),
        ([{**RETRACTION, "OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": "9500320"}], "retracted"),
        ([{**RETRACTION, "RetractionNature": "Expression of concern"}], "concern"),
        ([{**RETRACTION, "RetractionNature": "Correction"}], "corrected"),
        ([RETRACTION, REINSTATED], "clear"),
        ([{**REINSTATED, "RetractionDate": "3/1/2009 0:00"}, RETRACTION], "retracted"),
        ([{**RETRACTION, "OriginalPaperDOI": "10.1000/other"}], "clear"),
        ([{**RETRACTION, "OriginalPaperDOI": "10.1000/other", "RetractionDOI": DOI}], "clear"),
    ],
)
def test_the_table_of_retraction_watch_is_looked_up_by_doi_and_number(
    sources: Root, library: Library, rows: list[dict[str, str]], integrity: str
) -> None:
    library.retractions = [*rows]
    library.work(DOI)
    library.article("9500320")

    assert checked(sources, DOI=DOI, PMID="9500320").verdict.integrity == integrity


def test_a_reinstated_paper_is_not_retracted_whoever_still_says_so(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010, 2, 6)])
    library.retractions = [REINSTATED]

    result = checked(sources, DOI=DOI)

    assert result.verdict.integrity == "clear"
    assert "reinstated on 1 March 2012" in said(result, "crossref")


def test_a_retraction_after_the_reinstatement_stands(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2014, 2, 6)])
    library.retractions = [REINSTATED]

    assert checked(sources, DOI=DOI).verdict.integrity == "retracted"


def test_the_table_is_fetched_once_a_day_and_only_when_it_is_new(sources: Root, library: Library) -> None:
    library.retractions = [RETRACTION]
    library.work(DOI)
    checked(sources, DOI=DOI)

    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        check_on(sources, day, ids=["article"])

    asked = library.asked("retraction_watch")
    assert [request.headers.get("if-none-match") for request in asked] == [None, '"1"', '"1"']
    assert held(sources, "article").integrity == "retracted"


def test_a_table_of_yesterday_still_tells_of_a_retraction_and_clears_nobody(sources: Root, library: Library) -> None:
    library.retractions = [RETRACTION]
    library.down = {"crossref": Reply(status=503), "pubmed": Reply(status=503)}
    library.handles = {DOI: "https://publisher.example.org/1", "10.1000/new": "https://publisher.example.org/2"}
    checked(sources, DOI=DOI)
    library.down["retraction_watch"] = Reply(status=500)
    sources.register(
        {"id": "article", "title": "A trial", "DOI": DOI}, {"id": "new", "title": "New", "DOI": "10.1000/new"}
    )
    sources.scan()

    check_on(sources, TODAY + timedelta(days=1), ids=["article", "new"])

    assert held(sources, "article").integrity == "retracted"
    assert held(sources, "new").integrity == "unknown"


@pytest.mark.parametrize(
    "reply", [Reply(body=b"<html>"), Reply(body=b""), Reply(body=b"a,b\r\n1,2\r\n"), Reply(status=403)]
)
def test_what_is_no_table_is_named_and_takes_nothings_place(sources: Root, library: Library, reply: Reply) -> None:
    library.down = {"retraction_watch": reply}
    library.work(DOI)

    result = checked(sources, DOI=DOI)

    assert result.verdict.integrity == "clear"
    assert said(result, "retraction_watch").startswith("Retraction Watch could not be asked: it ")


def test_a_service_that_is_down_changes_no_verdict_and_is_named(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010, 2, 6)])
    checked(sources, DOI=DOI)
    library.down = {name: Reply(status=429) for name in ("crossref", "doi")}

    tally = check_on(sources, TODAY + timedelta(days=7))

    found = held(sources, "article")
    assert (found.availability, found.integrity) == ("available", "retracted")
    assert "Crossref could not be asked: it answered 429; what it said before of 1 stands" in tally.shortfalls
    (result,) = tally.results
    assert "The answer of 23 November 2026 stands." in said(result, "crossref")
    assert tally.changed == []


def test_a_source_that_no_service_could_be_asked_about_is_looked_at_again_the_next_day(
    sources: Root, library: Library
) -> None:
    library.down = {name: Reply(status=503) for name in ("crossref", "doi", "retraction_watch")}
    checked(sources, DOI=DOI)
    library.down = {}
    library.work(DOI)

    tally = check_on(sources, TODAY + timedelta(days=1))

    assert tally.checked == 1
    assert held(sources, "article").integrity == "clear"


def test_a_doi_that_nobody_registered_is_not_clear(sources: Root, library: Library) -> None:
    result = checked(sources, DOI="10.1000/nothing")

    assert (result.verdict.availability, result.verdict.integrity) == ("not_found", "unknown")


def test_a_data_set_is_not_clear_because_no_list_of_articles_has_it(sources: Root, library: Library) -> None:
    library.datasets["10.5281/zenodo.1"] = {"titles": [{"title": "Data"}], "url": "https://data.example.org/1"}

    result = checked(sources, DOI="10.5281/zenodo.1")

    assert (result.verdict.availability, result.verdict.integrity) == ("available", "unknown")


def test_a_page_that_keeps_robots_out_is_available_where_its_doi_is_registered(sources: Root, library: Library) -> None:
    library.work("10.1056/nejmoa0000001")
    url = library.site.url("/doi/full/10.1056/NEJMoa0000001")
    library.site.routes["/doi/full/10.1056/NEJMoa0000001"] = Reply(status=403)

    result = checked(sources, URL=url)

    assert result.verdict.availability == "available"
    assert "keeps robots out" in said(result, "address") or "403" in said(result, "address")


def test_hundreds_of_articles_share_a_few_requests(sources: Root, library: Library) -> None:
    entries = [{"id": f"a-{number}", "title": f"Trial {number}", "DOI": f"10.1000/{number}"} for number in range(300)]
    for entry in entries:
        library.work(entry["DOI"])
    sources.register(*entries)
    sources.scan()

    tally = check_on(sources)

    assert tally.checked == 300
    assert {result.verdict.integrity for result in tally.results} == {"clear"}
    assert {result.verdict.availability for result in tally.results} == {"available"}
    assert len(library.site.requests) < 20


def test_a_key_is_sent_and_stands_in_no_result(root: Root, library: Library) -> None:
    ask_at(root, library, pubmed={"key": "s3cret"}, crossref={"key": "t0ken"})
    library.article("9500320", doi=DOI)
    library.work(DOI)

    result = checked(root, PMID="9500320")

    assert "api_key=s3cret" in library.asked("pubmed")[0].query
    assert library.asked("crossref")[0].headers["crossref-plus-api-token"] == "Bearer t0ken"
    with root.open() as project, project.ledger.begin() as connection:
        kept = checks.last_checks(connection, ["article"])
    assert "s3cret" not in f"{result_as_dict(result)} {kept}"
    assert "t0ken" not in f"{result_as_dict(result)} {kept}"


def tasks_of(root: Root, page: str = "a") -> list[str]:
    """Why a page is to be reviewed."""
    with root.open() as project, project.ledger.begin() as connection:
        found = task_ledger.active_of(connection, [page])
    return [str(one.finding.reason) for task in found.values() for one in task.standing]


def test_what_is_cited_because_it_was_retracted_is_shown_as_that_and_calls_for_nothing(
    sources: Root, library: Library
) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010)])
    library.work(NOTICE, update_to=[update(DOI, "retraction", 2010)])
    entry = {"id": "article", "title": "A trial", "DOI": DOI}
    sources.write("a.md", title="A", references=["article", "notice"], **REVIEWED)
    sources.register(entry, {"id": "notice", "title": "Retraction", "DOI": NOTICE})
    sources.scan()
    check_on(sources)

    before = tasks_of(sources)
    sources.register({**entry, "intended": "retracted"}, {"id": "notice", "title": "Retraction", "DOI": NOTICE})
    sources.scan()
    check_on(sources)

    assert before == ["source_retracted"]
    assert tasks_of(sources) == []
    assert held(sources, "article").integrity == "retracted"
    with sources.open() as project, project.ledger.begin() as connection:
        assert sum(count for one, count in count_answers(connection).items() if one.needs_look) == 0


def test_one_page_may_mean_what_another_must_look_at(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010)])
    meant = [{"id": "article", "intended": "retracted"}]
    sources.write("a.md", title="A", references=meant, **REVIEWED)
    sources.write("b.md", title="B", references=["article"], **REVIEWED)

    checked(sources, DOI=DOI)
    before = tasks_of(sources, "b")
    sources.write("b.md", title="B", references=meant, **REVIEWED)
    sources.scan()

    assert tasks_of(sources, "a") == []
    assert before == ["source_retracted"]
    assert tasks_of(sources, "b") == []
    with sources.open() as project, project.ledger.begin() as connection:
        line = listing.lines_by_id(connection, ["b"], project.day)["b"]
        (shown,) = show_sources(project, line, know(connection, [line], project.settings.publisher.zone))
    assert (shown.integrity, shown.intended, shown.needs_look) == ("retracted", ("retracted",), False)


def test_a_page_cannot_mean_what_nobody_says_of_a_source(sources: Root) -> None:
    sources.register({"id": "article", "title": "A trial"})
    sources.write("a.md", title="A", references=[{"id": "article", "intended": ["retratced"]}], **REVIEWED)
    sources.scan()

    assert "unknown_intended" in sources.codes()


def test_an_expression_of_concern_opens_an_early_review(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "expression_of_concern", 2025, 2, 6)])
    sources.write("a.md", title="A", references=["article"], **REVIEWED)

    checked(sources, DOI=DOI)

    assert tasks_of(sources) == ["source_concern"]


@pytest.mark.parametrize(("year", "reasons"), [(2001, []), (2025, ["source_updated"])])
def test_a_correction_opens_an_early_review_where_it_came_after_the_page_s_review(
    sources: Root, library: Library, year: int, reasons: list[str]
) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "correction", year, 6, 6)])
    sources.write("a.md", title="A", references=["article"], last_reviewed="2024-11-23", next_review_due="2027-11-23")

    result = checked(sources, DOI=DOI)

    assert result.verdict.integrity == "corrected"
    assert tasks_of(sources) == reasons


def test_what_is_intended_is_one_answer_and_no_other(sources: Root, library: Library) -> None:
    library.work(DOI, updated_by=[update(NOTICE, "retraction", 2010)])
    sources.write("a.md", title="A", references=["article"], **REVIEWED)

    checked(sources, DOI=DOI, intended=["concern", "superseded"])

    assert tasks_of(sources) == ["source_retracted"]


def test_a_word_that_nobody_says_of_a_source_cannot_be_intended(sources: Root) -> None:
    sources.register({"id": "article", "title": "A trial", "intended": "retratced"})
    sources.scan()

    assert "unknown_intended" in sources.codes()
