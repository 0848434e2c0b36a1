import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reviewdue import artifacts, listings
from reviewdue.availability import Availability
from reviewdue.dashboard import SiteTally, copy_assets, render_site
from reviewdue.letters import LONGEST_SUBJECT, ReminderLetter, SummaryLetter, render_letter
from reviewdue.rendering import shipped_templates
from reviewdue.verdicts import Currency, Integrity
from reviewdue.views import ProblemView, Site, StatusCounts
from tests.sample_views import (
    DUE_TASK,
    FULL_SOURCE,
    FULL_TASK,
    NASTY,
    PROBLEM,
    SUSPECTED,
    TODAY,
    make_empty_site,
    make_empty_summary,
    make_environment,
    make_full_site,
    make_full_summary,
    make_overview,
    make_page,
    make_reminder,
    make_source,
    make_task,
)

Files = dict[str, str]


def render(site: Site, root: Path) -> tuple[Files, SiteTally]:
    files: Files = {}
    tally = render_site(site, make_environment(root), files.__setitem__)
    return files, tally


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return render(make_full_site(), tmp_path_factory.mktemp("root"))[0]


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words_in(html: str) -> str:
    return " ".join(soup(html).get_text(" ").split())


# The dashboard


@pytest.mark.parametrize("make_site", [make_full_site, make_empty_site])
def test_a_site_renders_at_its_fullest_and_at_its_emptiest(make_site: Callable[[], Site], tmp_path: Path) -> None:
    files, tally = render(make_site(), tmp_path)

    assert tally == SiteTally(files=len(files), disagreements=())
    assert {"index.html", "pages/index.html", "sources/index.html", "people/index.html", "problems.html"} <= set(files)


@pytest.mark.parametrize("make_site", [make_full_site, make_empty_site])
def test_every_link_within_the_site_leads_to_a_file(make_site: Callable[[], Site], tmp_path: Path) -> None:
    copy_assets(tmp_path, tmp_path)
    files, _ = render(make_site(), tmp_path)
    known = {(tmp_path / path).resolve() for path in files} | {each.resolve() for each in tmp_path.rglob("*")}

    for path, html in files.items():
        for link in soup(html).find_all(["a", "link", "script"]):
            target = str(link.get("href") or link.get("src"))
            if not re.match(r"https?:|#", target):
                assert (tmp_path / path).parent.joinpath(target).resolve() in known, (path, target)


def test_every_number_leads_to_a_list_of_that_length(full: Files) -> None:
    tiles = soup(full["index.html"]).select("a.tile")

    for tile in tiles:
        number = tile.select_one("b")
        rows = soup(full[str(tile["href"])]).select("table[data-rows] tbody tr")
        assert number is not None
        assert len(rows) == int(number.text), tile["href"]
    assert len(tiles) == 6


def test_the_overview_asks_the_readers_question_and_says_what_the_answer_stands_on(full: Files) -> None:
    said = words_in(full["index.html"])

    assert "Is our information in date?" in said
    assert "Sunday 22 November 2026 · 7 pages · scanned today at 02:04" in said
    assert "1 + 3 + 1 + 1 + 1 = 7 pages: each is in exactly one of the first five." in said


def test_what_could_not_be_done_comes_before_the_numbers(full: Files) -> None:
    said = words_in(full["index.html"])

    assert said.index("Sources were not checked last night.") < said.index("due in 90 days")
    assert "No verdict changed. It is tried again tomorrow at 02:04." in said
    assert "The feed could not be fetched." in said
    assert "nothing left out" not in said


def test_numbers_that_do_not_add_up_are_said_not_to(tmp_path: Path) -> None:
    site = Site(overview=make_overview([], [], pages_scanned=7))

    files, _ = render(site, tmp_path)

    assert "The numbers do not add up." in words_in(files["index.html"])


def test_a_list_shorter_than_its_number_is_reported(tmp_path: Path) -> None:
    site = Site(overview=make_overview([make_page()], []))

    _, tally = render(site, tmp_path)

    assert set(tally.disagreements) == {"pages/index", "pages/overdue"}


def test_a_source_that_failed_once_is_only_possibly_gone(full: Files) -> None:
    said = words_in(full["sources/availability-suspected.html"])

    assert "possibly gone: 1 failed check, not confirmed" in said
    assert "There is no such source." in words_in(full["sources/availability-not_found.html"])


def test_what_nobody_looked_at_is_never_green(full: Files) -> None:
    row = soup(full["sources/availability-unchecked.html"]).select_one("tbody tr")

    assert row is not None
    assert [chip["class"][1] for chip in row.select(".chip")] == ["chip-none"] * 3


