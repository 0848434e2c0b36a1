"""The exceptions that end a command, each with a message for people.

    ReviewdueError
      ConfigurationError    what reviewdue.yaml or the environment says is wrong (exit status 2)
      ActionRefused         what somebody wanted to do is not allowed (exit status 2)
        NoSuchPage          there is no such page to do it with
      WorkNotDone           the work could not be done (exit status 3)
        LedgerUnusable      the database cannot be opened, or is newer than the program
        SourceFailed        a source could not be looked at
        MailRefused         the mail server cannot be used as configured

Whatever is found in pages, sources and mail is a value, not an exception.
"""

from collections.abc import Sequence


class ReviewdueError(Exception):
    """A fault that is expected and explained; its message is for the person at the terminal."""


class ConfigurationError(ReviewdueError):
    """The configuration is wrong; the message has one line for each fault, with file, line and remedy."""


class ActionRefused(ReviewdueError):
    """What somebody wanted to do with a task or a review is not allowed; the message says what would be."""


class NoSuchPage(ActionRefused):
    """No page has this id; the message names what is `near`, or what names them all."""

    def __init__(self, page_id: str, near: Sequence[str] = ()) -> None:
        hint = f"did you mean {' or '.join(near)}?" if near else "“reviewdue scan --format json” names them all"
        super().__init__(f"there is no page “{page_id}”; {hint}")


class WorkNotDone(ReviewdueError):
    """The work could not be done; the message says what to do."""


class LedgerUnusable(WorkNotDone):
    """The database cannot be opened, or is newer than this program."""


class SourceFailed(WorkNotDone):
    """A source could not be looked at."""


class MailRefused(WorkNotDone):
    """The mail server cannot be used as it is configured."""
