"""The register written out for other programs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewdue.bibliographies import Kind, write_bibliography
from reviewdue.errors import ConfigurationError
from reviewdue.references import Reference
from reviewdue.register import Register, read_register
from reviewdue.settings import Settings

TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The text, how many sources it holds, and what of the register could not be read."""

    text: str
    count: int
    shortfalls: tuple[str, ...] = ()


def export_register(
    root: Path, settings: Settings, ids: Collection[str], kind: str, style: str | None = None
) -> Exported:
    """The sources with these ids, or all of them, in a format, or as text in a style.

    Raises ConfigurationError for an unknown id or style.
    """
    register = read_register(root / settings.references, root=root)
    wanted = list(ids) or list(register.references)
    unknown = [id for id in wanted if id not in register.references]
    if unknown:
        raise ConfigurationError(f"the register has no entry “{unknown[0]}”; its ids stand in {settings.references}/")
    references = [register.references[id] for id in wanted]
    text = _printed(root, style or settings.citation_style, references) if kind == TEXT else None
    written = write_bibliography(references, Kind(kind)) if text is None else text
    return Exported(text=written, count=len(references), shortfalls=tuple(_shortfalls(register)))


def _printed(root: Path, style: str, references: Sequence[Reference]) -> str:
    """A list of sources for people, a line each, by how they begin."""
    # Loaded when it is wanted: the library that prints takes longer than a bibliography does.
    from reviewdue.formatting import open_style
    from reviewdue.rendering import template_folders

    printed = open_style(style, template_folders(root))
    return "".join(f"{line}\n" for line in sorted(map(printed, references), key=str.casefold))


def _shortfalls(register: Register) -> list[str]:
    return [f"{one.path}:{one.line or 1}: {one.message}. {one.hint}" for one in register.problems]
