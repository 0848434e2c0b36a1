"""One thing done with the tasks of many pages, each for itself: one that is refused stops none of the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reviewdue.errors import ActionRefused
from reviewdue.projects import Project
from reviewdue.tasks.acting import Acting
from reviewdue.tasks.tasks import Task

# Each page takes a turn at the tasks; more of them at once would keep everybody else waiting.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one page: `refused` says why nothing did, None where it was done."""

    page_id: str
    refused: str | None = None


def act_on_all(
    project: Project, page_ids: Iterable[str], actor: str, do: Callable[[Acting], Task], may: Callable[[str], bool]
) -> list[Attempt]:
    """Do it with the task of each page that `may` allows, in the name of `actor`."""
    return [_attempt(project, id, actor, do, may) for id in page_ids]


def _attempt(
    project: Project, page_id: str, actor: str, do: Callable[[Acting], Task], may: Callable[[str], bool]
) -> Attempt:
    if not may(page_id):
        return Attempt(page_id=page_id, refused="this review is not yours")
    try:
        do(Acting(project=project, page_id=page_id, actor=actor))
    except ActionRefused as error:
        return Attempt(page_id=page_id, refused=str(error))
    return Attempt(page_id=page_id)