def test_a_title_cannot_bring_a_script(full: Files) -> None:
    for path, html in full.items():
        assert "<script>alert" not in html, path
        assert all(script.get("src") and not script.text for script in soup(html).find_all("script")), path


def test_a_page_without_a_title_goes_by_its_path(full: Files) -> None:
    assert "content/breast/stage-4.md" in soup(full["pages/c/index.html"]).title.text  # type: ignore[union-attr]


def test_nothing_stands_in_a_page_that_the_policy_forbids(full: Files) -> None:
    for path, html in full.items():
        page = soup(html)
        assert page.find("meta", attrs={"http-equiv": "Content-Security-Policy"}) is not None, path
        assert not page.find_all(style=True), path
        assert not page.find_all("style"), path
        assert not [tag for tag in page.find_all() if any(name.startswith("on") for name in tag.attrs)], path


def test_a_script_address_never_becomes_a_link(tmp_path: Path) -> None:
    trap = make_source(url="javascript:alert(1)", new_url="javascript:alert(2)")
    page = make_page(url="javascript:alert(3)", sources=(trap,))

    files, _ = render(Site(overview=make_overview([page], []), pages=[page]), tmp_path)

    assert 'href="javascript' not in files["pages/stage-4/index.html"]


def test_every_page_has_landmarks_one_heading_and_named_tables(full: Files) -> None:
    for path, html in full.items():
        page = soup(html)
        assert len(page.select("h1")) == 1, path
        assert page.select_one("header nav[aria-label]"), path
        assert page.select_one("a.skip[href='#content']"), path
        assert page.select_one("main#content"), path
        assert all(table.caption or table.get("aria-labelledby") for table in page.select("table")), path
        assert all(head.get("scope") == "col" for head in page.select("th")), path
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), path


def test_a_long_list_is_split_and_its_parts_are_linked(tmp_path: Path) -> None:
    count = 2 * listings.ROWS_PER_FILE + 1
    pages = [make_page(id=f"p{number}") for number in range(count)]

    files, tally = render(Site(overview=make_overview(pages, []), pages=iter(pages)), tmp_path)

    lengths = [
        len(soup(files[path]).select("tbody tr"))
        for path in ("pages/overdue.html", "pages/overdue-2.html", "pages/overdue-3.html")
    ]
    assert lengths == [500, 500, 1]
    assert "Showing 501 to 1,000 of 1,001 pages." in words_in(files["pages/overdue-2.html"])
    assert tally.disagreements == ()


def test_a_list_that_just_fills_its_file_has_no_empty_second_part(tmp_path: Path) -> None:
    pages = [make_page(id=f"p{number}") for number in range(listings.ROWS_PER_FILE)]

    files, _ = render(Site(overview=make_overview(pages, []), pages=iter(pages)), tmp_path)

    assert "pages/overdue-2.html" not in files


def test_a_very_long_list_links_to_its_ends_and_its_neighbours() -> None:
    listing = listings.Listing(stem="pages/index", kind="all", value="", total=100_000)

    assert [part.number for part in listings.parts_around(50, listing)] == [1, 48, 49, 50, 51, 52, 200]


def test_pages_are_taken_one_at_a_time(tmp_path: Path) -> None:
    pages = [make_page(id=f"p{number}") for number in range(3)]
    seen: list[str] = []

    def stream() -> object:
        for page in pages:
            seen.append(f"asked {page.id}")
            yield page

    site = Site(overview=make_overview(pages, []), pages=stream())  # type: ignore[arg-type]
    render_site(site, make_environment(tmp_path), lambda path, _: seen.append(path))

    assert seen.index("pages/p0/index.html") < seen.index("asked p1")


def test_a_page_shows_everything_that_is_known_of_it(full: Files) -> None:
    said = words_in(full["pages/stage-4/index.html"])

    for expected in (
        "169 days overdue",
        "was due on 6 June 2026",
        "A source it cites has a newer edition.",
        "Escalated to Head of content.",
        "Replaced by A manual, 9th edition , since 1 July 2025. Its third chapter did not change.",
        "Breast surgeon, Oncology nurse and Lay reader",
        "28 days after",
        "changed since review",
        "Small changes",
        "With the leaflet, please.",
    ):
        assert expected in said


def test_assets_come_with_their_licences_and_a_root_may_replace_one(tmp_path: Path) -> None:
    own = tmp_path / "root" / "templates" / "dashboard" / "assets"
    own.mkdir(parents=True)
    (own / "site.css").write_text("/* ours */", encoding="utf-8")

    copy_assets(tmp_path / "root", tmp_path / "site")

    copied = tmp_path / "site" / "assets"
    assert (copied / "site.css").read_text(encoding="utf-8") == "/* ours */"
    assert (copied / "site.js").is_file()
    assert all((folder / "LICENSE").is_file() for folder in (copied / "vendor").iterdir() if folder.is_dir())


