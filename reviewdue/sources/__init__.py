"""Where pages come from: one module for each kind of source, loaded when a source of that kind is looked at."""

from contextlib import AbstractContextManager
from importlib import import_module
from typing import cast

from reviewdue.projects import Project
from reviewdue.settings import Source
from reviewdue.sources.opened import Kept, Opened, Outcome

__all__ = ["KINDS", "Kept", "Opened", "Outcome", "open_source"]

# A new kind is one line here, its name in the settings, and a module with `open_source`.
KINDS = {
    "files": "reviewdue.sources.folders",
    "feed": "reviewdue.sources.feeds",
    "sitemap": "reviewdue.sources.sitemaps",
}


def open_source(project: Project, source: Source) -> AbstractContextManager[Opened]:
    """The source, ready to be read. Entering it raises SourceFailed when it cannot be looked at."""
    module = import_module(KINDS[source.kind])
    return cast("AbstractContextManager[Opened]", module.open_source(project, source))
