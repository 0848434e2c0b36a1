"""What is said about a text that is odd or cannot be read: findings are values, each with a line and a remedy."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

# A file of junk would otherwise make a finding of every byte.
FEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong in a text: its line from 1 (None: the whole text), a code, a sentence, a remedy."""

    line: int | None
    code: str
    message: str
    hint: str


class DocumentUnreadable(ValueError):
    """The text is no document of its kind; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def first_few(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of one kind and, where there are more, a last one that says so."""
    remaining = iter(findings)
    yield from itertools.islice(remaining, FEW)
    if more := next(remaining, None):
        yield replace(more, message=f"{more.message}; there are more of this kind, which are not listed")
