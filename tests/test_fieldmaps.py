"""The names sites give to the facts of a page."""

from typing import Any

import pytest

from reviewdue.fieldmaps import ALIASES, FieldMap, normal_key
from reviewdue.printed import DEFAULT_LABELS, find_printed


def find(data: dict[str, Any], **own: tuple[str, ...]) -> dict[str, Any]:
    return {name: named.value for name, named in FieldMap(own=own).find(data).items()}


@pytest.mark.parametrize(
    "key",
    [
        "last_reviewed",
        "lastReviewed",
        "Last reviewed",
        "last-reviewed-on",
        "LAST_REVIEWED_AT",
        "Last Reviewed:",
        "reviewed",
    ],
)
def test_one_fact_goes_by_many_names(key: str) -> None:
    assert find({key: "2024-05-24"}) == {"last_reviewed": "2024-05-24"}


def test_no_alias_means_two_facts_and_each_is_in_its_normal_form() -> None:
    aliases = [alias for names in ALIASES.values() for alias in names]

    assert len(aliases) == len(set(aliases))
    assert [normal_key(alias) for alias in aliases] == aliases


def test_of_two_usual_names_the_more_usual_one_counts_in_any_order() -> None:
    assert find({"reviewed": "a", "last_reviewed": "b"}) == find({"last_reviewed": "b", "reviewed": "a"})


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_an_empty_value_is_no_fact(empty: Any) -> None:
    assert find({"last_reviewed": empty, "reviewed": "2024-05-24"}) == {"last_reviewed": "2024-05-24"}
    assert find({"a": empty}, owner=("a",)) == {}


def test_a_sites_own_name_takes_the_place_of_the_usual_ones() -> None:
    data = {"ms.date": "07/21/2009", "last_reviewed": "2001-01-01", "title": "A"}

    assert find(data, last_reviewed=("ms.date",)) == {"last_reviewed": "07/21/2009", "title": "A"}


@pytest.mark.parametrize(
    ("name", "value"), [("meta.review.last", "a"), ("meta.dates[1]", "c"), ("meta.dates.0", "b"), ("flat.key", "d")]
)
def test_an_own_name_may_be_a_path(name: str, value: str) -> None:
    data = {"meta": {"review": {"last": "a"}, "dates": ["b", "c"]}, "flat.key": "d"}

    assert find(data, last_reviewed=(name,)) == {"last_reviewed": value}


@pytest.mark.parametrize("name", ["meta.x", "meta.dates[9]", "meta.dates.x", "meta.review.last.more", "x.y", "[", ""])
def test_a_path_that_leads_nowhere_finds_nothing(name: str) -> None:
    assert find({"meta": {"review": {"last": "a"}, "dates": ["b"]}}, last_reviewed=(name,)) == {}


def test_the_first_own_name_with_a_value_counts() -> None:
    assert find({"b": "1", "c": "2"}, last_reviewed=("a", "b", "c")) == {"last_reviewed": "1"}


def test_a_name_with_a_colon_is_a_label_in_the_text() -> None:
    fields = FieldMap(own={"next_review_due": ("Valid until:",), "last_reviewed": ("¡Revisado el:",)})

    found = find_printed("Valid  until: 6 June 2026\n¡Revisado el: 06/06/2023", fields.labels())

    assert {name: printed.text for name, printed in found.items()} == {
        "next_review_due": "6 June 2026",
        "last_reviewed": "06/06/2023",
    }


def test_without_own_labels_the_usual_ones_are_looked_for() -> None:
    assert FieldMap(own={"owner": ("Team:",), "last_reviewed": ("ms.date",)}).labels() is DEFAULT_LABELS
