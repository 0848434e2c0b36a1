"""Which reference each entry of a page's list means: a register id, or free text that is parsed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reviewdue.pages import CitedSource, Problem
from reviewdue.references import Reference, contradict, identity_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """A citation in words, as parsed; None where nothing could be made of it."""

    reference: Reference | None
    keys: tuple[str, ...]


def is_id(cited: str) -> bool:
    """Whether an entry names a register entry: an id is one word, a citation is not."""
    return " " not in cited.strip()


def read_free_text(entries: Iterable[CitedSource]) -> dict[str, FreeText]:
    """Every citation in words among these entries, parsed once each."""
    texts = {cited.cited for cited in entries if not is_id(cited.cited)}
    return {text: _parse(text) for text in sorted(texts)}


def _parse(text: str) -> FreeText:
    # Loaded when the first citation in words turns up: most registers are cited by id.
    from reviewdue.citations import Citation, parse_citation

    parsed = parse_citation(text)
    if not isinstance(parsed, Citation):
        return FreeText(reference=None, keys=())
    # The title key says nothing about books that share a title, so identifiers decide first.
    return FreeText(reference=parsed.reference, keys=identity_keys(parsed.reference))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The id that each citation in words leads to, and the references that are to be recorded for it."""

    ids: Mapping[str, str]
    new: Sequence[Reference]


def settle_texts(
    texts: Mapping[str, FreeText],
    owners: Mapping[str, str],
    taken: Iterable[str],
    held: Mapping[str, Iterable[str]] | None = None,
) -> Settled:
    """Lead citations in words to references: to the `owners` of their keys, or to new ones with ids not `taken`.

    `held` are all the keys of each owner: a source that shares a title and has another DOI is another source.
    """
    ids: dict[str, str] = {}
    new: dict[str, Reference] = {}
    known, used, all_keys = dict(owners), set(taken), dict(held or {})
    for text, parsed in texts.items():
        if parsed.reference is None:
            continue
        mine = (known[key] for key in parsed.keys if key in known)
        id = next((one for one in mine if not contradict(parsed.keys, all_keys.get(one, ()))), None)
        if id is None:
            # Without a key it cannot be known again, and a second reading must not make a second reference.
            made = with_free_id(parsed.reference, used if parsed.keys else ())
            id = made.id
            new[id] = made
            used.add(id)
            all_keys[id] = parsed.keys
            known = dict.fromkeys(parsed.keys, id) | known
        ids[text] = id
    return Settled(ids=ids, new=tuple(new.values()))


def with_free_id(reference: Reference, taken: Collection[str]) -> Reference:
    """The reference, with a number at the end of its id where that id is taken."""
    id, number = reference.id, 2
    while id in taken:
        id, number = f"{reference.id}-{number}", number + 1
    return replace(reference, id=id)


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
