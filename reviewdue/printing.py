"""The citation of a source in the project's style: printed once, and kept in the ledger until its words change."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewdue.formatting import Format, find_style, open_style
from reviewdue.ledger.checks import Held
from reviewdue.ledger.printed import write_printed
from reviewdue.projects import Project
from reviewdue.rendering import template_folders

EDITION = 1
"""Raise it when the same style comes to print the same reference in another way."""


@dataclass(slots=True)
class Printer:
    """Prints in the style of a project. The style is read when the first reference needs it."""

    project: Project
    style: str = ""
    _format: Format | None = field(default=None, repr=False)

    def citations(self, found: Sequence[Held], *, keep: bool = True) -> dict[str, str]:
        """The citation of each of these sources by id; those that were printed now are kept, if wanted."""
        style = self._style()
        fresh = {one.reference.id: self._print(one) for one in found if one.cited_style != style or not one.cited_as}
        if fresh and keep:
            with self.project.ledger.change() as connection:
                printed = [(one.entry, fresh[one.reference.id]) for one in found if one.reference.id in fresh]
                write_printed(connection, style, printed)
        return {one.reference.id: fresh.get(one.reference.id) or one.cited_as or "" for one in found}

    def _style(self) -> str:
        """What tells one style from another, and a file from what it was before."""
        if not self.style:
            name = self.project.settings.citation_style
            text = find_style(name, template_folders(self.project.root)).read_bytes()
            self.style = f"{name} {EDITION} {hashlib.sha256(text).hexdigest()[:16]}"
        return self.style

    def _print(self, held: Held) -> str:
        if self._format is None:
            self._format = open_style(self.project.settings.citation_style, template_folders(self.project.root))
        return self._format(held.entry)
