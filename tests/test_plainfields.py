"""Plain front matter: read without a parser, and never otherwise than the parser reads it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewdue.documents import DocumentUnreadable, read_yaml
from reviewdue.plainfields import read_plain_fields

ORDINARY = """title: What stage 4 means, and what it doesn't
last_reviewed: 2024-05-24
review_interval: 6 months
url: https://www.example.org/stage-4#top
owner:
topics: [breast cancer, secondary (metastatic)]
draft: false
"""

LINES = st.one_of(
    st.sampled_from(ORDINARY.splitlines()),
    st.from_regex(r"\A[a-c_]{1,2}:? ?[ -~£é–\u00a0\t]{0,12}\Z"),
    st.from_regex(r"\A[ab]: \[[a-c0-9 .,:#'-]{0,9}\] ?\Z"),
    st.from_regex(r"\A[ab]: [!-~ ]{0,9}\Z"),
    st.text(max_size=8),
)


def test_ordinary_front_matter_is_read_without_the_parser() -> None:
    document = read_plain_fields(ORDINARY, first_line=2)

    assert document is not None
    assert document.data == read_yaml(ORDINARY).data
    assert (document.line_of("title"), document.line_of("topics", 1), document.line_of("draft")) == (2, 7, 8)


@given(st.lists(LINES, max_size=5).map(lambda lines: "".join(f"{line}\n" for line in lines)))
@example("a: b: c\n")
@example("a: b #c\n")
@example("a: b\n  c\n")
@example("a: [b, c]\na: d\n")
@example("a: b\n---\nc: d\n")
@example("a: [b, c\n")
def test_whatever_is_read_without_the_parser_is_what_the_parser_reads(text: str) -> None:
    document = read_plain_fields(text)

    if document is None:
        return
    parsed = read_yaml(text)
    assert document.data == parsed.data
    assert [document.line_of(key) for key in document.data] == [parsed.line_of(key) for key in document.data]
    assert not parsed.findings


@pytest.mark.parametrize(
    "text",
    [
        'title: "quoted"\n',
        "a: b\na: c\n",
        "a:b\n",
        "a: *alias\n",
        "a: b: c\n",
        "a: b # remark\n",
        "a: b\x07\n",
        "a:\n  - b\n",
        "# remark\na: b\n",
        "a: [b, [c]]\n",
        "",
        "a: " + "b" * 9_000 + "\n",
    ],
)
def test_what_is_not_plainly_plain_is_left_to_the_parser(text: str) -> None:
    assert read_plain_fields(text) is None


def test_a_parser_that_refuses_is_never_overruled() -> None:
    for text in ("a: b: c\n", "a: [b\n", "a: {b\n"):
        assert read_plain_fields(text) is None
        with pytest.raises(DocumentUnreadable):
            read_yaml(text, mend=False)
