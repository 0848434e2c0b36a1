"""reviewdue.yaml and the environment: what loads, and errors that name the place and the remedy."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdue.errors import ConfigurationError
from reviewdue.intervals import Interval
from reviewdue.pages import Risk
from reviewdue.settings import Settings, load_settings, parse_settings

FULL = """
publisher: {name: Example Health, timezone: Europe/London, base_url: https://www.example.org}
sources:
  - name: pages
    kind: files
    path: content
    include: ["**/*.md"]
    date_order: DMY
    fields: {last_reviewed: last_reviewed_on, review_interval: review_in, owner: owner_slack}
references: references
policy:
  interval: {high: 12 months, standard: 36 months, low: 36 months}
  max_interval: 36 months
  lead: 90 days
  reminders: [90, 30, 7, 0, -7, -14, -28]     # days before (+) and after (-) the due date
  repeat: 28 days
  escalate_after: 14 days
  quiet: {weekends: true, holidays: GB-ENG}
people: [{id: breast-team, name: Breast team, email: breast@example.org, role: reviewer}]
mail: {url: "outbox:outbox", sender: "reviews@example.org"}
checks:
  {workers: 128, per_host: 4, spacing: 0, timeout: 20, contact: web@example.org, allow_networks: [],
   confirm: {checks: 3, days: 3}}
ledger: {url: "sqlite:///reviewdue.db"}
"""


def load(text: str) -> Settings:
    return parse_settings(text, "reviewdue.yaml", {})


def fault(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(text)
    return str(caught.value)


def test_every_key_that_the_documentation_shows_loads() -> None:
    settings = load(FULL)

    assert settings.publisher.zone.key == "Europe/London"
    assert settings.sources[0].fields == {
        "last_reviewed": ("last_reviewed_on",),
        "review_interval": ("review_in",),
        "owner": ("owner_slack",),
    }
    assert settings.policy.intervals == {Risk.HIGH: Interval(12), Risk.STANDARD: Interval(36), Risk.LOW: Interval(36)}
    assert (settings.policy.lead, settings.policy.repeat, settings.policy.escalate_after) == (90, 28, 14)
    assert settings.policy.reminders == (90, 30, 7, 0, -7, -14, -28)
    assert (settings.policy.quiet.weekends, settings.policy.quiet.holidays) == (True, "GB-ENG")
    assert settings.checks.confirm.days == 3
    assert settings.people[0].email == "breast@example.org"


@pytest.mark.parametrize("text", ["", "# nothing\n", "publisher:\nsources:\npolicy: null\n"])
def test_every_key_has_a_default(text: str) -> None:
    assert load(text) == Settings()


def test_mail_stays_in_a_folder_until_a_transport_is_named() -> None:
    assert load("").mail.url == "outbox:outbox"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("publisher:\n  nam: x", "2: publisher.nam: there is no such key; did you mean “name”?"),
        ("publishr: {}", "1: publishr: there is no such key; did you mean “publisher”?"),
        ("checks:\n  confirm:\n    xyz: 1", "3: checks.confirm.xyz: there is no such key; known are: checks, days"),
        (
            "sources:\n  - name: a\n    fields: {last_revewed: b}",
            "3: sources.0.fields: a page has no field “last_revewed”; did you mean “last_reviewed”?",
        ),
        ("sources:\n  - date_order: MYD", "2: sources.0.date_order: write 'DMY', 'MDY' or 'YMD'"),
        ("sources:\n  - name: a\n  - name: a", "1: sources: two sources are named “a”; give each its own"),
        ("sources: content", "1: sources: write a list here, such as [a, b]"),
        ("\npublisher: Example", "2: publisher: write “key: value” pairs here"),
        (
            "publisher: {timezone: Europe/Lundon}",
            "there is no time zone “Europe/Lundon”; write one such as Europe/London",
        ),
        ("policy:\n  lead: 3 months", "2: policy.lead: count this one in days or weeks, such as 90 days"),
        ("policy:\n  interval:\n    high: 12 moons", "3: policy.interval.high: “12 moons” is not a length of time"),
        ("policy:\n  interval:\n    medium: 1 year", "3: policy.interval.medium: write 'high', 'standard' or 'low'"),
        ("policy:\n  repeat: 0", "2: policy.repeat: write greater than or equal to 1"),
        ("policy:\n  quiet: {weekends: perhaps}", "2: policy.quiet.weekends: write true or false here"),
        ("checks:\n  workers: many", "2: checks.workers: write a whole number here"),
        ("checks:\n  timeout: long", "2: checks.timeout: write a number here"),
        (
            "checks:\n  allow_networks: [10.0.0.0/8, 10.0.0.1/8]",
            "2: checks.allow_networks.1: 10.0.0.1/8 has host bits set; write a network such as 10.0.0.0/8",
        ),
        ("people: [{id: a}]", "1: people.0.name: this key is needed and is not there"),
        ("people: [{id: a, name: A}, {id: a, name: B}]", "1: people: two people have the id “a”; give each its own"),
        (
            "people: [{id: lead, name: A}, {id: b, name: B, escalate_to: leed}]",
            "“b” names “leed”, who is not among the people; did you mean “lead”?",
        ),
        ("people: [{id: team, name: A, members: [x]}]", "“team” names “x”, who is not among the people"),
        (
            "publisher:\n\tname: x",
            "2: not YAML: found character that cannot start any token; indent with spaces: YAML allows no tab here",
        ),
        ("publisher:\n  name: x\n  name: y", "3: “name” stands twice; the last one was read; keep one of them"),
        ("mail: {}\nreferences:folder", "2: no space after “references:”"),
        ("- a", "1: expected sections such as “publisher:”, found a list"),
        ("words", "1: expected sections such as “publisher:”, found a text"),
        ("a: &a [*a]", "1: more than 20000 values"),
    ],
)
def test_a_fault_is_told_with_its_line_and_a_remedy(text: str, told: str) -> None:
    assert told in fault(text).removeprefix("reviewdue.yaml:")


def test_all_faults_are_told_at_once_each_on_a_line() -> None:
    lines = fault("publisher: {nam: x}\nchecks: {workers: many}\nmale: {}").split("\n")

    assert [line.split(": ")[0] for line in sorted(lines)] == [
        "reviewdue.yaml:1",
        "reviewdue.yaml:2",
        "reviewdue.yaml:3",
    ]


def test_what_only_a_feed_has_is_refused_of_any_other_kind() -> None:
    told = fault('sources:\n  - kind: sitemap\n    path: sitemap.xml\n    items: "significantLink[]"\n')

    assert told == "reviewdue.yaml:4: sources.0.items: only a source of kind feed has items"


@pytest.mark.parametrize("line", ['items: "a[["', 'next: "a[["', 'fields: {title: "a[["}'])
def test_a_feeds_expression_that_is_none_is_named_with_its_line(line: str) -> None:
    told = fault(f"sources:\n  - kind: feed\n    path: feed.json\n    {line}\n")

    assert told.startswith("reviewdue.yaml:4: sources.0.")
    assert "“a[[” is no JMESPath expression" in told


def test_a_kind_that_nobody_plans_is_an_ordinary_fault() -> None:
    assert fault("sources: [{kind: ftp}]") == "reviewdue.yaml:1: sources.0.kind: write 'files', 'feed' or 'sitemap'"


def test_a_prefect_block_as_mail_transport_is_not_there_yet() -> None:
    assert "is not there yet" in fault("mail: {url: prefect:email-server-credentials/main}")


def test_the_file_is_read_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "reviewdue.yaml").write_text("\ufeffpublisher: {name: Example}\n", encoding="utf-8")

    assert load_settings(tmp_path, {}).publisher.name == "Example"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "not found. Run this in a folder with a reviewdue.yaml"),
        (b"a: b\nc: caf\xe9\n", "reviewdue.yaml:2: byte 0xE9 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, data: bytes | None, told: str) -> None:
    if data is not None:
        (tmp_path / "reviewdue.yaml").write_bytes(data)

    with pytest.raises(ConfigurationError, match=r"reviewdue\.yaml") as caught:
        load_settings(tmp_path, {})

    assert told in str(caught.value)


def test_a_folder_in_place_of_the_file_says_why(tmp_path: Path) -> None:
    (tmp_path / "reviewdue.yaml").mkdir()

    with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
        load_settings(tmp_path, {})


SECTIONS = st.dictionaries(
    st.sampled_from(["publisher", "sources", "policy", "people", "mail", "checks", "ledger", "references", "other"]),
    st.recursive(
        st.none() | st.text(max_size=8) | st.integers(-5, 5) | st.dates(date(2000, 1, 1)).map(str),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "kind", "interval", "quiet", "id"]), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)


VARIABLES = st.sampled_from(["REVIEWDUE_CHECKS__WORKERS", "REVIEWDUE_SOURCES__0", "REVIEWDUE_"])


@settings(deadline=None)
@given(st.text(max_size=120) | SECTIONS.map(repr), st.dictionaries(VARIABLES, st.text(max_size=12)))
def test_any_file_loads_or_is_refused_with_a_place(text: str, environment: dict[str, str]) -> None:
    assert all(line.startswith(("reviewdue.yaml:", "environment variable")) for line in faults_of(text, environment))


def faults_of(text: str, environment: dict[str, str]) -> list[str]:
    try:
        parse_settings(text, "reviewdue.yaml", environment)
    except ConfigurationError as error:
        return str(error).split("\n")
    return []
