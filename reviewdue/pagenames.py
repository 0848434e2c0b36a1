"""The page that a user means, where they name its file or its address instead of its id."""

from difflib import get_close_matches

from reviewdue.errors import ActionRefused, NoSuchPage
from reviewdue.ledger import listing
from reviewdue.projects import Project


def page_meant(project: Project, text: str) -> str:
    """The id of the page with this id, path or address; one that is off the lists by its id alone.

    Raises ActionRefused where there is none or more than one, and names what is near.
    """
    with project.ledger.begin() as connection:
        meant = listing.ids_meant(connection, text)
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise ActionRefused(f"more than one page is at “{text}”; name it by its id: {', '.join(meant)}")
        near = get_close_matches(text, listing.ids(connection), n=3, cutoff=0.5)
    raise NoSuchPage(text, near)
