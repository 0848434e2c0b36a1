"""Dates are moved in the bytes of a page's files, and no other byte is touched."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdue.redating.edits import NoPlace, redate
from reviewdue.redating.texts import PageFiles
from tests.sample_pages import DATA, make_reading, read

LAST, NEXT = date(2026, 11, 23), date(2029, 11, 23)


def moved(data: bytes, path: str = "content/page.md", due: date | None = NEXT, **source: Any) -> PageFiles | NoPlace:
    """The files after a review."""
    files = PageFiles(path=path, data=data, default_id="page")
    return redate(files, make_reading(**source), LAST, due)


def text_of(after: PageFiles | NoPlace) -> str:
    """The page file as text, its line ends as they are."""
    assert isinstance(after, PageFiles), after
    return after.data.decode()


@dataclass(frozen=True)
class Sample:
    """A page with its old dates as they are written in it, and how its source is read."""

    text: str
    path: str = "page.md"
    last: str = "2025-06-06"
    due: str = "2028-06-06"
    source: dict[str, Any] = field(default_factory=dict)

    def data(self, last: str, due: str, encoding: str) -> bytes:
        """Its bytes with these dates."""
        text = self.text.removeprefix("\ufeff") if encoding != "utf-8" else self.text
        if encoding == "cp1252":
            text = text.replace("Text", "Täxt “so”")
        return text.replace("LAST", last).replace("DUE", due).encode(encoding)


def fields(*lines: str, fence: str = "---", end: str = "\n") -> str:
    """A page with these lines of metadata."""
    return end.join((fence, *lines, fence, "", "Text.", ""))


BOTH = ("last_reviewed: LAST", "next_review_due: DUE")
LONG: dict[str, Any] = {"last": "6 June 2025", "due": "6 June 2028"}
IN_JSON_LD = (
    '<html><script type="application/ld+json">{"@type": "MedicalWebPage", "name": "A",'
    ' "datePublished": "2025-06-06", "lastReviewed": ["LAST", "DUE"]}</script><p>Text</p></html>'
)
SAMPLES = {
    "yaml": Sample(fields("title: A", "last_reviewed: LAST   # by hand", "next_review_due: DUE")),
    "quotes": Sample(
        fields("# a remark", 'next_review_due: "DUE"', "last_reviewed: 'LAST'", "title: 'A: b 2025-06-06'")
    ),
    "crlf": Sample(fields("title: A", *BOTH, end="\r\n")),
    "bom_and_cr": Sample("\ufeff" + fields("title: A", *BOTH, end="\r")),
    "field_map": Sample(
        fields("last_reviewed_on: LAST", "check:", "  again: [x, DUE]", "lastmod: 2025-06-06"),
        source={"fields": {"last_reviewed": "last_reviewed_on", "next_review_due": "check.again[1]"}},
    ),
    "words": Sample(fields("reviewed: LAST", "review by: DUE"), last="6 June 2025", due="06 Jun 2028"),
    "toml": Sample(
        fields("last_reviewed = LAST", "next_review_due = DUE # soon", "[x]", "last_reviewed = 2020-01-01", fence="+++")
    ),
    "toml_text": Sample(
        fields("last_reviewed = 'LAST'", "next_review_due = 'DUE'", fence="+++"), last="06/06/2025", due="06/06/2028"
    ),
    "json": Sample('{"title": "A", "last_reviewed": "LAST",\n "next_review_due": "DUE"}\n\nText.\n'),
    "json_page": Sample(
        '{"title": "A", "lastReviewed": ["LAST", "DUE"], "dateModified": "2025-06-06"}',
        path="page.json",
        last="2025-06-06T09:00:00+01:00",
        due="2028-06-06T09:00:00+01:00",
    ),
    "json_lines": Sample(
        '{\r\n\t"lastReviewed": [\r\n\t\t"LAST",\r\n\t\t"DUE"\r\n\t],\r\n\t"name": "A"\r\n}\r\n', path="page.json"
    ),
    "yaml_page": Sample("\n".join(("title: A", *BOTH, "body: |", "  Text of 2025-06-06.", "")), path="page.yaml"),
    "erb": Sample(fields("last_reviewed_on: LAST", "review_by: DUE", "x: <%= y %>"), path="page.html.md.erb"),
    "printed": Sample("# A\n\nText of 6 June 2025.\n\nPage last reviewed: LAST\nNext review due: DUE\n", **LONG),
    "below": Sample("# A\n\nText.\n\n**Page last reviewed:**\n\nLAST<br>\n\n**Next review due:**\n\nDUE\n", **LONG),
    "on_one_line": Sample(
        "<h1>A</h1><p>Text</p><p>Last reviewed: <b>LAST</b> | Next review due: <b>DUE</b></p>", path="page.html", **LONG
    ),
    "json_ld": Sample(IN_JSON_LD, path="page.html"),
    "own_label": Sample(
        "# A\n\nText.\n\nLooked at on: LAST\n\nPlease check again by: DUE\n",
        source={"fields": {"last_reviewed": "Looked at on:", "next_review_due": "Please check again by:"}},
        last="June 6, 2025",
        due="June 6, 2028",
    ),
    "month_first": Sample(
        fields("ms.date: LAST", "review_by: DUE"),
        source={"date_order": "MDY", "fields": {"last_reviewed": "ms.date"}},
        last="06/07/2025",
        due="06/07/2028",
    ),
    "same_day": Sample(fields("next_review_due: DUE", "last_reviewed: LAST", "lastmod: 2025-06-06"), due="2025-06-06"),
}
# How the new dates are written in the place of these.
NEW_LAST = {
    "6 June 2025": "23 November 2026", "06/06/2025": "23/11/2026", "2025-06-06": "2026-11-23",
    "2025-06-06T09:00:00+01:00": "2026-11-23T09:00:00+01:00", "June 6, 2025": "November 23, 2026",
    "06/07/2025": "11/23/2026",
}  # fmt: skip
NEW_DUE = {
    "6 June 2028": "23 November 2029", "06 Jun 2028": "23 Nov 2029", "06/06/2028": "23/11/2029",
    "2028-06-06": "2029-11-23", "2028-06-06T09:00:00+01:00": "2029-11-23T09:00:00+01:00",
    "June 6, 2028": "November 23, 2029", "06/07/2028": "11/23/2029", "2025-06-06": "2029-11-23",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_only_the_two_dates_move(kind: str, encoding: str) -> None:
    sample = SAMPLES[kind]
    before = sample.data(sample.last, sample.due, encoding)

    after = moved(before, f"content/{sample.path}", **sample.source)

    assert isinstance(after, PageFiles), after
    assert after.data == sample.data(NEW_LAST[sample.last], NEW_DUE[sample.due], encoding)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_dates_in_a_file_beside_the_page_move_there(suffix: str) -> None:
    before = {
        "yaml": b"title: A\nlast_reviewed: 2025-06-06\nnext_review_due: 2028-06-06\n",
        "json": b'{"last_reviewed": "2025-06-06", "next_review_due": "2028-06-06"}',
    }[suffix]
    page = b"# A\n\nText of 6 June 2025.\n"

    files = PageFiles(path="content/page.md", data=page, default_id="page", sidecar=(f"content/page.{suffix}", before))
    after = redate(files, make_reading(), LAST, NEXT)

    assert isinstance(after, PageFiles)
    assert after.data == page
    assert after.sidecar is not None
    assert after.sidecar[1] == before.replace(b"2025-06-06", b"2026-11-23").replace(b"2028-06-06", b"2029-11-23")


def test_a_page_that_states_an_interval_gets_its_day_of_review_and_nothing_else() -> None:
    before = "---\ntitle: A\nlast_reviewed_on: 2025-06-06\nreview_in: 36 months\n---\nText.\n"

    after = moved(before.encode())

    assert text_of(after) == before.replace("2025-06-06", "2026-11-23")


def test_a_next_date_that_is_not_the_interval_s_is_stated() -> None:
    before = "---\ntitle: A\nlast_reviewed: 2025-06-06\nreview_in: 36 months\n---\nText.\n"

    after = moved(before.encode(), due=date(2027, 11, 23))

    expected = before.replace("2025-06-06", "2026-11-23\nnext_review_due: 2027-11-23")
    assert text_of(after) == expected


NEVER = {
    "no_date": ("title: A", "title: A\nlast_reviewed: 2026-11-23"),
    "crlf": ("title: A\r", "title: A\r\nlast_reviewed: 2026-11-23\r"),
    "empty": ("last_reviewed:\ntitle: A", "last_reviewed: 2026-11-23\ntitle: A"),
    "placeholder": ("last_reviewed: tbc", "last_reviewed: 2026-11-23"),
    "impossible": ("last_reviewed: 2022-02-31", "last_reviewed: 2026-11-23"),
    "like_the_other": ("nextReviewDue: 2029-11-23", "lastReviewed: 2026-11-23\nnextReviewDue: 2029-11-23"),
}


@pytest.mark.parametrize("kind", NEVER)
def test_a_page_that_was_never_reviewed_gets_its_first_date(kind: str) -> None:
    before, after = (f"---\n{header}\n---\nText.\n" for header in NEVER[kind])

    assert text_of(moved(before.encode())) == after


def test_the_first_date_goes_by_the_site_s_own_name() -> None:
    after = moved(b"---\ntitle: A\n---\nText.\n", fields={"last_reviewed": "checked"})

    assert text_of(after) == "---\ntitle: A\nchecked: 2026-11-23\n---\nText.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "+++\ntitle = 'A'\n[m]\nx = 1\n+++\nT\n",
            "+++\nlast_reviewed = 2026-11-23\ntitle = 'A'\n[m]\nx = 1\n+++\nT\n",
        ),
        ('{\n  "title": "A"\n}\nT\n', '{\n"last_reviewed": "2026-11-23",\n  "title": "A"\n}\nT\n'),
    ],
)
def test_the_first_date_is_written_in_the_language_of_the_metadata(before: str, after: str) -> None:
    assert text_of(moved(before.encode())) == after


@pytest.mark.parametrize(
    "before",
    [
        "# A page without metadata\n\nText of 6 June 2025.\n",
        "---\ntitle: [broken\nlast_reviewed: 2025-06-06\n---\nText.\n",
        "---\ntitle: never closed\n",
        "",
    ],
)
def test_what_has_no_place_for_a_date_is_not_touched(before: str) -> None:
    assert moved(before.encode()) == NoPlace(field="last_reviewed")


def test_a_date_that_the_text_prints_as_well_moves_with_the_one_in_the_metadata() -> None:
    before = "---\nlast_reviewed: 2025-06-06\nnext_review_due: 2028-06-06\n---\nText.\n\nLast reviewed: 6 June 2025\n"

    after = text_of(moved(before.encode()))

    assert after == before.replace("2025-06-06", "2026-11-23").replace("2028-06-06", "2029-11-23").replace(
        "6 June 2025", "23 November 2026"
    )


def test_a_printed_date_of_another_day_stays() -> None:
    before = "---\nlast_reviewed: 2025-06-06\nnext_review_due: 2028-06-06\n---\nText.\n\nLast reviewed: 6 June 2024\n"

    assert text_of(moved(before.encode())).endswith("Last reviewed: 6 June 2024\n")


def test_a_time_stamp_just_before_midnight_means_the_publisher_s_day() -> None:
    before = "---\nlast_reviewed: 2025-06-06T23:30:00Z\nreview_in: 36 months\n---\nText.\n"

    after = text_of(moved(before.encode()))

    assert "last_reviewed: 2026-11-23T23:30:00Z" in after


def test_a_time_stamp_that_falls_on_the_next_day_in_the_publisher_s_zone_is_written_a_day_earlier() -> None:
    files = PageFiles(path="page.md", data=b"---\nlast_reviewed: 2025-01-06T23:30:00Z\n---\nText.\n", default_id="page")

    after = redate(files, make_reading(), date(2026, 7, 23), None)

    assert b"last_reviewed: 2026-07-22T23:30:00Z" in text_of(after).encode()


FILES = [*(DATA / "gds-way").rglob("*.erb"), *(DATA / "nhs-pages").glob("[a-z]*.md")]
REAL = [file for file in FILES if read(file.read_bytes(), file.name).page.last_reviewed]


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
def test_real_pages_differ_in_the_lines_of_their_dates_only(file: Path) -> None:
    before = file.read_bytes()
    after = moved(before, f"content/{file.name}", None if b"review_in" in before else NEXT)

    assert isinstance(after, PageFiles)
    old, new = before.splitlines(keepends=True), after.data.splitlines(keepends=True)
    changed = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    assert 1 <= len(changed) <= 4
    assert all(b"2026" in now or b"2029" in now for _, now in changed)


WORDS = st.text(
    st.characters(exclude_characters="\r\n\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e", exclude_categories=["Cs", "Cc"]),
    max_size=30,
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    before=st.lists(WORDS, max_size=3),
    body=st.lists(WORDS, max_size=6),
    quote=st.sampled_from(["", "'", '"']),
    spaces=st.sampled_from([" ", "  ", "\t "]),
    end=ENDS,
    mark=st.sampled_from(["", "\ufeff"]),
    order=st.booleans(),
)
def test_whatever_stands_around_the_dates_stays(
    before: list[str], body: list[str], quote: str, spaces: str, end: str, mark: str, order: bool
) -> None:
    dates = [f"last_reviewed:{spaces}{quote}<last>{quote}", f"next_review_due:{spaces}{quote}<due>{quote} # x"]
    remarks = [f"# {text}" for text in before]
    lines = ["---", *remarks, *(dates if order else reversed(dates)), "title: A", "---", "", *body, ""]
    text = mark + end.join(lines)

    after = moved(text.replace("<last>", "2025-06-06").replace("<due>", "2028-06-06").encode())

    if isinstance(after, NoPlace):
        # A remark with a character that YAML does not take leaves metadata that nobody can read.
        assert any(not text.isprintable() for text in before)
        return
    assert after.data == text.replace("<last>", "2026-11-23").replace("<due>", "2029-11-23").encode()


@given(data=st.binary(max_size=300), path=st.sampled_from(["p.md", "p.html", "p.json", "p.yaml", "p.erb"]))
def test_any_bytes_are_left_alone_or_moved_to_the_dates_that_were_asked_for(data: bytes, path: str) -> None:
    after = moved(data, f"content/{path}")

    if isinstance(after, PageFiles):
        page = after.read(make_reading())
        assert (page.last_reviewed, page.next_review_due) == (LAST, NEXT)
