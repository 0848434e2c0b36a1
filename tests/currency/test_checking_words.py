"""A check that reads the words of pages: what it makes of them in the ledger, on the pages that cite, and in a list."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.showing import show_pages
from reviewdue.standings import result_as_dict
from reviewdue.tasks import Finding
from tests.checks import check_on, held, may_look_at, register
from tests.cli.commands import reviewdue
from tests.loopback import Reply, Request, Route, Site, page, redirect, serve
from tests.projects import TODAY, Root, make_project

DEAD = "This guideline has been updated and replaced by <a href='/guidance/ng101'>NG101</a>."
TOMORROW, WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    with serve() as running:
        yield running


@pytest.fixture
def checked(root: Root, site: Site) -> Root:
    """A root that may look at the site."""
    return may_look_at(root, site)


def guideline(words: str, etag: str = "") -> Reply:
    text = f"{words}</p><p>What helps, and for whom."
    return page("Early breast cancer", "Early breast cancer", text, etag=etag)


def cite(root: Root, name: str, reviewed: date | None) -> None:
    root.write(f"{name}.md", title=name, last_reviewed=str(reviewed) if reviewed else None, references=["ref-0"])


def findings(root: Root, id: str) -> list[Finding]:
    with root.open() as project, project.ledger.begin() as connection:
        return [one.finding for task in task_ledger.tasks_of(connection, [id]).get(id, []) for one in task.standing]


def currency_on(root: Root, day: date = TODAY) -> dict[str, str]:
    """What each page is told of the currency of its first source."""
    with root.open(day) as project, project.ledger.begin() as connection:
        pages = list(show_pages(connection, project, listing.page_lines(connection, project.day)))
        return {one.id: str(one.sources[0].currency) for one in pages if one.sources}


def test_a_replaced_guideline_names_its_successor_and_opens_an_early_review(checked: Root, site: Site) -> None:
    site.routes["/guidance/cg80"] = guideline(DEAD)
    cite(checked, "lumps", TODAY)
    register(checked, site.url("/guidance/cg80"))

    (result,) = check_on(checked).results

    found = result_as_dict(result)
    (words,) = [one for one in found["evidence"] if one["checker"] == "wording"]
    assert (found["availability"], found["currency"], found["superseded_by"]) == ("available", "superseded", "NG101")
    assert "updated and replaced by NG101" in words["observed"]
    assert site.url("/guidance/ng101") in words["observed"]
    (finding,) = [one for one in findings(checked, "lumps") if one.reason == "source_superseded"]
    assert (finding.instead, finding.instead_url) == ("NG101", site.url("/guidance/ng101"))


def test_a_page_that_replaces_others_is_current(checked: Root, site: Site) -> None:
    site.routes["/guidance/ng101"] = guideline("This guideline updates and replaces CG80.")
    register(checked, site.url("/guidance/ng101"))

    check_on(checked)

    assert held(checked).currency == "current"


def test_what_a_page_said_stands_while_it_cannot_be_read(checked: Root, site: Site) -> None:
    site.routes["/g"] = guideline(DEAD)
    register(checked, site.url("/g"))
    check_on(checked)
    site.routes["/g"] = Reply(status=503)

    check_on(checked, WEEK, ids=["ref-0"])

    assert (held(checked).currency, held(checked).reference.superseded_by[0].title) == ("superseded", "NG101")


def test_what_a_page_no_longer_says_is_over(checked: Root, site: Site) -> None:
    site.routes["/g"] = guideline(DEAD)
    register(checked, site.url("/g"))
    check_on(checked)
    site.routes["/g"] = guideline("This guideline remains current.")

    check_on(checked, WEEK, ids=["ref-0"])

    assert (held(checked).currency, held(checked).reference.superseded_by) == ("current", ())


def test_an_unchanged_page_keeps_its_answer_and_one_with_a_notice_is_read_again(checked: Root, site: Site) -> None:
    def versioned(words: str) -> Route:
        def answer(request: Request) -> Reply:
            known = request.headers.get("if-none-match") == '"1"'
            return Reply(status=304) if known else guideline(words, etag='"1"')

        return answer

    site.routes |= {"/live": versioned("This guideline remains current."), "/dead": versioned(DEAD)}
    register(checked, site.url("/live"), site.url("/dead"))
    check_on(checked)

    check_on(checked, WEEK, ids=["ref-0", "ref-1"])

    assert [held(checked, id).currency for id in ("ref-0", "ref-1")] == ["current", "superseded"]
    asked = [(request.path, request.headers.get("if-none-match")) for request in site.requests[2:]]
    assert sorted(asked, key=str) == [("/dead", None), ("/live", '"1"')]


def test_updated_is_meant_for_each_page_by_its_own_review(checked: Root, site: Site) -> None:
    site.routes["/g"] = guideline("Published: 18 July 2018</p><p>Last updated: 14 June 2023")
    for name, reviewed in {"before": date(2023, 6, 13), "on-the-day": date(2023, 6, 14), "never": None}.items():
        cite(checked, name, reviewed)
    register(checked, site.url("/g"))

    check_on(checked)

    assert currency_on(checked) == {"before": "updated", "on-the-day": "current", "never": "current"}
    assert held(checked).currency == "updated"
    (finding,) = [one for one in findings(checked, "before") if one.reason == "source_updated"]
    assert "14 June 2023, after the review of 13 June 2023" in finding.why
    assert "source_updated" not in [one.reason for one in findings(checked, "on-the-day")]


def test_a_review_after_the_update_makes_the_source_current(checked: Root, site: Site) -> None:
    site.routes["/g"] = guideline("Published: 18 July 2018</p><p>Last updated: 14 June 2023")
    cite(checked, "lumps", date(2023, 6, 13))
    register(checked, site.url("/g"))
    check_on(checked)

    cite(checked, "lumps", TODAY)
    checked.scan()

    assert currency_on(checked) == {"lumps": "current"}
    assert held(checked).currency == "current"


def test_the_next_update_is_news_again(checked: Root, site: Site) -> None:
    site.routes["/g"] = guideline("Published: 18 July 2018</p><p>Last updated: 14 June 2023")
    cite(checked, "lumps", date(2023, 6, 13))
    register(checked, site.url("/g"))
    check_on(checked)
    site.routes["/g"] = guideline("Published: 18 July 2018</p><p>Last updated: 1 November 2026")

    check_on(checked, WEEK, ids=["ref-0"])

    assert [one.mark for one in findings(checked, "lumps") if one.reason == "source_updated"] == ["2026-11-01"]


def test_a_retraction_in_the_words_of_a_page_is_one_of_integrity(checked: Root, site: Site) -> None:
    site.routes["/a"] = page("RETRACTED: Statins in the elderly", "Statins in the elderly")
    register(checked, article={"type": "article-journal", "URL": site.url("/a")})

    check_on(checked)

    assert (held(checked, "article").integrity, held(checked, "article").currency) == ("retracted", "unknown")


def test_of_guidance_enough_is_read_to_find_its_notice(checked: Root, site: Site) -> None:
    filler = "<script>" + "x" * 60_000 + "</script>"
    site.routes["/g"] = guideline(filler + DEAD)
    register(checked, site.url("/g"), known={"guideline": "NICE CG80", "URL": site.url("/g?known")})

    check_on(checked)

    assert held(checked, "known").currency == "superseded"
    assert held(checked).currency == "unknown"


def test_a_plain_list_gets_the_words_of_its_pages(tmp_path: Path, site: Site) -> None:
    root = may_look_at(make_project(tmp_path), site)
    site.routes |= {
        "/guidance/cg80": guideline(DEAD),
        "/withdrawn": guideline("This guidance was withdrawn on 1 May 2020."),
        "/live": guideline("This guideline updates and replaces CG80."),
        "/retracted": page("RETRACTED: Statins"),
        "/moved": redirect("/withdrawn", 301),
        "/nothing": page("A page", "A page", "It says what helps."),
    }
    urls = root.path / "urls.txt"
    urls.write_text("\n".join(site.url(path) for path in site.routes))

    ended = reviewdue("check", "--urls", str(urls), "--format", "json", cwd=root.path)

    found = {one["url"].removeprefix(site.base): said(one) for one in ended.document["results"]}
    assert found == {
        "/guidance/cg80": ("superseded", "unknown", "NG101"),
        "/withdrawn": ("withdrawn", "unknown", None),
        "/live": ("current", "unknown", None),
        "/retracted": ("unknown", "retracted", None),
        "/moved": ("withdrawn", "unknown", None),
        "/nothing": ("unknown", "unknown", None),
    }


def said(result: dict[str, Any]) -> tuple[str, str, str | None]:
    return result["currency"], result["integrity"], result["superseded_by"]