# Words


def test_every_state_has_words(tmp_path: Path) -> None:
    words = make_environment(tmp_path).get_template("words.jinja").module

    assert set(words.AVAILABILITY) == {*Availability, "suspected"}  # type: ignore[attr-defined]
    assert set(words.CURRENCY) == set(Currency)  # type: ignore[attr-defined]
    assert set(words.INTEGRITY) == set(Integrity)  # type: ignore[attr-defined]
    assert set(words.STATUS) == set(listings.STATUSES)  # type: ignore[attr-defined]
    assert set(words.FLAGS) == set(listings.FLAGS)  # type: ignore[attr-defined]
    for axis, values in listings.AXES.items():
        assert set(words.OF_AXIS[axis]) == set(words.SAYS[axis]) == set(values)  # type: ignore[attr-defined]


def test_every_icon_that_a_state_names_is_drawn(tmp_path: Path) -> None:
    words = (shipped_templates() / "words.jinja").read_text(encoding="utf-8")
    drawn = (shipped_templates() / "dashboard/assets/vendor/bootstrap-icons/icons.css").read_text(encoding="utf-8")

    assert all(f".i-{icon}{{" in drawn for icon in re.findall(r'"icon": "(\w+)"', words))


def test_the_words_file_holds_no_macro_that_could_pass_on_a_title_unescaped() -> None:
    assert "macro" not in (shipped_templates() / "words.jinja").read_text(encoding="utf-8")


# Letters


@pytest.mark.parametrize(
    ("message", "letter"),
    [
        (
            "reminder",
            make_reminder(FULL_TASK, DUE_TASK, contact="web@example.org", dashboard_url="https://d.example.org"),
        ),
        ("reminder", make_reminder(make_task(due=None, days_left=None, status="undated"))),
        ("reminder", make_reminder(role="escalation")),
        ("summary", make_full_summary()),
        ("summary", make_empty_summary()),
    ],
)
def test_a_letter_renders_at_its_fullest_and_at_its_emptiest(
    message: str, letter: ReminderLetter | SummaryLetter, tmp_path: Path
) -> None:
    rendered = render_letter(make_environment(tmp_path), message, letter)

    assert rendered.subject
    assert "\n\n\n\n" not in rendered.text
    assert "<!doctype html>" in rendered.html
    assert "<script" not in rendered.html
    assert "<img" not in rendered.html


@pytest.mark.parametrize(
    ("tasks", "subject"),
    [
        ((FULL_TASK, DUE_TASK), "2 pages need your review: Stage 4 breast cancer is 169 days overdue"),
        ((DUE_TASK,), "1 page needs your review: Lung screening is due in 12 days"),
        (
            (make_task(days_left=200, status="current", reasons=("source_retracted",)),),
            "1 page needs your review: Stage 4 breast cancer cites a retracted source",
        ),
        (
            (make_task(days_left=None, due=None, status="undated"),),
            "1 page needs your review: Stage 4 breast cancer has no review date",
        ),
    ],
)
def test_the_subject_says_how_many_and_which_first(tasks: tuple[object, ...], subject: str, tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(*tasks))  # type: ignore[arg-type]

    assert letter.subject == subject


def test_a_title_cannot_bring_a_mail_header(tmp_path: Path) -> None:
    task = make_task(title="Stage 4\r\nBcc: all@example.org\x00\u2028X-Trap: 1")

    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(task))

    assert len(letter.subject.splitlines()) == 1
    assert letter.subject.isprintable()


def test_a_very_long_title_does_not_make_a_very_long_subject(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(make_task(title="word " * 200)))

    assert len(letter.subject) <= LONGEST_SUBJECT
    assert letter.subject.endswith("word…")


def test_a_title_is_escaped_in_the_html_and_plain_in_the_text(tmp_path: Path) -> None:
    nasty = make_source(label=NASTY, currency="superseded", successor=replace(FULL_SOURCE.successor, label=NASTY))  # type: ignore[type-var]
    task = make_task(title=NASTY, why=NASTY, path=NASTY, sources=(nasty,))

    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(task, recipient=NASTY))

    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert NASTY in letter.text


def test_the_text_and_the_html_say_the_same_of_a_source(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK))
    says = "there is a newer edition: A manual, 9th edition, since 1 July 2025 (Its third chapter did not change)"

    assert says in " ".join(letter.text.split())
    assert says in words_in(letter.html).replace(" :", ":").replace(" ,", ",")


