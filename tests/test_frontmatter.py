"""Where metadata ends and the body begins, also where an author put the line --- somewhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.frontmatter import LONGEST, Syntax, split_front_matter

FIELDS = "title: A page\nlast_reviewed: 2024-05-24\n"


def codes(text: str) -> list[str]:
    return [finding.code for finding in split_front_matter(text).findings]


@pytest.mark.parametrize("close", ["---", "...", "---  "])
def test_front_matter_ends_at_its_closing_line(close: str) -> None:
    split = split_front_matter(f"---\n{FIELDS}{close}\n# Heading\n\n---\nmore")

    assert (split.header, split.header_line) == (FIELDS, 2)
    assert (split.body, split.body_line) == ("# Heading\n\n---\nmore", 5)
    assert split.findings == ()


@pytest.mark.parametrize(
    "text", ["", "# Heading\n", "Words.\n\n---\n\nMore words.\n", "---\nA rule above, words below.\n", "{{ include }}"]
)
def test_a_page_without_front_matter_is_all_body(text: str) -> None:
    split = split_front_matter(text)

    assert (split.header, split.body, split.body_line, split.findings) == (None, text, 1, ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"\t---\n{FIELDS}\t---\nbody", 1),
        (f" ---\n{FIELDS} ---\nbody", 1),
        (f"\n\n---\n{FIELDS}---\nbody", 3),
        (f"# Heading\n\n---\n{FIELDS}---\nbody", 3),
        (f"# Heading\n---\n{FIELDS}---\nbody", 2),
        (f"<!-- licence -->\n---\n{FIELDS}---\nbody", 2),
        (f"{{# licence #}}\n---\n{FIELDS}---\nbody", 2),
        (f"\n\ufeff---\n{FIELDS}---\nbody", 2),
        (f"\u200b---\n{FIELDS}---\nbody", 1),
        (f"----\n{FIELDS}----\nbody", 1),
        (f"—\n{FIELDS}—\nbody", 1),
        (f"–-\n{FIELDS}–-\nbody", 1),
        (f"---yaml\n{FIELDS}---\nbody", 1),
    ],
)
def test_front_matter_that_generators_would_miss_is_read_and_told(text: str, line: int) -> None:
    split = split_front_matter(text)

    assert split.header == FIELDS
    assert split.header_line == line + 1
    assert split.body == "body"
    assert [(finding.line, finding.code) for finding in split.findings] == [(line, "front_matter_misplaced")]


@pytest.mark.parametrize(
    "text",
    [
        "A heading\n---\nNote: some words.\n\nAnother\n---\nwords",
        "Words.\n\n---\nNote: a remark\n\n---\nWords.",
        "Words and words\n---\ntitle: words\n---\nWords.",
    ],
)
def test_rules_and_underlined_headings_are_not_taken_for_front_matter(text: str) -> None:
    assert split_front_matter(text).header is None


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"{FIELDS}---\n# Heading", "# Heading"),
        (f"{FIELDS}\n# Heading", "# Heading"),
        (f"{FIELDS}tags:\n  - a\n---\nx", "x"),
    ],
)
def test_fields_at_the_top_without_an_opening_line_are_read_and_told(text: str, body: str) -> None:
    split = split_front_matter(text)

    assert (split.header or "").startswith(FIELDS)
    assert split.body == body
    assert codes(text) == ["front_matter_unopened"]


@pytest.mark.parametrize(
    "text",
    ["Note: words\nlast_reviewed is a field\n\nx", "Last reviewed: 6 June 2023\n\nWords", "Question: why?\n\nAnswer"],
)
def test_words_with_a_colon_are_not_taken_for_fields(text: str) -> None:
    assert split_front_matter(text).header is None


@pytest.mark.parametrize("text", [f"---\n{FIELDS}\n# Heading\n", '+++\ntitle = "A"\n\n# Heading\n', "---\n" + FIELDS])
def test_front_matter_that_is_never_closed_is_told_and_lost(text: str) -> None:
    assert codes(text) == ["front_matter_unclosed"]
    assert split_front_matter(text).lost


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{FIELDS}a: {'b' * 5_000_000}\n---\nbody",
        "---\n" + "a: b\n" * LONGEST + "---\nbody",
        '{"a": "' + "b" * LONGEST + '"}',
    ],
)
def test_front_matter_of_megabytes_is_told_as_such(text: str) -> None:
    assert codes(text) == ["front_matter_too_long"]
    assert split_front_matter(text).lost


def test_toml_and_json_front_matter_are_known_by_their_first_letters() -> None:
    toml = split_front_matter('+++\ntitle = "A"\n+++\nbody')
    json = split_front_matter('{\n"title": "A"\n}\n\nbody')

    assert (toml.syntax, toml.header, toml.body, toml.body_line) == (Syntax.TOML, 'title = "A"\n', "body", 4)
    assert (json.syntax, json.header, json.body.strip(), json.body_line) == (
        Syntax.JSON,
        '{\n"title": "A"\n}',
        "body",
        3,
    )


@settings(deadline=None)
@given(st.text(alphabet="-+.—{}\"' :\n\tabreview_", max_size=120))
def test_whatever_the_text_header_and_body_are_parts_of_it_on_the_lines_that_are_told(text: str) -> None:
    split = split_front_matter(text)

    lines = text.split("\n")
    assert split.body in text
    if split.header:
        assert lines[split.header_line - 1].startswith(split.header.split("\n")[0])
    if split.body.strip():
        assert split.body.split("\n")[0] in lines[split.body_line - 1]
