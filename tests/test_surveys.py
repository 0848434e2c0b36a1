"""The habits of a site, read from its front matter."""

from typing import Any

import pytest

from reviewdue.dates import DateOrder
from reviewdue.surveys import Survey, survey


def surveyed(*pages: dict[str, Any]) -> Survey:
    """A site of these pages' front matter."""
    return survey([(f"docs/guide/page-{number}.md", data) for number, data in enumerate(pages)])


def test_names_that_are_known_need_no_map() -> None:
    assert surveyed({"last_reviewed_on": "2025-01-01", "review_in": "6 months"}).fields == {}


def test_a_name_that_tells_of_reviews_and_holds_dates_is_the_sites_own() -> None:
    seen = surveyed(
        {"ms.date": "07/21/2009", "published": "2009-01-01", "reviewed-by": "a doctor"},
        {"ms.date": "03/04/2010", "checked-every": "12 months"},
    )

    assert seen.fields == {"last_reviewed": "ms.date", "review_interval": "checked-every"}
    assert seen.date_order is DateOrder.MDY


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["07/08/2026"], DateOrder.DMY),
        (["07/08/2026", "07/21/2009"], DateOrder.MDY),
        (["21/07/2009", "07/08/2026"], DateOrder.DMY),
        (["07/21/2009", "21/07/2009"], DateOrder.DMY),
    ],
)
def test_the_month_comes_first_only_where_nothing_else_can_be_meant(dates: list[str], order: DateOrder) -> None:
    assert surveyed(*({"checked": text} for text in dates)).date_order is order


def test_the_source_is_the_deepest_folder_that_holds_every_page_with_front_matter() -> None:
    pages: list[tuple[str, dict[str, Any]]] = [
        ("notes.md", {}),
        ("docs/a/one.md", {"title": "One"}),
        ("docs/b/two.md", {"title": "Two", "owner": " breast-team "}),
    ]

    seen = survey(pages)

    assert (seen.path, seen.pages, seen.owners) == ("docs", 3, ("breast-team",))


def test_without_pages_there_is_nothing_to_say() -> None:
    assert survey([]) == Survey(fields={})
