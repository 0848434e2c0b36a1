"""A message before anybody gets it: real where something is due, invented otherwise, in the root's own words."""

from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from reviewdue.errors import ConfigurationError
from reviewdue.ledger.schema import metadata
from reviewdue.previewing import MESSAGES, Preview, preview
from tests.mailings import write_overdue
from tests.projects import Root


def preview_of(root: Root, message: str = "reminder", to: str | None = None) -> Preview:
    with root.open() as project:
        return preview(project, message, to)


def rows(root: Root) -> int:
    with root.open() as project, project.ledger.begin() as connection:
        return sum(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                   for table in metadata.sorted_tables)  # fmt: skip


def test_what_is_due_is_shown_as_it_would_go_out_and_leaves_no_trace(root: Root) -> None:
    write_overdue(root, 2)
    before = rows(root)

    shown = preview_of(root, to="TEAM-1@example.org")

    assert not shown.invented
    assert shown.recipient == "team-1@example.org"
    assert "Page 1" in shown.letter.subject
    assert message_from_bytes(shown.content, policy=policy.default)["Subject"] == shown.letter.subject
    assert rows(root) == before


@pytest.mark.parametrize("message", MESSAGES)
def test_where_nothing_is_due_an_invented_message_shows_the_words(root: Root, message: str) -> None:
    root.configure(people=[])

    shown = preview_of(root, message)

    assert shown.invented
    assert shown.letter.text
    assert "<html" in shown.letter.html


def test_a_root_sees_its_own_words(root: Root) -> None:
    own = root.path / "templates" / "email" / "reminder"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Cześć {{ letter.recipient }}")

    assert preview_of(root).letter.subject == "Cześć A reviewer"


def test_an_unknown_message_or_a_recipient_of_nothing_is_one_clear_fault(root: Root) -> None:
    with pytest.raises(ConfigurationError, match="reminder and summary"):
        preview_of(root, "birthday")
    with pytest.raises(ConfigurationError, match="nothing would go to"):
        preview_of(root, to="nobody@example.org")
