"""YAML, JSON and TOML to plain data: what is read, what is mended, what is refused, and on which line."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.documents import Document, DocumentUnreadable, read_json, read_toml, read_yaml
from reviewdue.findings import FEW, Finding

Read = Callable[[str], Document]
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def refusal(read: Read, text: str) -> Finding:
    with pytest.raises(DocumentUnreadable) as caught:
        read(text)
    return caught.value.finding


@pytest.mark.parametrize("text", ["2024-02-31", "0777", "1_000", "12:30:45", ".inf", "yes", "No", "1e3", "6 months"])
def test_a_scalar_stays_the_text_it_was(text: str) -> None:
    assert read_yaml(f"key: {text}").data == {"key": text}


@pytest.mark.parametrize(("text", "value"), [("null", None), ("~", None), ("", None), ("true", True), ("False", False)])
def test_only_plain_words_for_nothing_and_for_truth_are_told_apart(text: str, value: Any) -> None:
    assert read_yaml(f"key: {text}").data == {"key": value}
    assert read_yaml(f'key: "{text}"').data == {"key": text}


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.system [exit]", "a: !!python/name:os.system x", "a: !x y"]
)
def test_nothing_is_executed(text: str) -> None:
    assert str(read_yaml(text).data["a"]) in {"['exit']", "x", "y"}


def test_keys_that_are_no_text_become_text() -> None:
    document = read_yaml("1: a\ntrue: b\n? [c, d]\n: e\n2024-01-01: f\n~: g\n")

    assert document.data == {"1": "a", "true": "b", "['c', 'd']": "e", "2024-01-01": "f", "~": "g"}


def test_anchors_and_merge_keys_are_followed_and_keep_their_lines() -> None:
    document = read_yaml(
        "base: &base\n  reviewed: 2024-05-24\n  owner: a\npage:\n  <<: *base\n  owner: b\nlist: [{<<: [*base]}]\n"
    )

    assert document.data["page"] == {"reviewed": "2024-05-24", "owner": "b"}
    assert document.data["list"] == [{"reviewed": "2024-05-24", "owner": "a"}]
    assert document.line_of("page", "reviewed") == 2
    assert document.line_of("page", "owner") == 6


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    document = read_yaml("a: 1\nb:\n  - x\n  - c: 2\n", first_line=10)

    assert [document.line_of(*path) for path in (("a",), ("b", 1, "c"), ("b", 0), ("b", 7), ("z",))] == [
        10,
        13,
        12,
        11,
        10,
    ]


def test_a_key_that_stands_twice_is_told() -> None:
    for document in (read_yaml("a: 1\nb: 2\na: 3"), read_json('{"a": 1,\n"b": 2,\n"a": 3}')):
        assert str(document.data["a"]) == "3"
        assert [(finding.line, finding.code) for finding in document.findings] == [(3, "duplicate_key")]
        assert document.line_of("a") == 3


@pytest.mark.parametrize(
    "text", ["title: A\nreviewed_on:2024-05-24\n", "reviewed_on:2024-05-24\n", "reviewed_on:2024-05-24\nb: c"]
)
def test_a_missing_space_is_put_in_and_told(text: str) -> None:
    document = read_yaml(text)

    assert document.data["reviewed_on"] == "2024-05-24"
    assert [finding.code for finding in document.findings] == ["missing_space"]
    assert text.split("\n")[(document.findings[0].line or 0) - 1].startswith("reviewed_on")


def test_a_text_that_is_to_stay_as_it_is_is_not_mended() -> None:
    assert read_yaml("outbox:mail", mend=False).data == "outbox:mail"
    assert read_yaml("see https://www.example.org").data == "see https://www.example.org"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x80", "\ufffe"])
def test_a_control_character_is_left_out_and_told(character: str) -> None:
    document = read_yaml(f"a: b\nc: d{character}e")

    assert document.data == {"a": "b", "c": "de"}
    assert [(finding.line, finding.code) for finding in document.findings] == [(2, "control_character")]


def test_of_a_flood_of_findings_only_a_few_are_listed_and_the_last_one_says_so() -> None:
    document = read_yaml("a: " + "\x07" * 200_000)

    assert len(document.findings) == FEW + 1
    assert "more of this kind" in document.findings[-1].message


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ('a: b\nc: "d\ne: f', 2, "quotation mark"),
        ("a: b\nc: d: e", 2, "holds a colon"),
        ("a:\n\tb: c", 2, "tab"),
        ("a: b\nc: @team", 2, "quotes"),
        ("a: b\nc: *Important*", 2, "quotes"),
        ("a: b\nc: *important", 2, "takes for an alias"),
        ("a: b\nc = d\ne: f", 2, "name: value"),
        ("a: b\n---\nc: d", 2, "one document"),
        ('a: b\nc: "\\q"', 2, "backslash"),
    ],
)
def test_a_fault_of_yaml_is_told_with_its_line_and_a_remedy(text: str, line: int, hint: str) -> None:
    finding = refusal(read_yaml, text)

    assert (finding.line, finding.code) == (line, "yaml_syntax")
    assert hint in finding.hint


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "a: &a [*a]",
        "a: &a {<<: *a}",
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 100_000,
        "a:\n  " + "- " * 100_000,
        "a:\n  " + "? " * 100_000,
        "a: " + "[" * 5_000 + "]" * 5_000,
        "".join(" " * depth + "a:\n" for depth in range(100)),
        "a:\n" + "- b\n" * 30_000,
    ],
    ids=[
        "laughs",
        "itself",
        "merged",
        "open lists",
        "open mappings",
        "dashes",
        "question marks",
        "deep",
        "indented",
        "long",
    ],
)
def test_yaml_that_would_fill_the_memory_or_the_stack_is_refused(text: str) -> None:
    assert refusal(read_yaml, text).code == "too_large"


@pytest.mark.parametrize(
    "text", ['{\n\t"a": 1,\n\t"b": {"c": 2}}', '{\n"x": "\\ud83d\\ude00", "a": 1,\n"b": {"c": 2}}']
)
def test_json_keeps_its_lines_where_yaml_would_not_read_it(text: str) -> None:
    document = read_json(text)

    assert document.data["b"] == {"c": 2}
    assert document.line_of("b", "c") == 3


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('{"a": 1,\n"b": 2,}', 2, "json_syntax"),
        ("{", 1, "json_syntax"),
        ('{"a": ' + "1" * 5000 + "}", 1, "json_syntax"),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", 1, "too_large"),
    ],
)
def test_a_fault_of_json_is_told_with_its_line(text: str, line: int, code: str) -> None:
    finding = refusal(read_json, text)

    assert (finding.line, finding.code) == (line, code)


def test_dates_of_toml_come_as_text_with_their_lines() -> None:
    document = read_toml(
        'title = "A"\nday = 2024-05-24\nstamp = 2024-05-24T23:30:00Z\nat = 09:30:00\n[more]\nkey = [1]\n', first_line=2
    )

    assert document.data["day"] == "2024-05-24"
    assert document.data["stamp"] == "2024-05-24T23:30:00+00:00"
    assert document.data["at"] == "09:30:00"
    assert [document.line_of(*path) for path in (("title",), ("stamp",), ("more", "key"), ("z",))] == [2, 4, 6, None]


@pytest.mark.parametrize(
    ("text", "line"),
    [('a = "b"\nc\n', 3), ("a = 2024-02-31", 2), ('a = "b"\na = "c"', 3), ("a = 1\nb = [", 3), ("a=" + "[" * 5000, 2)],
)
def test_a_fault_of_toml_is_told_with_its_line(text: str, line: int) -> None:
    finding = refusal(lambda toml: read_toml(toml, first_line=2), text)

    assert finding.line == line
    assert finding.code in {"toml_syntax", "too_large"}


@pytest.mark.parametrize("read", [read_yaml, read_json, read_toml])
@settings(deadline=None)
@given(text=st.text(max_size=200) | st.text(alphabet="{}[]:,-?&*!|>%@`\"'#=<+~ \n\tab1.", max_size=80))
def test_any_text_is_a_document_or_refused_with_a_line(read: Read, text: str) -> None:
    assert line_of_fault(read, text) in range(text.count("\n") + 3)


def line_of_fault(read: Read, text: str) -> int | None:
    """The line a refusal names; 0 if the text is read, and is plain data."""
    try:
        return 0 if json.dumps(read(text).data, default=str) else None
    except DocumentUnreadable as error:
        return error.finding.line
