"""How right a parsed citation is, field by field: exact after folding case, accents, punctuation and page ranges."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reviewdue.references import OTHERS, Reference
from reviewdue.references.identifiers import normalise_address
from reviewdue.references.identity import edition_number, fold

FIELDS = (
    "title", "author", "container-title", "volume", "issue", "page", "year", "publisher", "edition", "DOI", "PMID",
    "URL", "type",
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """Counts over many citations: right, wrong (something else was read), missed, and invented."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    citations: int = 0

    def add(self, truth: Mapping[str, Any], read: Mapping[str, Any], fields: Iterable[str] = FIELDS) -> list[str]:
        """Count one citation; the fields that are not right are returned."""
        faults = []
        for name in fields:
            expected, found = truth.get(name), read.get(name)
            if expected and found == expected:
                self.right[name] += 1
            elif expected or found:
                kind = self.wrong if expected and found else self.missed if expected else self.invented
                kind[name] += 1
                faults.append(name)
        self.citations += 1
        self.whole += not faults
        return faults

    def precision(self, name: str) -> float:
        """Of what was read, how much is right."""
        read = self.right[name] + self.wrong[name] + self.invented[name]
        return self.right[name] / read if read else 1.0

    def recall(self, name: str) -> float:
        """Of what is there, how much was read right."""
        there = self.right[name] + self.wrong[name] + self.missed[name]
        return self.right[name] / there if there else 1.0

    def table(self) -> str:
        """Precision and recall of every field that occurs, and how many citations are right as a whole."""
        lines = [f"  {'field':16} {'there':>6} {'precision':>10} {'recall':>8}"]
        for name in FIELDS:
            there = self.right[name] + self.wrong[name] + self.missed[name]
            if there or self.invented[name]:
                lines.append(f"  {name:16} {there:6} {self.precision(name):10.3f} {self.recall(name):8.3f}")
        share = self.whole / self.citations if self.citations else 0.0
        return "\n".join([*lines, f"  {'every field':16} {self.citations:6} {'':10} {share:8.3f}"])


def fields_of(reference: Reference) -> dict[str, Any]:
    """The fields of a reference in the form in which they are compared."""
    return {
        "title": fold(reference.title),
        "author": tuple(fold(name.literal or name.surname) for name in reference.author if name != OTHERS),
        "container-title": fold(reference.container_title or ""),
        "volume": fold(reference.volume or ""),
        "issue": fold(reference.issue or ""),
        "page": pages(reference.page or ""),
        "year": reference.issued[:1],
        "publisher": fold(reference.publisher or ""),
        "edition": edition_number(reference.edition) if reference.edition else "",
        "DOI": reference.doi or "",
        "PMID": reference.pmid or "",
        "URL": normalise_address(reference.url or ""),
        "type": reference.type,
    }


def pages(text: str) -> str:
    """A range with its end written out: `1475-95` is `1475-1495`."""
    plain = re.sub(r"\s*[-–‒−]+\s*", "-", text.strip().lower())
    found = re.fullmatch(r"([a-z]*)(\d+)-([a-z]*)(\d+)", plain)
    if not found:
        return plain
    kept = max(0, len(found[2]) - len(found[4]))
    return f"{found[1]}{found[2]}-{found[3] or found[1]}{found[2][:kept]}{found[4]}"
