"""Copies of what is gone: asks an archive for the one nearest to the review of each page that cites it."""

from collections.abc import Callable, Iterable, Sequence

from reviewdue.ledger import archives as archive_ledger
from reviewdue.ledger.archives import Wish
from reviewdue.projects import Project
from reviewdue.services import Answers, Ask, State, Told
from reviewdue.services.access import access_of
from reviewdue.services.wayback import NEWEST_COPY, WAYBACK, Copy, copy_near

# The archive is asked one thing a second; what is left over waits for the next check.
MOST = 100


def ask_for_copies(project: Project, ask: Callable[[Sequence[Ask]], Iterable[Told]]) -> Answers:
    """Ask for the copies that are wanted and record them; what could not be asked is asked next time."""
    if WAYBACK.name not in access_of(project.settings.checks):
        return {}
    with project.ledger.begin() as connection:
        wishes = archive_ledger.wishes(connection, project.now, MOST)
    asks = {wish: Ask(_about(wish), WAYBACK.name) for wish in wishes}
    if not asks:
        return {}
    answers = {told.key: told for told in ask(list(dict.fromkeys(asks.values()))) if told.service == WAYBACK.name}
    with project.ledger.change() as connection:
        for wish, asked in asks.items():
            told = answers.get(asked.key)
            if told is not None and told.state is not State.SILENT:
                copy = told.data if isinstance(told.data, Copy) else None
                archive_ledger.record_copy(connection, wish, copy, project.now)
    return answers


def _about(wish: Wish) -> str:
    return copy_near(wish.url, None if wish.near == NEWEST_COPY else wish.near)
