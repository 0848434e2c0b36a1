"""Which reference each entry of a page's list means: a register id, or free text that is parsed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reviewdue.pages import CitedSource, Page, Problem
from reviewdue.references import Reference, identity_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """A citation in words, as parsed; None where nothing could be made of it."""

    reference: Reference | None
    keys: tuple[str, ...]


def is_id(cited: str) -> bool:
    """Whether an entry names a register entry: an id is one word, a citation is not."""
    return " " not in cited.strip()


def read_free_text(pages: Iterable[Page]) -> dict[str, FreeText]:
    """Every citation in words on these pages, parsed once each."""
    texts = {cited.cited for page in pages for cited in page.references if not is_id(cited.cited)}
    return {text: _parse(text) for text in texts}


def _parse(text: str) -> FreeText:
    # Loaded when the first citation in words turns up: most registers are cited by id.
    from reviewdue.citations import Citation, parse_citation

    parsed = parse_citation(text)
    if not isinstance(parsed, Citation):
        return FreeText(reference=None, keys=())
    # The title key says nothing about books that share a title, so identifiers decide first.
    return FreeText(reference=parsed.reference, keys=identity_keys(parsed.reference))


def settle(text: FreeText, owners: Mapping[str, str]) -> tuple[str | None, Reference | None]:
    """The id a citation in words leads to, and the new reference to record when nothing answers to it yet."""
    if text.reference is None:
        return None, None
    known = next((owners[key] for key in text.keys if key in owners), None)
    return (known, None) if known else (text.reference.id, replace(text.reference))


def unanswered(path: str, cited: CitedSource) -> Problem:
    """What is wrong with an entry that leads to no reference."""
    if is_id(cited.cited):
        return Problem(
            path=path,
            line=cited.line,
            code="unknown_reference",
            message=f"the register has no entry “{cited.cited}”",
            hint="add it to the register, or correct the id",
        )
    return Problem(
        path=path,
        line=cited.line,
        code="citation_unreadable",
        message=f"no citation could be read from “{cited.cited[:80]}”",
        hint="write title, edition, publisher or journal, and year; or cite a register entry by its id",
    )
