"""The register written out for other programs."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from reviewdue.bibliographies import Kind, write_bibliography
from reviewdue.errors import ConfigurationError
from reviewdue.register import Register, read_register
from reviewdue.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The text, how many sources it holds, and what of the register could not be read."""

    text: str
    count: int
    shortfalls: tuple[str, ...] = ()


def export_register(root: Path, settings: Settings, ids: Collection[str], kind: str) -> Exported:
    """The sources with these ids, or all of them, in a format. Raises ConfigurationError for an unknown id."""
    register = read_register(root / settings.references, root=root)
    wanted = list(ids) or list(register.references)
    unknown = [id for id in wanted if id not in register.references]
    if unknown:
        raise ConfigurationError(f"the register has no entry “{unknown[0]}”; its ids stand in {settings.references}/")
    references = [register.references[id] for id in wanted]
    text = write_bibliography(references, Kind(kind))
    return Exported(text=text, count=len(references), shortfalls=tuple(_shortfalls(register)))


def _shortfalls(register: Register) -> list[str]:
    return [f"{one.path}:{one.line or 1}: {one.message}. {one.hint}" for one in register.problems]
