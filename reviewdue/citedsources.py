"""One entry of a page's list of references: an id, a citation in words, or either with what is meant by citing it."""

from collections.abc import Iterator
from typing import Any

from reviewdue.findings import Finding
from reviewdue.pages import CitedSource, one_line
from reviewdue.references.vocabulary import INTENDED


def read_cited(value: Any, index: int, line: int | None) -> Iterator[CitedSource | Finding]:
    """The entry, and what is wrong with it."""
    if text := plain_text(value):
        words = list(_intended(value))
        yield CitedSource(cited=text, line=line, intended=tuple(word for word in words if word in INTENDED))
        yield from (_unknown(word, line) for word in words if word not in INTENDED)
        return
    message = f"entry {index + 1} of references is neither an id nor a citation"
    hint = "write the id of a register entry, or the citation as one text"
    yield Finding(line=line, code="reference_unreadable", message=message, hint=hint)


def _intended(value: Any) -> Iterator[str]:
    """The words behind `intended` in `{id: the-trial, intended: retracted}`."""
    said = value.get("intended") if isinstance(value, dict) else None
    yield from (one_line([str(word)]) for word in (said if isinstance(said, list) else [said]) if word is not None)


def _unknown(word: str, line: int | None) -> Finding:
    message = f"“{word[:80]}” is nothing that is said against a source"
    return Finding(line=line, code="unknown_intended", message=message, hint=f"write one of {', '.join(INTENDED)}")


def plain_text(value: Any) -> str | None:
    """A value as one line; of an object what names it, of a list nothing."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("id", "email", "name", "@id") if value.get(key)), None)
    if value is None or isinstance(value, list | dict):
        return None
    return one_line([str(value)]) or None
