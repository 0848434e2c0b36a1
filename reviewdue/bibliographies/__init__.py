"""Bibliographies in the formats that reference managers write: text to CSL items with their lines, and back."""

from collections.abc import Callable, Sequence

from reviewdue.bibliographies.bibtex import read_bibtex
from reviewdue.bibliographies.bibtex_writing import write_bibtex
from reviewdue.bibliographies.csl import read_csl_file, write_csl_json, write_csl_yaml
from reviewdue.bibliographies.kinds import Kind, kind_of
from reviewdue.bibliographies.ris import read_ris
from reviewdue.bibliographies.ris_writing import write_ris
from reviewdue.references import Reference
from reviewdue.references.entries import Entries

__all__ = ["Kind", "kind_of", "read_bibliography", "write_bibliography"]

READERS: dict[Kind, Callable[[str], Entries]] = {
    Kind.CSL_JSON: lambda text: read_csl_file(text, as_json=True),
    Kind.CSL_YAML: lambda text: read_csl_file(text, as_json=False),
    Kind.BIBTEX: read_bibtex,
    Kind.RIS: read_ris,
}
WRITERS: dict[Kind, Callable[[Sequence[Reference]], str]] = {
    Kind.CSL_JSON: write_csl_json,
    Kind.CSL_YAML: write_csl_yaml,
    Kind.BIBTEX: write_bibtex,
    Kind.RIS: write_ris,
}


def read_bibliography(text: str, kind: Kind) -> Entries:
    """The CSL items of a bibliography, each with its lines. Raises DocumentUnreadable for one that is none."""
    return READERS[kind](text)


def write_bibliography(references: Sequence[Reference], kind: Kind) -> str:
    """References in one of the formats, ending in a line end."""
    return WRITERS[kind](references)