def test_a_suspicion_is_not_told_as_a_fact_in_a_letter(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(make_task(sources=(SUSPECTED,))))

    assert "possibly gone, not confirmed" in " ".join(letter.text.split())
    assert "possibly gone, not confirmed" in words_in(letter.html)


def test_the_button_leads_to_the_review_and_nothing_changes_before_it_is_pressed(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK))
    button = soup(letter.html).select_one("a.button")

    assert button is not None
    assert button["href"] == FULL_TASK.review_url
    assert str(FULL_TASK.review_url) in letter.text.splitlines()
    assert "Nothing changes until you press a button on the page that opens." in letter.text


def test_without_an_address_there_is_no_button_but_a_path_and_what_to_do(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(DUE_TASK))

    assert not soup(letter.html).select("a.button")
    assert "reviewdue review content/breast/stage-4.md" in " ".join(letter.text.split())
    assert "press a button" not in letter.text


def test_lines_of_text_stay_within_what_mail_programs_show(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "reminder", make_reminder(FULL_TASK, DUE_TASK))

    assert all(len(line) <= 72 or line.startswith("https://") for line in letter.text.splitlines())


def test_the_summary_tells_when_a_list_was_cut(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "summary", make_full_summary())

    assert letter.subject.startswith("Example Health: 37 pages overdue, 64 due in 90 days, 9 sources changed")
    assert "The first 1 of 37." in letter.text
    assert "The first 1 of 37." in words_in(letter.html)


def test_an_empty_summary_says_that_there_is_nothing(tmp_path: Path) -> None:
    letter = render_letter(make_environment(tmp_path), "summary", make_empty_summary())

    for part in (" ".join(letter.text.split()), words_in(letter.html)):
        assert "No page is overdue." in part
        assert "None since the last summary." in part
        assert "Everything could be read." in part


# Artifacts

ROW = artifacts.PageRow(title="a | b", path="a.md", days_left=-3, url="https://d.example.org/a")
MAIL = artifacts.MailRow(recipient="breast-team", subject="2 pages", state="sent", pages=2)
REPORTS: list[artifacts.Report] = [
    artifacts.ScanReport(today=TODAY, counts=StatusCounts()),
    artifacts.ScanReport(
        today=TODAY,
        counts=StatusCounts(overdue=1),
        problem_count=2,
        left_out=("A feed.",),
        pages=(ROW, artifacts.PageRow(title="", path="b.md")),
        problems=(PROBLEM, replace(PROBLEM, line=None)),
    ),
    artifacts.CheckReport(today=TODAY),
    artifacts.CheckReport(today=TODAY, checked=5, not_due=3, offline=True, changed=(FULL_SOURCE, SUSPECTED)),
    artifacts.RemindReport(today=TODAY),
    artifacts.RemindReport(
        today=TODAY,
        dry_run=True,
        counts=dict.fromkeys(("sent", "failed", "suppressed", "uncertain", "nothing_due", "no_recipient"), 1),
        messages=(MAIL, replace(MAIL, state="uncertain", path="outbox/1.eml")),
    ),
    artifacts.PublishReport(today=TODAY, folder="site", files=1),
    artifacts.PublishReport(today=TODAY, folder="site", files=2, address="https://d.example.org", disagreements=("a",)),
    artifacts.GovernReport(today=TODAY, counts=StatusCounts()),
    artifacts.GovernReport(
        today=TODAY,
        counts=StatusCounts(overdue=1),
        steps=(artifacts.StepReport(name="scan", outcome="skipped", says="1 page"),),
        dashboard="site/index.html",
        outbox="outbox",
    ),
]


@pytest.mark.parametrize("report", REPORTS)
def test_an_artifact_renders_at_its_fullest_and_at_its_emptiest(report: artifacts.Report, tmp_path: Path) -> None:
    markdown = artifacts.render_artifact(make_environment(tmp_path), report)

    assert markdown.startswith("# ")
    assert "22 November 2026" in markdown.splitlines()[0]


def test_rows_of_a_markdown_table_stand_together(tmp_path: Path) -> None:
    markdown = artifacts.render_artifact(make_environment(tmp_path), REPORTS[1])

    assert "| --- | --- | --- |\n| [a \\| b](<https://d.example.org/a>) | 3 days overdue | nobody named |\n" in markdown


def test_an_artifact_shows_a_hundred_rows_and_says_so(tmp_path: Path) -> None:
    problems = tuple(ProblemView(path=f"{n}.md", line=1, code="c", message="m", hint="h") for n in range(150))
    report = artifacts.ScanReport(today=TODAY, counts=StatusCounts(), problem_count=150, problems=problems)

    markdown = artifacts.render_artifact(make_environment(tmp_path), report)

    assert markdown.count("| m | h |") == 100
    assert "The first 100 of 150." in markdown
