"""A source is printed once in the project's style, and again when its words or the style change."""

from reviewdue.ledger import checks
from reviewdue.ledger.answers import found_sources
from reviewdue.printing import Printer
from reviewdue.sourceviews import show_sources_in_use
from tests.projects import Root

ARTICLE = {"id": "roe", "type": "article-journal", "title": "On lumps", "author": [{"family": "Roe", "given": "JQ"}],
           "container-title": "J Lumps", "issued": 2020, "volume": 3, "page": "1-9"}  # fmt: skip
PRINTED = "Roe JQ. On lumps. J Lumps. 2020;3:1–9."


def kept(root: Root) -> tuple[str | None, str | None]:
    """What the ledger has of the one source."""
    with root.open() as project, project.ledger.begin() as connection:
        held = checks.held(connection, ["roe"])["roe"]
        return held.cited_as, held.cited_style


def shown(root: Root) -> dict[str, str]:
    """The details of the one source on the dashboard."""
    with root.open() as project, project.ledger.begin() as connection:
        return dict(next(iter(show_sources_in_use(connection, project))).details)


def test_the_dashboard_shows_the_citation_and_the_ledger_keeps_it(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()

    assert kept(root) == (None, None)
    assert shown(root)["Citation"] == PRINTED
    assert kept(root)[0] == PRINTED


def test_what_is_kept_is_not_printed_again(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()
    shown(root)

    with root.open() as project, project.ledger.begin() as connection:
        printer = Printer(project=project)
        printer.citations(list(found_sources(connection, [])))

        assert printer._format is None


def test_new_words_are_printed_anew(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()
    shown(root)

    root.register({**ARTICLE, "title": "On bumps"})
    root.scan()

    assert kept(root) == (None, None)
    assert shown(root)["Citation"] == PRINTED.replace("lumps.", "bumps.", 1)


def test_another_style_prints_anew(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()
    shown(root)

    root.configure(citation_style="harvard")

    assert shown(root)["Citation"] == "Roe, J.Q. (2020) ‘On lumps’, J Lumps, 3, pp. 1–9."


def test_a_look_at_one_source_writes_nothing(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()

    with root.open() as project, project.ledger.begin() as connection:
        assert Printer(project=project).citations(list(found_sources(connection, [])), keep=False) == {"roe": PRINTED}

    assert kept(root) == (None, None)


def test_words_that_changed_in_the_meantime_are_not_overwritten(root: Root) -> None:
    root.register(ARTICLE)
    root.scan()
    with root.open() as project, project.ledger.begin() as connection:
        before = list(found_sources(connection, []))
    root.register({**ARTICLE, "title": "On bumps"})
    root.scan()

    with root.open() as project:
        Printer(project=project).citations(before)

    assert kept(root) == (None, None)
