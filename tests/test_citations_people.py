"""Author lists told from other words; nobody named here exists."""

import pytest

from reviewdue.citations.people import read_authors, read_full_names


@pytest.mark.parametrize(
    "text",
    ["Breast", "Example Press, London", "Lumps and bumps", "J", "Statement of the Society", "DNA, RNA and water", ""],
)
def test_words_are_not_taken_for_authors(text: str) -> None:
    assert read_authors(text) is None


def test_given_names_are_read_on_a_line_of_authors_only() -> None:
    assert [str(name) for name in read_full_names("Jane Roe and John B. Doe and others") or ()] == [
        "Jane Roe",
        "John B. Doe",
        "others",
    ]
    assert read_full_names("Chapter 3 and others") is None
