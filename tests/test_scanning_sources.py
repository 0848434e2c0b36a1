"""Could not look is not nothing there: sources that failed, emptied or shrank, and pages that are really gone."""

from datetime import timedelta

import sqlalchemy as sa

from reviewdue.ledger import runs
from reviewdue.ledger.schema import page
from tests.projects import TODAY, Root


def test_a_file_that_is_gone_leaves_the_lists_and_its_row_stays(root: Root) -> None:
    files = root.write_pages(6)
    root.scan()
    files[0].unlink()

    tally = root.scan(TODAY + timedelta(days=1))

    assert (tally.removed, tally.shortfalls) == (1, [])
    assert "page-0" not in root.lines()
    with root.open() as project, project.ledger.begin() as connection:
        removed_on = connection.execute(sa.select(page.c.removed_on).where(page.c.id == "page-0")).scalar_one()
    assert removed_on == TODAY + timedelta(days=1)


def test_a_file_that_is_back_is_on_the_lists_again(root: Root) -> None:
    files = root.write_pages(6)
    root.scan()
    text = files[0].read_text()
    files[0].unlink()
    root.scan()
    files[0].write_text(text)

    root.scan()

    assert "page-0" in root.lines()


def test_a_fall_of_more_than_a_fifth_is_a_named_problem_and_every_page_stays_listed(root: Root) -> None:
    files = root.write_pages(9)
    root.scan()
    for file in files[:2]:
        file.unlink()

    tally = root.scan()

    assert tally.shortfalls == ["pages: 2 of 9 pages were not found; they stay on the lists as they were last seen"]
    assert root.codes() == ["pages_fell"]
    assert root.figures().pages == 9


def test_a_fall_of_a_fifth_is_no_problem(root: Root) -> None:
    files = root.write_pages(10)
    root.scan()
    for file in files[:2]:
        file.unlink()

    assert root.scan().shortfalls == []
    assert root.figures().pages == 8


def test_a_fall_does_not_go_away_by_scanning_again_but_by_a_persons_word(root: Root) -> None:
    files = root.write_pages(9)
    root.scan()
    for file in files[:4]:
        file.unlink()
    root.scan()

    again = root.scan()
    accepted = root.scan(accept_fewer=True)

    assert len(again.shortfalls) == 1
    assert (accepted.removed, accepted.shortfalls) == (4, [])
    assert root.problems() == []
    assert root.figures().pages == 5


def test_a_folder_that_is_not_there_is_a_source_that_failed(root: Root) -> None:
    root.write_pages(2)
    root.scan()
    (root.path / "content").rename(root.path / "elsewhere")

    tally = root.scan()

    assert tally.shortfalls == ["pages: the folder content is not there"]
    assert root.codes() == ["source_failed"]
    assert root.figures().pages == 2


def test_a_folder_without_pages_is_a_source_that_is_empty(root: Root) -> None:
    tally = root.scan()

    assert tally.shortfalls == ["pages: the folder content holds no pages"]
    assert root.codes() == ["source_empty"]


def test_a_folder_that_was_emptied_keeps_its_pages_on_the_lists_until_a_person_says_otherwise(root: Root) -> None:
    files = root.write_pages(2)
    root.scan()
    for file in files:
        file.unlink()

    emptied = root.scan()
    listed = root.figures().pages
    accepted = root.scan(accept_fewer=True)

    assert emptied.shortfalls == [
        "pages: the folder content holds no pages; 2 pages stay on the lists as they were last seen"
    ]
    assert listed == 2
    assert accepted.shortfalls == ["pages: the folder content holds no pages"]
    assert root.figures().pages == 0


def test_a_problem_of_a_source_goes_when_the_source_is_whole_again(root: Root) -> None:
    root.scan()
    root.write_pages(1)

    tally = root.scan()

    assert tally.shortfalls == []
    assert root.problems() == []


def test_one_source_that_fails_does_not_keep_the_others_from_being_read(root: Root) -> None:
    root.configure(sources=[{"name": "lost", "path": "lost"}, {"name": "pages", "path": "content"}])
    root.write_pages(1)

    tally = root.scan()

    assert tally.shortfalls == ["lost: the folder lost is not there"]
    assert list(root.lines()) == ["page-0"]


def test_a_source_that_the_configuration_no_longer_names_leaves_nothing_on_the_lists(root: Root) -> None:
    root.write_pages(1)
    (root.path / "more").mkdir()
    root.configure(sources=[{"name": "pages"}, {"name": "more", "path": "more"}])
    root.scan()
    root.configure(sources=[{"name": "renamed"}])

    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        states = runs.source_states(connection)
    assert list(root.lines()) == ["page-0"]
    assert root.problems() == []
    assert states.keys() == {"renamed", "references"}
