"""Measures the reader of free-text citations, field by field.

    python -m benchmarks.citations [--faults]

On two lists. gold.json holds 279 citations as they are printed on pages of the US National Cancer Institute (a work
of the United States Government, in the public domain); their labels were drafted by an earlier reader and corrected by
hand, which flatters whoever is like it. The other is made: the sources
of a real bibliography and some of other kinds, printed in the five styles that are shipped, so that the truth is
known; styles that health pages use and the institute does not. Each list is parted in two: the reader was made better
by looking at the faults of the first half, and the second says how far that carries.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.citations.scoring import FIELDS, Score, fields_of
from benchmarks.citations.styles import Printed, printed_citations
from reviewdue.citations import Citation, parse_citation
from reviewdue.references import Name, Reference

GOLD = Path(__file__).parent / "gold.json"
IN_GOLD = tuple(name for name in FIELDS if name != "PMID")


def main() -> None:
    """Print the tables; with --faults, what was read wrong as well."""
    faults = _options().faults
    gold = list(_gold())
    _report("labelled by hand", gold, faults=faults)
    _report("printed in five styles", list(printed_citations()), faults=faults)
    started = time.perf_counter()
    for one in gold:
        parse_citation(one.text)
    print(f"\n{len(gold) / (time.perf_counter() - started):,.0f} citations a second")


def _gold() -> Iterable[Printed]:
    for entry in json.loads(GOLD.read_text(encoding="utf-8")):
        yield Printed(style="gold", id=entry["text"], text=entry["text"], truth=read_truth(entry))


def read_truth(entry: dict[str, Any]) -> dict[str, Any]:
    """A label in the form in which fields are compared."""
    texts: dict[str, Any] = {
        name.replace("-", "_").lower(): entry.get(name) for name in FIELDS if name not in ("author", "year", "title")
    }
    names = tuple(Name(literal=name) for name in entry.get("author", ()))
    issued = (entry["year"],) if "year" in entry else ()
    return fields_of(Reference(id="", title=entry.get("title", ""), author=names, issued=issued, **texts))


def _report(name: str, citations: list[Printed], *, faults: bool) -> None:
    for half in (0, 1):
        score = Score()
        for one in citations:
            if hashlib.sha256(one.id.encode()).digest()[0] % 2 == half:
                wrong = score.add(one.truth, _read(one.text), IN_GOLD if one.style == "gold" else FIELDS)
                if faults and wrong:
                    print(f"{one.style}: {', '.join(wrong)}: {one.text}")
        print(f"\n{name}, {'second' if half else 'first'} half\n{score.table()}")


def _read(text: str) -> dict[str, Any]:
    found = parse_citation(text)
    return fields_of(found.reference if isinstance(found, Citation) else Reference(id="", title=""))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.citations", description=__doc__)
    parser.add_argument("--faults", action="store_true", help="print every citation that was not read right")
    return parser.parse_args()


if __name__ == "__main__":
    main()
