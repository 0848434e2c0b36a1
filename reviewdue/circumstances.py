"""The circumstances of a check, for whoever is to know before it what will be asked."""

from reviewdue.checkers import Looking
from reviewdue.projects import Project
from reviewdue.services.access import access_of


def looking_of(project: Project) -> Looking:
    """The circumstances of a check in this project."""
    return Looking(today=project.today, services=frozenset(access_of(project.settings.checks)))
