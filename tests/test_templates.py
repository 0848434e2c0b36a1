import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reviewdue import listings
from reviewdue.availability import Availability
from reviewdue.dashboard import SiteTally, copy_assets, render_site
from reviewdue.rendering import shipped_templates
from reviewdue.verdicts import Currency, Integrity
from reviewdue.views import Site
from tests.sample_views import make_empty_site, make_environment, make_full_site, make_overview, make_page, make_source

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
    assert len(tiles) == 9


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
    suspected = words_in(full["sources/availability-suspected.html"])
    gone = words_in(full["sources/availability-not_found.html"])

    assert "A leaflet possibly gone: 1 failed check, not confirmed" in suspected
    assert "A leaflet" not in gone
    assert "Another leaflet gone" in gone


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
        assert all(head.get("scope") in ("col", "row") for head in page.select("th")), path
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
        "Replaced by A manual, 9th edition , since 1 July 2025. 9th edition since 1 July 2025;",
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
